import type { FeatureOptions } from "../data/featurizer.ts";
import type { FileLayout } from "../data/layout.ts";
import type { FileRole, SplitOptions } from "../data/table.ts";
import type { ModelOptions } from "../models/modelOptions.ts";

/** A dataset with nothing left to guess. */
export interface ResolvedDataset {
  /** Paths are absolute in memory; in records relative to the run's workspace folder where they lie inside it. */
  readonly files: readonly { readonly role: FileRole; readonly path: string }[];
  readonly layout: FileLayout;
}

export type ResolvedModel = ModelOptions;

export interface ResolvedTraining {
  readonly loss: { readonly kind: "crossEntropy" };
  readonly optimizer: { readonly kind: "sgd"; readonly learningRate: number };
  readonly batchSize: number;
  readonly epochs: number;
  readonly l2: number;
  readonly keep: "best" | "last";
  readonly seed: number;
}

/** An experiment with every default written out: the whole truth of what a run trains. */
export interface ResolvedExperiment {
  readonly dataset: ResolvedDataset;
  readonly split: SplitOptions;
  readonly features: FeatureOptions;
  readonly model: ResolvedModel;
  readonly training: ResolvedTraining;
}
