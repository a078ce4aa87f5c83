import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/base/random.ts";
import { PerceptronClassifier } from "../../../src/models/perceptronClassifier.ts";
import { dense, fitted, reference, sparse } from "./labelled.ts";

function fit(averaged: boolean, rows: readonly (readonly number[])[], labels: readonly number[], classes: number) {
  const features = sparse(rows);
  const model = new PerceptronClassifier({ kind: "perceptron", averaged }, features, classes);
  const train = { features, labels: Int32Array.from(labels) };
  return { model, train, reports: fitted(model, train, { epochs: 3 }) };
}

describe("the perceptron", () => {
  it.each(reference().perceptron)("has scikit-learn's weights: $classes classes, averaged $averaged", (wanted) => {
    const { classes, averaged } = wanted;
    const order = Uint32Array.from(wanted.labels, (_, row) => row);
    new RandomStream(1, "order/1").shuffle(order);
    // Row order[i] has its turn at place i, where scikit-learn sees row i.
    const rows: (readonly number[])[] = [];
    const labels = new Int32Array(order.length);
    order.forEach((row, place) => {
      rows[row] = wanted.features[place] ?? [];
      labels[row] = wanted.labels[place] ?? -1;
    });
    for (const features of [dense(rows), sparse(rows)]) {
      const model = new PerceptronClassifier({ kind: "perceptron", averaged }, features, classes);
      fitted(model, { features, labels });
      const [weights, biases] = model.parameters();
      const ids = Array.from({ length: classes }, (_, id) => id);
      // Of two classes scikit-learn has the second one's vector; the first one's is its opposite.
      const sides = classes === 2 ? [1] : ids;
      sides.forEach((id, at) => {
        wanted.weights[at]?.forEach((weight, input) => {
          expect(weights?.values[input * classes + id]).toBeCloseTo(weight, 4);
          if (classes === 2) expect(weights?.values[input * 2]).toBeCloseTo(-weight, 4);
        });
        expect(biases?.values[id]).toBeCloseTo(wanted.biases[at] ?? NaN, 4);
      });
    }
  });

  const rows = Array.from({ length: 90 }, (_, row) => [row % 3 === 0 ? 1 : 0, row % 3 === 1 ? 2 : 0, (row % 7) / 7]);
  const labels = rows.map((_, row) => (row % 10 === 9 ? 0 : row % 3));

  it.each([true, false])("makes the same numbers each time, restored ones too; averaged %s", (averaged) => {
    const { model, train, reports } = fit(averaged, rows, labels, 3);
    const again = fit(averaged, rows, labels, 3);
    expect(again.reports).toEqual(reports);
    expect(again.model.parameters()).toEqual(model.parameters());
    const restored = new PerceptronClassifier({ kind: "perceptron", averaged }, train.features, 3);
    restored.load(model.parameters());
    expect(restored.evaluate(train, 0, 90)).toEqual(model.evaluate(train, 0, 90));
  });

  it("is not changed by who looks at its weights in the midst of an epoch", () => {
    const features = sparse(rows);
    const train = { features, labels: Int32Array.from(labels) };
    const model = new PerceptronClassifier({ kind: "perceptron", averaged: true }, features, 3);
    const optimizer = { kind: "sgd", learningRate: 1 } as const;
    const seen = [];
    for (const report of model.fit(train, { batchSize: 32, epochs: 3, seed: 1, l2: 0, optimizer })) {
      seen.push(report);
      model.evaluate(train, 0, 90);
    }
    const { model: other, reports } = fit(true, rows, labels, 3);
    expect(seen).toEqual(reports);
    expect(model.parameters()).toEqual(other.parameters());
  });

  it("has the share of wrong predictions as its loss, and no log loss", () => {
    const { model, train, reports } = fit(true, rows, labels, 3);
    const { outputs, lossSum, logLossSum } = model.evaluate(train, 0, 90);
    const wrong = labels.filter((label, row) => {
      const margins = [...outputs.subarray(row * 3, row * 3 + 3)];
      return margins.indexOf(Math.max(...margins)) !== label;
    });
    expect(lossSum).toBe(wrong.length);
    expect(lossSum).toBeLessThan(18);
    expect(logLossSum).toBeNaN();
    expect(reports.filter(({ kind }) => kind === "epoch")).toHaveLength(3);
  });

  it("learns nothing but biases from empty rows", () => {
    const { model } = fit(false, [[0], [0]], [0, 1], 2);
    expect(model.parameters()[0]?.values).toEqual(new Float32Array(2));
  });
});
