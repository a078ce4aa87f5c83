import type { NamedArray } from "./classifier.ts";
import type { RowEntries } from "./rowEntries.ts";

/**
 * The log-likelihoods of a row x as sums over its features, for a program elsewhere:
 * `bases[class] + Σ weights[feature × classes + class] · x + Σ squares[…] · x²`, of `presence` with x taken as [x > 0].
 */
export interface LikelihoodForm {
  readonly bases: Float64Array;
  readonly weights: Float64Array;
  /** Absent where they are all 0. */
  readonly squares?: Float64Array;
  readonly presence: boolean;
}

/** What one variant of naive Bayes knows of the features of each class: `ln P(row | class)` up to a common constant. */
export interface Likelihood {
  /** What was counted, rounded to float32, in a fixed order; `tabulate` follows from these numbers alone. */
  readonly arrays: readonly NamedArray[];
  /** Makes room to count in float64, on top of what `arrays` hold. @param counts examples per class behind them. */
  begin(counts: Float64Array): void;
  /** Counts one training example of a class. */
  add(row: RowEntries, label: number): void;
  /** Rounds what was counted into `arrays`. @param counts examples per class. */
  end(counts: Float64Array): void;
  /** Prepares `score` from `arrays`; throws UserError where they cannot tell classes apart at all. */
  tabulate(counts: Float64Array): void;
  /** Adds a row's log-likelihood under each class to `into[at …]`. */
  score(row: RowEntries, into: Float64Array, at: number): void;
  /** What `score` computes, once tabulated. */
  form(): LikelihoodForm;
}
