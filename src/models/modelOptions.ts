import type { ActivationName } from "../engine/activations.ts";
import type { InitializerOptions } from "../engine/initializers.ts";
import type { LbfgsOptions } from "../engine/lbfgs.ts";
import type { OptimizerOptions } from "../engine/optimizers.ts";

export type { ActivationName } from "../engine/activations.ts";
export type { InitializerOptions as Initializer } from "../engine/initializers.ts";
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

/** What can be fitted, with nothing left to guess. */
export type ModelOptions =
  | { readonly kind: "network"; readonly hidden: readonly HiddenLayer[]; readonly initializer: InitializerOptions }
  | { readonly kind: "logisticRegression" };
