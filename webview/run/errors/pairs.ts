import type { ConfusionCounts } from "../../../src/experiment/record.ts";

/** Two classes that are taken for each other. */
export interface ConfusablePair {
  readonly one: number;
  readonly other: number;
  /** Examples of `one` taken for `other`, the more common way round, and of `other` taken for `one`. */
  readonly forth: number;
  readonly back: number;
}

/** Pairs of classes by how many examples of either are taken for the other, the most first. */
export function confusablePairs(counts: ConfusionCounts): readonly ConfusablePair[] {
  const pairs: ConfusablePair[] = [];
  for (let first = 0; first < counts.length; first++)
    for (let second = first + 1; second < counts.length; second++) {
      const [a, b] = [counts[first]?.[second] ?? 0, counts[second]?.[first] ?? 0];
      if (a + b === 0) continue;
      pairs.push(
        a >= b ? { one: first, other: second, forth: a, back: b } : { one: second, other: first, forth: b, back: a },
      );
    }
  return pairs.sort((left, right) => right.forth + right.back - left.forth - left.back);
}
