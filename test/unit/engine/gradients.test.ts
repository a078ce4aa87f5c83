import { describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import { type ActivationName, activations } from "../../../src/engine/activations.ts";
import { referenceBackend } from "../../../src/engine/backend.ts";
import type { NetworkSpec, NodeSpec } from "../../../src/engine/graph.ts";
import type { LossOptions } from "../../../src/engine/losses.ts";
import { Network } from "../../../src/engine/network.ts";
import { denseMatrix, ids, meanLoss, randomLabels, sequenceMatrix, sparseMatrix } from "./support.ts";

const inputs: Readonly<Record<string, (stream: RandomStream) => Matrix>> = {
  dense: (stream) => denseMatrix(stream, 6, 7),
  sparse: (stream) => sparseMatrix(stream, 6, 7),
  sequence: (stream) => sequenceMatrix(stream, 6, 4, 3),
};

/** Graphs that together hold every kind of layer in every role: chain, branch, residual sum, a sum that reads one node twice. */
const graphs: Readonly<Record<string, (activation: ActivationName) => readonly NodeSpec[]>> = {
  "no hidden layer": () => [{ kind: "linear", name: "output", from: "input", units: 3 }],
  "two hidden layers": (activation) => [
    { kind: "linear", name: "one", from: "input", units: 5 },
    { kind: "activation", name: "a", from: "one", activation },
    { kind: "linear", name: "two", from: "a", units: 6 },
    { kind: "activation", name: "b", from: "two", activation },
    { kind: "linear", name: "output", from: "b", units: 3 },
  ],
  "residual branches": (activation) => [
    { kind: "linear", name: "one", from: "input", units: 5 },
    { kind: "activation", name: "a", from: "one", activation },
    { kind: "linear", name: "two", from: "a", units: 5 },
    { kind: "activation", name: "b", from: "two", activation },
    { kind: "sum", name: "residual", from: ["a", "b", "a", "one"] },
    { kind: "activation", name: "c", from: "residual", activation },
    { kind: "linear", name: "left", from: "c", units: 3 },
    { kind: "linear", name: "right", from: "input", units: 3 },
    { kind: "sum", name: "output", from: ["left", "right"] },
  ],
};

const lossCases: Readonly<Record<string, LossOptions>> = {
  crossEntropy: { kind: "crossEntropy" },
  "crossEntropy, smoothed and weighted": { kind: "crossEntropy", labelSmoothing: 0.15, classWeights: [0.5, 2, 1.25] },
  hinge: { kind: "hinge" },
  "hinge, weighted": { kind: "hinge", classWeights: [0.5, 2, 1.25] },
  squaredHinge: { kind: "squaredHinge", classWeights: [1, 0.25, 3] },
  meanSquaredError: { kind: "meanSquaredError", classWeights: [1, 0.25, 3] },
};

/** The worst difference of stored gradients and central differences over all parameters, relative to 1 + |gradient|. */
function worstGradientError(network: Network, features: Matrix, labels: Int32Array, loss: LossOptions): number {
  const step = 1e-5;
  network.fill(features, labels, ids(features.rows), 0, features.rows);
  network.step(features.rows, { kind: "store" });
  let worst = 0;
  for (const { value, gradient } of network.parameters) {
    for (let row = 0; row < value.rows; row++) {
      for (let column = 0; column < value.columns; column++) {
        const kept = value.get(row, column);
        value.set(row, column, kept + step);
        const above = meanLoss(network, features, labels, loss);
        value.set(row, column, kept - step);
        const below = meanLoss(network, features, labels, loss);
        value.set(row, column, kept);
        const expected = (above - below) / (2 * step);
        const error = Math.abs(expected - (gradient?.get(row, column) ?? NaN));
        worst = Math.max(worst, error / (1 + Math.abs(expected)));
      }
    }
  }
  return worst;
}

describe("gradients in float64 agree with central differences", () => {
  for (const [name, loss] of Object.entries(lossCases)) {
    const kinds: ActivationName[] =
      name === "crossEntropy" ? (Object.keys(activations) as ActivationName[]) : ["tanh", "gelu"];
    for (const activation of kinds) {
      for (const [graph, nodes] of Object.entries(graphs)) {
        for (const [kind, make] of Object.entries(inputs)) {
          it(`for ${name}, ${activation}, ${graph}, ${kind} features`, () => {
            const stream = new RandomStream(7, `${activation} ${graph} ${kind}`);
            const features = make(stream);
            const spec: NetworkSpec = { nodes: nodes(activation), output: "output", loss };
            const network = new Network({
              spec,
              input: features,
              batchSize: features.rows,
              backend: referenceBackend("float64"),
            });
            network.initialise({ kind: "normal", deviation: 0.7 }, 3);
            network.keepGradients();
            // With biases of 0 an empty row lies on the bend of those that have one, where differences mean nothing.
            for (const { value, penalised } of network.parameters) {
              for (let j = 0; j < value.columns && !penalised; j++) value.set(0, j, 0.5 * stream.normal());
            }
            expect(worstGradientError(network, features, randomLabels(stream, features.rows, 3), loss)).toBeLessThan(
              1e-8,
            );
          });
        }
      }
    }
  }

  it("and the reported norm is that of all gradients together", () => {
    const stream = new RandomStream(1, "norm");
    const features = sequenceMatrix(stream, 6, 4, 3);
    const network = new Network({
      spec: { nodes: graphs["residual branches"]?.("tanh") ?? [], output: "output", loss: "crossEntropy" },
      input: features,
      batchSize: 6,
      backend: referenceBackend("float64"),
    });
    network.keepGradients();
    network.initialise({ kind: "normal", deviation: 0.7 }, 3);
    network.fill(features, randomLabels(stream, 6, 3), ids(6), 0, 6);
    const { gradientNorm } = network.step(6, { kind: "store" });
    let squares = 0;
    for (const { gradient } of network.parameters) {
      for (const value of gradient?.copy() ?? []) squares += value * value;
    }
    expect(gradientNorm).toBeCloseTo(Math.sqrt(squares), 6);
  });
});
