import type { Event } from "../base/emitter.ts";
import type { Disposable } from "../base/lifecycle.ts";
import type { PairResult } from "../experiment/comparison/pair.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import type { RateTest } from "../experiment/rateTest.ts";
import type { ListedRecord } from "../experiment/listedRecord.ts";
import type { RunAnnotations, RunRecord } from "../experiment/record.ts";
import type {
  CurveQuery,
  DatasetSummary,
  ExamplesPage,
  ExamplesQuery,
  FlipsPage,
  FlipsQuery,
  PairQuery,
  PoolQuery,
  StartRun,
  TestRates,
  TrainerNotifications,
} from "../protocol/trainer.ts";
import type { PoolResult } from "../experiment/comparison/foldPools.ts";
import type { ExportOutcome, ExportQuery } from "../protocol/exports.ts";
import type { LabelledPart, LabellingStarted, LabelPart, StartLabelling } from "../protocol/labelling.ts";
import type { ClassCurves } from "../experiment/errors/classCurves.ts";
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
} from "../protocol/predictions.ts";
import type { RunDifference, VerificationResult, VerifyQuery } from "../protocol/verification.ts";
import type { ReproductionRequests } from "../protocol/reproduction.ts";
import type { NearestQuery, TrainedVectors, TrainVectors, WordNeighbours } from "../protocol/wordVectors.ts";
import type { DatasetProgress, DatasetRequests } from "../protocol/datasets.ts";
import type { DatasetSearch, DatasetsFound, PlaceSeen, PlaceToLook } from "../protocol/datasetSearch.ts";
import type { LayoutChoices } from "../data/layout.ts";
import type { MetricFrame } from "../protocol/frames.ts";

/** What services need of the outside; src/platform makes it real. */

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Calls back once after `milliseconds` unless disposed before. */
  after(milliseconds: number, callback: () => void): Disposable;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
}

/** A run folder as it was found: a run whose owner died shows as stopped. */
export interface StoredRun {
  readonly folder: string;
  /** What paths in the record are relative to. */
  readonly baseFolder: string;
  readonly record: RunRecord;
  readonly annotations: RunAnnotations;
  /** Who works on it now: this process, another one, or nobody. */
  readonly owner: "self" | "other" | "none";
}

/** A run as lists know it; a StoredRun is one too. */
export interface ListedRun extends Omit<StoredRun, "record"> {
  readonly record: ListedRecord;
}

export type RunsChange =
  | { readonly kind: "changed"; readonly run: ListedRun }
  | { readonly kind: "removed"; readonly id: string }
  | { readonly kind: "reset" };

/** The list of runs: read from run folders, with or without a database that remembers what was read. */
export interface RunIndex extends Disposable {
  list(): Promise<readonly ListedRun[]>;
  /** The whole of one run, as its folder holds it now. */
  get(id: string): Promise<StoredRun | undefined>;
  /** Tells of what changed on disk, by us or by others. */
  readonly onChange: Event<RunsChange>;
  /** Looks at one run now (after we wrote to it). */
  refresh(id: string): Promise<void>;
}

/** Reads and changes run folders outside the worker's part. */
export interface RunFiles {
  /** A new run id, yyyymmdd-hhmmss-xxxxxx in UTC, and its absolute folder under `runsFolder` (not yet made). */
  newRun(runsFolder: string): { readonly id: string; readonly folder: string };
  epochs(folder: string): Promise<readonly EpochMetrics[]>;
  annotate(folder: string, change: Partial<RunAnnotations>): Promise<void>;
  /** Moves the folder to trash; the returned function restores it. */
  moveToTrash(folder: string): Promise<() => Promise<void>>;
  readText(path: string): Promise<string>;
  writeText(path: string, text: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** The absolute path of one that is written relative to a folder. */
  resolvePath(folder: string, path: string): string;
  /** The path relative to the folder when it lies inside, else the absolute path; always with forward slashes. */
  relativePath(folder: string, path: string): string;
  /** What tells versions of a file apart; a folder, a missing or unreadable file is a UserError that names it. */
  stamp(path: string): Promise<FileStamp>;
  /** What a run is before its worker has written anything: queued, with the paths of a record. */
  firstRecord(run: StartRun): RunRecord;
  /**
   * Ends a run whose worker died or never came to it: takes over its lock, writes the latest record (what stands on disk,
   * else the given one) with status, message and an end, and keeps everything else. The result is the record as written;
   * one that had ended by itself stays as it is.
   */
  endRun(run: StartRun, latest: RunRecord, end: RunEnd): Promise<RunRecord>;
}

/** How a run ends that its worker did not end. */
export interface RunEnd {
  readonly status: "failed" | "stopped";
  /** For a person. */
  readonly message: string;
}

interface FileStamp {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** Who hears how far the counting of a dataset is (0…1), and may stop it. */
export interface InspectionWatch {
  readonly onProgress: (fraction: number) => void;
  readonly signal: AbortSignal;
}

/** Tells a person that a dataset is being counted, and how far it is, and lets them stop it. */
export type ShowCounting = <T>(path: string, count: (watch: InspectionWatch) => Promise<T>) => Promise<T>;

/** One worker thread behind the trainer protocol. */
export interface TrainerWorker extends Disposable {
  readonly kernelFlavour: string;
  train(run: StartRun): Promise<RunRecord>;
  testRates(start: TestRates): Promise<RateTest>;
  trainVectors(start: TrainVectors): Promise<TrainedVectors>;
  nearestWords(query: NearestQuery): Promise<WordNeighbours>;
  pause(runId: string): Promise<void>;
  resume(runId: string): Promise<void>;
  proceed(runId: string, epoch: number): Promise<void>;
  stop(runId: string, reason?: string): Promise<void>;
  /** Null when it was stopped. */
  inspect(path: string, choices: LayoutChoices, watch?: InspectionWatch): Promise<DatasetSummary | null>;
  findCandidates(search: DatasetSearch): Promise<DatasetsFound>;
  lookAt(places: readonly PlaceToLook[]): Promise<readonly (PlaceSeen | null)[]>;
  examples(query: ExamplesQuery): Promise<ExamplesPage>;
  errors(query: ErrorsQuery): Promise<ErrorAnalysis>;
  classCurves(query: ClassCurvesQuery): Promise<ClassCurves | null>;
  predict(query: PredictQuery): Promise<readonly Prediction[]>;
  explain(query: ExplainQuery): Promise<Explanation>;
  explainExample(query: ExplainExampleQuery): Promise<ExplainedExample>;
  /** Loads a model to label a file with, whose parts follow in order. */
  label(start: StartLabelling): Promise<LabellingStarted>;
  labelPart(part: LabelPart): Promise<LabelledPart>;
  /** Lets go of the model that was loaded to classify with. */
  forgetModel(runFolder: string): Promise<void>;
  comparePair(query: PairQuery): Promise<PairResult>;
  flips(query: FlipsQuery): Promise<FlipsPage>;
  pool(query: PoolQuery): Promise<PoolResult>;
  series(runFolder: string, points: number): Promise<MetricFrame | null>;
  curve(query: CurveQuery): Promise<ArrayBuffer>;
  exportRun(query: ExportQuery): Promise<ExportOutcome>;
  /** Asks about a dataset that it holds in memory, or is to. */
  dataset<K extends keyof DatasetRequests>(name: K, params: DatasetRequests[K][0]): Promise<DatasetRequests[K][1]>;
  differences(place: { readonly runFolder: string; readonly baseFolder: string }): Promise<readonly RunDifference[]>;
  /** What takes runs to other machines and back. */
  reproduce<K extends keyof ReproductionRequests>(
    name: K,
    params: ReproductionRequests[K][0],
  ): Promise<ReproductionRequests[K][1]>;
  verify(query: VerifyQuery): Promise<VerificationResult>;
  frameCredit(runId: string, count: number): void;
  /** How many threads, its own included, it may compute with from now on. */
  useThreads(count: number): void;
  /** No run comes for now: it lets go of what it kept of the last one. */
  rest(): void;
  readonly onPhase: Event<TrainerNotifications["phase"]>;
  readonly onStatus: Event<TrainerNotifications["status"]>;
  readonly onEpoch: Event<TrainerNotifications["epoch"]>;
  readonly onHold: Event<TrainerNotifications["hold"]>;
  readonly onRecord: Event<TrainerNotifications["record"]>;
  readonly onProgress: Event<TrainerNotifications["progress"]>;
  readonly onFrame: Event<TrainerNotifications["frame"]>;
  readonly onRates: Event<TrainerNotifications["rates"]>;
  readonly onVectors: Event<TrainerNotifications["vectors"]>;
  readonly onDatasetProgress: Event<DatasetProgress>;
  /** The thread ended without being asked to; the reason is for a person (out of memory, crash). */
  readonly onDeath: Event<string>;
}

export interface TrainerWorkers {
  start(): Promise<TrainerWorker>;
}
