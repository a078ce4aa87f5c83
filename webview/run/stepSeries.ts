import { frameColumn, type MetricFrame, unpackFrame } from "../../src/protocol/frames.ts";

/** The batch losses of some consecutive steps, folded; `last` is NaN when any of them was. */
export interface LossBucket {
  /** The bucket's last step. */
  readonly step: number;
  readonly min: number;
  readonly max: number;
  readonly last: number;
}

interface MutableBucket {
  first: number;
  step: number;
  min: number;
  max: number;
  last: number;
}

/**
 * The batch loss of every step seen so far in bounded memory: beyond `capacity` buckets neighbours are folded in pairs,
 * which keeps every extreme.
 */
export class StepSeries {
  readonly #capacity: number;
  #buckets: MutableBucket[] = [];
  #version = 0;

  /** @param capacity buckets kept at most; even. */
  constructor(capacity = 8192) {
    this.#capacity = capacity;
  }

  get buckets(): readonly LossBucket[] {
    return this.#buckets;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  clear(): void {
    this.#version++;
    this.#buckets = [];
  }

  /**
   * Adds the frame's points behind those already here; what is already known is left out, so that a frame may
   * overlap a snapshot. Throws a RangeError when the frame is damaged.
   */
  append(frame: MetricFrame): void {
    const buckets = unpackFrame(frame);
    const { min, max, last } = frameColumn(buckets, "loss");
    this.#version++;
    for (let point = 0; point < buckets.count; point++) {
      const first = buckets.first + point * buckets.stride;
      this.#add({
        first,
        step: Math.min(first + buckets.stride - 1, buckets.last),
        min: min[point] ?? NaN,
        max: max[point] ?? NaN,
        last: last[point] ?? NaN,
      });
    }
  }

  #add(bucket: MutableBucket): void {
    const tail = this.#buckets.at(-1);
    if (tail !== undefined && bucket.step <= tail.step) return;
    this.#buckets.push(bucket);
    if (this.#buckets.length > this.#capacity) this.#fold();
  }

  #fold(): void {
    const folded: MutableBucket[] = [];
    for (let at = 0; at < this.#buckets.length; at += 2) {
      const left = this.#buckets[at];
      const right = this.#buckets[at + 1];
      if (left === undefined) continue;
      if (right !== undefined) {
        merge(left, right);
        left.step = right.step;
      }
      folded.push(left);
    }
    this.#buckets = folded;
  }
}

// A number that is not finite must not hide the finite ones of its neighbours.
function merge(into: MutableBucket, bucket: MutableBucket): void {
  into.min = smaller(into.min, bucket.min);
  into.max = -smaller(-into.max, -bucket.max);
  into.last = Number.isNaN(into.last) ? NaN : bucket.last;
}

function smaller(left: number, right: number): number {
  if (Number.isNaN(left)) return right;
  return Number.isNaN(right) ? left : Math.min(left, right);
}
