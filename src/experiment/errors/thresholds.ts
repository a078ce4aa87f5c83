import type { Work } from "../../base/work.ts";
import { outputOf, type SplitOutputs } from "../rankClass.ts";

/**
 * What two classes' confusion table is at each of 1,001 thresholds: an example is taken for the second class where its
 * probability is above the threshold, or for margins the second margin less the first.
 */
export interface Thresholds {
  /** Ascending; the one in the middle is that of the stored predictions: a probability of .5, or margins that are equal. */
  readonly values: readonly number[];
  /** Examples of the second class, and of the first, that are taken for the second. */
  readonly truePositives: readonly number[];
  readonly falsePositives: readonly number[];
  /** Examples of the second class, and of the first. */
  readonly members: number;
  readonly others: number;
}

const half = 500;

/** Null for more than two classes, and where an output is not a number. */
export function* thresholdsOf(split: SplitOutputs): Work<Thresholds | null> {
  if (split.classes !== 2) return null;
  const own: number[] = [];
  const rest: number[] = [];
  let widest = 0;
  for (const [row, label] of split.labels.entries()) {
    const output = outputOf(split, row, 1);
    if (Number.isNaN(output)) return null;
    widest = Math.max(widest, Math.abs(output));
    (label === 1 ? own : rest).push(output);
    if (row % 8192 === 8191) yield;
  }
  const members = Float64Array.from(own).sort();
  const others = Float64Array.from(rest).sort();
  yield;
  const valueOf = (at: number): number =>
    split.kind === "probabilities" ? at / (2 * half) : ((at - half) / half) * widest;
  const values = Array.from({ length: 2 * half + 1 }, (_, at) => valueOf(at));
  return {
    values,
    truePositives: countsAbove(members, values),
    falsePositives: countsAbove(others, values),
    members: members.length,
    others: others.length,
  };
}

/** How many of the ascending outputs are above each of the ascending thresholds. */
function countsAbove(outputs: Float64Array, thresholds: readonly number[]): number[] {
  let at = 0;
  return thresholds.map((threshold) => {
    while (at < outputs.length && (outputs[at] ?? 0) <= threshold) at++;
    return outputs.length - at;
  });
}
