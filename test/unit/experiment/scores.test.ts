import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classMetrics, ConfusionTally, predictedClass } from "../../../src/experiment/confusion.ts";
import type { ConfusionCounts } from "../../../src/experiment/record.ts";
import { majorityClassOf, splitMetrics, toJsonNumbers } from "../../../src/experiment/scores.ts";

const totals = { lossSum: 0, logLossSum: 0, outputs: "probabilities", majorityClass: 0 } as const;

function confusionCounts(outputs: Float32Array, labels: Int32Array, classes: number): ConfusionCounts {
  const tally = new ConfusionTally(classes);
  tally.add(outputs, labels);
  return tally.counts;
}

describe("a prediction", () => {
  it("is the largest output, the lowest class on ties, and never a NaN", () => {
    const predict = (...outputs: number[]): number => predictedClass(new Float32Array(outputs), 0, outputs.length);
    expect(predict(0.1, 0.6, 0.3)).toBe(1);
    expect(predict(0.4, 0.4, 0.2)).toBe(0);
    expect(predict(NaN, 0.1, 0.2)).toBe(2);
    expect(predict(NaN, NaN, NaN)).toBe(0);
  });
});

describe("a confusion table", () => {
  it("counts true classes in rows and predicted ones in columns", () => {
    const outputs = new Float32Array([0.9, 0.1, 0.2, 0.8, 0.3, 0.7]);
    expect(confusionCounts(outputs, new Int32Array([0, 0, 1]), 2)).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  it("refuses a class id that does not exist", () => {
    expect(() => confusionCounts(new Float32Array(2), new Int32Array([2]), 2)).toThrow(RangeError);
  });

  it("gives the per-class figures that scikit-learn gives", () => {
    // classification_report of y_true = [0,0,0,1,1,2], y_pred = [0,0,1,1,0,2].
    const counts = [
      [2, 1, 0],
      [1, 1, 0],
      [0, 0, 1],
    ];
    const [a, b, c] = classMetrics(counts, ["a", "b", "c"]);
    expect(a).toMatchObject({ className: "a", precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, support: 3 });
    expect(b).toMatchObject({ precision: 0.5, recall: 0.5, f1: 0.5, support: 2 });
    expect(c).toMatchObject({ precision: 1, recall: 1, f1: 1, support: 1, undefinedFigures: [] });
  });

  it("counts 0/0 as 0 and marks it", () => {
    const counts = [
      [2, 0, 0],
      [1, 0, 0],
      [0, 0, 0],
    ];
    expect(classMetrics(counts, ["a", "b", "c"]).map(({ undefinedFigures }) => undefinedFigures)).toEqual([
      [],
      ["precision"],
      ["precision", "recall", "f1"],
    ]);
    expect(classMetrics(counts, ["a", "b", "c"])[2]).toMatchObject({ precision: 0, recall: 0, f1: 0, support: 0 });
  });
});

describe("the metrics of a split", () => {
  it("average over all classes of the dataset, also those the split does not have", () => {
    const counts = [
      [2, 1, 0],
      [0, 1, 0],
      [0, 0, 0],
    ];
    const metrics = splitMetrics({ ...totals, counts, lossSum: 2, logLossSum: 4, majorityClass: 0 });
    expect(metrics).toEqual({
      examples: 4,
      loss: 0.5,
      logLoss: 1,
      accuracy: 0.75,
      balancedAccuracy: (2 / 3 + 1 + 0) / 3,
      macroF1: (0.8 + 2 / 3 + 0) / 3,
      majorityAccuracy: 0.75,
      microF1: 0.75,
      weightedF1: (3 * 0.8 + 2 / 3) / 4,
      // True totals 3, 1, 0; predicted totals 2, 2, 0: chance is 8 of 16 pairs.
      matthews: (4 * 3 - 8) / Math.sqrt((16 - 10) * (16 - 8)),
      kappa: (4 * 3 - 8) / (16 - 8),
    });
  });

  it("take the majority class from train, not from the split", () => {
    const counts = [
      [1, 0],
      [0, 3],
    ];
    expect(splitMetrics({ ...totals, counts, majorityClass: 0 }).majorityAccuracy).toBe(0.25);
  });

  it("hold null where a loss is not finite, and say which", () => {
    const counts = [
      [1, 0],
      [0, 1],
    ];
    const metrics = splitMetrics({ ...totals, counts, lossSum: NaN, logLossSum: Number.POSITIVE_INFINITY });
    expect(metrics).toMatchObject({ loss: null, logLoss: null, nonFinite: { loss: "nan", logLoss: "+inf" } });
    expect(toJsonNumbers({ x: Number.NEGATIVE_INFINITY }).nonFinite).toEqual({ x: "-inf" });
  });

  it("have no logLoss for margins, which is not a number gone wrong", () => {
    const metrics = splitMetrics({ ...totals, counts: [[1]], logLossSum: NaN, outputs: "margins" });
    expect(metrics.logLoss).toBeNull();
    expect(metrics.nonFinite).toBeUndefined();
  });

  it("are shares between 0 and 1 that agree with a count by hand", () => {
    const pairs = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(pairs, (rows) => {
        const outputs = new Float32Array(rows.length * 4);
        rows.forEach(([, predicted], row) => (outputs[row * 4 + predicted] = 1));
        const labels = Int32Array.from(rows, ([label]) => label);
        const metrics = splitMetrics({ ...totals, counts: confusionCounts(outputs, labels, 4) });
        const hits = rows.filter(([label, predicted]) => label === predicted).length;
        expect(metrics.accuracy).toBeCloseTo(hits / rows.length, 12);
        for (const share of [metrics.balancedAccuracy, metrics.macroF1, metrics.majorityAccuracy]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("name the lowest of equally common classes as the majority", () => {
    expect(majorityClassOf([1, 3, 3])).toBe(1);
    expect(majorityClassOf([2, 2])).toBe(0);
  });
});
