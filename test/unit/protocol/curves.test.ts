import fc from "fast-check";
import { expect, test } from "vitest";
import { BucketSeries } from "../../../src/base/decimate.ts";
import { batchCurve, epochCurve, metricOf, packCurve, unpackCurve } from "../../../src/protocol/curves.ts";
import type { EpochMetrics } from "../../../src/experiment/metrics.ts";

/** An epoch of 10 steps and 2 seconds. */
function epoch(number: number, validationLoss: number | null | undefined): EpochMetrics {
  const metrics = { examples: 3, loss: 0.5 } as never;
  return {
    epoch: number,
    step: number * 10,
    seconds: number * 2,
    runningLoss: null,
    metrics: {
      train: metrics,
      ...(validationLoss !== undefined && { validation: { examples: 3, loss: validationLoss } as never }),
    },
  };
}

/** The losses of steps 1, 2 … in at most so many buckets. */
function buckets(losses: readonly number[], most: number) {
  const series = new BucketSeries(1, most);
  for (const loss of losses) series.append([loss]);
  const told = series.export(most);
  const run = (at: number): Float32Array => told.values.subarray(at * told.count, (at + 1) * told.count);
  return { told, loss: { min: run(0), max: run(1), last: run(2) } };
}

test("a curve is what it was before it was packed", () => {
  const column = (length: number) => fc.float64Array({ minLength: length, maxLength: length });
  const curves = fc
    .nat(40)
    .chain((length) =>
      fc.record({ epoch: column(length), step: column(length), time: column(length), value: column(length) }),
    );
  fc.assert(
    fc.property(curves, (curve) => {
      expect(unpackCurve(packCurve(curve))).toEqual(curve);
    }),
  );
  expect(() => unpackCurve(new Float64Array(6))).toThrow(RangeError);
});

test("a figure by epoch: no point where a run has none, NaN where it was not finite", () => {
  const curve = epochCurve([epoch(0, undefined), epoch(1, 0.25), epoch(2, null)], metricOf("validation.loss"));
  expect(curve).toEqual({
    epoch: Float64Array.of(1, 2),
    step: Float64Array.of(10, 20),
    time: Float64Array.of(2, 4),
    value: Float64Array.of(0.25, NaN),
  });
  for (const strange of ["validation.nothing", "nothing.loss", "loss", "train.constructor", "__proto__.loss"])
    expect(epochCurve([epoch(1, 1)], metricOf(strange)).value).toHaveLength(0);
});

test("the losses of batches lie between the epochs", () => {
  const { told, loss } = buckets([4, 3, NaN, 1], 10);
  const curve = batchCurve(told, loss, [epoch(0, 1), epoch(1, 1)], 10);
  expect(Array.from(curve.step)).toEqual([1, 2, 3, 4]);
  expect(Array.from(curve.epoch)).toEqual([0.1, 0.2, 0.3, 0.4]);
  expect(Array.from(curve.time, (time) => Math.round(time * 10) / 10)).toEqual([0.2, 0.4, 0.6, 0.8]);
  expect(Array.from(curve.value)).toEqual([4, 3, NaN, 1]);
});

test("folded batches keep every peak and their gaps", () => {
  const losses = Array.from({ length: 100 }, (_, at) => (at === 50 ? 9 : at === 70 ? NaN : 1 + at / 1000));
  const { told, loss } = buckets(losses, 10);
  const curve = batchCurve(told, loss, [epoch(0, 1), epoch(10, 1)], 10);
  expect(curve.value.length).toBeLessThan(30);
  expect(Math.max(...curve.value.filter((value) => !Number.isNaN(value)))).toBe(9);
  expect(curve.value.filter((value) => Number.isNaN(value))).toHaveLength(1);
  expect(curve.step.every((step, at) => at === 0 || step >= (curve.step[at - 1] ?? 0))).toBe(true);
});
