import { plural } from "../../data/phrases.ts";
import { metricNamed } from "../metricTable.ts";
import type { ComparedGroup, Comparison } from "./comparison.ts";
import type { GroupTest } from "./repeats.ts";
import { equals, metricTitle, signed } from "./words.ts";

const kindWords = {
  seeds: { one: "seed", differ: "their seed", count: (n: number) => plural(n, "seed") },
  splits: { one: "split", differ: "their split seed", count: (n: number) => `${plural(n, "split")} of the data` },
  folds: { one: "fold", differ: "the fold held out", count: (n: number) => plural(n, "fold") },
} as const;

/** What a group of repeats says: its mean and deviation, and how it stands to the baseline's group. */
export function groupSentences(comparison: Comparison, group: ComparedGroup): readonly string[] {
  const { spread, kind, split, test } = group;
  const { mean, deviation, n } = spread;
  const title = `${metricTitle(comparison)} on ${split}`;
  const { differ, count } = kindWords[kind];
  const own = `${lettersOf(comparison, group)} differ only in ${differ}: ${title} ${mean.toFixed(4)} ± ${(deviation ?? 0).toFixed(4)} (mean ± sample deviation over ${count(n)}).`;
  return [own, ...(test === null ? [] : testSentences(comparison, group, test))];
}

function testSentences(comparison: Comparison, group: ComparedGroup, test: GroupTest): readonly string[] {
  const baseline = comparison.groups.find(({ members }) => members.includes(0));
  const names = {
    first: baseline === undefined ? "" : lettersOf(comparison, baseline),
    second: lettersOf(comparison, group),
  };
  if (test.kind === "refused") return [refusal(test.why, names)];
  const { pairs } = test;
  const [up, down] = isLowerBetter(comparison) ? [pairs.lower, pairs.higher] : [pairs.higher, pairs.lower];
  const what = kindWords[test.kind].one;
  const counts = `Against ${names.first} over the ${plural(pairs.count, what)} that both have: ${signed(pairs.meanDifference)} on average, better with ${String(up)}, worse with ${String(down)}`;
  if (test.test === null) return [`${counts}. All differ by the same amount: there is no spread to test by.`];
  const { p } = test.test;
  const chance = `a difference like this would come by chance in ${(p * 100).toFixed(1)} % of cases if both were equally good`;
  const sentences = [`${counts}; ${chance} (${testName(test)}, p ${equals(p)}).`];
  const tested = comparison.groups.filter(({ adjusted }) => adjusted !== null).length;
  if (group.adjusted !== null && tested > 1)
    sentences.push(`Corrected for ${plural(tested, "comparison")} of groups (Holm), p ${equals(group.adjusted)}.`);
  if (test.kind === "seeds") sentences.push(...tooFew(test.test.used));
  return sentences;
}

function testName(test: Exclude<GroupTest, { readonly kind: "refused" }>): string {
  if (test.kind === "seeds")
    return test.test.method === "exact" ? "Wilcoxon signed-rank, exact" : "Wilcoxon signed-rank, normal approximation";
  return `corrected resampled t test, t = ${test.test?.t.toFixed(2) ?? ""}, ${plural(test.test?.degrees ?? 0, "degree")} of freedom`;
}

/** 2 signs of n all alike: the least p that n seeds can give. */
function tooFew(used: number): readonly string[] {
  const least = 2 ** (1 - used);
  if (used === 0 || used > 5) return [];
  return [
    `With ${plural(used, "seed")} that differ, p cannot be less than ${least.toFixed(4)}: train at least 6 seeds of each.`,
  ];
}

function refusal(
  why: "data" | "split" | "seeds" | "folds",
  { first, second }: { first: string; second: string },
): string {
  const start = `${second} is not tested against ${first}:`;
  switch (why) {
    case "data":
      return `${start} the data files differ.`;
    case "split":
      return `${start} the split settings differ.`;
    case "seeds":
      return `${start} fewer than two seeds are the same in both. Train both with the same seeds.`;
    case "folds":
      return `${start} fewer than two folds are held out in both. Train both on all folds.`;
  }
}

function lettersOf({ runs }: Comparison, { members }: ComparedGroup): string {
  return members.map((place) => runs[place]?.letter ?? "").join(", ");
}

function isLowerBetter({ metric }: Comparison): boolean {
  return metricNamed(metric)?.better === "lower";
}
