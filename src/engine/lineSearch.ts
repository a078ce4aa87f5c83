import type { Work } from "../base/work.ts";

/** A point on the line: how far along, with the objective there and its derivative by the way. */
export interface LinePoint {
  readonly at: number;
  readonly value: number;
  readonly slope: number;
}

const sufficientDecrease = 1e-4;
const curvature = 0.9;
/** What the way grows by while no upper end is known. */
const further = 4;
const mostEvaluations = 25;
/** Differences of the objective below this share of it are rounding of float32 logits. */
const roundingShare = 2 ** -24;

/**
 * A step that meets the strong Wolfe conditions, the latest one evaluated; undefined where none makes the objective
 * smaller. `start` is the point at 0, where the slope is negative; `first` is tried first.
 *
 * Nocedal and Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6, with c₁ = 1e-4 and c₂ = 0.9.
 */
export function* strongWolfe(
  evaluate: (at: number) => Work<LinePoint>,
  start: LinePoint,
  first: number,
): Work<LinePoint | undefined> {
  const rounding = roundingShare * Math.abs(start.value);
  const falls = ({ at, value }: LinePoint): boolean =>
    value <= start.value + sufficientDecrease * at * start.slope + rounding;
  const isFlat = ({ slope }: LinePoint): boolean => Math.abs(slope) <= curvature * Math.abs(start.slope);
  let low = start;
  let high: LinePoint | undefined;
  let at = first;
  let latest = start;
  for (let count = 0; count < mostEvaluations; count++) {
    const point = yield* evaluate(at);
    latest = point;
    if (!falls(point) || point.value > low.value + rounding) {
      high = point;
    } else {
      if (isFlat(point)) return point;
      // The way down from `point` leads back to `low` or on.
      const back = high === undefined ? point.slope >= 0 : point.slope * (high.at - low.at) >= 0;
      if (back) high = low;
      low = point;
    }
    const next = high === undefined ? at * further : between(low, high);
    if (next === at || next === low.at || next === high?.at) break;
    at = next;
  }
  if (!(low.at > 0 && low.value < start.value)) return undefined;
  return latest === low ? low : yield* evaluate(low.at);
}

/** The minimum of the cubic through both ends (equation 3.59), kept off them by a tenth of the way. */
function between(low: LinePoint, high: LinePoint): number {
  const width = high.at - low.at;
  const middle = low.at + width / 2;
  if (!Number.isFinite(high.value) || !Number.isFinite(high.slope)) return low.at + width / 10;
  const d1 = low.slope + high.slope - (3 * (low.value - high.value)) / (low.at - high.at);
  const radicand = d1 * d1 - low.slope * high.slope;
  if (!(radicand >= 0)) return middle;
  const d2 = Math.sign(width) * Math.sqrt(radicand);
  const share = 1 - (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2);
  if (!Number.isFinite(share)) return middle;
  return low.at + width * Math.min(0.9, Math.max(0.1, share));
}
