import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BucketSeries } from "../../../src/base/decimate.ts";
import { frameColumn, type MetricFrame, packFrame, unpackFrame } from "../../../src/protocol/frames.ts";

function frameOf(steps: number, capacity: number): MetricFrame {
  const series = new BucketSeries(3, capacity);
  for (let step = 1; step <= steps; step++) series.append([1 / step, 0.1, step]);
  return packFrame(1, 1, series.export());
}

describe("frames", () => {
  it("unpack to what was packed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 2, max: 50 }), (steps, capacity) => {
        const series = new BucketSeries(3, capacity, 7);
        for (let step = 0; step < steps; step++) series.append([step, -step, step * step]);
        const buckets = series.export();
        expect(unpackFrame(packFrame(2, 3, buckets))).toEqual(buckets);
      }),
    );
  });

  it("name the last step only where the last point is not full", () => {
    expect(frameOf(8, 8).header.lastStep).toBeUndefined();
    expect(frameOf(9, 8).header).toMatchObject({ stride: 2, count: 5, lastStep: 9 });
  });

  it("give each column by its name", () => {
    const { min, max, last } = frameColumn(unpackFrame(frameOf(4, 2)), "gradientNorm");
    expect([...min]).toEqual([1, 3]);
    expect([...max]).toEqual([2, 4]);
    expect([...last]).toEqual([2, 4]);
  });

  it("are refused when the header does not fit the length or is hostile", () => {
    const good = frameOf(4, 4);
    const bad: Partial<MetricFrame["header"]>[] = [
      { count: 5 },
      { count: 1e9 },
      { count: -1 },
      { count: 1.5 },
      { stride: 0 },
      { stride: Number.MAX_SAFE_INTEGER },
      { firstStep: NaN },
      { generation: -1 },
      { seq: Number.POSITIVE_INFINITY },
      { lastStep: 5 },
      { lastStep: 3 },
      { lastStep: 0.5 },
    ];
    for (const change of bad)
      expect(() => unpackFrame({ ...good, header: { ...good.header, ...change } }), JSON.stringify(change)).toThrow(
        RangeError,
      );
    const shared = { ...good, values: new Float32Array(36) as unknown as ArrayBuffer };
    expect(() => unpackFrame(shared)).toThrow(RangeError);
  });
});
