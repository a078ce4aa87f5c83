import type { FeatureOptions } from "../data/featurizer.ts";
import type { FileLayout } from "../data/layout.ts";
import type { FileRole, SplitOptions } from "../data/table.ts";

/** A dataset with nothing left to guess. */
export interface ResolvedDataset {
  /** Paths are absolute in memory; in records relative to the run's workspace folder where they lie inside it. */
  readonly files: readonly { readonly role: FileRole; readonly path: string }[];
  readonly layout: FileLayout;
}

export type ActivationName = "relu" | "sigmoid" | "tanh" | "identity";
export interface Initializer {
  readonly kind: "normal" | "xavierUniform" | "xavierNormal" | "heUniform" | "heNormal" | "pytorchLinear";
  /** Standard deviation; for `normal` only. */
  readonly deviation?: number;
}
export interface HiddenLayer {
  readonly units: number;
  readonly activation: ActivationName;
}
export type ResolvedModel =
  | { readonly kind: "network"; readonly hidden: readonly HiddenLayer[]; readonly initializer: Initializer }
  | { readonly kind: "logisticRegression" };

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
