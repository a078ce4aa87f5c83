import { describe, expect, it } from "vitest";
import type { NaiveBayesOptions } from "../../../src/models/modelOptions.ts";
import { NaiveBayesClassifier } from "../../../src/models/naiveBayesClassifier.ts";
import { dense, fitted, logProbabilities, reference, sparse } from "./labelled.ts";

const everyVariant: readonly NaiveBayesOptions[] = [
  { kind: "naiveBayes", variant: "multinomial", smoothing: 1, prior: "fitted" },
  { kind: "naiveBayes", variant: "multinomial", smoothing: 1, prior: "uniform" },
  { kind: "naiveBayes", variant: "complement", smoothing: 1 },
  { kind: "naiveBayes", variant: "bernoulli", smoothing: 1, prior: "fitted" },
  { kind: "naiveBayes", variant: "gaussian", varianceSmoothing: 1e-9, prior: "uniform" },
];

describe("naive Bayes", () => {
  const cases = reference().naiveBayes.map((each) => [JSON.stringify(each.options), each] as const);

  it.each(cases)("gives the log probabilities of scikit-learn: %s", (_, { options, classes, labels, ...wanted }) => {
    for (const features of [dense(wanted.features), sparse(wanted.features)]) {
      const model = new NaiveBayesClassifier(options, features, classes);
      const train = { features, labels: Int32Array.from(labels) };
      fitted(model, train);
      logProbabilities(model, features).forEach((row, at) => {
        row.forEach((value, id) => {
          const other = wanted.logProbabilities[at]?.[id] ?? NaN;
          expect(Math.abs(value - other)).toBeLessThan(1e-5 * Math.max(1, Math.abs(other)));
        });
      });
    }
  });

  it.each(everyVariant)(
    "gives probabilities, also of empty rows, and none to a class that train lacks: %o",
    (options) => {
      const features = sparse([
        [2, 0, 1],
        [0, 3, 0],
        [1, 0, 0],
        [0, 0, 0],
      ]);
      const model = new NaiveBayesClassifier(options, features, 3);
      fitted(model, { features, labels: Int32Array.of(0, 2, 0, 2) });
      const { outputs } = model.evaluate({ features, labels: new Int32Array(4) }, 0, 4);
      for (let row = 0; row < 4; row++) {
        const [first = NaN, second, third = NaN] = outputs.subarray(row * 3, row * 3 + 3);
        expect(second).toBe(0);
        expect(first + third).toBeCloseTo(1, 6);
      }
      expect(outputs[0]).toBeGreaterThan(0.5);
      expect(outputs[5]).toBeGreaterThan(0.5);
    },
  );

  it.each(everyVariant)("restored from its parameters, predicts the same numbers: %o", (options) => {
    const features = dense([
      [2, 0.5, 1],
      [0, 3, 0],
      [1, 0.25, 0],
      [0, 1, 7],
    ]);
    const train = { features, labels: Int32Array.of(0, 1, 0, 1) };
    const model = new NaiveBayesClassifier(options, features, 2);
    fitted(model, train);
    const again = new NaiveBayesClassifier(options, features, 2);
    again.load(model.parameters());
    expect(again.evaluate(train, 0, 4)).toEqual(model.evaluate(train, 0, 4));
    expect(again.parameterCount).toBe(again.parameters().reduce((sum, { values }) => sum + values.length, 0));
  });

  it("is as likely to predict any class before it has counted", () => {
    const features = dense([[1, 2]]);
    for (const options of everyVariant) {
      const model = new NaiveBayesClassifier(options, features, 4);
      const { outputs, lossSum } = model.evaluate({ features, labels: Int32Array.of(2) }, 0, 1);
      expect(outputs).toEqual(Float32Array.of(0.25, 0.25, 0.25, 0.25));
      expect(lossSum).toBeCloseTo(Math.log(4), 12);
    }
  });

  it("reports one epoch, whose steps have neither loss nor rate nor gradient", () => {
    const features = dense(Array.from({ length: 70 }, (_, row) => [row % 3, 1]));
    const labels = Int32Array.from({ length: 70 }, (_, row) => row % 2);
    const [options] = everyVariant;
    if (options === undefined) throw new Error("there are variants");
    const reports = fitted(new NaiveBayesClassifier(options, features, 2), { features, labels });
    expect(reports.map((report) => (report.kind === "work" ? [] : [report.kind, report.epoch, report.step]))).toEqual([
      ["step", 1, 1],
      ["step", 1, 2],
      ["step", 1, 3],
      ["epoch", 1, 3],
    ]);
    expect(reports[2]).toMatchObject({ loss: NaN, learningRate: NaN, gradientNorm: NaN, examples: 6 });
  });

  it("says so where a feature that it counts is below 0", () => {
    const features = dense([[1], [-1]]);
    const [options] = everyVariant;
    if (options === undefined) throw new Error("there are variants");
    const model = new NaiveBayesClassifier(options, features, 2);
    expect(() => fitted(model, { features, labels: Int32Array.of(0, 1) })).toThrow("below 0");
  });

  it("says so where gaussian features never differ", () => {
    const features = dense([
      [1, 1],
      [1, 1],
    ]);
    const model = new NaiveBayesClassifier(
      { kind: "naiveBayes", variant: "gaussian", varianceSmoothing: 1e-9, prior: "fitted" },
      features,
      2,
    );
    expect(() => fitted(model, { features, labels: Int32Array.of(0, 1) })).toThrow("same value in all training");
  });
});
