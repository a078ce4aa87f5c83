import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Curve, epochCurve, metricOf } from "../../../src/protocol/curves.ts";
import { drawnLines, nearestPoint, thinned, valueRange } from "../../../webview/compare/lineWindow.ts";
import { overlayLines, smoothed } from "../../../webview/compare/overlayLines.ts";
import { assignSlots } from "../../../webview/compare/runColors.ts";
import { epochMetrics } from "../harness/runs.ts";

const choices = { axis: "epoch", smoothing: "off" } as const;
const series = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 400 });
const lineOf = (values: readonly number[]) => ({
  x: Float64Array.from(values, (_, at) => at),
  y: Float64Array.from(values),
});
const whole = { min: -1, max: 1e9 };
const curveOf = (values: readonly number[]): Curve => {
  const { x, y } = lineOf(values);
  return { epoch: x, step: x, time: x, value: y };
};
const fifty = Array.from({ length: 50 }, (_, slot) => ({
  name: `run ${String(slot)}`,
  slot,
  curves: [{ id: String(slot), curve: curveOf(Array.from({ length: 10_000 }, (_, at) => Math.sin(at * slot))) }],
}));

describe("a curve with more points than can be drawn", () => {
  test("keeps its smallest and its largest value, its order and the limit", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 4, max: 60 }), (values, limit) => {
        const kept = thinned(lineOf(values), whole, limit);
        expect(kept.length).toBeLessThanOrEqual(limit);
        const ys = kept.map((at) => values[at] ?? NaN);
        expect(Math.min(...ys)).toBe(Math.min(...values));
        expect(Math.max(...ys)).toBe(Math.max(...values));
        expect(kept.every((at, place) => place === 0 || at > (kept[place - 1] ?? at))).toBe(true);
      }),
    );
  });

  test("is drawn in full, with its neighbours, where a person zooms in", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_000 }), fc.integer({ min: 1, max: 90 }), (from, length) => {
        const line = lineOf(Array.from({ length: 10_000 }, (_, x) => Math.sin(x)));
        const kept = thinned(line, { min: from, max: from + length }, 100);
        const first = Math.max(0, from - 1);
        expect(kept).toEqual(Array.from({ length: from + length + 1 - first }, (_, at) => first + at));
      }),
    );
  });

  test("keeps its gaps", () => {
    const values = Array.from({ length: 1000 }, (_, x) => (x === 500 ? NaN : x));
    expect(thinned(lineOf(values), whole, 100)).toContain(500);
  });

  test("50 runs of 10,000 points stay within 40,000", () => {
    for (const smoothing of ["off", "strong"] as const) {
      const drawn = drawnLines(overlayLines(fifty, { ...choices, smoothing }), whole, 40_000);
      const count = drawn.reduce((sum, { points }) => sum + points.length, 0);
      expect(count).toBeLessThanOrEqual(40_000);
      expect(count).toBeGreaterThan(39_000);
    }
  });
});

test("the y axis spans what is shown, on a log scale what is above zero", () => {
  const [line] = overlayLines(
    [{ name: "a", slot: 0, curves: [{ id: "a", curve: curveOf([9, -1, 2, NaN, 5, 40]) }] }],
    choices,
  );
  if (line === undefined) throw new Error("no line");
  const drawn = drawnLines([line], { min: 1.5, max: 3.5 }, 100);
  expect(valueRange(drawn, false)).toEqual({ min: -1, max: 5 });
  expect(valueRange(drawn, true)).toEqual({ min: 2, max: 5 });
  expect(valueRange(drawnLines([{ ...line, y: new Float64Array(6).fill(NaN) }], whole, 100), false)).toBeNull();
});

test("the nearest point is as a search through all finds it", () => {
  const steps = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(steps, fc.double({ min: -20, max: 500, noNaN: true }), (gaps, value) => {
      let sum = 0;
      const x = Float64Array.from(gaps, (gap) => (sum += gap));
      const away = (at: number): number => Math.abs((x[at] ?? NaN) - value);
      expect(away(nearestPoint(x, value))).toBe(Math.min(...Array.from(x, (_, at) => away(at))));
    }),
  );
});

describe("a smoothed curve", () => {
  test("lies between the smallest and the largest value, and a constant stays as it is", () => {
    fc.assert(
      fc.property(series, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, share) => {
        const ys = smoothed(Float64Array.from(values), share);
        expect(Math.min(...ys)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
        expect(Math.max(...ys)).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
      }),
    );
    for (const y of smoothed(new Float64Array(20).fill(3), 0.2)) expect(y).toBeCloseTo(3, 12);
  });
});

test("repeats are drawn as mean and band: mean and deviation (n − 1) point by point", () => {
  const curves = [-1, 0, 1].map((shift) => {
    const epochs = [0, 1].map((epoch) => {
      const each = epochMetrics(epoch);
      const { validation } = each.metrics;
      if (validation === undefined) throw new Error("an epoch without validation");
      return { ...each, metrics: { ...each.metrics, validation: { ...validation, loss: 1 + shift } } };
    });
    return { id: String(shift), curve: epochCurve(epochs, metricOf("validation.loss")) };
  });
  const [band, mean] = overlayLines([{ name: "mean", slot: 0, curves }], choices);
  expect([band?.low?.[0], band?.y[0], mean?.y[0], mean?.low]).toEqual([0, 2, 1, undefined]);
});

test("a run keeps its colour while others come and go", () => {
  const first = assignSlots(["a", "b", "c"], {});
  expect(first).toEqual({ a: 0, b: 1, c: 2 });
  expect(assignSlots(["b", "c", "d"], first)).toEqual({ b: 1, c: 2, d: 0 });
});
