import type { SplitName } from "../../data/table.ts";
import type { ConfusionCounts, RunRecord } from "../record.ts";
import type { Agreement } from "../significance/jointOutcomes.ts";
import type { BootstrapIntervals } from "../significance/pairedBootstrap.ts";
import { type ChangedSetting, changedSettings } from "./changedSettings.ts";

/** A run against a baseline on the same examples of one split; where it says first and second, the baseline is the first. */
export interface PairFigures {
  readonly kind: "compared";
  readonly split: SplitName;
  readonly examples: number;
  readonly agreement: Agreement;
  /** Two-sided p of McNemar's exact test. */
  readonly mcNemar: number;
  readonly intervals: BootstrapIntervals;
  /** The run's confusion table minus the baseline's. */
  readonly confusionDifference: ConfusionCounts;
}

/** Why two runs' predictions cannot be set against each other. */
export type Mismatch =
  /** A run has none on this split. */
  | { readonly part: "predictions"; readonly of: "baseline" | "run" }
  | { readonly part: "data" }
  /** The examples carry other labels, or classes of other names. */
  | { readonly part: "labels" }
  /** Other rows, for these options decide which. */
  | { readonly part: "split"; readonly settings: readonly ChangedSetting[] }
  | { readonly part: "rows"; readonly baseline: number; readonly run: number; readonly shared: number };

interface PairRefusal {
  readonly kind: "refused";
  readonly split: SplitName;
  readonly why: Mismatch;
}

export type PairResult = PairFigures | PairRefusal;

/** How an example's prediction changed from the baseline to the run. */
export type FlipKind = "rightToWrong" | "wrongToRight" | "wrongToWrong";

/** Undefined where both runs predict the same class. */
export function flipOf(truth: number, baseline: number, run: number): FlipKind | undefined {
  if (baseline === run) return undefined;
  if (baseline === truth) return "rightToWrong";
  return run === truth ? "wrongToRight" : "wrongToWrong";
}

/** What two records alone tell against comparing their predictions on a split. */
export function mismatchOfRecords(baseline: RunRecord, run: RunRecord, split: SplitName): Mismatch | null {
  for (const [of, record] of [["baseline", baseline] as const, ["run", run] as const])
    if (record.metrics[split] === undefined) return { part: "predictions", of };
  if (baseline.fingerprints.data === null || baseline.fingerprints.data !== run.fingerprints.data)
    return { part: "data" };
  const classes = run.data?.classes ?? [];
  const same = baseline.data?.classes.length === classes.length;
  if (!same || !classes.every((name, id) => baseline.data?.classes[id] === name)) return { part: "labels" };
  return null;
}

/** The options that decide which rows of the same data a split holds, where they differ. */
export function rowSettings(baseline: RunRecord, run: RunRecord): readonly ChangedSetting[] {
  return changedSettings([baseline.experiment, run.experiment]).filter(
    ({ path }) => path.startsWith("split.") || (path.startsWith("dataset.") && !path.endsWith("path")),
  );
}
