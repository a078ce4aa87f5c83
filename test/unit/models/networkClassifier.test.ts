import { describe, expect, it } from "vitest";
import type { DenseMatrix, Matrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import { selectBackend } from "../../../src/engine/backend.ts";
import type { Classifier, FitOptions } from "../../../src/models/classifier.ts";
import { createClassifier } from "../../../src/models/createClassifier.ts";
import type { ActivationName, ModelOptions } from "../../../src/models/modelOptions.ts";
import {
  allBackends,
  bitsOf,
  denseMatrix,
  kernelModules,
  randomLabels,
  sequenceMatrix,
  sparseMatrix,
} from "../engine/support.ts";

const network = (activation: ActivationName, ...units: number[]): ModelOptions => ({
  kind: "network",
  hidden: units.map((each) => ({ units: each, activation })),
  initializer: { kind: "xavierUniform" },
});
const options: FitOptions = {
  batchSize: 8,
  epochs: 2,
  seed: 1,
  l2: 0.01,
  optimizer: { kind: "sgd", learningRate: 0.1 },
};

/** Three bell-shaped clouds in four dimensions, far enough apart to be told from each other. */
function clouds(rows: number): { features: DenseMatrix; labels: Int32Array } {
  const stream = new RandomStream(3, "clouds");
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 3);
  const values = Float32Array.from({ length: rows * 4 }, (_, at) => {
    const label = labels[Math.floor(at / 4)] ?? 0;
    return stream.normal() * 0.5 + (at % 4 === label ? 2 : 0);
  });
  return { features: { kind: "dense", rows, columns: 4, values }, labels };
}

describe("a network classifier", async () => {
  const backends = await allBackends();
  const backend = selectBackend(await kernelModules());
  const stream = new RandomStream(5, "classifier");
  const labels = randomLabels(stream, 150, 3);
  const inputs: Readonly<Record<string, Matrix>> = {
    dense: denseMatrix(stream, 150, 9),
    sparse: sparseMatrix(stream, 150, 12),
    sequence: sequenceMatrix(stream, 150, 6, 5),
  };
  const create = (model: ModelOptions, input: Matrix, seed = 1): Classifier =>
    createClassifier({ model, input, classes: 3, seed, backend, batchSize: 8 });
  const weightsOf = (model: Classifier): string => bitsOf(model.parameters().map(({ values }) => values));
  const train = (model: Classifier, features: Matrix): Classifier => {
    for (const report of model.fit({ features, labels }, options))
      expect(report).toMatchObject({ epoch: expect.any(Number) as number });
    return model;
  };

  for (const each of backends) {
    for (const model of [network("relu", 10), network("sigmoid", 10, 6), { kind: "logisticRegression" } as const]) {
      const name = model.kind === "network" ? `${String(model.hidden.length)} hidden layers` : "logistic regression";
      it(`with ${name} tells clouds of points apart on ${each.flavour}`, () => {
        const { features, labels: truth } = clouds(240);
        const classifier = createClassifier({
          model,
          input: features,
          classes: 3,
          seed: 1,
          backend: each,
          batchSize: 8,
        });
        const training = { ...options, l2: 0, epochs: 60, optimizer: { kind: "sgd", learningRate: 0.3 } as const };
        for (const report of classifier.fit({ features, labels: truth }, training)) {
          expect(report.kind).not.toBe("work");
        }
        const { outputs } = classifier.evaluate({ features, labels: truth }, 0, 240);
        const right = [...truth].filter((label, row) => {
          const row3 = [...outputs.subarray(row * 3, row * 3 + 3)];
          return row3.indexOf(Math.max(...row3)) === label;
        });
        expect(right.length / 240).toBeGreaterThan(0.97);
      });
    }
  }

  it("names its layers, their shapes and their parameters", () => {
    const model = create(network("relu", 10, 7), inputs["dense"] ?? denseMatrix(stream, 1, 9));
    expect(model.layers).toEqual([
      { name: "hidden1", kind: "linear", inputs: 9, outputs: 10, parameters: 100, activation: "relu" },
      { name: "hidden2", kind: "linear", inputs: 10, outputs: 7, parameters: 77, activation: "relu" },
      { name: "output", kind: "linear", inputs: 7, outputs: 3, parameters: 24 },
    ]);
    expect(model.parameterCount).toBe(201);
    expect(model.parameters().map(({ name, shape }) => `${name} ${shape.join("×")}`)).toEqual([
      "hidden1.weight 9×10",
      "hidden1.bias 10",
      "hidden2.weight 10×7",
      "hidden2.bias 7",
      "output.weight 7×3",
      "output.bias 3",
    ]);
  });

  it("starts from the same weights whatever the activation, and from others under another seed", () => {
    const [dense] = Object.values(inputs);
    if (dense === undefined) throw new Error("no input");
    const relu = weightsOf(create(network("relu", 10), dense));
    expect(weightsOf(create(network("tanh", 10), dense))).toBe(relu);
    expect(weightsOf(create(network("relu", 10), dense, 2))).not.toBe(relu);
  });

  it("without hidden layers starts from zero, so that every class is equally likely", () => {
    const features = inputs["sparse"] ?? sparseMatrix(stream, 1, 1);
    const model = create({ kind: "logisticRegression" }, features);
    const { outputs, lossSum } = model.evaluate({ features, labels }, 0, 150);
    expect(new Set(outputs)).toEqual(new Set([Math.fround(1 / 3)]));
    expect(lossSum / 150).toBeCloseTo(Math.log(3), 12);
  });

  for (const [kind, features] of Object.entries(inputs)) {
    it(`evaluates ${kind} rows in their order, in slices or at once`, () => {
      const model = train(create(network("relu", 10), features), features);
      const data = { features, labels };
      const whole = model.evaluate(data, 0, 150);
      const slices = [
        [0, 1],
        [1, 70],
        [70, 150],
      ].map(([from = 0, to = 0]) => model.evaluate(data, from, to));
      expect(slices.flatMap(({ outputs }) => [...outputs])).toEqual([...whole.outputs]);
      expect(slices.reduce((sum, { lossSum }) => sum + lossSum, 0)).toBeCloseTo(whole.lossSum, 10);
      let logLoss = 0;
      labels.forEach((label, row) => (logLoss -= Math.log(whole.outputs[row * 3 + label] ?? NaN)));
      expect(whole.logLossSum).toBeCloseTo(logLoss, 4);
      for (let row = 0; row < 150; row++) {
        const [a = NaN, b = NaN, c = NaN] = whole.outputs.subarray(row * 3, row * 3 + 3);
        expect(a + b + c).toBeCloseTo(1, 6);
      }
    });

    it(`goes on from loaded parameters of ${kind} features as the model they came from`, () => {
      const trained = train(create(network("tanh", 10), features), features);
      const copy = create(network("tanh", 10), features, 7);
      copy.load(trained.parameters());
      expect(weightsOf(copy)).toBe(weightsOf(trained));
      expect(weightsOf(train(copy, features))).toBe(weightsOf(train(trained, features)));
    });
  }

  it("evaluates texts whose table is another and longer than the one it was made with", () => {
    const first = sequenceMatrix(stream, 20, 6, 5);
    const longer = denseMatrix(stream, 5000, 5);
    longer.values.set(first.table.values);
    const model = create(network("relu", 10), first);
    const other = { ...first, table: longer };
    expect(model.evaluate({ features: other, labels }, 0, 20)).toEqual(
      model.evaluate({ features: first, labels }, 0, 20),
    );
  });

  it("refuses parameters of other names or sizes, rows that do not exist, and work after it is disposed", () => {
    const features = denseMatrix(stream, 5, 9);
    const model = create(network("relu", 10), features);
    const [first, ...rest] = model.parameters();
    if (first === undefined) throw new Error("no parameters");
    expect(() => model.load(rest)).toThrow("parameters to load");
    expect(() => model.load([{ ...first, name: "other" }, ...rest])).toThrow("is not hidden1.weight");
    expect(() => model.load([{ ...first, values: new Float32Array(3) }, ...rest])).toThrow("is not hidden1.weight");
    expect(() => model.evaluate({ features, labels }, 0, 6)).toThrow("rows 0 to 6");
    model.dispose();
    expect(() => model.parameters()).toThrow("disposed");
  });

  it("refuses features whose ids or indices point outside", () => {
    const sequence = sequenceMatrix(stream, 4, 6, 5);
    const broken = { ...sequence, ids: sequence.ids.map(() => 9) };
    expect(() => create(network("relu", 4), sequence).evaluate({ features: broken, labels }, 0, 4)).toThrow("table id");
    const sparse = sparseMatrix(stream, 4, 12);
    const outside = { ...sparse, indices: sparse.indices.map(() => 12) };
    expect(() => create(network("relu", 4), sparse).evaluate({ features: outside, labels }, 0, 4)).toThrow("index");
  });
});
