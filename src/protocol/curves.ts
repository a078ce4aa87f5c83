import type { Buckets } from "../base/decimate.ts";
import { stepToX } from "./curveAxes.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";

/** One figure along a run: as many numbers in each column, in order of steps. A value that was not finite is NaN. */
export interface Curve {
  readonly epoch: Float64Array;
  readonly step: Float64Array;
  /** Seconds of training. */
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/** The loss of each batch, as it was trained on. */
export const batchLoss = "train.batchLoss";

/** The columns one after the other: how a curve travels. Length 4 × points. */
export function packCurve({ epoch, step, time, value }: Curve): Float64Array<ArrayBuffer> {
  const count = value.length;
  const packed = new Float64Array(4 * count);
  for (const [at, column] of [epoch, step, time, value].entries()) packed.set(column, at * count);
  return packed;
}

/** The curve of a packed one, as views into it; throws a RangeError for another length. */
export function unpackCurve(packed: Float64Array): Curve {
  const count = packed.length / 4;
  if (!Number.isInteger(count)) throw new RangeError("a curve has four columns");
  const column = (at: number): Float64Array => packed.subarray(at * count, (at + 1) * count);
  return { epoch: column(0), step: column(1), time: column(2), value: column(3) };
}

/** A figure by epoch; epochs where it is null have no point. */
export function epochCurve(
  epochs: readonly EpochMetrics[],
  valueOf: (epoch: EpochMetrics) => number | null | undefined,
): Curve {
  const curve = emptyCurve(epochs.length);
  let count = 0;
  for (const each of epochs) {
    const value = valueOf(each);
    if (value === undefined) continue;
    curve.epoch[count] = each.epoch;
    curve.step[count] = each.step;
    curve.time[count] = each.seconds;
    curve.value[count++] = value === null || !Number.isFinite(value) ? NaN : value;
  }
  return cut(curve, count);
}

/** A metric by its id, such as `validation.loss`, for `epochCurve`: null where it was not finite, undefined where there is none. */
export function metricOf(figure: string): (epoch: EpochMetrics) => number | null | undefined {
  const point = figure.indexOf(".");
  const [split, key] = [figure.slice(0, point), figure.slice(point + 1)];
  return ({ metrics }) => {
    const value = own(own(metrics, split), key);
    return value === undefined || typeof value === "number" ? value : null;
  };
}

/**
 * The losses of the batches, by step. Where buckets stand for several steps each gives two points, its smallest loss at
 * its first step and its largest at its last; one with a loss that was not finite ends in a gap. Steps whose time is not known yet are left out.
 * @param loss the buckets' columns min, max and last, `buckets.count` numbers each.
 */
export function batchCurve(
  buckets: Pick<Buckets, "first" | "stride" | "count" | "last">,
  loss: { readonly min: Float32Array; readonly max: Float32Array; readonly last: Float32Array },
  epochs: readonly EpochMetrics[],
  stepsPerEpoch: number,
): Curve {
  const time = stepToX(epochs, "time", stepsPerEpoch);
  const curve = emptyCurve(3 * buckets.count);
  let count = 0;
  const add = (step: number, value: number): void => {
    const seconds = time(step);
    if (Number.isNaN(seconds)) return;
    curve.epoch[count] = stepsPerEpoch > 0 ? step / stepsPerEpoch : 0;
    curve.step[count] = step;
    curve.time[count] = seconds;
    curve.value[count++] = Number.isFinite(value) ? value : NaN;
  };
  for (let at = 0; at < buckets.count; at++) {
    const first = buckets.first + at * buckets.stride;
    const last = Math.min(first + buckets.stride - 1, buckets.last);
    const min = loss.min[at] ?? NaN;
    const max = loss.max[at] ?? NaN;
    const isGap = Number.isNaN(loss.last[at] ?? NaN);
    if (last === first || Object.is(min, max)) add(last, isGap ? NaN : max);
    else {
      add(first, min);
      add(last, max);
      if (isGap) add(last, NaN);
    }
  }
  return cut(curve, count);
}

function own(of: unknown, key: string): unknown {
  if (typeof of !== "object" || of === null || !Object.hasOwn(of, key)) return undefined;
  return (of as Readonly<Record<string, unknown>>)[key];
}

function emptyCurve(length: number): Curve {
  const column = (): Float64Array => new Float64Array(length);
  return { epoch: column(), step: column(), time: column(), value: column() };
}

function cut({ epoch, step, time, value }: Curve, count: number): Curve {
  const head = (column: Float64Array): Float64Array => column.subarray(0, count);
  return { epoch: head(epoch), step: head(step), time: head(time), value: head(value) };
}
