/**
 * Buckets of consecutive points, folded to min, max and last per column. `values` holds per column three runs of
 * `count` numbers (min, max, last); length = columns × 3 × count. Bucket i covers the points
 * first + i·stride … first + (i + 1)·stride − 1; the last bucket ends at `last` and may be shorter.
 */
export interface Buckets {
  readonly first: number;
  readonly stride: number;
  readonly count: number;
  /** The last point covered; first − 1 when there are none. */
  readonly last: number;
  readonly values: Float32Array<ArrayBuffer>;
}

/**
 * A series of float32 points in bounded memory: when its buckets are full, neighbours merge and the stride doubles.
 * Min and max are over the numbers of a bucket, infinities included; a bucket that holds a NaN has NaN as `last` for
 * good, so that it stays visible however coarse the series becomes, and a bucket of NaN alone is NaN throughout.
 */
export class BucketSeries {
  readonly #columns: number;
  readonly #capacity: number;
  readonly #values: Float32Array<ArrayBuffer>;
  #first: number;
  #stride: number;
  /** Points held. */
  #length = 0;

  /** @param capacity buckets at most, at least 2. @param first number of the first point. @param stride points per bucket to start with. */
  constructor(columns: number, capacity: number, first = 1, stride = 1) {
    if (capacity < 2 || stride < 1) throw new RangeError("a series has at least two buckets of at least one point");
    this.#columns = columns;
    this.#capacity = capacity;
    this.#first = first;
    this.#stride = stride;
    this.#values = new Float32Array(columns * 3 * capacity);
  }

  /** Points held, however many buckets they are folded to. */
  get length(): number {
    return this.#length;
  }

  get stride(): number {
    return this.#stride;
  }

  /** Number that the next point will have. */
  get next(): number {
    return this.#first + this.#length;
  }

  /** Starts over with nothing held. */
  clear(first: number): void {
    this.#first = first;
    this.#stride = 1;
    this.#length = 0;
  }

  /** Appends the next point: one value per column. */
  append(row: ArrayLike<number>): void {
    const bucket = this.#bucketFor(1);
    for (let column = 0; column < this.#columns; column++) {
      const value = Math.fround(row[column] ?? NaN);
      this.#fold(column, bucket.index, bucket.fresh, value, value, value);
    }
    this.#length++;
  }

  /**
   * Appends buckets that start at `next`. A bucket that would lie across the border of two of ours goes whole into the
   * one it ends in, so a point may move by less than one stride of what was appended. Throws when they start elsewhere.
   */
  appendBuckets(buckets: Buckets): void {
    if (buckets.first !== this.next)
      throw new RangeError(`buckets start at ${String(buckets.first)}, not at ${String(this.next)}`);
    if (this.#length === 0) this.#stride = Math.max(this.#stride, buckets.stride);
    while (this.#stride < buckets.stride) this.#coarsen();
    for (let index = 0; index < buckets.count; index++) {
      const end = Math.min(buckets.first + (index + 1) * buckets.stride - 1, buckets.last);
      const points = end - this.next + 1;
      const bucket = this.#bucketFor(points);
      for (let column = 0; column < this.#columns; column++) {
        const at = (run: number): number => buckets.values[(column * 3 + run) * buckets.count + index] ?? NaN;
        this.#fold(column, bucket.index, bucket.fresh, at(0), at(1), at(2));
      }
      this.#length += points;
    }
  }

  /** What is held in at most `limit` buckets (at least 1). */
  export(limit = this.#capacity): Buckets {
    const held = this.#count();
    const group = Math.max(1, Math.ceil(held / Math.max(1, limit)));
    const count = Math.ceil(held / group);
    const values = new Float32Array(this.#columns * 3 * count);
    for (let column = 0; column < this.#columns; column++) {
      for (let index = 0; index < count; index++) {
        const from = index * group;
        let { min, max, last } = this.#at(column, from);
        for (let inner = from + 1; inner < Math.min(from + group, held); inner++) {
          const next = this.#at(column, inner);
          min = lesser(min, next.min);
          max = greater(max, next.max);
          last = lastOf(last, next.last);
        }
        values[column * 3 * count + index] = min;
        values[(column * 3 + 1) * count + index] = max;
        values[(column * 3 + 2) * count + index] = last;
      }
    }
    return { first: this.#first, stride: this.#stride * group, count, last: this.next - 1, values };
  }

  #count(): number {
    return Math.ceil(this.#length / this.#stride);
  }

  /** The bucket in which the `points` next points end; makes room for it. */
  #bucketFor(points: number): { readonly index: number; readonly fresh: boolean } {
    while (Math.floor((this.#length + points - 1) / this.#stride) >= this.#capacity) this.#coarsen();
    const index = Math.floor((this.#length + points - 1) / this.#stride);
    return { index, fresh: index >= this.#count() };
  }

  #coarsen(): void {
    const held = this.#count();
    for (let column = 0; column < this.#columns; column++) {
      for (let index = 0; index * 2 < held; index++) {
        const left = this.#at(column, index * 2);
        const right = index * 2 + 1 < held ? this.#at(column, index * 2 + 1) : left;
        this.#put(
          column,
          index,
          lesser(left.min, right.min),
          greater(left.max, right.max),
          lastOf(left.last, right.last),
        );
      }
    }
    this.#stride *= 2;
  }

  #fold(column: number, index: number, fresh: boolean, min: number, max: number, last: number): void {
    if (fresh) {
      this.#put(column, index, min, max, last);
      return;
    }
    const held = this.#at(column, index);
    this.#put(column, index, lesser(held.min, min), greater(held.max, max), lastOf(held.last, last));
  }

  #at(column: number, index: number): { readonly min: number; readonly max: number; readonly last: number } {
    const base = column * 3 * this.#capacity + index;
    return {
      min: this.#values[base] ?? NaN,
      max: this.#values[base + this.#capacity] ?? NaN,
      last: this.#values[base + 2 * this.#capacity] ?? NaN,
    };
  }

  #put(column: number, index: number, min: number, max: number, last: number): void {
    const base = column * 3 * this.#capacity + index;
    this.#values[base] = min;
    this.#values[base + this.#capacity] = max;
    this.#values[base + 2 * this.#capacity] = last;
  }
}

function lesser(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return b < a ? b : a;
}

function greater(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return b > a ? b : a;
}

function lastOf(earlier: number, later: number): number {
  return Number.isNaN(earlier) ? earlier : later;
}
