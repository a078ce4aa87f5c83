import type { SplitName } from "../data/table.ts";
import type { Confidence } from "../experiment/errors/confidence.ts";
import type { Thresholds } from "../experiment/errors/thresholds.ts";

/** Which stored predictions of a run are looked at. */
export interface ErrorsQuery {
  readonly runFolder: string;
  readonly split: SplitName;
}

/** Where a run errs on a split, apart from its confusion table. */
export interface ErrorAnalysis {
  readonly split: SplitName;
  readonly outputs: "probabilities" | "margins";
  readonly confidence: Confidence;
  /** Only for two classes. */
  readonly thresholds: Thresholds | null;
}

export interface ClassCurvesQuery extends ErrorsQuery {
  /** null = the mean of all classes. */
  readonly classId: number | null;
}
