import type {
  DatasetExamplesPage,
  DatasetExamplesQuery,
  DatasetOverview,
  DatasetPart,
  DatasetProgress,
  DuplicateReport,
  LikenessesPage,
  LikenessesQuery,
  VectorReport,
  WordReport,
} from "../protocol/datasets.ts";
import type { Event } from "../base/emitter.ts";
import type { Disposable } from "../base/lifecycle.ts";
import type { ExampleInput } from "../data/inputTable.ts";
import type { LayoutChoices } from "../data/layout.ts";
import type { SplitName } from "../data/table.ts";
import type { Comparison } from "../experiment/comparison/comparison.ts";
import type { ClassCurves } from "../experiment/errors/classCurves.ts";
import type { EpochMetrics, MetricId } from "../experiment/metrics.ts";
import type { RunAnnotations, RunRecord, TrialOfSweep } from "../experiment/record.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import type { SweepSpec } from "../experiment/specSweep.ts";
import type { SweepMetric, SweepPlan } from "../experiment/sweep/plan.ts";
import type { Study } from "../experiment/studies/studies.ts";
import type { RankedTrial } from "../experiment/sweep/ranking.ts";
import type { ToldCrossCheck } from "../protocol/crossChecks.ts";
import type { DatasetSearch, DatasetsFound, PlaceSeen, PlaceToLook } from "../protocol/datasetSearch.ts";
import type { ExportOutcome } from "../protocol/exports.ts";
import type { MetricFrame } from "../protocol/frames.ts";
import type { LabelFormat, LabelProblem } from "../protocol/labelling.ts";
import type {
  ErrorAnalysis,
  ExplainedExample,
  ExplainExampleQuery,
  Explanation,
  Prediction,
} from "../protocol/predictions.ts";
import type { RunSnapshot, RunTicker } from "../protocol/runPanel.ts";
import type { DatasetSummary, ExamplesPage, ExamplesQuery, FlipsPage, FlipsQuery } from "../protocol/trainer.ts";
import type { ExportId } from "./exports/formats.ts";
import type { PeerName } from "./exports/scripts/refusals.ts";
import type { InspectionWatch, ListedRun, StoredRun } from "./ports.ts";

/** What screens and the command line ask of the services. */

/** An experiment as a person gave it: the text of an experiment file, or choices that were picked. */
export interface ExperimentRequest {
  /** Text of the file (JSON with comments) or the JSON of quick-pick choices. */
  readonly text: string;
  /** Absolute path of the experiment file; null for picks. */
  readonly file: string | null;
  /** Absolute folder that relative paths in the text start from. */
  readonly folder: string;
  /** `--set` overrides: dotted path → value. */
  readonly overrides?: readonly (readonly [string, unknown])[];
}

export interface StartRequest {
  readonly experiment: ExperimentRequest;
  /** Absolute folder that will hold run folders. */
  readonly runsFolder: string;
  /** Absolute folder that paths in the record are relative to (the workspace folder). */
  readonly baseFolder: string;
}

/** A run of a sweep, which has named it beforehand. */
export interface StartTrial extends StartRequest {
  readonly runId: string;
  readonly sweep: TrialOfSweep;
  /** The epochs after which the run stands still until told to proceed or to stop. */
  readonly holds?: readonly number[];
}

/** A run that this process trains. */
export interface LiveRun {
  readonly id: string;
  readonly folder: string;
  readonly baseFolder: string;
  /** The latest record; null until the worker wrote the first. */
  readonly record: RunRecord | null;
  readonly ticker: RunTicker;
  readonly epochs: readonly EpochMetrics[];
  readonly bestEpoch: number | null;
  /** The step series so far in at most `points` buckets, and the generation and seq it stands at. */
  steps(points: number): MetricFrame | null;
  readonly onTicker: Event<RunTicker>;
  readonly onEpoch: Event<{ readonly epoch: EpochMetrics; readonly bestEpoch: number }>;
  readonly onFrame: Event<MetricFrame>;
  readonly onRecord: Event<RunRecord>;
  /** It stands still after an epoch of its `holds`; `seconds` in all so far. */
  readonly onHold: Event<{ readonly epoch: number; readonly seconds: number }>;
  /** Settles when the run has ended, whatever its status; never rejects. */
  readonly ended: Promise<RunRecord>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Lets it go beyond an epoch after which it holds. */
  proceed(epoch: number): Promise<void>;
  /** The reason, for a person, becomes the record's message. */
  stop(reason?: string): Promise<void>;
}

export interface Training extends Disposable {
  /** Checks and resolves the experiment (a UserError for a person otherwise, nothing written), then starts or queues the run. */
  start(request: StartRequest | StartTrial): Promise<LiveRun>;
  /** Goes on with a stopped run in its own folder, to the bits of one that was never stopped; a UserError where it cannot. */
  resume(run: StoredRun): LiveRun;
  /** Parses, fills defaults, sniffs the data where the layout is not given. */
  resolve(request: ExperimentRequest): Promise<ResolvedExperiment>;
  live(id: string): LiveRun | undefined;
  /** Stops all runs, keeping what they trained, and ends the threads; disposing does the same without waiting. */
  shutdown(): Promise<void>;
  readonly active: readonly LiveRun[];
  readonly onChange: Event<void>;
}

export interface ResumeSweep {
  readonly id: string;
  /** The absolute path of the experiment file that it must be of, where one is named. */
  readonly file?: string;
  readonly runsFolder: string;
  readonly baseFolder: string;
}

/** A sweep that this process works on. */
export interface LiveSweep {
  readonly id: string;
  readonly folder: string;
  readonly plan: SweepPlan;
  readonly sweep: SweepSpec;
  /** `stopping`: until the runs under way have written what they have. */
  readonly status: "running" | "paused" | "stopping" | "over";
  /** All of them, best first by what is known now. */
  readonly trials: readonly RankedTrial[];
  /** How many of them are over; cheaper than the list. */
  readonly counts: { readonly over: number; readonly all: number };
  /** The runs under way. */
  readonly live: readonly LiveRun[];
  readonly onChange: Event<void>;
  /** A trial has ended. */
  readonly onTrial: Event<RankedTrial>;
  /** `finished` when nothing is left to train; rejects when the sweep's folder cannot be written. */
  readonly ended: Promise<"finished" | "stopped">;
  /** Pauses the runs under way and begins no other. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Stops the runs under way; they are trained anew when the sweep is resumed. */
  stop(): Promise<void>;
}

/** A sweep as its folder tells of it. */
export interface StoredSweep {
  readonly id: string;
  readonly folder: string;
  readonly plan: SweepPlan;
  readonly sweep: SweepSpec;
  readonly metric: SweepMetric;
  /** The experiment with absolute paths. */
  readonly experiment: ExperimentRequest;
  /** All of them, best first. */
  readonly trials: readonly RankedTrial[];
  /** Whether nothing is left to train. */
  readonly isOver: boolean;
  readonly owner: "self" | "other" | "none";
}

export interface Sweeps extends Disposable {
  /** Checks the experiment and its sweep (a UserError for a person otherwise, nothing written), then starts. */
  start(request: StartRequest): Promise<LiveSweep>;
  /** Goes on with a sweep that was stopped or interrupted, to the same trials and results; with one that is over, only ranks. */
  resume(request: ResumeSweep): Promise<LiveSweep>;
  /** What a sweep's folder tells of it, whoever works on it; a UserError when there is none or it is damaged. */
  read(request: ResumeSweep): Promise<StoredSweep>;
  /** The sweeps kept beside a runs folder, the newest first. */
  ids(runsFolder: string): Promise<readonly string[]>;
  readonly active: readonly LiveSweep[];
  readonly onChange: Event<void>;
  shutdown(): Promise<void>;
}

/** What to vary of an experiment, and with how many seeds. */
export interface StudyRequest extends StartRequest {
  readonly study: Study;
  readonly seeds: number;
}

export interface Studies {
  /** Starts the study's sweep; a UserError where the experiment has nothing of what is varied. */
  start(request: StudyRequest): Promise<LiveSweep>;
  /** Writes `report.md` with pictures and tables of studies of one kind that this process started, one for each dataset. */
  report(sweeps: readonly LiveSweep[], folder: string): Promise<void>;
}

export interface Datasets {
  /** Counts a file; a StoppedCounting where the watch stopped it. */
  inspect(path: string, choices?: LayoutChoices, watch?: InspectionWatch): Promise<DatasetSummary>;
  /** What may be a dataset in a folder by its name; looks in a worker. */
  findCandidates(search: DatasetSearch): Promise<DatasetsFound>;
  /** Which places are datasets; of those whose stamp is not the known one a worker reads the first 64 KB. Null: nothing there. */
  lookAt(places: readonly PlaceToLook[]): Promise<readonly (PlaceSeen | null)[]>;
  examples(query: ExamplesQuery): Promise<ExamplesPage>;
}

/** A dataset in the memory of a worker of its own, to be looked at until it is disposed. What was stopped has null for its result. */
export interface DatasetSession extends Disposable {
  /** Reads it; the first thing to ask for. */
  overview(): Promise<DatasetOverview | null>;
  duplicates(): Promise<DuplicateReport | null>;
  words(): Promise<WordReport | null>;
  /** What a file of word vectors knows of its texts. */
  vectors(path: string): Promise<VectorReport | null>;
  examples(query: Omit<DatasetExamplesQuery, "id">): Promise<DatasetExamplesPage>;
  /** A page of a list that `duplicates` found. */
  likenesses(query: Omit<LikenessesQuery, "id">): Promise<LikenessesPage>;
  /** Ends work that takes long; what was asked for has null for its result. */
  stop(part: DatasetPart): Promise<void>;
  readonly onProgress: Event<Omit<DatasetProgress, "id">>;
}

/** An example by its place in the arrays of a split, and the class whose output is explained (null = the predicted one). */
export type ExamplePart = Pick<ExplainExampleQuery, "split" | "example" | "classId">;

/** A file of examples without labels. */
export interface LabelSource {
  /** For messages. */
  readonly name: string;
  readonly format: LabelFormat;
  chunks(): AsyncIterable<Uint8Array>;
  /** The column that holds the text; by default the one of the run's data. */
  readonly textColumn?: string;
  /** Whether an object is written for each example whatever the format. */
  readonly asJson?: boolean;
  /** Hears how many bytes were read and how many examples classified. */
  readonly onProgress?: (bytes: number, examples: number) => void;
  /** Asked between pieces: whether to end here. */
  readonly isStopped?: () => boolean;
}

/** What became of a file. */
export interface LabelReport {
  /** False when it was stopped before the end. */
  readonly whole: boolean;
  readonly examples: number;
  /** Class names with how many examples got them, in the order of the run. */
  readonly counts: readonly { readonly label: string; readonly examples: number }[];
  readonly problemCount: number;
  /** The first hundred rows that were not classified. */
  readonly problems: readonly LabelProblem[];
  /** What to know before the file is opened with a spreadsheet, in a sentence; null: nothing. */
  readonly warning: string | null;
}

/** What stored predictions tell, and new ones. */
export interface Predictions {
  /** How sure a run is of its answers on a split. */
  errors(run: StoredRun, split: SplitName): Promise<ErrorAnalysis>;
  /** Precision against recall and ROC of a class, or of the mean of all (null); null where nothing can be ranked. */
  classCurves(run: StoredRun, split: SplitName, classId: number | null): Promise<ClassCurves | null>;
  /** Classifies examples with the kept model, bit for bit as the run classified its own. */
  predict(run: StoredRun, inputs: readonly ExampleInput[]): Promise<readonly Prediction[]>;
  /** The same of one example, with what drove the answer; of a class, or (null) of the predicted one. */
  explain(run: StoredRun, input: ExampleInput, classId: number | null): Promise<Explanation>;
  /** What drove the answer to an example of the run. */
  explainExample(run: StoredRun, part: ExamplePart): Promise<ExplainedExample>;
  /**
   * Labels a file that is read in pieces, in a worker of its own: `write` gets the same rows with their predictions, in
   * order and as soon as they are known. A UserError where the file or the run cannot be used.
   */
  label(run: StoredRun, source: LabelSource, write: (bytes: Uint8Array) => Promise<void>): Promise<LabelReport>;
  /** Nobody asks of this run any more: its model can be let go of. */
  release(run: StoredRun): Promise<void>;
}

/** What to export a run to, and where. */
export interface ExportRequest {
  readonly to: ExportId;
  /** Absolute path of the file or folder to write. */
  readonly path: string;
  /** Whether a bundle holds the run's data files too. */
  readonly withData?: boolean;
  /** Whether what is there already may be replaced; refused when absent. */
  readonly replace?: boolean;
}

export interface Exports {
  /** Writes a run in another format: whole, or not at all. */
  export(run: StoredRun, request: ExportRequest): Promise<ExportOutcome>;
}

/** Which program trains the same, and which Python has it. */
export interface CrossCheckRequest {
  readonly peer: PeerName;
  /** A program's name or path. */
  readonly python: string;
  /** Whether the other does not train once more from initial weights of its own; by default it does where it can. */
  readonly equalWeightsOnly?: boolean;
  readonly signal: AbortSignal;
  /** Hears what the script prints, a line an epoch. */
  readonly onLine: (line: string) => void;
}
export interface CrossCheckOutcome extends ToldCrossCheck {
  /** Absolute path of the report in Markdown, in the run's folder. */
  readonly report: string;
}

export interface CrossChecks {
  /** Trains the run's model in another program from the same weights in the same order, and compares; a UserError where it cannot. */
  check(run: StoredRun, request: CrossCheckRequest): Promise<CrossCheckOutcome>;
  /** The last check with each program, as kept beside the run; damaged ones are left out. */
  stored(run: Pick<StoredRun, "folder">): Promise<readonly ToldCrossCheck[]>;
  /** The id of a run that was checked here. */
  readonly onChange: Event<string>;
}

export interface Runs extends Disposable {
  /** Active runs first, then best first by the key metric, newest first among equals. */
  list(): Promise<readonly ListedRun[]>;
  get(id: string): Promise<StoredRun | undefined>;
  readonly onChange: Event<void>;
  /** Everything a Run panel draws, for a live or a stored run. */
  snapshot(id: string): Promise<RunSnapshot | undefined>;
  steps(id: string, points: number): Promise<MetricFrame | null>;
  /** A figure along a run, packed as `packCurve` does: a metric\'s id such as `validation.loss`, or `train.batchLoss`. */
  curve(id: string, figure: string): Promise<ArrayBuffer>;
  rename(id: string, name: string): Promise<void>;
  /** Changes what people put on a run: name, note, tags, star. */
  annotate(id: string, change: Partial<Omit<RunAnnotations, "schemaVersion">>): Promise<void>;
  /** Moves to trash; the result undoes it. */
  remove(id: string): Promise<() => Promise<void>>;
  /** The experiment file text that makes this run again. */
  experimentText(id: string): Promise<string>;
}

export interface CompareOptions {
  /** By default test where all runs have it, else validation. */
  readonly split?: SplitName;
  /** What groups of seeds are measured by; accuracy by default. */
  readonly metric?: MetricId;
  /** Hears how many pairs of how many are done. */
  readonly onPair?: (done: number, total: number) => void;
  /** Asked before each pair; true ends the comparison with a UserError. */
  readonly isStopped?: () => boolean;
}

/** Which flipped examples: a split, a kind and a cell (null = any), and a page. */
export type FlipsPart = Pick<FlipsQuery, "split" | "kind" | "cell" | "offset" | "limit">;

export interface Comparisons {
  /** Sets runs beside the first of them, the baseline. */
  compare(runs: readonly StoredRun[], options?: CompareOptions): Promise<Comparison>;
  /** The examples that a run predicts otherwise than a baseline, or why they cannot be told. */
  flips(baseline: StoredRun, run: StoredRun, part: FlipsPart): Promise<FlipsPage>;
}
