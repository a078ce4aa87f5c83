import { normalDistribution } from "../../base/elementary.ts";
import { sum } from "../confusion.ts";

export interface SignedRank {
  /** The smaller of the rank sums of positive and negative differences. */
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
  /** Differences that are not 0. */
  readonly used: number;
  /** Differences that are 0, left out. */
  readonly zeros: number;
  readonly method: "exact" | "normal";
}

/** Up to here every one of the 2^n signs is counted (whole numbers below 2^53). */
const mostExact = 50;
/** Differences of shares that should be equal differ by rounding; closer than this they are. */
const grid = 1e12;

/**
 * Wilcoxon's signed-rank test of paired differences: would signs fall like this if each were a coin's?
 * Zeros are left out (Wilcoxon's own treatment, SciPy's zero_method="wilcox"); equal sizes share the mean of their ranks.
 * Up to 50 differences p is exact, over all 2^n signs given these ranks, ties included; beyond, the normal approximation
 * with variance n(n+1)(2n+1)/24 − Σ(t³ − t)/48 over tie groups of size t, without continuity correction, as
 * scipy.stats.wilcoxon(method="approx"). Source: Wilcoxon (1945), Biometrics Bulletin 1(6), 80–83; Pratt and Gibbons (1981), chapter 3.
 */
export function wilcoxonSignedRank(differences: readonly number[]): SignedRank {
  const steps = differences.map((difference) => Math.round(difference * grid)).filter((step) => step !== 0);
  const used = steps.length;
  const zeros = differences.length - used;
  if (used === 0) return { statistic: 0, p: 1, used, zeros, method: "exact" };
  const { doubled, tieTerm } = doubledRanks(steps.map(Math.abs));
  const positive = sum(doubled.filter((_, at) => (steps[at] ?? 0) > 0));
  const least = Math.min(positive, used * (used + 1) - positive);
  const statistic = least / 2;
  if (used <= mostExact) {
    const p = Math.min(1, 2 * shareOfSigns(doubled, least));
    return { statistic, p, used, zeros, method: "exact" };
  }
  const mean = (used * (used + 1)) / 4;
  const variance = (used * (used + 1) * (2 * used + 1)) / 24 - tieTerm / 48;
  const p = Math.min(1, 2 * normalDistribution((statistic - mean) / Math.sqrt(variance)));
  return { statistic, p, used, zeros, method: "normal" };
}

/** Twice the rank of each size (whole, since mean ranks are halves), and Σ(t³ − t) over groups of equal ones. */
function doubledRanks(sizes: readonly number[]): { readonly doubled: readonly number[]; readonly tieTerm: number } {
  const order = sizes.map((_, at) => at).sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0));
  const doubled = new Array<number>(sizes.length).fill(0);
  let tieTerm = 0;
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && sizes[order[to] ?? 0] === sizes[order[from] ?? 0]) to++;
    for (const at of order.slice(from, to)) doubled[at] = from + 1 + to;
    tieTerm += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { doubled, tieTerm };
}

/** Share of all sign choices whose positive ranks add up to at most `most`. */
function shareOfSigns(ranks: readonly number[], most: number): number {
  const ways = new Float64Array(most + 1);
  ways[0] = 1;
  for (const rank of ranks) {
    for (let total = most; total >= rank; total--) ways[total] = (ways[total] ?? 0) + (ways[total - rank] ?? 0);
  }
  return sum([...ways]) / 2 ** ranks.length;
}
