import { UserError } from "../base/errors.ts";
import { countsTerms, type FeatureOptions, partsOf } from "../data/featurizer.ts";
import type { EmbeddingBagOptions, EmbeddingOptions } from "../models/modelOptions.ts";
import type { ExperimentInput, ExperimentSpec } from "./spec.ts";

type BagSpec = Extract<ExperimentSpec["model"], { kind: "embeddingBag" }>;

/** What an embedding bag reads unless something else is said. */
export const bagFeatures: NonNullable<ExperimentInput["features"]> = { kind: "hashedNgrams" };

/** The embedding bag with all that it has; features and optimizers that it cannot go with are UserErrors. */
export function resolveBag(
  { kind, dimension, combine }: BagSpec,
  features: FeatureOptions,
  { optimizer }: ExperimentSpec["training"],
): EmbeddingBagOptions {
  refuseOthersThanTerms(features);
  const { kind: optimizerKind = "sgd", momentum = 0 } = optimizer;
  if (optimizerKind !== "sgd" || momentum > 0)
    throw new UserError(
      "An embedding bag takes a step down the gradient of each example in turn, its rate falling evenly to 0.",
      'Write optimizer.kind "sgd" without momentum, or choose a network.',
      { field: optimizerKind === "sgd" ? "training.optimizer.momentum" : "training.optimizer.kind" },
    );
  return { kind, dimension, combine };
}

/** An embedding bag in a network goes with every optimizer. */
export function resolveEmbedding(embedding: EmbeddingOptions, features: FeatureOptions): EmbeddingOptions {
  refuseOthersThanTerms(features);
  return embedding;
}

function refuseOthersThanTerms(features: FeatureOptions): void {
  if (partsOf(features).every(countsTerms)) return;
  throw new UserError(
    "An embedding bag learns a vector for each word or sequence, and these features are not counts of any.",
    'Choose features of kind "hashedNgrams", "counts" or "tfidf" alone, or another model.',
    { field: "features.kind" },
  );
}
