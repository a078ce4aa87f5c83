import { type FeatureOptions, partsOf } from "../data/featurizer.ts";
import { isLinear } from "./resolveOptimizer.ts";
import type { ResolvedModel } from "./resolved.ts";

/**
 * The optimizer where none is written: plain descent, but adam where parts of the model need steps of very different
 * lengths: a table of which a batch touches few rows, and vectors beside other features.
 */
export function suitedOptimizer(features: FeatureOptions, model: ResolvedModel): "sgd" | "adam" {
  if (model.kind === "network" && model.embedding !== undefined) return "adam";
  const parts = partsOf(features);
  return parts.length > 1 && model.kind !== "embeddingBag" && parts.some(({ kind }) => kind === "wordVectors")
    ? "adam"
    : "sgd";
}

interface SuitedTraining {
  readonly learningRate: number;
  readonly epochs: number;
}

/**
 * Learning rate and epochs with which plain gradient descent trains well, also on long texts and where the last batch
 * holds a single example.
 */
export function suitedTraining(features: FeatureOptions, model: ResolvedModel): SuitedTraining {
  if (model.kind === "perceptron") return { learningRate: 1, epochs: 20 };
  if (model.kind === "embeddingBag") return { learningRate: 0.5, epochs: 25 };
  if (model.kind === "network" && model.embedding !== undefined)
    return { learningRate: model.embedding.combine === "mean" ? 0.5 : 0.05, epochs: 40 };
  const linear = isLinear(model);
  // The squared hinge of every class is steeper than cross-entropy.
  if (model.kind === "linearSvm") return steeper(suitedTraining(features, { kind: "logisticRegression" }));
  switch (features.kind) {
    // The part with the steepest gradients says how long a step may be, the slowest one for how long.
    case "union": {
      const parts = features.of.map((part) => suitedTraining(part, model));
      const learningRate = Math.min(...parts.map((part) => part.learningRate));
      return { learningRate, epochs: Math.max(...parts.map(({ epochs }) => epochs)) };
    }
    // Rows of length 1 spread over many terms: gradients are small, steps may be long.
    case "tfidf":
      return linear ? { learningRate: 3, epochs: 40 } : { learningRate: 0.1, epochs: 40 };
    case "counts":
    case "hashedNgrams":
      return linear ? { learningRate: 0.05, epochs: 30 } : { learningRate: 0.01, epochs: 40 };
    case "numeric":
    case "oneHot":
    case "sparse":
      return { learningRate: 0.1, epochs: 40 };
    // Concatenated vectors as in the paper; means learn slowly but cost little.
    case "wordVectors":
      return features.combine === "concat" ? { learningRate: 0.01, epochs: 30 } : { learningRate: 0.05, epochs: 200 };
  }
}

function steeper({ learningRate, epochs }: SuitedTraining): SuitedTraining {
  return { learningRate: learningRate / 10, epochs };
}
