import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { overlayLines, smoothed, thinned } from "../../../webview/compare/overlayLines.ts";
import { assignSlots } from "../../../webview/compare/runColors.ts";
import { epochMetrics } from "../harness/runs.ts";

const choices = { split: "validation", metric: "loss", axis: "epoch", smoothing: "off" } as const;
const series = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 400 });
const pointsOf = (values: readonly number[]) => values.map((y, x) => ({ x, y }));

describe("a curve with more points than can be drawn", () => {
  test("keeps its smallest and its largest value, its order and the limit", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 4, max: 60 }), (values, limit) => {
        const kept = thinned(pointsOf(values), limit);
        expect(kept.length).toBeLessThanOrEqual(limit);
        const ys = kept.map(({ y }) => y);
        expect(Math.min(...ys)).toBe(Math.min(...values));
        expect(Math.max(...ys)).toBe(Math.max(...values));
        expect(kept.every(({ x }, at) => at === 0 || x > (kept[at - 1]?.x ?? -1))).toBe(true);
      }),
    );
  });

  test("keeps its gaps", () => {
    const values = Array.from({ length: 1000 }, (_, x) => (x === 500 ? NaN : x));
    expect(thinned(pointsOf(values), 100).some(({ y }) => Number.isNaN(y))).toBe(true);
  });

  test("50 runs of 10,000 points stay within 40,000", () => {
    const epochs = Array.from({ length: 10_000 }, (_, epoch) => epochMetrics(epoch % 40)).map((each, epoch) => ({
      ...each,
      epoch,
    }));
    const overlaid = Array.from({ length: 50 }, (_, slot) => ({
      name: `run ${String(slot)}`,
      slot,
      curves: [{ id: String(slot), epochs, bestEpoch: null }],
    }));
    for (const smoothing of ["off", "strong"] as const) {
      const lines = overlayLines(overlaid, { ...choices, smoothing });
      expect(lines.reduce((sum, { points }) => sum + points.length, 0)).toBeLessThanOrEqual(40_000);
    }
  });
});

describe("a smoothed curve", () => {
  test("lies between the smallest and the largest value, and a constant stays as it is", () => {
    fc.assert(
      fc.property(series, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, share) => {
        const ys = smoothed(pointsOf(values), share).map(({ y }) => y);
        expect(Math.min(...ys)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
        expect(Math.max(...ys)).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
      }),
    );
    for (const { y } of smoothed(pointsOf(new Array<number>(20).fill(3)), 0.2)) expect(y).toBeCloseTo(3, 12);
  });
});

test("repeats are drawn as mean and band: mean and deviation (n − 1) point by point", () => {
  const loss = (shift: number) =>
    [0, 1].map((epoch) => {
      const each = epochMetrics(epoch);
      const { validation } = each.metrics;
      if (validation === undefined) throw new Error("an epoch without validation");
      return { ...each, metrics: { ...each.metrics, validation: { ...validation, loss: 1 + shift } } };
    });
  const curves = [-1, 0, 1].map((shift) => ({ id: String(shift), epochs: loss(shift), bestEpoch: null }));
  const lines = overlayLines([{ name: "mean", slot: 0, curves }], choices);
  expect(lines.map(({ points }) => points[0]?.y)).toEqual([0, 2, 1]);
  expect(lines[1]?.band).toBe(true);
});

test("a run keeps its colour while others come and go", () => {
  const first = assignSlots(["a", "b", "c"], {});
  expect(first).toEqual({ a: 0, b: 1, c: 2 });
  expect(assignSlots(["b", "c", "d"], first)).toEqual({ b: 1, c: 2, d: 0 });
});
