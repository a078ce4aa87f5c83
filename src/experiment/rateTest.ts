import { log } from "../base/elementary.ts";

/** One step of a learning-rate range test. */
export interface RatePoint {
  readonly rate: number;
  /** Of the batch, before the step; null where it is not finite. */
  readonly loss: number | null;
  readonly smoothed: number | null;
}

/** What a range test has found so far; rates are null where the loss never falls. */
export interface RateTest {
  readonly points: readonly RatePoint[];
  /** Where the smoothed loss falls fastest by the logarithm of the rate. */
  readonly steepest: number | null;
  /** A tenth of the rate at which the smoothed loss is lowest. */
  readonly tenth: number | null;
  /** The smaller of the two. */
  readonly suggested: number | null;
  /** `diverged`: the loss rose so far that higher rates tell nothing more. */
  readonly ended: "all" | "diverged" | "stopped";
}

/** Rates that are tried: from the lowest to the highest, each the same factor above the one before. */
export const testedRates = { lowest: 1e-6, highest: 100 } as const;

const memory = 0.95;
const divergedFactor = 4;
/** A fall of the smoothed loss by less than this share of where it began is noise. */
const leastFall = 0.02;
/** Steps on either side over which the slope is taken. */
const reach = 3;

/**
 * Gathers a learning-rate range test (L. N. Smith, Cyclical learning rates for training neural networks, WACV 2017,
 * section 3.3): the loss, smoothed by an exponential mean without its start at 0, against the logarithm of the rate.
 */
export class RateTestPoints {
  readonly #points: RatePoint[] = [];
  #mean = 0;
  #weight = 0;
  #lowest = Infinity;

  /** Takes in the next step; whether higher rates would tell more. */
  add(rate: number, loss: number): boolean {
    if (!Number.isFinite(loss)) {
      this.#points.push({ rate, loss: null, smoothed: null });
      return false;
    }
    this.#mean = memory * this.#mean + (1 - memory) * loss;
    this.#weight = memory * this.#weight + (1 - memory);
    const smoothed = this.#mean / this.#weight;
    this.#lowest = Math.min(this.#lowest, smoothed);
    this.#points.push({ rate, loss, smoothed });
    return smoothed <= divergedFactor * this.#lowest;
  }

  /** What the points so far tell. */
  result(ended: RateTest["ended"]): RateTest {
    const points = this.#points.slice();
    const known = points.flatMap(({ rate, smoothed }) => (smoothed === null ? [] : [{ rate, smoothed }]));
    const lowest = known.reduce(
      (best, { smoothed }, at) => (smoothed < (known[best]?.smoothed ?? Infinity) ? at : best),
      0,
    );
    const [first, bottom] = [known[0], known[lowest]];
    if (first === undefined || bottom === undefined || bottom.smoothed > (1 - leastFall) * first.smoothed)
      return { points, steepest: null, tenth: null, suggested: null, ended };
    const steepest = steepestRate(known.slice(0, lowest + 1));
    const tenth = bottom.rate / 10;
    return { points, steepest, tenth, suggested: Math.min(steepest ?? tenth, tenth), ended };
  }
}

function steepestRate(points: readonly { readonly rate: number; readonly smoothed: number }[]): number | null {
  let [best, found]: [number, number | null] = [0, null];
  points.forEach(({ rate }, at) => {
    const [before, after] = [points[at - reach], points[at + reach]];
    if (before === undefined || after === undefined) return;
    const slope = (after.smoothed - before.smoothed) / log(after.rate / before.rate);
    if (slope < best) [best, found] = [slope, rate];
  });
  return found;
}
