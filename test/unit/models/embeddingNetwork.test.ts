import { describe, expect, it } from "vitest";
import type { CsrMatrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import type { Classifier, FitOptions, NamedArray } from "../../../src/models/classifier.ts";
import { createClassifier } from "../../../src/models/createClassifier.ts";
import type { HiddenLayer, ModelOptions } from "../../../src/models/modelOptions.ts";
import { allBackends, bitsOf, randomLabels, sparseMatrix } from "../engine/support.ts";

const stream = new RandomStream(6, "embedding network");
const drawn = sparseMatrix(stream, 70, 30);
/** Counts of 1 to 3. */
const features: CsrMatrix = { ...drawn, values: drawn.values.map((_, at) => 1 + (at % 3)) };
const train = { features, labels: randomLabels(stream, 70, 3) };
const block: HiddenLayer = {
  units: 6,
  activation: "relu",
  norm: { kind: "layer", place: "input", epsilon: 1e-5 },
  dropout: 0.2,
  residual: 1,
};
const adam = { kind: "adam", learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
const options: FitOptions = { batchSize: 8, epochs: 20, seed: 1, l2: 0, optimizer: adam };

describe("a network over an embedding bag", async () => {
  for (const backend of await allBackends()) {
    const create = (model: ModelOptions): Classifier =>
      createClassifier({ model, input: features, classes: 3, seed: 4, backend, batchSize: 8 });
    const network = (combine: "mean" | "sum", hidden: readonly HiddenLayer[]): ModelOptions => ({
      kind: "network",
      embedding: { dimension: 6, combine },
      hidden,
      initializer: { kind: "xavierUniform" },
    });

    for (const combine of ["mean", "sum"] as const)
      it(`on ${backend.flavour} without hidden layers is the embedding bag: ${combine}`, () => {
        const bag = create({ kind: "embeddingBag", dimension: 6, combine });
        const same = create(network(combine, []));
        const output = Float32Array.from({ length: 18 }, () => stream.normal());
        // A row of the bag's output is a class, a column of the network's.
        const turned = output.map((_, at) => output[(at % 3) * 6 + Math.floor(at / 3)] ?? NaN);
        const [table, outputOfBag] = given(bag.parameters(), 2);
        const [sameTable, weight, bias] = given(same.parameters(), 3);
        expect(sameTable).toEqual(table);
        bag.load([table, { ...outputOfBag, values: output }]);
        same.load([table, { ...weight, values: turned }, { ...bias, values: new Float32Array(3) }]);
        const expected = bag.evaluate(train, 0, 70).outputs;
        same.evaluate(train, 0, 70).outputs.forEach((value, at) => {
          expect(value).toBeCloseTo(expected[at] ?? NaN, 5);
        });
      });

    it(`on ${backend.flavour} learns with its table, and goes on from any step bit for bit`, () => {
      const whole = create(network("mean", [block]));
      expect(
        whole.layers.map(({ name, kind, inputs, outputs, parameters }) => [name, kind, inputs, outputs, parameters]),
      ).toEqual([
        ["embedding", "embeddingBag", 30, 6, 180],
        ["hidden1", "linear", 6, 6, 42 + 12],
        ["output", "linear", 6, 3, 21],
      ]);
      const before = whole.evaluate(train, 0, 70).lossSum;
      const start = whole.parameters()[0]?.values.slice();
      const bits = (model: Classifier): string => bitsOf(model.parameters().map(({ values }) => values));
      finish(whole.fit(train, options));
      expect(whole.evaluate(train, 0, 70).lossSum).toBeLessThan(0.8 * before);
      expect(whole.parameters()[0]?.values).not.toEqual(start);
      for (const at of [1, 13, 50]) {
        const stopped = create(network("mean", [block]));
        const fit = stopped.fit(train, options);
        let left = at;
        while (left > 0) if (fit.next().value?.kind === "step") left--;
        const resumed = create(network("mean", [block]));
        finish(resumed.fit(train, options, stopped.fitState?.()));
        expect(bits(resumed)).toBe(bits(whole));
      }
    });
  }
});

function given(arrays: readonly NamedArray[], count: 2 | 3): [NamedArray, NamedArray, NamedArray] {
  expect(arrays).toHaveLength(count);
  return arrays as [NamedArray, NamedArray, NamedArray];
}

function finish(reports: Iterator<unknown>): void {
  while (reports.next().done !== true);
}
