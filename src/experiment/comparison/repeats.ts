import type { SplitName } from "../../data/table.ts";
import { sum } from "../confusion.ts";
import type { MetricId } from "../metrics.ts";
import type { RunRecord } from "../record.ts";
import type { ResolvedExperiment } from "../resolved.ts";
import { correctedResampledT, type ResampledT } from "../significance/resampledT.ts";
import { type SignedRank, wilcoxonSignedRank } from "../significance/signedRank.ts";
import { meanAndDeviation, type Spread } from "../significance/spread.ts";

/** Runs of one experiment on one dataset that differ in nothing but seeds. */
export interface RepeatGroup {
  /** `seeds`: only training.seed differs; `splits`: split.seed too, so that each has other training examples. */
  readonly kind: "seeds" | "splits";
  /** Their places in the list of runs. */
  readonly members: readonly number[];
  /** A value for each seed: that of training, or of the split (then the mean over its runs). */
  readonly values: readonly { readonly seed: number; readonly value: number }[];
  readonly spread: Spread;
}

/** What is said of two groups of repeats over the seeds that both have. */
export type GroupTest =
  | { readonly kind: "seeds"; readonly pairs: GroupPairs; readonly test: SignedRank }
  /** No test where the differences have no spread. */
  | { readonly kind: "splits"; readonly pairs: GroupPairs; readonly test: ResampledT | null }
  | { readonly kind: "refused"; readonly why: "data" | "split" | "seeds" };

interface GroupPairs {
  readonly count: number;
  /** Group minus baseline's group. */
  readonly meanDifference: number;
  readonly higher: number;
  readonly lower: number;
}

/** The groups of at least two seeds, in the order of their first runs. A seed that was trained twice counts once, the first given. */
export function groupRepeats(
  records: readonly RunRecord[],
  split: SplitName,
  metric: MetricId,
): readonly RepeatGroup[] {
  const groups = new Map<string, Member[]>();
  for (const [place, { experiment, metrics, fingerprints }] of records.entries()) {
    const value = metrics[split]?.[metric];
    if (typeof value !== "number" || fingerprints.data === null) continue;
    const key = `${fingerprints.data} ${withoutSeeds(experiment)}`;
    const member = { place, value, splitSeed: experiment.split.seed, seed: experiment.training.seed };
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups.values()].map(groupOf).filter(({ values }) => values.length > 1);
}

interface Member {
  readonly place: number;
  readonly value: number;
  readonly splitSeed: number;
  readonly seed: number;
}

function groupOf(members: readonly Member[]): RepeatGroup {
  const kind = new Set(members.map(({ splitSeed }) => splitSeed)).size > 1 ? "splits" : "seeds";
  const bySeed = new Map<number, Map<number, number>>();
  for (const { splitSeed, seed, value } of members) {
    const outer = kind === "splits" ? splitSeed : seed;
    const values = bySeed.get(outer) ?? new Map<number, number>();
    if (!values.has(seed)) values.set(seed, value);
    bySeed.set(outer, values);
  }
  const values = [...bySeed].map(([seed, each]) => ({ seed, value: sum([...each.values()]) / each.size }));
  return {
    kind,
    members: members.map(({ place }) => place),
    values,
    spread: meanAndDeviation(values.map(({ value }) => value)),
  };
}

/** One text for equal experiments but for their two seeds. */
function withoutSeeds({ split, training, ...rest }: ResolvedExperiment): string {
  return canonical({ ...rest, split: { ...split, seed: 0 }, training: { ...training, seed: 0 } });
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** A group with a run of it, which stands for the data and split of all. */
interface GroupOf {
  readonly group: RepeatGroup;
  readonly record: RunRecord;
}

/**
 * Tests a group against the baseline's: over training seeds Wilcoxon's signed-rank test, over splits Nadeau and Bengio's
 * corrected t, in which n_test/n_train are the numbers of examples of the measured split and of train.
 */
export function testGroups(baseline: GroupOf, other: GroupOf, split: SplitName): GroupTest {
  if (baseline.record.fingerprints.data !== other.record.fingerprints.data) return { kind: "refused", why: "data" };
  const kind = baseline.group.kind === "seeds" && other.group.kind === "seeds" ? "seeds" : "splits";
  const [first, second] = [baseline, other].map(({ record: { experiment } }) =>
    canonical(kind === "seeds" ? experiment.split : { ...experiment.split, seed: 0 }),
  );
  if (first !== second) return { kind: "refused", why: "split" };
  const differences = other.group.values.flatMap(({ seed, value }) => {
    const before = baseline.group.values.find((one) => one.seed === seed);
    return before === undefined ? [] : [value - before.value];
  });
  if (differences.length < 2 || (kind === "splits" && baseline.group.kind !== other.group.kind))
    return { kind: "refused", why: "seeds" };
  const pairs = {
    count: differences.length,
    meanDifference: sum(differences) / differences.length,
    higher: differences.filter((difference) => difference > 0).length,
    lower: differences.filter((difference) => difference < 0).length,
  };
  if (kind === "seeds") return { kind, pairs, test: wilcoxonSignedRank(differences) };
  const counts = baseline.record.data?.counts;
  const ratio = sum(counts?.[split] ?? []) / Math.max(1, sum(counts?.train ?? []));
  return { kind, pairs, test: correctedResampledT(differences, ratio) };
}
