import type { FeatureOptions } from "../data/featurizer.ts";
import type { FileLayout } from "../data/layout.ts";
import type { FileRole, SplitOptions } from "../data/table.ts";
import type { MetricId } from "./metrics.ts";
import type { ModelOptions, Optimizer, ReduceOnPlateau, Schedule } from "../models/modelOptions.ts";

/** A dataset with nothing left to guess. */
export interface ResolvedDataset {
  /** Paths are absolute in memory; in records relative to the run's workspace folder where they lie inside it. */
  readonly files: readonly { readonly role: FileRole; readonly path: string }[];
  readonly layout: FileLayout;
}

export type ResolvedModel = ModelOptions;

export interface ResolvedTraining {
  readonly loss:
    | { readonly kind: "crossEntropy"; readonly labelSmoothing?: number }
    | { readonly kind: "hinge" | "squaredHinge" | "meanSquaredError" };
  /** All classes count the same when absent; those that are not named have weight 1. */
  readonly classWeights?: "balanced" | Readonly<Record<string, number>>;
  readonly optimizer: Optimizer;
  /** Absent for an optimizer that looks at all examples at once. */
  readonly batchSize?: number;
  readonly epochs: number;
  readonly l2: number;
  /** What follows is off when absent. */
  readonly l1?: number;
  readonly weightDecay?: number;
  readonly clipNorm?: number;
  readonly schedule?:
    | Exclude<Schedule, { readonly kind: "reduceOnPlateau" | "rise" }>
    | (ReduceOnPlateau & { readonly metric: MetricId });
  readonly warmUpEpochs?: number;
  readonly keep: "best" | "last";
  /** The metric that keeps the best epoch; loss when absent, or that of early stopping. */
  readonly keepBy?: MetricId;
  readonly earlyStopping?: {
    readonly metric: MetricId;
    readonly patience: number;
    readonly minChange: number;
    readonly counts: "epochs" | "evaluations";
  };
  readonly evaluateEvery?: { readonly steps: number };
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
