import type { RandomStream } from "../../base/random.ts";
import { axisOf } from "./axis.ts";
import { choiceParzen, numberParzen, type Parzen, type Stretch } from "./parzen.ts";
import { randomTrial, samplerStream } from "./randomTrial.ts";
import type { Choice, Dimension, Range, TrialSettings } from "./space.ts";

/** Trial t draws from the results of trials up to t − this, so that as many can be under way at once without waiting. */
export const tpeLag = 8;
/** So many trials are drawn at random before results count. */
const startupTrials = 10;
/** Values are drawn from the good ones' density, and the best of these is taken. */
const candidates = 24;
const goodShare = 0.1;
const mostGood = 25;

/** What earlier trials tell. */
export interface TpeHistory {
  /** The settings of trials that are over, the best first. */
  readonly ranked: readonly (readonly [trial: number, settings: TrialSettings])[];
  /** Of trials whose results may not count yet. */
  readonly pending: readonly (readonly [trial: number, settings: TrialSettings])[];
}

/**
 * The settings of trial number `trial` by a tree-structured Parzen estimator: of the trials that are over, the best tenth
 * (at most 25) give a density l for each option, all others g; of 24 values drawn from l the one with the highest l/g is taken, each
 * option by itself. The first ten trials are random. Pending trials count among the others, so that those under way at once
 * do not try the same. Depends on its arguments alone.
 * Sources: Bergstra, Bardenet, Bengio and Kégl (2011), NIPS 24; Bergstra, Yamins and Cox (2013), ICML; numbers as Optuna's
 * TPESampler documents its defaults, pending ones as its `constant_liar`.
 */
export function tpeTrial(
  dimensions: readonly Dimension[],
  seed: number,
  trial: number,
  { ranked, pending }: TpeHistory,
): TrialSettings {
  if (trial <= startupTrials || ranked.length === 0) return randomTrial(dimensions, seed, trial);
  const stream = samplerStream(seed, trial);
  const count = Math.min(mostGood, Math.ceil(goodShare * ranked.length));
  const byNumber = (trials: TpeHistory["ranked"]): readonly TrialSettings[] =>
    [...trials].sort(([a], [b]) => a - b).map(([, settings]) => settings);
  const good = byNumber(ranked.slice(0, count));
  const others = byNumber([...ranked.slice(count), ...pending]);
  return dimensions.map((dimension, at) => {
    const valuesIn = (trials: readonly TrialSettings[]): readonly unknown[] => trials.map((one) => one[at]?.[1]);
    const observed = [valuesIn(good), valuesIn(others)] as const;
    return [
      dimension.path,
      dimension.kind === "choice" ? chosen(dimension, observed, stream) : drawn(dimension, observed, stream),
    ];
  });
}

type Observed = readonly [good: readonly unknown[], others: readonly unknown[]];

function chosen({ values }: Choice, observed: Observed, stream: RandomStream): unknown {
  // By their text: settings that were read back are no longer the same objects.
  const texts = values.map((value) => JSON.stringify(value));
  const [good, others] = observed.map((list) => {
    const places = list.map((value) => texts.indexOf(JSON.stringify(value)));
    return choiceParzen(places, values.length);
  }) as [Parzen<number>, Parzen<number>];
  return values[best(good, others, (parzen) => parzen.draw(stream))];
}

function drawn(range: Range, observed: Observed, stream: RandomStream): number {
  const { low, high, valueAt, coordinateOf } = axisOf(range);
  const [good, others] = observed.map((list) => {
    const points = list.flatMap((value) => (typeof value === "number" ? [coordinateOf(value)] : []));
    return numberParzen(points, { from: low, to: high });
  }) as [Parzen<Stretch>, Parzen<Stretch>];
  /** A whole number stands for the stretch that it owns. */
  const owned = ({ from: at }: Stretch): Stretch => {
    if (!range.integer) return { from: at, to: at };
    const value = valueAt(at);
    return { from: coordinateOf(value - 0.5), to: coordinateOf(value + 0.5) };
  };
  const { from, to } = best(good, others, (parzen) => owned(parzen.draw(stream)));
  return valueAt((from + to) / 2);
}

function best<Value>(good: Parzen<Value>, others: Parzen<Value>, draw: (parzen: Parzen<Value>) => Value): Value {
  let taken = draw(good);
  let highest = good.density(taken) / others.density(taken);
  for (let candidate = 1; candidate < candidates; candidate++) {
    const value = draw(good);
    const ratio = good.density(value) / others.density(value);
    if (ratio > highest) [taken, highest] = [value, ratio];
  }
  return taken;
}
