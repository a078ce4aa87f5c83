/** Which trials are ended early, decided by their numbers and results alone: the same in whatever order runs end. */

export interface Pruning {
  readonly kind: "halving" | "asha";
  /** Of the trials at a rung the best 1/factor go on; a whole number, at least 2. */
  readonly factor: number;
  /** The epochs after which trials are judged, rising by the factor. */
  readonly rungs: readonly number[];
}

/** What a trial has at a rung. */
export interface AtRung {
  readonly trial: number;
  readonly value: number;
}

export type Verdict =
  | { readonly kind: "on" }
  /** `needed`: the value that would have done, of those of `among` trials. */
  | { readonly kind: "pruned"; readonly needed: number; readonly among: number }
  /** Until trials have come so far that it is to be judged against. */
  | { readonly kind: "waiting" };

/** The most epochs an experiment can have, beyond which there are no rungs. */
const mostEpochs = 1_000_000;

/** `minimumEpochs`, and so on by the factor. */
export function rungsOf(minimumEpochs: number, factor: number): readonly number[] {
  const rungs: number[] = [];
  for (let epoch = minimumEpochs; epoch <= mostEpochs; epoch *= factor) rungs.push(epoch);
  return rungs;
}

/** How many of all trials go beyond the rung at `place`, from 0: n/factor^(place + 1), at least 1. */
export function halvingPlaces(trials: number, factor: number, place: number): number {
  return Math.max(1, Math.floor(trials / factor ** (place + 1)));
}

/**
 * Asynchronous successive halving as Optuna's SuccessiveHalvingPruner decides it, with trials in the order of their
 * numbers: a trial goes on where it is among the best 1/factor of itself and the trials with lower numbers at the rung; of
 * fewer than `factor`, where it is the best. Li, Jamieson, Rostamizadeh et al. (2020), MLSys 2, algorithm 2.
 *
 * @param before of the trials with lower numbers.
 */
export function ashaVerdict(
  own: number,
  before: readonly number[],
  { factor, better }: { readonly factor: number; readonly better: "higher" | "lower" },
): Verdict {
  const sign = better === "lower" ? 1 : -1;
  const values = [...before, own].sort((a, b) => sign * (a - b));
  const needed = values[Math.max(0, Math.floor(values.length / factor) - 1)] ?? own;
  return sign * (own - needed) <= 0 ? { kind: "on" } : { kind: "pruned", needed, among: values.length };
}

/**
 * Successive halving, once every trial has come to the rung or ended before it: the best `places` go on; equal ones by
 * number. Jamieson and Talwalkar (2016), AISTATS, algorithm 1, with all trials as its one bracket.
 */
export function halvingVerdicts(
  all: readonly AtRung[],
  places: number,
  better: "higher" | "lower",
): ReadonlyMap<number, Verdict> {
  const sign = better === "lower" ? 1 : -1;
  const there = all.toSorted((a, b) => sign * (a.value - b.value) || a.trial - b.trial);
  const needed = there[places - 1]?.value ?? 0;
  return new Map(
    there.map(({ trial }, place) => [
      trial,
      place < places ? { kind: "on" } : { kind: "pruned", needed, among: there.length },
    ]),
  );
}
