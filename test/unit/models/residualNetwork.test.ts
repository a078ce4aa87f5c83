import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/base/random.ts";
import { selectBackend } from "../../../src/engine/backend.ts";
import type { Classifier, FitOptions } from "../../../src/models/classifier.ts";
import { createClassifier } from "../../../src/models/createClassifier.ts";
import type { HiddenLayer } from "../../../src/models/modelOptions.ts";
import { allBackends, bitsOf, denseMatrix, kernelModules, randomLabels, sparseMatrix } from "../engine/support.ts";

const batchNorm = { kind: "batch", place: "weightedSum", epsilon: 1e-5, momentum: 0.1 } as const;
const preNorm = { kind: "layer", place: "input", epsilon: 1e-5 } as const;
const hidden: readonly HiddenLayer[] = [
  { units: 12, activation: "relu", norm: batchNorm, dropout: 0.2 },
  { units: 12, activation: "gelu", norm: preNorm, dropout: 0.3, residual: 1 },
  { units: 20, activation: "relu", norm: preNorm },
  { units: 12, activation: "identity", dropout: 0.1, residual: 2 },
];

describe("a residual network with norms and dropout", async () => {
  const backends = await allBackends();
  const backend = selectBackend(await kernelModules());
  const stream = new RandomStream(8, "residual");
  const labels = randomLabels(stream, 81, 3);
  const features = denseMatrix(stream, 81, 9);
  // Ten batches of eight, and one of a single row.
  const options: FitOptions = {
    batchSize: 8,
    epochs: 3,
    seed: 1,
    l2: 0.01,
    optimizer: { kind: "sgd", learningRate: 0.1 },
  };
  const create = (seed = 1, layers = hidden, input: Parameters<typeof createClassifier>[0]["input"] = features) =>
    createClassifier({
      model: { kind: "network", hidden: layers, initializer: { kind: "heNormal" } },
      input,
      classes: 3,
      seed,
      backend,
      batchSize: 8,
    });
  const weightsOf = (model: Classifier): string => bitsOf(model.parameters().map(({ values }) => values));
  const train = (model: Classifier, more: Partial<FitOptions> = {}): Classifier => {
    for (const report of model.fit({ features, labels }, { ...options, ...more }))
      if (report.kind === "step") expect(Number.isFinite(report.loss)).toBe(true);
    return model;
  };

  it("names its layers, what is in them and their parameters", () => {
    const model = create();
    const common = { kind: "linear", activation: "relu" } as const;
    expect(model.layers).toEqual([
      {
        ...common,
        name: "hidden1",
        inputs: 9,
        outputs: 12,
        parameters: 120 + 24,
        norm: "batch",
        normPlace: "weightedSum",
        dropout: 0.2,
      },
      {
        ...common,
        name: "hidden2",
        inputs: 12,
        outputs: 12,
        parameters: 156 + 24,
        activation: "gelu",
        norm: "layer",
        normPlace: "input",
        dropout: 0.3,
        residual: 1,
      },
      { ...common, name: "hidden3", inputs: 12, outputs: 20, parameters: 260 + 24, norm: "layer", normPlace: "input" },
      {
        ...common,
        name: "hidden4",
        inputs: 20,
        outputs: 12,
        parameters: 252,
        activation: "identity",
        dropout: 0.1,
        residual: 2,
      },
      { name: "output", kind: "linear", inputs: 12, outputs: 3, parameters: 39 },
    ]);
    expect(model.parameterCount).toBe(144 + 180 + 284 + 252 + 39);
    expect(model.parameters().map(({ name, shape }) => `${name} ${shape.join("×")}`)).toEqual([
      "hidden1.weight 9×12",
      "hidden1.bias 12",
      "hidden1.norm.gain 12",
      "hidden1.norm.bias 12",
      "hidden1.norm.runningMean 12",
      "hidden1.norm.runningVariance 12",
      "hidden2.norm.gain 12",
      "hidden2.norm.bias 12",
      "hidden2.weight 12×12",
      "hidden2.bias 12",
      "hidden3.norm.gain 12",
      "hidden3.norm.bias 12",
      "hidden3.weight 12×20",
      "hidden3.bias 20",
      "hidden4.weight 20×12",
      "hidden4.bias 12",
      "output.weight 12×3",
      "output.bias 3",
    ]);
  });

  it("evaluates as before once its parameters and running statistics are loaded elsewhere, in batches of any size", () => {
    const model = train(create());
    const copy = create(5);
    copy.load(model.parameters());
    const data = { features, labels };
    const whole = model.evaluate(data, 0, 81);
    expect(copy.evaluate(data, 0, 81)).toEqual(whole);
    const alone = Array.from({ length: 81 }, (_, row) => [...model.evaluate(data, row, row + 1).outputs]);
    expect(alone.flat()).toEqual([...whole.outputs]);
    expect(weightsOf(train(copy))).toBe(weightsOf(train(model)));
  });

  it("starts from the weights of the plain network, whose batches come in the same order", () => {
    const plain = create(
      1,
      hidden.map(({ units, activation }) => ({ units, activation })),
    );
    const weights = (model: Classifier) => model.parameters().filter(({ name }) => name.endsWith(".weight"));
    expect(weights(create())).toEqual(weights(plain));
  });

  it("moves its running statistics while it trains, and not when it is evaluated", () => {
    const model = create();
    const statistics = (): string =>
      bitsOf(model.parameters().flatMap(({ name, values }) => (name.includes("running") ? [values] : [])));
    const before = statistics();
    model.evaluate({ features, labels }, 0, 81);
    expect(statistics()).toBe(before);
    train(model);
    expect(statistics()).not.toBe(before);
  });

  for (const each of backends) {
    it(`gives the same bits on ${each.flavour}, run after run and however often it is read and evaluated`, () => {
      const optimizers = [
        options.optimizer,
        { kind: "adam", learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 },
      ];
      for (const optimizer of optimizers as FitOptions["optimizer"][]) {
        const bits = [0, 1].map((disturb) => {
          const model = createClassifier({
            model: { kind: "network", hidden, initializer: { kind: "heNormal" } },
            input: features,
            classes: 3,
            seed: 1,
            backend: each,
            batchSize: 8,
          });
          for (const report of model.fit({ features, labels }, { ...options, optimizer })) {
            if (disturb === 0 || report.kind === "work" || report.step % 3 !== 0) continue;
            model.parameters();
            model.evaluate({ features, labels }, 3, 40);
          }
          return weightsOf(model);
        });
        expect(bits[1]).toBe(bits[0]);
      }
    });
  }

  it("refuses to add what has another width, or features that are sparse, and says how wide they are", () => {
    const residual: readonly HiddenLayer[] = [{ units: 12, activation: "relu", residual: 1 }];
    expect(() => create(1, residual)).toThrow("Hidden layer 1 has 12 units and cannot add the features, 9 wide.");
    expect(() => create(1, residual, sparseMatrix(stream, 4, 12))).toThrow(
      "cannot add the features to its output: they are sparse",
    );
  });
});
