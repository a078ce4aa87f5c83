import { exp, normalDistribution } from "../../base/elementary.ts";
import type { RandomStream } from "../../base/random.ts";

/** A density over one option that values can be drawn from. */
export interface Parzen<Value> {
  draw(stream: RandomStream): Value;
  /** Above 0 wherever a value can be. */
  density(value: Value): number;
}

/** A stretch of the axis that a value owns; one without length is a point. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The oldest observations weigh less once there are more than this. */
const fullWeights = 25;
/** A kernel is never narrower than the axis by this, nor than by the number of kernels. */
const narrowest = 100;
const rootOfTwoPi = 2.5066282746310002;

/**
 * Normal kernels on `points`, cut off at the ends of [low, high], beside a prior kernel: at the middle, as wide as the axis. A kernel
 * is as wide as the further of its neighbours is away (the prior's middle is one, the ends of the axis are none), at least
 * (high − low)/min(100, 1 + kernels). Points in the order of trials: of more than 25 the older weigh less, linearly.
 * Source: Bergstra, Bardenet, Bengio and Kégl (2011), NIPS 24, section 4; widths and weights as Optuna's TPESampler
 * documents its defaults (univariate, magic clip, prior of weight 1, end points not considered).
 */
export function numberParzen(points: readonly number[], { from: low, to: high }: Stretch): Parzen<Stretch> {
  const range = high - low;
  const middle = (low + high) / 2;
  const sorted = [...points, middle].sort((a, b) => a - b);
  const least = range / Math.min(narrowest, 1 + sorted.length);
  const width = (point: number): number => {
    const left = point - (sorted[sorted.indexOf(point) - 1] ?? point);
    const right = (sorted[sorted.lastIndexOf(point) + 1] ?? point) - point;
    return Math.min(range, Math.max(least, left, right));
  };
  const kernels = [...points.map((center) => ({ center, width: width(center) })), { center: middle, width: range }].map(
    (kernel) => ({ ...kernel, inside: massWithin(kernel, low, high) }),
  );
  const weights = kernelWeights(points.length);
  return {
    draw(stream) {
      const { center, width: spread } = kernels[pick(weights, stream)] ?? { center: middle, width: range };
      for (;;) {
        const at = center + spread * stream.normal();
        if (at >= low && at <= high) return { from: at, to: at };
      }
    },
    density({ from, to }) {
      return kernels.reduce((sum, kernel, index) => {
        const { center, width: spread, inside } = kernel;
        const z = (from - center) / spread;
        const mass = to > from ? massWithin(kernel, from, to) : exp((-z * z) / 2) / (spread * rootOfTwoPi);
        return sum + ((weights[index] ?? 0) * mass) / inside;
      }, 0);
    },
  };
}

/**
 * Shares of `count` values that are not in an order, from the places of those observed: a kernel of each, mixed with an
 * even share of 1/kernels, beside an even prior kernel. Sources as for numbers.
 */
export function choiceParzen(places: readonly number[], count: number): Parzen<number> {
  const weights = kernelWeights(places.length);
  const smoothing = 1 / weights.length;
  const shares = Array.from({ length: count }, () => (weights.at(-1) ?? 1) / count);
  for (const [kernel, place] of places.entries())
    for (let at = 0; at < count; at++) {
      const share = (smoothing / count + (at === place ? 1 : 0)) / (1 + smoothing);
      shares[at] = (shares[at] ?? 0) + (weights[kernel] ?? 0) * share;
    }
  return { draw: (stream) => pick(shares, stream), density: (place) => shares[place] ?? 0 };
}

/** Of the observations in the order of trials, and last of the prior; they sum to 1. */
function kernelWeights(observations: number): readonly number[] {
  const older = Math.max(0, observations - fullWeights);
  const weights = Array.from({ length: observations }, (_, at) =>
    at < older ? 1 / observations + (older === 1 ? 0 : (at / (older - 1)) * (1 - 1 / observations)) : 1,
  );
  const all = [...weights, 1];
  const total = all.reduce((sum, weight) => sum + weight, 0);
  return all.map((weight) => weight / total);
}

function massWithin({ center, width }: { readonly center: number; readonly width: number }, from: number, to: number) {
  return normalDistribution((to - center) / width) - normalDistribution((from - center) / width);
}

function pick(weights: readonly number[], stream: RandomStream): number {
  let rest = stream.float64();
  for (const [at, weight] of weights.entries()) {
    rest -= weight;
    if (rest < 0) return at;
  }
  return weights.length - 1;
}
