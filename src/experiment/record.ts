import type { Coverage } from "../data/featurizer.ts";
import type { SplitName } from "../data/table.ts";
import type { LayerSummary } from "../models/classifier.ts";
import type { EpochMetrics, MetricsBySplit } from "./metrics.ts";
import type { ResolvedExperiment } from "./resolved.ts";
import type { RunStatus } from "./status.ts";

export const recordSchemaVersion = 1;

/** Counts of true class (row) by predicted class (column). */
export type ConfusionCounts = readonly (readonly number[])[];

/** run.json: written by the run's worker alone, replaced atomically. */
export interface RunRecord {
  readonly schemaVersion: typeof recordSchemaVersion;
  readonly id: string;
  readonly experiment: ResolvedExperiment;
  /** The experiment file it came from, relative to the workspace folder where it lies inside; null for quick picks. */
  readonly experimentFile: string | null;
  /**
   * From the run's folder to the one that its paths start from, with forward slashes; absent where the run lies in that
   * folder's `.benchtop/runs`.
   */
  readonly baseFolder?: string;
  /** Of a run that a sweep made. */
  readonly sweep?: TrialOfSweep;
  readonly status: RunStatus;
  readonly stalled: boolean;
  /** Why it failed, diverged or stopped early, for a person. */
  readonly message: string | null;
  readonly seed: number;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly started: string | null;
  readonly ended: string | null;
  readonly fingerprints: {
    readonly data: string | null;
    /** Of each file of the dataset; runs recorded before they were kept have none. */
    readonly files?: readonly string[];
    readonly features: string | null;
  };
  /** `icu`: what normalises texts and cuts them into words. */
  readonly versions: { readonly benchtop: string; readonly node: string; readonly icu?: string };
  readonly kernelFlavour: string | null;
  /** Each time that it went on after it had been stopped; absent where that never was. */
  readonly resumes?: readonly ResumeOfRun[];
  readonly data: RunData | null;
  readonly model: {
    readonly layers: readonly LayerSummary[];
    readonly parameters: number;
    readonly outputs: "probabilities" | "margins";
  } | null;
  readonly progress: RunProgress;
  /** The evaluation that `keep` chose, and the last one. */
  readonly best: EpochMetrics | null;
  readonly last: EpochMetrics | null;
  /** Of the kept model; test appears once the run has ended. */
  readonly metrics: MetricsBySplit;
  readonly confusion: Readonly<Partial<Record<SplitName, ConfusionCounts>>>;
  readonly seconds: RunSeconds;
}

/** The place of a run in a sweep. */
export interface TrialOfSweep {
  readonly id: string;
  /** From 1. */
  readonly trial: number;
  /** Which of the trial's runs, from 0. */
  readonly repeat: number;
}

/** Where a run went on, and on what. */
interface ResumeOfRun {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The last step before; 0: it began anew. */
  readonly step: number;
  readonly versions: RunRecord["versions"];
  readonly kernelFlavour: string;
}

/** What the run saw of the data. */
export interface RunData {
  readonly classes: readonly string[];
  /** Examples per class id in each split. */
  readonly counts: Readonly<Partial<Record<SplitName, readonly number[]>>>;
  /** Class id that is commonest in train (ties to the lowest id). */
  readonly majorityClass: number;
  readonly featureSummary: string;
  readonly coverage: Readonly<Partial<Record<SplitName, Coverage>>>;
  /** Runs recorded before it was estimated have none. */
  readonly memory?: RunMemory;
  /** Sentences for a person: bytes replaced, rows left out, train evaluated on a part. */
  readonly notes: readonly string[];
}

/** An estimate of what training takes of memory, in bytes. */
export interface RunMemory {
  readonly features: number;
  /** Copies included. */
  readonly parameters: number;
  /** Gradients too. */
  readonly optimizer: number;
  readonly batch: number;
}

interface RunProgress {
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly examplesPerSecond: number | null;
}

/** Seconds by phase, pauses left out. */
export interface RunSeconds {
  readonly read: number;
  readonly features: number;
  readonly training: number;
  readonly evaluation: number;
  readonly total: number;
}

/** user.json: what people change; never written by a worker. */
export interface RunAnnotations {
  readonly schemaVersion: 1;
  readonly name?: string;
  readonly note?: string;
  readonly tags?: readonly string[];
  readonly star?: boolean;
}
