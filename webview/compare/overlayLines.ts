import type { EpochMetrics } from "../../src/experiment/metrics.ts";
import type { RunCurve } from "../../src/protocol/comparePanel.ts";
import { type CurvePoint, epochX, type XAxis } from "../run/curvePoints.ts";
import type { CurveLine } from "../run/lineChart.ts";
import { withAlpha } from "../theme.ts";
import { styleOfSlot } from "./runColors.ts";
import type { Smoothing } from "./viewState.ts";

/** All points of a chart together: more are slow to draw and cannot be told apart. */
const mostPoints = 40_000;
/** With more curves than this the points' marks would hide them. */
const mostMarked = 6;
/** Windows of the moving average as shares of a curve's points. */
const windows: Readonly<Record<Smoothing, number>> = { off: 0, light: 0.02, medium: 0.06, strong: 0.15 };

/** One run, or the mean of runs that differ in their seed alone. */
export interface OverlaidCurve {
  readonly name: string;
  readonly slot: number;
  readonly curves: readonly RunCurve[];
}

export interface OverlayChoices {
  readonly split: "train" | "validation";
  /** A metric's key, such as `loss`. */
  readonly metric: string;
  readonly axis: XAxis;
  readonly smoothing: Smoothing;
  /** Draws a figure of the layer by this name in place of the metric. */
  readonly layer?: { readonly name: string; readonly figure: "gradientNorm" | "dead" | "saturated" };
}

/** A line with the curve that it belongs to, by its number. */
export interface OverlayLine extends CurveLine {
  readonly of: number;
}

/** The metric's points of one run; NaN where it was not finite. */
function pointsOf({ epochs }: RunCurve, choices: OverlayChoices): CurvePoint[] {
  return epochs.flatMap((epoch) => {
    const y = valueOf(epoch, choices);
    return y === null ? [] : [{ x: epochX(epoch, choices.axis), y }];
  });
}

/** The figure of an epoch that is drawn; NaN where it was not finite, null where there is none. */
export function valueOf(
  epoch: EpochMetrics,
  { split, metric, layer }: Pick<OverlayChoices, "split" | "metric" | "layer">,
): number | null {
  const of = layer === undefined ? epoch.metrics[split] : epoch.layers?.find(({ name }) => name === layer.name);
  const figures = of as Readonly<Record<string, unknown>> | undefined;
  const key = layer === undefined ? metric : layer.figure;
  if (figures === undefined || !(key in figures)) return null;
  const value = figures[key];
  return typeof value === "number" && Number.isFinite(value) ? value : NaN;
}

/** The lines to draw, those behind first: bands, then raw lines where they are smoothed, then the lines themselves. */
export function overlayLines(overlaid: readonly OverlaidCurve[], choices: OverlayChoices): readonly OverlayLine[] {
  const each = Math.max(2, Math.floor(mostPoints / Math.max(1, overlaid.length * 4)));
  const behind: OverlayLine[] = [];
  const lines: OverlayLine[] = [];
  overlaid.forEach((curve, of) => {
    const { color, dash } = styleOfSlot(curve.slot);
    const { mean, low, high } = together(curve.curves.map((one) => pointsOf(one, choices)));
    const points = thinned(mean, each);
    const plain = { color, width: 1, dash: [], marker: null, of } as const;
    if (curve.curves.length > 1) {
      behind.push({ ...plain, name: "", width: 0, points: thinned(low, each) });
      behind.push({
        ...plain,
        name: "",
        width: 0,
        color: withAlpha(color, 0.18),
        band: true,
        points: thinned(high, each),
      });
    }
    const smooth = choices.smoothing !== "off";
    if (smooth) behind.push({ ...plain, name: "", color: withAlpha(color, 0.3), points });
    lines.push({
      name: curve.name,
      points: smooth ? smoothed(points, windows[choices.smoothing]) : points,
      color,
      width: 2,
      dash,
      marker: overlaid.length > mostMarked ? null : "circle",
      of,
    });
  });
  return [...behind, ...lines];
}

interface Together {
  readonly mean: CurvePoint[];
  readonly low: CurvePoint[];
  readonly high: CurvePoint[];
}

/** Mean and deviation (n − 1) of several curves point by point, as far as all of them go; x is the mean of their xs. */
function together(curves: readonly (readonly CurvePoint[])[]): Together {
  const [only] = curves;
  if (curves.length === 1 && only !== undefined) return { mean: [...only], low: [], high: [] };
  const length = Math.min(...curves.map((points) => points.length));
  const result: Together = { mean: [], low: [], high: [] };
  for (let at = 0; at < length; at++) {
    const here = curves.flatMap((points) => points[at] ?? []);
    const x = average(here.map((point) => point.x));
    const y = average(here.map((point) => point.y));
    const squares = here.reduce((sum, point) => sum + (point.y - y) ** 2, 0);
    const deviation = Math.sqrt(squares / Math.max(1, here.length - 1));
    result.mean.push({ x, y });
    result.low.push({ x, y: y - deviation });
    result.high.push({ x, y: y + deviation });
  }
  return result;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** At most `limit` points: of each stretch its smallest and its largest, so that no peak is lost. */
export function thinned(points: CurvePoint[], limit: number): CurvePoint[] {
  if (points.length <= limit) return points;
  const stretches = Math.max(1, Math.floor(limit / 2));
  const kept: CurvePoint[] = [];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * points.length) / stretches);
    const to = Math.floor(((stretch + 1) * points.length) / stretches);
    let low = from;
    let high = from;
    for (let at = from; at < to; at++) {
      const y = points[at]?.y ?? NaN;
      // A value that is not finite is a gap, and a gap is what a person must see.
      if (Number.isNaN(y)) low = at;
      else if (y < (points[low]?.y ?? NaN)) low = at;
      else if (y > (points[high]?.y ?? NaN)) high = at;
    }
    for (const at of [...new Set([low, high])].sort((a, b) => a - b)) {
      const point = points[at];
      if (point !== undefined) kept.push(point);
    }
  }
  return kept;
}

/** Exponential moving average, unbiased at its beginning; a gap stays one. */
export function smoothed(points: readonly CurvePoint[], share: number): CurvePoint[] {
  const window = Math.max(1, share * points.length);
  const keep = Math.exp(-1 / window);
  let sum = 0;
  let weight = 0;
  return points.map(({ x, y }) => {
    if (Number.isNaN(y)) return { x, y };
    sum = keep * sum + (1 - keep) * y;
    weight = keep * weight + (1 - keep);
    return { x, y: sum / weight };
  });
}
