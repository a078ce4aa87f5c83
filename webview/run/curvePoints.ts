import { epochX, type XAxis } from "../../src/protocol/curveAxes.ts";
import type { EpochMetrics, SplitMetrics } from "../../src/experiment/metrics.ts";
import type { LossBucket } from "./stepSeries.ts";

export interface CurvePoint {
  readonly x: number;
  /** NaN leaves a gap in the line. */
  readonly y: number;
}

export interface CurveRange {
  readonly min: number;
  readonly max: number;
}

export type CurveMetric = "loss" | "accuracy";

/** A metric of an epoch; NaN where it was not finite, null where there is no such split. */
export function epochValue(epoch: EpochMetrics, split: "train" | "validation", metric: CurveMetric): number | null {
  const metrics: SplitMetrics | undefined = epoch.metrics[split];
  return metrics === undefined ? null : (metrics[metric] ?? NaN);
}

/** One point per epoch on the chosen axis; empty when the run has no such split. */
export function epochPoints(
  epochs: readonly EpochMetrics[],
  axis: XAxis,
  split: "train" | "validation",
  metric: CurveMetric,
): CurvePoint[] {
  const points: CurvePoint[] = [];
  for (const epoch of epochs) {
    const y = epochValue(epoch, split, metric);
    if (y !== null) points.push({ x: epochX(epoch, axis), y: Number.isFinite(y) ? y : NaN });
  }
  return points;
}

/**
 * The batch losses as at most two points (smallest, largest) per column of `columns` over `range`, or of the whole series.
 * A column that holds a NaN, or no finite value, leaves a gap behind it.
 */
export function batchPoints(
  buckets: readonly LossBucket[],
  x: (step: number) => number,
  columns: number,
  range: CurveRange | null,
): CurvePoint[] {
  const shown = visible(buckets, x, range);
  if (shown.length <= columns && shown.every(({ bucket }) => Object.is(bucket.min, bucket.max)))
    return shown.map(({ bucket, at }) => ({ x: at, y: Number.isFinite(bucket.last) ? bucket.last : NaN }));
  const points: CurvePoint[] = [];
  forEachColumn(shown, columns, (inColumn) => {
    let min = Infinity;
    let max = -Infinity;
    for (const { bucket } of inColumn) {
      if (Number.isFinite(bucket.min)) min = Math.min(min, bucket.min);
      if (Number.isFinite(bucket.max)) max = Math.max(max, bucket.max);
    }
    const first = inColumn[0];
    const last = inColumn.at(-1);
    if (first === undefined || last === undefined) return;
    if (min <= max) points.push({ x: first.at, y: min }, { x: last.at, y: max });
    if (inColumn.some(({ bucket }) => Number.isNaN(bucket.last)) || min > max) points.push({ x: last.at, y: NaN });
  });
  return points;
}

/** Exponential moving average of the batch losses over a window of `window` steps, at most one point per column. */
export function smoothedPoints(
  buckets: readonly LossBucket[],
  x: (step: number) => number,
  columns: number,
  range: CurveRange | null,
  window: number,
): CurvePoint[] {
  const means = new Map<LossBucket, number>();
  let sum = 0;
  let weight = 0;
  let previous = 0;
  for (const bucket of buckets) {
    const keep = Math.exp((previous - bucket.step) / Math.max(1, window));
    previous = bucket.step;
    if (!Number.isFinite(bucket.last)) continue;
    sum = keep * sum + (1 - keep) * bucket.last;
    weight = keep * weight + (1 - keep);
    means.set(bucket, sum / weight);
  }
  const points: CurvePoint[] = [];
  forEachColumn(visible(buckets, x, range), columns, (inColumn) => {
    const last = inColumn.at(-1);
    if (last !== undefined) points.push({ x: last.at, y: means.get(last.bucket) ?? NaN });
  });
  return points;
}

/** The first step at which a value of the metric was not finite, or null when all were. */
export function firstGap(
  epochs: readonly EpochMetrics[],
  buckets: readonly LossBucket[],
  metric: CurveMetric,
): number | null {
  const epoch = epochs.find((each) =>
    (["train", "validation"] as const).some((split) => {
      const value = epochValue(each, split, metric);
      return value !== null && !Number.isFinite(value);
    }),
  );
  const bucket = metric === "loss" ? buckets.find((each) => !Number.isFinite(each.last)) : undefined;
  const first = Math.min(epoch?.step ?? Infinity, bucket?.step ?? Infinity);
  return Number.isFinite(first) ? first : null;
}

interface Placed {
  readonly bucket: LossBucket;
  readonly at: number;
}

function visible(buckets: readonly LossBucket[], x: (step: number) => number, range: CurveRange | null): Placed[] {
  const placed: Placed[] = [];
  for (const bucket of buckets) {
    const at = x(bucket.step);
    if (Number.isNaN(at)) continue;
    if (range === null || (at >= range.min && at <= range.max)) placed.push({ bucket, at });
  }
  return placed;
}

function forEachColumn(placed: readonly Placed[], columns: number, take: (inColumn: readonly Placed[]) => void): void {
  const from = placed[0]?.at ?? 0;
  const span = (placed.at(-1)?.at ?? 0) - from;
  let column: Placed[] = [];
  let index = 0;
  for (const each of placed) {
    const own = span > 0 ? Math.min(columns - 1, Math.floor(((each.at - from) / span) * columns)) : 0;
    if (own !== index && column.length > 0) {
      take(column);
      column = [];
    }
    index = own;
    column.push(each);
  }
  if (column.length > 0) take(column);
}
