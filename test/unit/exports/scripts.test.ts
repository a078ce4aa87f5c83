import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readEpochs } from "../../../src/platform/runReader.ts";
import { stepColumns } from "../../../src/protocol/frames.ts";
import type { ExportId } from "../../../src/services/exports/formats.ts";
import { pythonWith, runPython } from "./python.ts";
import { RealBench, type RealRun } from "./realRuns.ts";

/** The scripts run in a real Python. NumPy must be there; without PyTorch or scikit-learn their checks are said to be skipped. */
const python = { numpy: pythonWith("numpy"), torch: pythonWith("torch"), sklearn: pythonWith("sklearn") };
const withTorch = test.skipIf(python.torch === undefined);
const withScikit = test.skipIf(python.sklearn === undefined);
for (const name of ["torch", "sklearn"] as const)
  if (python[name] === undefined) console.warn(`NOT CHECKED: no Python here has ${name}; its scripts were not run.`);

// A Python with PyTorch takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let bench: RealBench;
beforeAll(() => {
  bench = new RealBench();
});
afterAll(() => {
  bench.dispose();
});

interface Result {
  readonly peer: string;
  readonly steps: readonly number[];
  readonly epochs: readonly Readonly<
    Record<"train" | "validation", { readonly loss: number; readonly accuracy: number }>
  >[];
  readonly largestDifference: number;
}

let exported = 0;
async function runScript(run: RealRun, to: ExportId, interpreter: string | undefined): Promise<Result> {
  const name = `script ${String(++exported)}`;
  await run.export(to, name);
  if (interpreter === undefined) throw new Error("this check needs python3 with numpy: apt-get install python3-numpy");
  runPython(interpreter, ["train.py", "--result", "result.json"], join(bench.folder, name));
  return JSON.parse(readFileSync(join(bench.folder, name, "result.json"), "utf8")) as Result;
}

/** The losses of all steps, of all epochs, and the test outputs agree. */
async function expectSameTraining(run: RealRun, result: Result, tolerance = 1e-4): Promise<void> {
  const rows = new Float32Array(new Uint8Array(readFileSync(join(run.folder, "steps.f32"))).buffer);
  const steps = rows.filter((_, at) => at % stepColumns.length === 0);
  expect(result.steps.length).toBe(steps.length);
  result.steps.forEach((loss, at) => {
    expect(Math.abs(loss / (steps[at] ?? NaN) - 1), `step ${String(at + 1)}`).toBeLessThan(tolerance);
  });
  const epochs = await readEpochs(run.folder);
  expect(result.epochs.length).toBe(epochs.length);
  for (const [at, { metrics }] of epochs.entries())
    for (const split of ["train", "validation"] as const)
      expect(Math.abs((result.epochs[at]?.[split].loss ?? NaN) / (metrics[split]?.loss ?? NaN) - 1)).toBeLessThan(
        tolerance,
      );
  expect(result.largestDifference).toBeLessThan(tolerance);
}

const table = { path: "hostile.csv", label: "kind", features: ["size", "weight", "colour"] };
const hidden = (activation: string, more = {}) => ({ units: 5, activation, ...more });
const training = (more = {}) => ({ epochs: 4, batchSize: 8, ...more });
const sgd = (learningRate: number, more = {}) => ({ kind: "sgd", learningRate, ...more });

const networks: Readonly<Record<string, Record<string, unknown>>> = {
  "word vectors side by side, the paper's network": {
    features: { kind: "wordVectors", path: "vectors.txt", combine: "concat", maxTokens: 6 },
    model: { kind: "network", hidden: [hidden("relu", { units: 100 })] },
    training: training({ l2: 0.01, optimizer: sgd(0.1) }),
  },
  "norms and a residual block, momentum": {
    dataset: table,
    model: {
      kind: "network",
      hidden: [
        hidden("tanh", { norm: "batch" }),
        hidden("gelu", { norm: { kind: "layer", place: "input" } }),
        hidden("silu", { norm: { kind: "layer", place: "output" }, residual: 2 }),
      ],
    },
    training: training({ optimizer: sgd(0.05, { momentum: 0.9, nesterov: true }), classWeights: "balanced" }),
  },
  "seven activations, adam with weight decay, clipping and a schedule": {
    dataset: table,
    model: {
      kind: "network",
      hidden: ["leakyRelu", "elu", "selu", "geluTanh", "mish", "softplus", "sigmoid"].map((name) => hidden(name)),
    },
    training: training({
      optimizer: { kind: "adam", learningRate: 0.01 },
      ...{ weightDecay: 0.01, l1: 0.001, clipNorm: 0.5, schedule: { kind: "cosine" } },
      loss: { kind: "crossEntropy", labelSmoothing: 0.1 },
    }),
  },
  "terms through an embedding, adam on what a batch touches": {
    features: { kind: "counts" },
    model: {
      kind: "network",
      embedding: { dimension: 4, combine: "mean" },
      hidden: [hidden("hardTanh"), hidden("hardSigmoid"), hidden("identity")],
    },
    training: training({ optimizer: { kind: "adam", learningRate: 0.02 } }),
  },
  "terms, squared error, rmsprop": {
    features: { kind: "tfidf" },
    model: { kind: "network", hidden: [hidden("relu")] },
    training: training({ loss: { kind: "meanSquaredError" }, optimizer: { kind: "rmsprop", learningRate: 0.002 } }),
  },
  "linear SVM, adagrad": {
    features: { kind: "tfidf" },
    model: { kind: "linearSvm" },
    training: training({ optimizer: { kind: "adagrad", learningRate: 0.1 } }),
  },
  "logistic regression": {
    features: { kind: "tfidf" },
    model: { kind: "logisticRegression" },
    training: training({ l2: 0.001 }),
  },
};

test.each(Object.entries(networks))("the NumPy script trains the same: %s", async (_, written) => {
  const run = await bench.train(written);
  await expectSameTraining(run, await runScript(run, "numpy", python.numpy));
});

withTorch.each(Object.entries(networks))("the PyTorch script trains the same: %s", async (_, written) => {
  const run = await bench.train(written);
  await expectSameTraining(run, await runScript(run, "pytorch", python.torch));
});

withScikit("scikit-learn finds the same minimum of logistic regression", async () => {
  for (const dataset of ["reviews.csv", table]) {
    const run = await bench.train({
      dataset,
      model: { kind: "logisticRegression" },
      training: { l2: 0.01, optimizer: { kind: "lbfgs" }, keep: "last" },
    });
    expect((await runScript(run, "scikit-learn", python.sklearn)).largestDifference).toBeLessThan(1e-3);
  }
});

const counted: Readonly<Record<string, Record<string, unknown>>> = {
  "multinomial naive Bayes": { features: { kind: "counts" }, model: { kind: "naiveBayes" } },
  "complement naive Bayes": { features: { kind: "counts" }, model: { kind: "naiveBayes", variant: "complement" } },
  "Bernoulli naive Bayes": { features: { kind: "counts" }, model: { kind: "naiveBayes", variant: "bernoulli" } },
  "Gaussian naive Bayes": { dataset: table, model: { kind: "naiveBayes", variant: "gaussian" } },
};
withScikit.each(Object.entries(counted))("scikit-learn counts the same: %s", async (_, written) => {
  const run = await bench.train(written);
  expect((await runScript(run, "scikit-learn", python.sklearn)).largestDifference).toBeLessThan(1e-5);
});

withScikit("scikit-learn's perceptron takes the same steps", async () => {
  for (const written of [
    { features: { kind: "counts" }, model: { kind: "perceptron", averaged: true } },
    { dataset: table, model: { kind: "perceptron", averaged: false } },
  ]) {
    const run = await bench.train({ ...written, training: { epochs: 5 } });
    const result = await runScript(run, "scikit-learn", python.sklearn);
    const epochs = await readEpochs(run.folder);
    expect(result.epochs.map(({ validation }) => validation.accuracy)).toEqual(
      epochs.map(({ metrics }) => metrics.validation?.accuracy),
    );
    expect(result.largestDifference).toBeLessThan(1e-3);
  }
});

test("a script holds nothing of the data, and what no script can train is said", async () => {
  const run = await bench.train({ dataset: table, training: { epochs: 1 } });
  for (const to of ["numpy", "pytorch"] as const) {
    await run.export(to, `hostile ${to}`);
    const text = readFileSync(join(bench.folder, `hostile ${to}`, "train.py"), "utf8");
    for (const word of ["broken out", "script>", "colour", "hostile"]) expect(text).not.toContain(word);
  }
  await expect(run.export("scikit-learn", "no")).rejects.toThrow("Choose PyTorch or NumPy");
  const bayes = await bench.train(counted["multinomial naive Bayes"] ?? {});
  await expect(bayes.export("numpy", "no")).rejects.toThrow("Choose scikit-learn");
});
