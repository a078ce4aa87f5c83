import { BucketSeries } from "../base/decimate.ts";
import { type MetricFrame, packFrame, stepColumns, unpackFrame } from "../protocol/frames.ts";

const capacity = 4_096;

/** The step columns of a live run, folded to bounded memory as frames come in. */
export class StepSeries {
  readonly #series = new BucketSeries(stepColumns.length, capacity);
  #generation = 0;
  #seq = 0;

  get generation(): number {
    return this.#generation;
  }

  /** Of the last frame taken; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** Takes a frame; false for one that does not follow on what is held (late, or after a gap) and was left out. */
  take(frame: MetricFrame): boolean {
    const { generation, seq } = frame.header;
    if (generation < this.#generation) return false;
    const buckets = unpackFrame(frame);
    if (generation > this.#generation || this.#series.length === 0) this.#series.clear(buckets.first);
    if (buckets.first !== this.#series.next) return false;
    this.#generation = generation;
    this.#seq = seq;
    this.#series.appendBuckets(buckets);
    return true;
  }

  /** Everything so far in at most `points` buckets; null before the first step. */
  frame(points: number): MetricFrame | null {
    if (this.#series.length === 0) return null;
    return packFrame(this.#generation, this.#seq, this.#series.export(Math.max(1, Math.floor(points))));
  }
}
