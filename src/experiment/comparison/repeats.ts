import type { SplitName } from "../../data/table.ts";
import { sum } from "../confusion.ts";
import type { MetricId } from "../metrics.ts";
import type { RunRecord } from "../record.ts";
import type { ResolvedExperiment } from "../resolved.ts";
import { correctedResampledT, type ResampledT } from "../significance/resampledT.ts";
import { type SignedRank, wilcoxonSignedRank } from "../significance/signedRank.ts";
import { meanAndDeviation, type Spread } from "../significance/spread.ts";

/** Runs of one experiment on one dataset that differ in nothing but seeds and the fold held out. */
export interface RepeatGroup {
  /**
   * `seeds`: only training.seed differs; `splits`: split.seed too, so that each has other training examples; `folds`:
   * other folds of the examples are held out, so that the held-out ones of all together are all of them.
   */
  readonly kind: "seeds" | "splits" | "folds";
  /** What the values are of: the one compared, but for folds always the held-out examples. */
  readonly split: SplitName;
  /** Their places in the list of runs. */
  readonly members: readonly number[];
  /** A value for each seed: that of training, or of the split and fold (then the mean over its runs). */
  readonly values: readonly { readonly seed: number; readonly fold?: number; readonly value: number }[];
  readonly spread: Spread;
}

/** What is said of two groups of repeats over the seeds that both have. */
export type GroupTest =
  | { readonly kind: "seeds"; readonly pairs: GroupPairs; readonly test: SignedRank }
  /** No test where the differences have no spread. */
  | { readonly kind: "splits" | "folds"; readonly pairs: GroupPairs; readonly test: ResampledT | null }
  | { readonly kind: "refused"; readonly why: "data" | "split" | "seeds" | "folds" };

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
    const { fold, seed: splitSeed } = experiment.split;
    const of = fold === undefined ? split : "validation";
    const value = metrics[of]?.[metric];
    if (typeof value !== "number" || fingerprints.data === null) continue;
    const key = `${fingerprints.data} ${withoutSeeds(experiment)}`;
    const member: Member = { place, value, split: of, splitSeed, fold, seed: experiment.training.seed };
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups.values()].map(groupOf).filter(({ values }) => values.length > 1);
}

interface Member {
  readonly place: number;
  readonly value: number;
  readonly split: SplitName;
  readonly splitSeed: number;
  readonly fold: number | undefined;
  readonly seed: number;
}

function groupOf(members: readonly Member[]): RepeatGroup {
  const kind = kindOf(members);
  const groups = new Map<string, { readonly first: Member; readonly bySeed: Map<number, number> }>();
  for (const member of members) {
    const { splitSeed, fold = 0, seed, value } = member;
    const key = kind === "seeds" ? String(seed) : `${String(splitSeed)} ${String(fold)}`;
    const group = groups.get(key) ?? { first: member, bySeed: new Map<number, number>() };
    if (!group.bySeed.has(seed)) group.bySeed.set(seed, value);
    groups.set(key, group);
  }
  const values = Array.from(groups.values(), ({ first, bySeed }) => ({
    seed: kind === "seeds" ? first.seed : first.splitSeed,
    ...(kind === "folds" && first.fold !== undefined && { fold: first.fold }),
    value: sum([...bySeed.values()]) / bySeed.size,
  }));
  return {
    kind,
    split: members[0]?.split ?? "validation",
    members: members.map(({ place }) => place),
    values,
    spread: meanAndDeviation(values.map(({ value }) => value)),
  };
}

function kindOf(members: readonly Member[]): RepeatGroup["kind"] {
  const several = (of: (member: Member) => unknown): boolean => new Set(members.map(of)).size > 1;
  if (several(({ fold }) => fold)) return "folds";
  return several(({ splitSeed }) => splitSeed) ? "splits" : "seeds";
}

/** One text for equal experiments but for their two seeds and the fold that is held out. */
function withoutSeeds({ split, training, ...rest }: ResolvedExperiment): string {
  return canonical({ ...rest, split: withoutPlace(split), training: { ...training, seed: 0 } });
}

/** What of a split is the same for all that resample the data alike. */
function withoutPlace({ fold, ...split }: ResolvedExperiment["split"]): object {
  return { ...split, seed: 0, ...(fold !== undefined && { fold: 0 }) };
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
 * Tests a group against the baseline's: over training seeds Wilcoxon's signed-rank test, over splits and folds Nadeau and
 * Bengio's corrected t, in which n_test/n_train are the numbers of examples of the measured split and of train.
 */
export function testGroups(baseline: GroupOf, other: GroupOf): GroupTest {
  if (baseline.record.fingerprints.data !== other.record.fingerprints.data) return { kind: "refused", why: "data" };
  const kinds = [baseline.group.kind, other.group.kind];
  const kind = kinds.find((one) => one !== "seeds") ?? "seeds";
  const [first, second] = [baseline, other].map(({ record: { experiment } }) =>
    canonical(kind === "seeds" ? experiment.split : withoutPlace(experiment.split)),
  );
  if (first !== second) return { kind: "refused", why: "split" };
  const differences = other.group.values.flatMap(({ seed, fold, value }) => {
    const before = baseline.group.values.find((one) => one.seed === seed && one.fold === fold);
    return before === undefined ? [] : [value - before.value];
  });
  if (differences.length < 2 || kinds[0] !== kinds[1])
    return { kind: "refused", why: kind === "folds" ? "folds" : "seeds" };
  const pairs = {
    count: differences.length,
    meanDifference: sum(differences) / differences.length,
    higher: differences.filter((difference) => difference > 0).length,
    lower: differences.filter((difference) => difference < 0).length,
  };
  if (kind === "seeds") return { kind, pairs, test: wilcoxonSignedRank(differences) };
  const counts = baseline.record.data?.counts;
  const ratio = sum(counts?.[baseline.group.split] ?? []) / Math.max(1, sum(counts?.train ?? []));
  return { kind, pairs, test: correctedResampledT(differences, ratio) };
}
