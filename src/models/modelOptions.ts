import type { ActivationName } from "../engine/activations.ts";
import type { InitializerOptions } from "../engine/initializers.ts";
import type { LbfgsOptions } from "../engine/lbfgs.ts";
import type { OptimizerOptions } from "../engine/optimizers.ts";

export type { ActivationName } from "../engine/activations.ts";
export type { InitializerOptions as Initializer } from "../engine/initializers.ts";
export type { LossOptions } from "../engine/losses.ts";
export type { ReduceOnPlateau, ScheduleOptions as Schedule } from "../engine/schedules.ts";

/** Optimizers that step from batch to batch, and one that looks at all examples. */
export type Optimizer = OptimizerOptions | LbfgsOptions;

/** Where a hidden layer normalises: what it reads, what its activation reads, or what it hands on. */
export type NormPlace = "input" | "weightedSum" | "output";

export type NormOptions =
  | { readonly kind: "layer"; readonly place: NormPlace; readonly epsilon: number }
  | {
      readonly kind: "batch";
      readonly place: NormPlace;
      readonly epsilon: number;
      /** What share of the running statistics a batch replaces. */
      readonly momentum: number;
    };

export interface HiddenLayer {
  readonly units: number;
  readonly activation: ActivationName;
  /** What follows is off when absent. */
  readonly norm?: NormOptions;
  /** The share of outputs that become 0 in training. */
  readonly dropout?: number;
  /** How many hidden layers, this one the last, form the block whose input is added to this layer's output. */
  readonly residual?: number;
}

/** Which share of the examples each class is taken to have. */
type ClassPrior = "fitted" | "uniform";

export type NaiveBayesOptions =
  | {
      readonly kind: "naiveBayes";
      readonly variant: "multinomial" | "bernoulli";
      /** Added to every count. */
      readonly smoothing: number;
      readonly prior: ClassPrior;
    }
  | { readonly kind: "naiveBayes"; readonly variant: "complement"; readonly smoothing: number }
  | {
      readonly kind: "naiveBayes";
      readonly variant: "gaussian";
      /** Share of the largest variance of a feature that is added to all. */
      readonly varianceSmoothing: number;
      readonly prior: ClassPrior;
    };

export interface PerceptronOptions {
  readonly kind: "perceptron";
  /** Whether the mean of the weights after every example is kept, not the last weights. */
  readonly averaged: boolean;
}

/** A vector for each feature, of which those of an example become one. */
export interface EmbeddingOptions {
  /** Numbers in the vector of each feature. */
  readonly dimension: number;
  readonly combine: "mean" | "sum";
}

export interface EmbeddingBagOptions extends EmbeddingOptions {
  readonly kind: "embeddingBag";
}

interface NetworkModelOptions {
  readonly kind: "network";
  /** What the first layer reads is the features themselves when absent. */
  readonly embedding?: EmbeddingOptions;
  readonly hidden: readonly HiddenLayer[];
  readonly initializer: InitializerOptions;
}

/** What can be fitted, with nothing left to guess. */
export type ModelOptions =
  | NetworkModelOptions
  | { readonly kind: "logisticRegression" }
  | { readonly kind: "linearSvm" }
  | EmbeddingBagOptions
  | NaiveBayesOptions
  | PerceptronOptions;
