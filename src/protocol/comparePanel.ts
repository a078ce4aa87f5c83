import type { SplitName } from "../data/table.ts";
import type { Comparison } from "../experiment/comparison/comparison.ts";
import type { FlipKind } from "../experiment/comparison/pair.ts";
import type { EpochMetrics, MetricId } from "../experiment/metrics.ts";
import type { MetricEntry } from "../experiment/metricTable.ts";
import type { ConfusionCounts } from "../experiment/record.ts";
import type { FlipsCell, FlipsPage } from "./trainer.ts";

/** Host ⇄ Compare panel. A webview that reports another version is rebuilt. */
export const comparePanelProtocolVersion = 1;

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
  /** Runs that the person asked to compare; empty: none in particular. */
  readonly chosen: readonly string[];
  /** The id of a column, such as `validation.accuracy`. */
  readonly keyMetric: string;
  readonly metrics: readonly MetricEntry[];
  /** Absent until a comparison was asked for. */
  readonly progress?: ComparisonProgress;
}

/** Curves of one run. */
export interface RunCurve {
  readonly id: string;
  readonly epochs: readonly EpochMetrics[];
  readonly bestEpoch: number | null;
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

/** Requests the panel makes of the host: name → [params, result]. */
export interface ComparePanelRequests {
  ready: [{ readonly version: number }, CompareSnapshot];
  curves: [{ readonly ids: readonly string[] }, readonly RunCurve[]];
  /** The first run is the baseline. */
  compare: [
    { readonly ids: readonly string[]; readonly split: SplitName | null; readonly metric: MetricId },
    SpokenComparison,
  ];
  confusions: [{ readonly ids: readonly string[]; readonly split: SplitName }, readonly RunConfusion[]];
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
  /** Another run of a comparison that was asked for is done. */
  comparing: ComparisonProgress;
}
