import { describe, expect, test } from "vitest";
import type { EpochMetrics } from "../../../src/experiment/metrics.ts";
import { packFrame } from "../../../src/protocol/frames.ts";
import { BucketSeries } from "../../../src/base/decimate.ts";
import { stepToX } from "../../../src/protocol/curveAxes.ts";
import { batchPoints, epochPoints, firstGap, smoothedPoints } from "../../../webview/run/curvePoints.ts";
import { StepSeries } from "../../../webview/run/stepSeries.ts";
import { epochMetrics } from "../harness/runs.ts";

function frameOf(first: number, losses: readonly number[], capacity = 4096, seq = 1) {
  const series = new BucketSeries(3, capacity, first);
  for (const loss of losses) series.append([loss, 0.01, 1]);
  return packFrame(1, seq, series.export());
}
function seriesOf(losses: readonly number[], capacity?: number): StepSeries {
  const series = new StepSeries(capacity);
  series.append(frameOf(1, losses));
  return series;
}
const same = (step: number): number => step;

describe("the step series", () => {
  test("takes frames of different stride and leaves out what it knows already", () => {
    const series = new StepSeries();
    series.append(frameOf(1, [1, 2, 3, 4, 5, 6, 7], 4));
    expect(series.buckets.map((bucket) => bucket.step)).toEqual([2, 4, 6, 7]);
    series.append(frameOf(6, [6, 7, 8, 9], 4096, 2));
    expect(series.buckets.map((bucket) => bucket.step)).toEqual([2, 4, 6, 7, 8, 9]);
    expect(series.buckets.at(-1)).toMatchObject({ min: 9, max: 9, last: 9 });
  });

  test("stays within its capacity and keeps every extreme", () => {
    const losses = Array.from({ length: 1000 }, (_, step) => (step === 501 ? 99 : step === 777 ? -5 : Math.sin(step)));
    const series = seriesOf(losses, 64);
    expect(series.buckets.length).toBeLessThanOrEqual(64);
    expect(Math.max(...series.buckets.map((bucket) => bucket.max))).toBe(99);
    expect(Math.min(...series.buckets.map((bucket) => bucket.min))).toBe(-5);
    expect(series.buckets.at(-1)?.step).toBe(1000);
  });

  test("keeps a NaN in sight however coarse it becomes", () => {
    const losses = Array.from({ length: 1000 }, (_, step) => (step === 501 ? NaN : 1));
    const series = seriesOf(losses, 16);
    expect(series.buckets.filter((bucket) => Number.isNaN(bucket.last))).toHaveLength(1);
    expect(series.buckets.every((bucket) => bucket.min === 1 && bucket.max === 1)).toBe(true);
  });

  test("refuses a frame whose length does not fit", () => {
    const frame = frameOf(1, [1, 2, 3]);
    expect(() => {
      new StepSeries().append({ ...frame, values: frame.values.slice(4) });
    }).toThrow(RangeError);
  });
});

describe("points of the batch loss", () => {
  test("are at most two per pixel, extremes included", () => {
    const losses = Array.from({ length: 4000 }, (_, step) => (step === 1234 ? 50 : step % 7));
    const points = batchPoints(seriesOf(losses).buckets, same, 300, null);
    expect(points.length).toBeLessThanOrEqual(600);
    expect(Math.max(...points.map((point) => point.y))).toBe(50);
  });

  test("are the steps themselves while there is room", () => {
    expect(batchPoints(seriesOf([3, 2, 1]).buckets, same, 300, null)).toEqual([
      { x: 1, y: 3 },
      { x: 2, y: 2 },
      { x: 3, y: 1 },
    ]);
  });

  test("of a zoomed range are only those inside", () => {
    const points = batchPoints(seriesOf([5, 4, 3, 2, 1]).buckets, same, 300, { min: 2, max: 4 });
    expect(points.map((point) => point.x)).toEqual([2, 3, 4]);
  });

  test("leave a gap where a value is not finite", () => {
    expect(batchPoints(seriesOf([1, NaN, Infinity, 2]).buckets, same, 300, null).map((point) => point.y)).toEqual([
      1,
      NaN,
      NaN,
      2,
    ]);
    const coarse = batchPoints(
      seriesOf(Array.from({ length: 900 }, (_, step) => (step === 450 ? NaN : 1))).buckets,
      same,
      30,
      null,
    );
    expect(coarse.filter((point) => Number.isNaN(point.y))).toHaveLength(1);
  });

  test("smoothed, start at the first value and follow a constant exactly", () => {
    const points = smoothedPoints(seriesOf([2, 2, 2, 2]).buckets, same, 300, null, 10);
    expect(points.map((point) => point.y)).toEqual([2, 2, 2, 2].map((value) => expect.closeTo(value, 12) as number));
  });
});

describe("the x axis", () => {
  const epochs = [0, 1, 2].map(epochMetrics);

  test("counts epochs, steps or seconds", () => {
    expect(epochPoints(epochs, "epoch", "train", "loss").map((point) => point.x)).toEqual([0, 1, 2]);
    expect(epochPoints(epochs, "step", "train", "loss").map((point) => point.x)).toEqual([0, 39, 78]);
    expect(epochPoints(epochs, "time", "train", "loss").map((point) => point.x)).toEqual([0, 0.31, 0.62]);
  });

  test("places steps between epochs, and beyond the last at its pace", () => {
    const at = stepToX(epochs, "time", 39);
    expect(at(39)).toBeCloseTo(0.31);
    expect(at(58.5)).toBeCloseTo(0.465);
    expect(at(117)).toBeCloseTo(0.93);
    expect(stepToX(epochs, "epoch", 39)(58.5)).toBe(1.5);
    expect(stepToX(epochs.slice(0, 1), "time", 39)(5)).toBeNaN();
  });

  test("has no points for a split that the run lacks", () => {
    const without = epochs.map((epoch): EpochMetrics => ({ ...epoch, metrics: { train: epoch.metrics.train } }));
    expect(epochPoints(without, "epoch", "validation", "loss")).toEqual([]);
  });

  test("finds the first value that is not finite", () => {
    expect(firstGap(epochs, [], "loss")).toBeNull();
    expect(firstGap(epochs, seriesOf([1, 2, NaN]).buckets, "loss")).toBe(3);
    expect(firstGap(epochs, seriesOf([1, 2, NaN]).buckets, "accuracy")).toBeNull();
  });
});
