import { invariant } from "../../base/assert.ts";
import type { ConfusionCounts } from "../record.ts";

/** How many examples of one true class two runs predict alike. */
export interface JointCell {
  readonly truth: number;
  readonly first: number;
  readonly second: number;
  readonly count: number;
}

/** What two runs predict for the same examples: all that accuracy and F1 of both depend on. */
export interface JointOutcomes {
  readonly classes: number;
  readonly examples: number;
  /** The cells that hold an example, by true class, then first, then second prediction. */
  readonly cells: readonly JointCell[];
}

/** Counts class ids that stand at the same place in three lists. */
export function jointOutcomes(
  truths: Int32Array,
  first: Int32Array,
  second: Int32Array,
  classes: number,
): JointOutcomes {
  const counts = new Map<number, number>();
  truths.forEach((truth, at) => {
    const [one, two] = [first[at], second[at]];
    invariant(one !== undefined && two !== undefined, "three lists of one length");
    const key = (truth * classes + one) * classes + two;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  const cells = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([key, count]) => ({
      truth: Math.floor(key / classes / classes),
      first: Math.floor(key / classes) % classes,
      second: key % classes,
      count,
    }));
  return { classes, examples: truths.length, cells };
}

/** Examples by who is right; `changed` are those that both get wrong in two ways. */
export interface Agreement {
  readonly bothRight: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly bothWrong: number;
  readonly changed: number;
}

export function agreement({ cells }: JointOutcomes): Agreement {
  const count = (which: (cell: JointCell) => boolean): number =>
    cells.reduce((total, cell) => (which(cell) ? total + cell.count : total), 0);
  const rights = (wantFirst: boolean, wantSecond: boolean) =>
    count(({ truth, first, second }) => (first === truth) === wantFirst && (second === truth) === wantSecond);
  return {
    bothRight: rights(true, true),
    onlyFirst: rights(true, false),
    onlySecond: rights(false, true),
    bothWrong: rights(false, false),
    changed: count(({ truth, first, second }) => first !== second && first !== truth && second !== truth),
  };
}

/** The second run's confusion table minus the first's. */
export function confusionDifference({ classes, cells }: JointOutcomes): ConfusionCounts {
  const table = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const add = (truth: number, predicted: number, count: number): void => {
    const row = table[truth];
    if (row !== undefined) row[predicted] = (row[predicted] ?? 0) + count;
  };
  for (const { truth, first, second, count } of cells) {
    add(truth, second, count);
    add(truth, first, -count);
  }
  return table;
}
