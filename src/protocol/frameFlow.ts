import { type Buckets, BucketSeries } from "../base/decimate.ts";
import { type MetricFrame, packFrame, stepColumns, unpackFrame } from "./frames.ts";

/** Frames that may be under way without having been acknowledged. */
const frameCredit = 2;

/**
 * The worker's end of a run's step series: points wait here, folded to bounded memory, until a frame may be sent. The
 * producer never waits; without credit the waiting points only become coarser.
 */
export class FrameProducer {
  readonly #generation: number;
  readonly #send: (frame: MetricFrame) => void;
  readonly #waiting: BucketSeries;
  #credit = frameCredit;
  #seq = 0;
  #finishing = false;

  /** @param firstStep number of the first step to come. @param points most points of a frame. */
  constructor(generation: number, send: (frame: MetricFrame) => void, firstStep = 1, points = 512) {
    this.#generation = generation;
    this.#send = send;
    this.#waiting = new BucketSeries(stepColumns.length, points, firstStep);
  }

  /** Whether everything has been sent. */
  get drained(): boolean {
    return this.#waiting.length === 0;
  }

  append(row: ArrayLike<number>): void {
    this.#waiting.append(row);
  }

  /** Sends what waits when there is credit; whoever drives it paces it. */
  send(): void {
    if (this.#credit === 0 || this.drained) return;
    const buckets = this.#waiting.export();
    this.#credit--;
    this.#seq++;
    this.#waiting.clear(this.#waiting.next);
    this.#send(packFrame(this.#generation, this.#seq, buckets));
  }

  /** No more points will come: what waits goes out as soon as there is credit. */
  finish(): void {
    this.#finishing = true;
    this.send();
  }

  /** The other end has taken `count` frames. */
  acknowledge(count: number): void {
    if (!Number.isSafeInteger(count) || count < 0) return;
    this.#credit = Math.min(frameCredit, this.#credit + count);
    if (this.#finishing) this.send();
  }
}

/** What became of a frame: `stale` belongs to the past; after a `gap` nothing is taken until a snapshot was. */
export type FrameVerdict = "taken" | "stale" | "gap";

/**
 * The receiving end: the whole step series so far in bounded memory. A lost frame shows as a gap, on which whoever owns
 * this asks for a snapshot and hands it to `restore`.
 */
export class FrameConsumer {
  readonly #capacity: number;
  #series: BucketSeries;
  #generation = 0;
  #seq = 0;
  #gap = false;

  /** @param capacity most buckets kept. */
  constructor(capacity = 4096) {
    this.#capacity = capacity;
    this.#series = new BucketSeries(stepColumns.length, capacity);
  }

  get generation(): number {
    return this.#generation;
  }

  /** The last frame taken, 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** Takes the next frame in order; a damaged one throws a RangeError and changes nothing. */
  accept(frame: MetricFrame): FrameVerdict {
    const buckets = unpackFrame(frame);
    const { generation, seq } = frame.header;
    if (generation < this.#generation) return "stale";
    if (generation === this.#generation && seq <= this.#seq) return "stale";
    const follows = generation === this.#generation ? seq === this.#seq + 1 : seq === 1;
    if (this.#gap || !follows || !this.#fits(buckets)) {
      this.#gap = true;
      return "gap";
    }
    this.#generation = generation;
    this.#seq = seq;
    if (this.#series.length === 0) this.#series.clear(buckets.first);
    this.#series.appendBuckets(buckets);
    return "taken";
  }

  /** Replaces everything by a snapshot, which stands at the generation and seq of its header. */
  restore(snapshot: MetricFrame | null, generation: number, seq: number): void {
    const series = new BucketSeries(stepColumns.length, this.#capacity);
    if (snapshot !== null) {
      const buckets = unpackFrame(snapshot);
      series.clear(buckets.first);
      series.appendBuckets(buckets);
    }
    this.#series = series;
    this.#generation = generation;
    this.#seq = seq;
    this.#gap = false;
  }

  /** The series so far in at most `points` buckets, or null while it is empty. */
  snapshot(points: number): MetricFrame | null {
    if (this.#series.length === 0) return null;
    return packFrame(this.#generation, this.#seq, this.#series.export(points));
  }

  #fits(buckets: Buckets): boolean {
    return this.#series.length === 0 || buckets.first === this.#series.next;
  }
}
