import type { SplitName } from "../../data/table.ts";
import type { MetricId } from "../metrics.ts";
import type { RunStatus } from "../status.ts";
import type { FoldPool } from "./foldPools.ts";
import type { ChangedSetting } from "./changedSettings.ts";
import type { PairResult } from "./pair.ts";
import type { GroupTest, RepeatGroup } from "./repeats.ts";

/** A metric of a run: of the kept model, at the epoch that kept it, at the last, and at its own best; null where there is none. */
export interface MetricFigures {
  readonly kept: number | null;
  readonly atBestEpoch: number | null;
  readonly last: number | null;
  readonly best: number | null;
}

export type SplitFigures = Readonly<Partial<Record<MetricId, MetricFigures>>>;
export type FiguresBySplit = Readonly<Partial<Record<SplitName, SplitFigures>>>;

export interface ComparedRun {
  readonly id: string;
  /** A, B, C … in the order given: what sentences call it. */
  readonly letter: string;
  readonly title: string;
  readonly folder: string;
  readonly status: RunStatus;
  readonly bestEpoch: number | null;
  readonly seconds: number;
  readonly parameters: number | null;
  readonly figures: FiguresBySplit;
  /** Figures minus the baseline's; all 0 for the baseline. */
  readonly deltas: FiguresBySplit;
  /** Against the baseline; null for the baseline itself. */
  readonly pair: PairResult | null;
  /** McNemar's p after Holm's correction for all runs that were compared; null where there is no p. */
  readonly adjusted: number | null;
}

export interface ComparedGroup extends RepeatGroup {
  /** Against the baseline's group; null for that one, and where the baseline has no group. */
  readonly test: GroupTest | null;
  /** The test's p after Holm's correction for all groups that were tested. */
  readonly adjusted: number | null;
}

/** Runs beside a baseline, which is the first. */
export interface Comparison {
  /** What the figures and tests are of. */
  readonly split: SplitName;
  readonly splitReason: "asked" | "allHaveTest" | "someLackTest";
  readonly metric: MetricId;
  readonly runs: readonly ComparedRun[];
  /** Options that differ; values in the order of the runs. */
  readonly settings: readonly ChangedSetting[];
  readonly groups: readonly ComparedGroup[];
  /** Of the groups of folds, one for each k-fold split and seed. */
  readonly pools: readonly FoldPool[];
}
