import type { SplitName } from "../data/table.ts";
import type { Comparison } from "../experiment/comparison/comparison.ts";
import type { FlipKind } from "../experiment/comparison/pair.ts";
import type { MetricId } from "../experiment/metrics.ts";
import type { MetricEntry } from "../experiment/metricTable.ts";
import type { Importance } from "../experiment/importance/importance.ts";
import type { ConfusionCounts } from "../experiment/record.ts";
import type { ExampleRow, ExamplesPage, FlipsCell, FlipsPage } from "./trainer.ts";

/** Host ⇄ Compare panel. A webview that reports another version is rebuilt. */
export const comparePanelProtocolVersion = 6;

/** What a cell of the table of runs holds; times are seconds, dates ISO 8601 in UTC. */
export type CellValue = string | number | boolean | null;

export interface CompareColumn {
  /** Stable: layouts name columns by it. */
  readonly id: string;
  readonly title: string;
  readonly group: "run" | "metric" | "time" | "data" | "setting";
  readonly kind: "text" | "number" | "count" | "share" | "seconds" | "date";
  readonly better: "higher" | "lower" | "neither";
  /** One plain sentence. */
  readonly sentence: string;
}

/** A column's cells, one for each run; one value where it is the same for all of many runs. */
export type ColumnCells = readonly CellValue[] | { readonly same: CellValue };

/** All runs, column by column. */
export interface RunTable {
  readonly ids: readonly string[];
  readonly columns: readonly CompareColumn[];
  readonly cells: readonly ColumnCells[];
}

/** What a person made of the table, remembered for the workspace. */
export interface CompareLayout {
  /** Columns that are shown, in order; null: those that Benchtop would choose. */
  readonly columns: readonly string[] | null;
  /** CSS pixels. */
  readonly widths: Readonly<Record<string, number>>;
  /** Settings that are the same in all listed runs are left out. */
  readonly onlyChanged: boolean;
}

export interface CompareSnapshot {
  readonly table: RunTable;
  readonly layout: CompareLayout;
  /** Runs to compare; empty: those that the page remembers. */
  readonly chosen: readonly string[];
  /** Whether nobody asked for them, so that the table goes on listing all runs. */
  readonly isUsual: boolean;
  /** The id of a column, such as `validation.accuracy`. */
  readonly keyMetric: string;
  readonly metrics: readonly MetricEntry[];
  /** A sweep that was just started, to be shown. */
  readonly openSweep: string | null;
  /** Absent until a comparison was asked for. */
  readonly progress?: ComparisonProgress;
}

/** One figure along one run. */
interface RunCurve {
  readonly id: string;
  /** Float64, as `packCurve` has it. */
  readonly points: ArrayBuffer;
}

export interface RunConfusion {
  readonly id: string;
  readonly classes: readonly string[];
  /** Null where the run was not evaluated on the split. */
  readonly counts: ConfusionCounts | null;
}

/** A comparison with all that is said of it, in sentences. */
export interface SpokenComparison {
  readonly comparison: Comparison;
  /** Which examples the figures are of, and why those. */
  readonly splitSentence: string;
  /** Of each run in the order of the runs; none for the baseline. */
  readonly runSentences: readonly (readonly string[])[];
  /** Of each group in the order of the groups. */
  readonly groupSentences: readonly (readonly string[])[];
  /** Of the pooled folds in their order. */
  readonly poolSentences: readonly (readonly string[])[];
}

/** How far a comparison that was asked for has come: so many of its runs are set against the baseline. */
export interface ComparisonProgress {
  readonly ids: readonly string[];
  readonly done: number;
}

/** A table as the panel shows it, on its way out. */
export interface OutgoingTable {
  readonly columns: readonly { readonly title: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** How a sweep stands: `unfinished` is one that can be gone on with, `elsewhere` one that another process works on. */
export type SweepStanding = "running" | "paused" | "stopping" | "over" | "unfinished" | "elsewhere";

/** A sweep to choose. */
export interface SweepSummary {
  readonly id: string;
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly standing: SweepStanding;
}

/** An option that a sweep varies. */
export interface SweepAxis {
  /** Dotted, as `--set` takes it. */
  readonly path: string;
  readonly title: string;
  /** Of numbers: whether they lie decades apart, or the sweep draws their logarithm. */
  readonly logarithmic: boolean;
  /** Null for numbers; else what the values are called, in their order. A trial holds the place in this list. */
  readonly categories: readonly string[] | null;
}

export interface SweepTrial {
  readonly trial: number;
  readonly status: "running" | "finished" | "pruned" | "failed" | "diverged" | "stopped";
  /** Mean of the metric over its runs; null unless finished. */
  readonly value: number | null;
  readonly deviation: number | null;
  /** The epoch at which it was pruned, and the metric there. */
  readonly pruned: { readonly epoch: number; readonly value: number } | null;
  /** Of each axis, the number or the place among its categories; null where it is not known. */
  readonly settings: readonly (number | null)[];
  /** Ids, in the order of repeats. */
  readonly runs: readonly string[];
  /** Epochs trained, mean over its runs. */
  readonly epochs: number | null;
  readonly seconds: number;
  /** Why it did not finish, for a person. */
  readonly message: string | null;
}

export interface SweepState {
  readonly id: string;
  readonly title: string;
  readonly created: string;
  readonly standing: SweepStanding;
  /** Null where the sweep's folder is gone and only its runs tell of it. */
  readonly method: string | null;
  readonly repeat: number;
  /** Trials planned. */
  readonly total: number;
  readonly metric: {
    readonly key: string;
    readonly title: string;
    readonly share: boolean;
    readonly better: "higher" | "lower";
  };
  readonly axes: readonly SweepAxis[];
  /** Those that have begun, best first. */
  readonly trials: readonly SweepTrial[];
}

/** What came of a sweep since it was told last. */
export interface SweepProgress {
  readonly id: string;
  readonly standing: SweepStanding;
  readonly changed: readonly SweepTrial[];
  /** Numbers of all trials that have begun, best first. */
  readonly order: readonly number[];
}

/** How much each option of a sweep matters, in the order of its axes; null for too few trials. */
export interface SweepImportance {
  readonly importance: Importance | null;
  /** Trials that would be enough. */
  readonly least: number;
}

/** A cell of the table of several folds, and which of its examples. Class ids; null = any. */
export interface PooledPart {
  readonly trueClass: number | null;
  readonly predictedClass: number | null;
  readonly offset: number;
  readonly limit: number;
}

/** An example and the run that held it out. */
export interface PooledExample extends ExampleRow {
  readonly run: string;
  readonly fold: number;
}

export interface PooledPage extends Omit<ExamplesPage, "examples"> {
  readonly examples: readonly PooledExample[];
}

/** Requests the panel makes of the host: name → [params, result]. */
export interface ComparePanelRequests {
  ready: [{ readonly version: number }, CompareSnapshot];
  /** The figure is a metric's id, such as `validation.loss`, or `train.batchLoss`. */
  curves: [{ readonly ids: readonly string[]; readonly figure: string }, readonly RunCurve[]];
  /** The first run is the baseline. */
  compare: [
    { readonly ids: readonly string[]; readonly split: SplitName | null; readonly metric: MetricId },
    SpokenComparison,
  ];
  /** Ends the comparison under way; it is refused, and comparing again takes up what it had. */
  stopComparing: [object, null];
  confusions: [{ readonly ids: readonly string[]; readonly split: SplitName }, readonly RunConfusion[]];
  pooledExamples: [PooledPart & { readonly ids: readonly string[] }, PooledPage];
  flips: [
    {
      readonly baseline: string;
      readonly run: string;
      readonly split: SplitName;
      readonly kind: FlipKind | null;
      readonly cell: FlipsCell | null;
      readonly offset: number;
      readonly limit: number;
    },
    FlipsPage,
  ];
  /** The newest first. */
  sweeps: [object, readonly SweepSummary[]];
  /** Tells of a sweep, and of its progress from then on. */
  sweep: [{ readonly id: string }, SweepState];
  controlSweep: [{ readonly id: string; readonly action: "stop" | "pause" | "resume" }, null];
  sweepImportance: [{ readonly id: string }, SweepImportance];
  openExample: [{ readonly runId: string; readonly file: string; readonly line: number }, null];
  openRun: [{ readonly id: string }, null];
  diffRuns: [{ readonly left: string; readonly right: string }, null];
  star: [{ readonly id: string; readonly star: boolean }, null];
  saveLayout: [CompareLayout, null];
  export: [
    {
      readonly table: OutgoingTable;
      readonly format: "csv" | "markdown" | "latex";
      readonly to: "clipboard" | "file";
    },
    null,
  ];
  copyText: [{ readonly text: string }, null];
  saveFile: [{ readonly name: string; readonly base64: string }, null];
}

/** Notifications the host sends to a visible panel. */
export interface ComparePanelNotifications {
  /** Runs came, went or moved on; at most twice a second. */
  table: RunTable;
  /** The person asked, outside the panel, to compare these runs. */
  chosen: readonly string[];
  /** Of the sweep that was asked for last; at most twice a second. */
  sweepProgress: SweepProgress;
  /** Sweeps began or ended. */
  sweepsChanged: object;
  /** A sweep was started or gone on with outside the panel: show it. */
  openSweep: { readonly id: string };
  /** Another run of a comparison that was asked for is done. */
  comparing: ComparisonProgress;
}
