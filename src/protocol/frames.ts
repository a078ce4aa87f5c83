import type { Buckets } from "../base/decimate.ts";

/**
 * Metric frames: the step columns of a live run on their way to a screen. Values travel as float32 buffers, column-major,
 * so that NaN and infinities survive; the x axis is an integer header. Frames serve screens only: records are written
 * by the worker at full resolution.
 */

/** Order of the columns in a frame and in steps.f32. */
export const stepColumns = ["loss", "learningRate", "gradientNorm"] as const;
export type StepColumn = (typeof stepColumns)[number];

/** What one point of a frame stands for: one step, or a bucket of `stride` steps folded to min, max and last. */
interface FrameHeader {
  /** Grows when the producer starts over (a resumed run), so that late frames of the past are dropped. */
  readonly generation: number;
  /** Counts frames within a generation from 1; a gap asks for a snapshot. */
  readonly seq: number;
  /** Step of the first point. */
  readonly firstStep: number;
  /** Steps per point. */
  readonly stride: number;
  readonly count: number;
  /** Step of the last point where it stands for fewer than `stride` steps; else left out. */
  readonly lastStep?: number;
}

/**
 * `values` holds per column three runs of `count` numbers: min, max, last. With stride 1 the three are equal.
 * Length = stepColumns.length × 3 × count.
 */
export interface MetricFrame {
  readonly header: FrameHeader;
  readonly values: ArrayBuffer;
}

/** A frame never holds more points than this; a longer one is damaged or hostile. */
const mostPoints = 1_000_000;

/** Puts folded steps on the wire; the frame owns the buffer. */
export function packFrame(generation: number, seq: number, buckets: Buckets): MetricFrame {
  const { first, stride, count, last, values } = buckets;
  const whole = last === first + stride * count - 1;
  return {
    header: { generation, seq, firstStep: first, stride, count, ...(!whole && { lastStep: last }) },
    values: values.buffer,
  };
}

/** The folded steps of a frame; throws a RangeError when its header and its length do not agree. */
export function unpackFrame(frame: MetricFrame): Buckets {
  const { generation, seq, firstStep, stride, count } = frame.header;
  const values: unknown = frame.values;
  for (const part of [generation, seq, firstStep, stride, count])
    if (!Number.isSafeInteger(part) || part < 0) throw new RangeError("a frame's header holds whole numbers");
  const end = firstStep + stride * count - 1;
  const last = frame.header.lastStep ?? end;
  if (stride < 1 || count > mostPoints || !Number.isSafeInteger(end) || !Number.isSafeInteger(last))
    throw new RangeError("a frame's header is out of range");
  if (last > end || last <= end - stride) throw new RangeError("a frame's last step lies outside its last point");
  if (!(values instanceof ArrayBuffer) || values.byteLength !== stepColumns.length * 3 * count * 4)
    throw new RangeError("a frame's length does not agree with its header");
  return { first: firstStep, stride, count, last, values: new Float32Array(values) };
}

/** The points of one column of a frame, as views into it. */
export function frameColumn(
  buckets: Buckets,
  name: StepColumn,
): { readonly min: Float32Array; readonly max: Float32Array; readonly last: Float32Array } {
  const { count, values } = buckets;
  const start = stepColumns.indexOf(name) * 3 * count;
  const run = (index: number): Float32Array => values.subarray(start + index * count, start + (index + 1) * count);
  return { min: run(0), max: run(1), last: run(2) };
}
