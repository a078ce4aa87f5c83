import type { XAxis } from "../../src/protocol/curveAxes.ts";
import type { Curve } from "../../src/protocol/curves.ts";
import { styleOfSlot } from "./runColors.ts";
import type { Smoothing } from "./viewState.ts";

/** With more curves than this the points' marks would hide them. */
const mostMarked = 6;
/** Windows of the moving average as shares of a curve's points. */
const windows: Readonly<Record<Smoothing, number>> = { off: 0, light: 0.02, medium: 0.06, strong: 0.15 };

export interface RunOfCurve {
  readonly id: string;
  readonly curve: Curve;
}

/** One run, or the mean of runs that differ in their seed alone. */
export interface OverlaidCurve {
  readonly name: string;
  readonly slot: number;
  readonly curves: readonly RunOfCurve[];
}

export interface OverlayChoices {
  readonly axis: XAxis;
  readonly smoothing: Smoothing;
}

/** A line with all its points, or with `low` the band between `low` and `y`. Points are in order of x; y is NaN in a gap. */
export interface OverlayLine {
  /** The curve it belongs to, by its number. */
  readonly of: number;
  /** "" for what lies behind a line of that curve and says nothing that the line does not. */
  readonly name: string;
  readonly color: string;
  readonly opacity: number;
  readonly width: number;
  readonly dash: readonly number[];
  readonly marked: boolean;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly low?: Float64Array;
}

/** The lines to draw, those behind first: bands, then raw lines where they are smoothed, then the lines themselves. */
export function overlayLines(overlaid: readonly OverlaidCurve[], choices: OverlayChoices): readonly OverlayLine[] {
  const behind: OverlayLine[] = [];
  const lines: OverlayLine[] = [];
  overlaid.forEach((curve, of) => {
    const { color, dash } = styleOfSlot(curve.slot);
    const { x, y, low, high } = together(
      curve.curves.map(({ curve: { value, ...xs } }) => ({ x: xs[choices.axis], y: value })),
    );
    const plain = { of, name: "", color, width: 1, dash: [], marked: false, x } as const;
    if (low !== undefined && high !== undefined) behind.push({ ...plain, opacity: 0.18, width: 0, y: high, low });
    const isSmooth = choices.smoothing !== "off";
    if (isSmooth) behind.push({ ...plain, opacity: 0.3, y });
    const isMarked = overlaid.length <= mostMarked;
    const own = isSmooth ? smoothed(y, windows[choices.smoothing]) : y;
    lines.push({ ...plain, name: curve.name, opacity: 1, width: 2, dash, marked: isMarked, y: own });
  });
  return [...behind.filter(({ low }) => low), ...behind.filter(({ low }) => !low), ...lines];
}

interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Mean and deviation (n − 1) of several curves point by point, as far as all of them go; x is the mean of their xs. */
function together(curves: readonly Points[]): Points & { readonly low?: Float64Array; readonly high?: Float64Array } {
  const [only] = curves;
  if (only === undefined) return { x: new Float64Array(0), y: new Float64Array(0) };
  if (curves.length === 1) return only;
  const length = Math.min(...curves.map(({ y }) => y.length));
  const column = (): Float64Array => new Float64Array(length);
  const [x, y, low, high] = [column(), column(), column(), column()];
  for (let at = 0; at < length; at++) {
    let [sumX, sumY, squares] = [0, 0, 0];
    for (const curve of curves) {
      sumX += curve.x[at] ?? NaN;
      sumY += curve.y[at] ?? NaN;
    }
    const mean = sumY / curves.length;
    for (const curve of curves) squares += ((curve.y[at] ?? NaN) - mean) ** 2;
    const deviation = Math.sqrt(squares / (curves.length - 1));
    x[at] = sumX / curves.length;
    y[at] = mean;
    low[at] = mean - deviation;
    high[at] = mean + deviation;
  }
  return { x, y, low, high };
}

/** Exponential moving average, unbiased at its beginning; a gap stays one. `share`: the window as a share of the points. */
export function smoothed(values: Float64Array, share: number): Float64Array {
  const window = Math.max(1, share * values.length);
  const keep = Math.exp(-1 / window);
  let sum = 0;
  let weight = 0;
  return values.map((y) => {
    if (Number.isNaN(y)) return y;
    sum = keep * sum + (1 - keep) * y;
    weight = keep * weight + (1 - keep);
    return sum / weight;
  });
}
