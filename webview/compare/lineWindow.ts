import type { CurveRange } from "../run/curvePoints.ts";
import type { OverlayLine } from "./overlayLines.ts";

/** The numbers of a line's points that are drawn, in order, and the ends of what they show. */
export interface DrawnLine {
  readonly line: OverlayLine;
  readonly points: readonly number[];
}

/** The points of each line that are to be drawn of a part of the x axis: at most `most` in all, and every peak among them. */
export function drawnLines(lines: readonly OverlayLine[], range: CurveRange, most: number): readonly DrawnLine[] {
  // The upper and the lower edge of a band are two lines to draw.
  const shares = lines.reduce((sum, { low }) => sum + (low === undefined ? 1 : 2), 0);
  const each = Math.max(4, Math.floor(most / Math.max(1, shares)));
  return lines.map((line) => ({ line, points: thinned(line, range, each) }));
}

/**
 * Numbers of at most `limit` points of those within the range and the two next to it: of each stretch the smallest and the
 * largest, so that no peak is lost, and of one with a gap the gap.
 */
export function thinned(
  { x, y, low }: Pick<OverlayLine, "x" | "y" | "low">,
  range: CurveRange,
  limit: number,
): readonly number[] {
  const from = Math.max(0, firstAtLeast(x, range.min) - 1);
  const to = Math.min(x.length, firstAtLeast(x, range.max) + 1);
  const count = to - from;
  if (count <= limit) return Array.from({ length: count }, (_, at) => from + at);
  const kept: number[] = [];
  const stretches = Math.max(1, Math.floor(limit / 2));
  const lower = low ?? y;
  let begin = from;
  for (let stretch = 1; stretch <= stretches; stretch++) {
    const end = from + Math.floor((stretch * count) / stretches);
    let least = begin;
    let most = begin;
    let gap = -1;
    for (let at = begin; at < end; at++) {
      const value = y[at] ?? NaN;
      if (Number.isNaN(value)) gap = at;
      else {
        if (!((lower[at] ?? NaN) >= (lower[least] ?? NaN))) least = at;
        if (!(value <= (y[most] ?? NaN))) most = at;
      }
    }
    if (gap >= 0) least = gap;
    if (begin < end) kept.push(Math.min(least, most));
    if (least !== most) kept.push(Math.max(least, most));
    begin = end;
  }
  return kept;
}

/** The number of the first x that is not smaller; x.length when all are. */
export function firstAtLeast(x: Float64Array, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The number of the point nearest on the x axis; −1 for a line without points. */
export function nearestPoint(x: Float64Array, value: number): number {
  const after = firstAtLeast(x, value);
  if (after === 0) return x.length === 0 ? -1 : 0;
  if (after === x.length) return after - 1;
  return value - (x[after - 1] ?? 0) < (x[after] ?? 0) - value ? after - 1 : after;
}

/** Smallest and largest finite value of what is drawn, those above zero alone with `positive`; null where there is none. */
export function valueRange(drawn: readonly DrawnLine[], positive: boolean): CurveRange | null {
  let min = Infinity;
  let max = -Infinity;
  for (const { line, points } of drawn)
    for (const values of line.low === undefined ? [line.y] : [line.low, line.y])
      for (const at of points) {
        const value = values[at] ?? NaN;
        if (positive && !(value > 0)) continue;
        if (value < min) min = value;
        if (value > max) max = value;
      }
  return min <= max ? { min, max } : null;
}
