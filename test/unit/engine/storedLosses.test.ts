import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { lossGradient, lossOf, type LossOptions } from "../../../src/engine/losses.ts";
import { Tensor } from "../../../src/engine/tensor.ts";
import { createClassifier } from "../../../src/models/createClassifier.ts";
import { allBackends } from "./support.ts";

interface Stored {
  readonly cases: readonly {
    readonly name: "crossEntropy" | "meanSquaredError";
    readonly classes: number;
    readonly weights: readonly number[] | null;
    readonly smoothing?: number;
    readonly logits: readonly number[];
    readonly labels: readonly number[];
    readonly losses: readonly number[];
    readonly gradient: readonly number[];
  }[];
  readonly hinges: readonly {
    readonly classes: number;
    readonly margins: readonly number[];
    readonly labels: readonly number[];
    readonly mean: number;
  }[];
  readonly svm: {
    readonly rows: number;
    readonly columns: number;
    readonly classes: number;
    readonly l2: number;
    readonly features: readonly number[];
    readonly labels: readonly number[];
    readonly decisions: readonly number[];
  };
}
const stored = JSON.parse(
  readFileSync(fileURLToPath(new URL("../../fixtures/losses/losses.json", import.meta.url)), "utf8"),
) as Stored;

const worst = (actual: readonly number[], expected: readonly number[]): number =>
  Math.max(...expected.map((value, at) => Math.abs((actual[at] ?? NaN) - value) / (1 + Math.abs(value))));

describe("losses agree with stored ones", async () => {
  const backends = await allBackends();

  for (const { name, classes, weights, smoothing = 0, logits, labels, losses, gradient } of stored.cases) {
    const options: LossOptions = {
      kind: name,
      ...(smoothing > 0 && { labelSmoothing: smoothing }),
      ...(weights !== null && { classWeights: weights }),
    };
    const title = `${name} over ${String(classes)} classes, smoothing ${String(smoothing)}, ${weights === null ? "no" : "with"} weights`;
    it(`of PyTorch: ${title}`, () => {
      const actual = labels.map((label, row) => lossOf(options, logits, row * classes, classes, label));
      expect(worst(actual, losses)).toBeLessThan(1e-10);
    });
    for (const backend of backends) {
      it(`of PyTorch on ${backend.flavour}, with gradients: ${title}`, () => {
        const { memory, kernels } = backend.createEngine();
        const rows = labels.length;
        const z = new Tensor(memory, rows, classes);
        const g = new Tensor(memory, rows, classes);
        const at = memory.reserve(rows);
        const weightsAt = memory.reserve(classes);
        memory.commit();
        z.load(Float64Array.from(logits));
        labels.forEach((label, row) => (memory.integers[at + row] = label));
        for (let j = 0; j < classes; j++) memory.floats[weightsAt + j] = weights?.[j] ?? 1;
        const sum = lossGradient(options, kernels, {
          ...{ logits: z.start, rows, classes, stride: z.stride },
          ...{ labels: at, gradient: g.start, weights: weightsAt },
        });
        const expected = losses.reduce((total, value) => total + value, 0);
        expect(worst([sum], [expected])).toBeLessThan(1e-5);
        expect(worst([...g.copy()], gradient)).toBeLessThan(1e-5);
      });
    }
  }

  for (const { classes, margins, labels, mean } of stored.hinges) {
    it(`of scikit-learn: hinge_loss over ${String(classes)} classes`, () => {
      const sum = labels.reduce(
        (total, label, row) => total + lossOf({ kind: "hinge" }, margins, row * classes, classes, label),
        0,
      );
      expect(sum / labels.length).toBeCloseTo(mean, 9);
    });
  }

  for (const backend of backends) {
    it(`and a linear SVM by L-BFGS decides as LIBLINEAR's, on ${backend.flavour}`, () => {
      const { rows, columns, classes, l2, features, labels, decisions } = stored.svm;
      const matrix = { kind: "dense", rows, columns, values: Float32Array.from(features) } as const;
      const train = { features: matrix, labels: Int32Array.from(labels) };
      const classifier = createClassifier({
        ...{ model: { kind: "linearSvm" }, input: matrix, classes, seed: 1, backend, batchSize: rows },
        loss: { kind: "squaredHinge" },
      });
      const reports = classifier.fit(train, {
        ...{ optimizer: { kind: "lbfgs", history: 10, tolerance: 1e-7 }, epochs: 300, l2, seed: 1 },
      });
      while (reports.next().done !== true);
      const { outputs, logLossSum } = classifier.evaluate(train, 0, rows);
      expect(classifier.outputs).toBe("margins");
      expect(logLossSum).toBeNaN();
      expect(worst([...outputs], decisions)).toBeLessThan(2e-3);
    });
  }
});
