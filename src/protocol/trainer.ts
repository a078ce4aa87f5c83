import type { BrokenRow, SplitName } from "../data/table.ts";
import type { LayoutChoices, SniffedLayout } from "../data/layout.ts";
import type { PoolResult } from "../experiment/comparison/foldPools.ts";
import type { FlipKind, Mismatch, PairResult } from "../experiment/comparison/pair.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import type { RateTest } from "../experiment/rateTest.ts";
import type { RunRecord, TrialOfSweep } from "../experiment/record.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import type { RunStatus } from "../experiment/status.ts";
import type { ClassCurves } from "../experiment/errors/classCurves.ts";
import type { ConfidencePart } from "../experiment/errors/confidence.ts";
import type { ExportOutcome, ExportQuery } from "./exports.ts";
import type { DatasetNotifications, DatasetRequests } from "./datasets.ts";
import type { DatasetSearch, DatasetsFound, PlaceSeen, PlaceToLook } from "./datasetSearch.ts";
import type { MetricFrame } from "./frames.ts";
import type { LabelledPart, LabellingStarted, LabelPart, StartLabelling } from "./labelling.ts";
import type { ReproductionRequests } from "./reproduction.ts";
import type { RunDifference, VerificationResult, VerifyQuery } from "./verification.ts";
import type { NearestQuery, TrainedVectors, TrainVectors, VectorProgress, WordNeighbours } from "./wordVectors.ts";
import type {
  ClassCurvesQuery,
  ErrorAnalysis,
  ErrorsQuery,
  ExplainedExample,
  ExplainExampleQuery,
  Explanation,
  ExplainQuery,
  Prediction,
  PredictQuery,
} from "./predictions.ts";

/** Host ⇄ trainer worker. Grows with every incompatible change; the handshake compares it. */
export const trainerProtocolVersion = 1;

export interface StartRun {
  readonly runId: string;
  /** Absolute folder that will hold, or for a resume holds, the run. */
  readonly runFolder: string;
  /** Absolute folder that paths in the record are relative to. */
  readonly baseFolder: string;
  readonly experiment: ResolvedExperiment;
  readonly experimentFile: string | null;
  /** Of a run that a sweep makes. */
  readonly sweep?: TrialOfSweep;
  /** The epochs after which to stand still until told to proceed or to stop; the last epoch is none. */
  readonly holds?: readonly number[];
  /** Seconds from one checkpoint to the next, 0: only when the run is stopped. Absent for a run that is not to be resumed. */
  readonly checkpointSeconds?: number;
  /** Whether the folder holds the run already, stopped, and training goes on from its checkpoint. */
  readonly resume?: boolean;
  /** Where to end without being told to; at the end of its epochs when absent. */
  readonly end?: FitEnd;
  readonly generation: number;
}

/** A step, before or after what is evaluated there. */
export interface FitEnd {
  readonly step: number;
  readonly evaluated: boolean;
}

/** A learning-rate range test of an experiment; `testId` is what `stop` takes. */
export interface TestRates {
  readonly testId: string;
  readonly experiment: ResolvedExperiment;
  readonly steps: number;
}

export interface RunOutcome {
  readonly record: RunRecord;
}

/** What the Datasets view and the quick picks need to know of a labelled file, or why it is none. */
export interface DatasetSummary {
  readonly path: string;
  readonly sniffed: SniffedLayout;
  /** Whether a dataset file beside it says how it is laid out. */
  readonly stored: boolean;
  readonly classes: readonly string[];
  /** Class counts per split as the default split (or the given files) would cut it. */
  readonly counts: Readonly<Partial<Record<SplitName, readonly number[]>>>;
  readonly examples: number;
  readonly meanTokens: number | null;
  readonly invalidBytes: number;
  /** Rows left out because they cannot be used; the first hundred stand in `broken`. */
  readonly brokenRows: number;
  readonly broken: readonly BrokenRow[];
  /** Rows left out because the person said so. */
  readonly skippedRows: number;
  /** Plain sentences about how the file was read. */
  readonly notes: readonly string[];
  readonly sha256: string;
}

/** A page of the examples behind a cell of a confusion table. */
export interface ExamplesQuery {
  readonly runFolder: string;
  readonly baseFolder: string;
  readonly split: SplitName;
  /** Class ids; null = any. */
  readonly trueClass: number | null;
  readonly predictedClass: number | null;
  /** Only the right or the wrong answers; all when absent. */
  readonly answers?: "right" | "wrong";
  /** Only those of a bin; all when absent. */
  readonly part?: ConfidencePart;
  /** `confidence`: the surest first; else in the order of the split. */
  readonly order?: "confidence";
  readonly offset: number;
  readonly limit: number;
}
export interface ExamplesPage {
  readonly total: number;
  readonly examples: readonly ExampleRow[];
  /** Said when the data file changed since the run. */
  readonly warning: string | null;
}
export interface ExampleRow {
  /** Its place in the arrays of its split. */
  readonly example: number;
  readonly file: string;
  readonly line: number;
  readonly trueClass: number;
  readonly predictedClass: number;
  /** Output of the predicted class: its probability, or its margin; in a bin of margins the lead that puts it there. */
  readonly confidence: number;
  /** The example's text, or its columns as `name = value`, cut to 500 characters. */
  readonly excerpt: string;
}

/** A run and the baseline it is set against, on one split. */
export interface PairQuery {
  readonly baselineFolder: string;
  readonly runFolder: string;
  readonly split: SplitName;
}

/** Runs of one k-fold split whose held-out examples are looked at together. */
export interface PoolQuery {
  readonly runFolders: readonly string[];
}

/** A page of the examples that a run predicts otherwise than its baseline. */
export interface FlipsQuery extends PairQuery {
  /** What paths in the baseline's record are relative to. */
  readonly baseFolder: string;
  /** null = any. */
  readonly kind: FlipKind | null;
  /** null = any. */
  readonly cell: FlipsCell | null;
  readonly offset: number;
  readonly limit: number;
}
/** A cell of the difference of two confusion tables: examples that moved into it or out of it. null = any class. */
export interface FlipsCell {
  readonly trueClass: number | null;
  readonly predictedClass: number | null;
}
export type FlipsPage =
  | {
      readonly kind: "flips";
      readonly total: number;
      /** Of the cell that was asked for, whatever the kind. */
      readonly counts: Readonly<Record<FlipKind, number>>;
      readonly flips: readonly FlippedExample[];
      /** Said when the data file changed since the baseline. */
      readonly warning: string | null;
    }
  | { readonly kind: "refused"; readonly why: Mismatch };
export interface FlippedExample {
  readonly file: string;
  readonly line: number;
  readonly trueClass: number;
  /** Class ids that the baseline and the run predict. */
  readonly before: number;
  readonly after: number;
  readonly kind: FlipKind;
  /** As in an `ExampleRow`. */
  readonly excerpt: string;
}

/** Recorded step series cut to at most `points` buckets, as one frame with seq 0. */
export interface SeriesQuery {
  readonly runFolder: string;
  readonly points: number;
}

/** A figure of a recorded run along its steps; see `RunCurve`. */
export interface CurveQuery {
  readonly runFolder: string;
  readonly figure: string;
}

/** Requests the host makes: name → [params, result]. */
export interface TrainerRequests extends DatasetRequests, ReproductionRequests {
  handshake: [{ readonly version: number }, { readonly version: number; readonly kernelFlavour: string }];
  /** Runs to the end; the result comes when the run has ended in whatever status. Fails only for defects. */
  train: [StartRun, RunOutcome];
  /** Writes nothing. A stop ends it with what was found so far. */
  testRates: [TestRates, RateTest];
  /** A stop ends it with nothing written. */
  trainVectors: [TrainVectors, TrainedVectors];
  nearestWords: [NearestQuery, WordNeighbours];
  pause: [{ readonly runId: string }, null];
  resume: [{ readonly runId: string }, null];
  /** A run may go beyond an epoch after which it holds. */
  proceed: [{ readonly runId: string; readonly epoch: number }, null];
  /** The reason becomes the record's message. */
  stop: [{ readonly runId: string; readonly reason?: string }, null];
  /** With an id it tells how far it is, and `stop` of that id ends it with null. */
  inspect: [{ readonly path: string; readonly choices: LayoutChoices; readonly id?: string }, DatasetSummary | null];
  /** What may be a dataset by its name, and whether it is by its first 64 KB; null: there is nothing at the place. */
  findCandidates: [DatasetSearch, DatasetsFound];
  lookAt: [{ readonly places: readonly PlaceToLook[] }, { readonly seen: readonly (PlaceSeen | null)[] }];
  examples: [ExamplesQuery, ExamplesPage];
  errors: [ErrorsQuery, ErrorAnalysis];
  /** Null where nothing can be ranked: the class has no examples or all, or an output is not a number. */
  classCurves: [ClassCurvesQuery, { readonly curves: ClassCurves | null }];
  predict: [PredictQuery, readonly Prediction[]];
  explain: [ExplainQuery, Explanation];
  explainExample: [ExplainExampleQuery, ExplainedExample];
  /** Loads a model to label a file with, whose parts follow in order. */
  label: [StartLabelling, LabellingStarted];
  labelPart: [LabelPart, LabelledPart];
  /** Lets go of the model that was loaded to classify with. */
  forgetModel: [{ readonly runFolder: string }, null];
  comparePair: [PairQuery, PairResult];
  flips: [FlipsQuery, FlipsPage];
  pool: [PoolQuery, PoolResult];
  series: [SeriesQuery, { readonly frame: MetricFrame | null }];
  curve: [CurveQuery, { readonly points: ArrayBuffer }];
  /** Writes a run's files in another format. */
  exportRun: [ExportQuery, ExportOutcome];
  /** Reads the run's data files, but trains and writes nothing. */
  differences: [
    { readonly runFolder: string; readonly baseFolder: string },
    { readonly differences: readonly RunDifference[] },
  ];
  /** Trains a run again in a folder for work, and compares. Tells how far it is as a run does. */
  verify: [VerifyQuery, VerificationResult];
}

/** Where a run is before its first step and after its last. */
export type RunPhase = "reading" | "features" | "training" | "evaluation" | "saving";

/** Notifications the worker sends: name → params. */
export interface TrainerNotifications extends DatasetNotifications {
  phase: { readonly runId: string; readonly phase: RunPhase; readonly fraction: number | null };
  status: { readonly runId: string; readonly status: RunStatus; readonly stalled: boolean };
  /** A run stands still after an epoch; `seconds` in all so far. */
  hold: { readonly runId: string; readonly epoch: number; readonly seconds: number };
  epoch: { readonly runId: string; readonly epoch: EpochMetrics; readonly bestEpoch: number };
  /** Sent with run.json: once the data is known, with every status, and at epochs at most four times a second. */
  record: { readonly runId: string; readonly record: RunRecord };
  progress: {
    readonly runId: string;
    readonly step: number;
    readonly epoch: number;
    readonly steps: number;
    readonly seconds: number;
    /** What the evaluations still to come will take, as long as they took so far. */
    readonly evaluationSecondsLeft: number;
    readonly examplesPerSecond: number;
  };
  frame: { readonly runId: string; readonly frame: MetricFrame };
  /** What share of a dataset has been counted, at most ten times a second. */
  inspection: { readonly id: string; readonly fraction: number };
  /** How far a range test is, at most ten times a second. */
  rates: { readonly testId: string; readonly step: number; readonly steps: number };
  /** How far a training of word vectors is, at most ten times a second. */
  vectors: VectorProgress;
}

/** Notifications the host sends. */
export interface HostNotifications {
  /** The host has taken `count` frames: the worker may send as many more (two at most are ever under way). */
  frameCredit: { readonly runId: string; readonly count: number };
  /** How many threads, the worker's own included, large kernel calls may use from now on; it never changes a bit. */
  threads: { readonly count: number };
  /** No run comes for now: what was kept of the last one for the next may go. */
  rest: null;
}
