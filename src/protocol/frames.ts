/**
 * Metric frames: the step columns of a live run on their way to a screen. Values travel as float32 buffers, column-major,
 * so that NaN and infinities survive; the x axis is an integer header. Frames serve screens only: records are written
 * by the worker at full resolution.
 */

/** Order of the columns in a frame and in steps.f32. */
export const stepColumns = ["loss", "learningRate", "gradientNorm"] as const;
export type StepColumn = (typeof stepColumns)[number];

/** What one point of a frame stands for: one step, or a bucket of `stride` steps folded to min, max and last. */
export interface FrameHeader {
  /** Grows when the producer starts over (a resumed run), so that late frames of the past are dropped. */
  readonly generation: number;
  /** Counts frames within a generation from 1; a gap asks for a snapshot. */
  readonly seq: number;
  /** Step of the first point. */
  readonly firstStep: number;
  /** Steps per point. */
  readonly stride: number;
  readonly count: number;
}

/**
 * `values` holds per column three runs of `count` numbers: min, max, last. With stride 1 the three are equal.
 * Length = stepColumns.length × 3 × count.
 */
export interface MetricFrame {
  readonly header: FrameHeader;
  readonly values: ArrayBuffer;
}
