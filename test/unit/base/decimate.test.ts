import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Buckets, BucketSeries } from "../../../src/base/decimate.ts";

const value = fc.oneof(
  fc.float({ noNaN: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0),
);
const series = fc.array(value, { minLength: 1, maxLength: 300 });

/** What folding must give for the points that a bucket covers. */
function folded(points: readonly number[]): { min: number; max: number; last: number } {
  const numbers = points.filter((point) => !Number.isNaN(point));
  return {
    min: numbers.length === 0 ? NaN : numbers.reduce((a, b) => (b < a ? b : a)),
    max: numbers.length === 0 ? NaN : numbers.reduce((a, b) => (b > a ? b : a)),
    last: numbers.length < points.length ? NaN : (points.at(-1) ?? NaN),
  };
}

function bucket(buckets: Buckets, column: number, index: number): { min: number; max: number; last: number } {
  const at = (run: number): number => buckets.values[(column * 3 + run) * buckets.count + index] ?? NaN;
  return { min: at(0), max: at(1), last: at(2) };
}

describe("BucketSeries", () => {
  it("folds every bucket to the min, max and last of exactly the points it covers", () => {
    fc.assert(
      fc.property(
        series,
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 1, max: 25 }),
        (points, capacity, limit) => {
          const held = new BucketSeries(2, capacity, 10);
          for (const point of points) held.append([point, -point]);
          const buckets = held.export(limit);
          expect(buckets.count).toBeLessThanOrEqual(Math.min(capacity, limit));
          expect(buckets.values.length).toBe(2 * 3 * buckets.count);
          expect(buckets.last).toBe(9 + points.length);
          for (let index = 0; index < buckets.count; index++) {
            const covered = points.slice(index * buckets.stride, (index + 1) * buckets.stride);
            expect(covered.length).toBeGreaterThan(0);
            expect(sameFold(bucket(buckets, 0, index), folded(covered))).toBe(true);
            expect(sameFold(bucket(buckets, 1, index), folded(covered.map((point) => -point)))).toBe(true);
          }
        },
      ),
    );
  });

  it("keeps min, max and the last value when buckets of another series are appended in pieces", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.float({ noNaN: true }), { minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 2, max: 12 }),
        (pieces, from, to) => {
          const whole = new BucketSeries(1, to);
          const piece = new BucketSeries(1, from);
          for (const points of pieces) {
            for (const point of points) piece.append([point]);
            whole.appendBuckets(piece.export());
            piece.clear(piece.next);
          }
          const all = pieces.flat();
          const summary = bucket(whole.export(1), 0, 0);
          expect(sameFold(summary, folded(all))).toBe(true);
          expect(whole.length).toBe(all.length);
          expect(whole.export().count).toBeLessThanOrEqual(to);
        },
      ),
    );
  });

  it("keeps a NaN visible however coarse the series becomes", () => {
    const held = new BucketSeries(1, 2);
    for (let step = 0; step < 1000; step++) held.append([step === 3 ? NaN : step]);
    const first = bucket(held.export(), 0, 0);
    expect(first.last).toBeNaN();
    expect(first.min).toBe(0);
  });

  it("refuses buckets that do not start where it ends", () => {
    const held = new BucketSeries(1, 4);
    held.append([1]);
    const other = new BucketSeries(1, 4, 5);
    other.append([1]);
    expect(() => held.appendBuckets(other.export())).toThrow(RangeError);
  });

  it("takes over a coarser stride when it is empty", () => {
    const coarse = new BucketSeries(1, 2, 1, 3);
    for (const point of [1, 2, 3, 4]) coarse.append([point]);
    const held = new BucketSeries(1, 8);
    held.appendBuckets(coarse.export());
    expect(held.export()).toMatchObject({ first: 1, stride: 3, count: 2, last: 4 });
  });
});

function sameFold(a: { min: number; max: number; last: number }, b: typeof a): boolean {
  // +0 and −0 draw alike.
  const same = (x: number, y: number): boolean => x === y || (Number.isNaN(x) && Number.isNaN(y));
  return same(a.min, b.min) && same(a.max, b.max) && same(a.last, b.last);
}
