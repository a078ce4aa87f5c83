import { UserError } from "../../base/errors.ts";
import { type FeatureOptions, type FeaturizerState, withVectorPaths } from "../../data/featurizer.ts";
import type { RunRecord } from "../../experiment/record.ts";
import type { ResolvedModel } from "../../experiment/resolved.ts";

/** What must be known beside a model's arrays to classify with it. */
export interface ModelFacts {
  readonly run: string;
  /** By class id. */
  readonly classes: readonly string[];
  /** What an output of each class is: probabilities that sum to 1, or margins of which the largest wins. */
  readonly outputs: "probabilities" | "margins";
  readonly model: ResolvedModel;
  /** Settings of the features, without the paths of vectors files. */
  readonly features: FeatureOptions;
  /** What the features learned beside their arrays, such as a vocabulary: docs/exports.md. */
  readonly featureState: unknown;
}

/** UserError where a run has no model. */
export function modelFacts({ id, data, model, experiment }: RunRecord, features: FeaturizerState): ModelFacts {
  if (data === null || model === null) throw noModel();
  return {
    run: id,
    classes: data.classes,
    outputs: model.outputs,
    model: experiment.model,
    features: withVectorPaths(experiment.features, () => ""),
    featureState: features.json,
  };
}

export function noModel(): UserError {
  return new UserError("The run has no model yet.", "Wait until it has ended, or choose another run.");
}
