import { assertNever } from "../base/assert.ts";
import type { Matrix } from "../base/matrix.ts";
import type { Backend } from "../engine/backend.ts";
import type { Classifier } from "./classifier.ts";
import type { LossOptions, ModelOptions } from "./modelOptions.ts";
import { EmbeddingBagClassifier } from "./embeddingBagClassifier.ts";
import { NaiveBayesClassifier } from "./naiveBayesClassifier.ts";
import { NetworkClassifier } from "./networkClassifier.ts";
import { PerceptronClassifier } from "./perceptronClassifier.ts";

export interface ClassifierOptions {
  readonly model: ModelOptions;
  /** Features of the kind and width that the model will see; for sequences also their table. Its rows do not matter. */
  readonly input: Matrix;
  readonly classes: number;
  readonly seed: number;
  readonly backend: Backend;
  /** What a model that follows a gradient makes small; cross-entropy when absent. */
  readonly loss?: LossOptions | undefined;
  /** The most rows of a training batch. */
  readonly batchSize: number;
}

/** A model with its initial parameters; throws UserError where the machine's memory does not suffice. */
export function createClassifier(options: ClassifierOptions): Classifier {
  const { model, ...rest } = options;
  switch (model.kind) {
    case "network":
      return new NetworkClassifier({ ...rest, ...model });
    case "logisticRegression":
    case "linearSvm":
      // Its objective is convex, so that the start does not matter in the end; zero is the convention.
      return new NetworkClassifier({ ...rest, hidden: [], initializer: undefined });
    case "embeddingBag":
      return new EmbeddingBagClassifier(model, rest);
    case "naiveBayes":
      return new NaiveBayesClassifier(model, rest.input, rest.classes);
    case "perceptron":
      return new PerceptronClassifier(model, rest.input, rest.classes);
    default:
      return assertNever(model, "kind of model");
  }
}
