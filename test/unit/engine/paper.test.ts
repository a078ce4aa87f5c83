import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/base/random.ts";
import { referenceBackend } from "../../../src/engine/backend.ts";
import type { NodeSpec } from "../../../src/engine/graph.ts";
import { lossOf } from "../../../src/engine/losses.ts";
import { Network } from "../../../src/engine/network.ts";
import type { ParameterUpdate } from "../../../src/engine/layers/layer.ts";
import type { Tensor } from "../../../src/engine/tensor.ts";
import { denseMatrix, ids, randomLabels } from "./support.ts";

/**
 * The equations of the paper, put right where the print errs, each computed here by its letters with plain nested loops
 * and compared with what the engine did in float64: Z = A·W + b, then ReLU, then the output layer.
 */
const rows = 5;
const units = 4;
const classes = 3;
const columns = 6;
const nodes: readonly NodeSpec[] = [
  { kind: "linear", name: "hidden", from: "input", units },
  { kind: "activation", name: "relu", from: "hidden", activation: "relu" },
  { kind: "linear", name: "output", from: "relu", units: classes },
];

type Rows = readonly (readonly number[])[];

function rowsOf(tensor: Tensor, count = tensor.rows): Rows {
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: tensor.columns }, (_value, column) => tensor.get(row, column)),
  );
}

/** One step from fixed weights, with everything that the equations speak of. */
function oneStep(update: ParameterUpdate) {
  const stream = new RandomStream(11, "paper");
  const features = denseMatrix(stream, rows, columns);
  const labels = randomLabels(stream, rows, classes);
  const backend = referenceBackend("float64");
  const spec = { nodes, output: "output", loss: "crossEntropy" } as const;
  const network = new Network({ spec, input: features, batchSize: rows, backend });
  network.keepGradients();
  network.initialise({ kind: "pytorchLinear" }, 5);
  const [hidden, relu, output] = network.layers;
  if (hidden === undefined || relu === undefined || output === undefined) throw new Error("three layers");
  const before = network.parameters.map(({ value }) => rowsOf(value));
  network.fill(features, labels, ids(rows), 0, rows);
  const { lossSum } = network.step(rows, update);
  const after = network.parameters.map(({ value }) => rowsOf(value));
  const gradients = network.parameters.map(({ gradient }) => (gradient === undefined ? [] : rowsOf(gradient)));
  return { labels, hidden, relu, output, before, after, gradients, lossSum };
}

function expectClose(actual: Rows, expected: Rows): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((row, at) => {
    expect(row.length).toBe(expected[at]?.length);
    row.forEach((value, column) => expect(value).toBeCloseTo(expected[at]?.[column] ?? NaN, 12));
  });
}

function entry(matrix: Rows, row: number, column: number): number {
  return matrix[row]?.[column] ?? NaN;
}

/** Softmax minus one-hot, row by row: the gradient per example of equation (2). */
function lossGradient(logits: Rows, labels: Int32Array): Rows {
  return logits.map((row, at) => {
    const sum = row.reduce((total, z) => total + Math.exp(z), 0);
    return row.map((z, j) => Math.exp(z) / sum - (labels[at] === j ? 1 : 0));
  });
}

describe("the paper's equations", () => {
  it("(1) loss = ln(1 + Σ_{j≠y} e^(Z_j − Z_y))", () => {
    const { output, labels, lossSum } = oneStep({ kind: "store" });
    const logits = rowsOf(output.output.value);
    const expected = logits.map((row, at) => {
      const y = labels[at] ?? NaN;
      const others = row.reduce((sum, z, j) => (j === y ? sum : sum + Math.exp(z - (row[y] ?? NaN))), 0);
      return Math.log(1 + others);
    });
    expect(lossSum).toBeCloseTo(
      expected.reduce((sum, loss) => sum + loss, 0),
      12,
    );
    logits.forEach((row, at) =>
      expect(lossOf({ kind: "crossEntropy" }, row, 0, classes, labels[at] ?? NaN)).toBeCloseTo(expected[at] ?? NaN, 12),
    );
  });

  it("(2) ∂loss/∂Z = softmax(Z) − onehot(y)", () => {
    const { output, labels } = oneStep({ kind: "store" });
    const perExample = rowsOf(output.output.gradient).map((row) => row.map((value) => value * rows));
    expectClose(perExample, lossGradient(rowsOf(output.output.value), labels));
  });

  it("(3) ∂W = Aᵀ·G/n", () => {
    const { relu, output, labels, gradients } = oneStep({ kind: "store" });
    const a = rowsOf(relu.output.value);
    const g = lossGradient(rowsOf(output.output.value), labels);
    const expected = Array.from({ length: units }, (_, k) =>
      Array.from({ length: classes }, (_value, j) => {
        let sum = 0;
        for (let row = 0; row < rows; row++) sum += entry(a, row, k) * entry(g, row, j);
        return sum / rows;
      }),
    );
    expectClose(gradients[2] ?? [], expected);
  });

  it("(4) ∂A = G·Wᵀ", () => {
    const { relu, output, before } = oneStep({ kind: "descend", rate: 0.5, l2: 0.1 });
    const g = rowsOf(output.output.gradient);
    const w = before[2] ?? [];
    const expected = g.map((row) =>
      w.map((weights) => weights.reduce((sum, each, j) => sum + each * (row[j] ?? NaN), 0)),
    );
    expectClose(rowsOf(relu.output.gradient), expected);
  });

  it("(5) ∂b = Σ over the batch of G / n", () => {
    const { output, labels, gradients } = oneStep({ kind: "store" });
    const g = lossGradient(rowsOf(output.output.value), labels);
    const expected = Array.from({ length: classes }, (_, j) => g.reduce((sum, row) => sum + (row[j] ?? NaN), 0) / rows);
    expectClose(gradients[3] ?? [], [expected]);
  });

  it("(6) the gradient of ReLU is G·[Z > 0]", () => {
    const { hidden, relu } = oneStep({ kind: "store" });
    const z = rowsOf(hidden.output.value);
    const g = rowsOf(relu.output.gradient);
    expectClose(
      rowsOf(hidden.output.gradient),
      g.map((row, at) => row.map((value, column) => (entry(z, at, column) > 0 ? value : 0))),
    );
    expect(z.flat().some((value) => value > 0) && z.flat().some((value) => value < 0)).toBe(true);
  });

  it("(7) W ← W − lr·∂W", () => {
    const { gradients } = oneStep({ kind: "store" });
    const { before, after } = oneStep({ kind: "descend", rate: 0.3, l2: 0 });
    before.forEach((value, index) => {
      const expected = value.map((row, at) => row.map((w, j) => w - 0.3 * entry(gradients[index] ?? [], at, j)));
      expectClose(after[index] ?? [], expected);
    });
  });

  it("(8) with l2: W ← W − lr·(∂W + λW), biases without", () => {
    const { gradients } = oneStep({ kind: "store" });
    const { before, after } = oneStep({ kind: "descend", rate: 0.3, l2: 0.2 });
    before.forEach((value, index) => {
      const penalty = index % 2 === 0 ? 0.2 : 0;
      const expected = value.map((row, at) =>
        row.map((w, j) => w - 0.3 * (entry(gradients[index] ?? [], at, j) + penalty * w)),
      );
      expectClose(after[index] ?? [], expected);
    });
  });
});
