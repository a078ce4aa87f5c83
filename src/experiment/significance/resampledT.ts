import { meanAndDeviation } from "./spread.ts";
import { studentTwoSided } from "./studentT.ts";

export interface ResampledT {
  readonly t: number;
  readonly degrees: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Nadeau and Bengio's corrected resampled t test of the differences over J splits of one dataset, whose training sets
 * overlap: t = mean/√((1/J + n_test/n_train)·s²), J − 1 degrees of freedom, s² the sample variance. For k folds the ratio
 * is 1/(k − 1). Null where there is no spread to measure by: fewer than two differences, or all the same.
 * Source: Nadeau and Bengio (2003), Machine Learning 52, 239–281, section 5.
 */
export function correctedResampledT(differences: readonly number[], testPerTrain: number): ResampledT | null {
  const { mean, deviation, n } = meanAndDeviation(differences);
  // Equal differences of shares leave crumbs of rounding, no spread.
  if (deviation === null || deviation <= 1e-12) return null;
  const t = mean / (Math.sqrt(1 / n + testPerTrain) * deviation);
  return { t, degrees: n - 1, p: studentTwoSided(t, n - 1) };
}
