import { describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import { type Backend, referenceBackend } from "../../../src/engine/backend.ts";
import { Network } from "../../../src/engine/network.ts";
import { createDescent } from "../../../src/engine/descent.ts";
import { fit } from "../../../src/engine/trainer.ts";
import { allBackends, asDense, ids, randomLabels, sequenceMatrix, sparseMatrix } from "./support.ts";

const stream = new RandomStream(6, "optimizers");
const labels = randomLabels(stream, 23, 3);
const matrices: Readonly<Record<string, Matrix>> = {
  sparse: sparseMatrix(stream, 23, 31),
  sequence: sequenceMatrix(stream, 23, 8, 5),
};

function build(backend: Backend, input: Matrix): Network {
  const network = new Network({
    spec: {
      nodes: [
        { kind: "linear", name: "one", from: "input", units: 6 },
        { kind: "activation", name: "a", from: "one", activation: "sigmoid" },
        { kind: "linear", name: "output", from: "a", units: 3 },
      ],
      output: "output",
      loss: "crossEntropy",
    },
    input,
    batchSize: 23,
    backend,
  });
  network.initialise({ kind: "heNormal" }, 1);
  return network;
}

const weightsOf = (network: Network): number[] => network.parameters.flatMap((each) => [...network.copy(each)]);

function expectClose(actual: readonly number[], expected: readonly number[], digits: number): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, digits));
}

/** lr·λ from mild to so strong that the scale is applied every few steps, and to 1 and beyond. */
const settings = [
  { learningRate: 0.1, l2: 0 },
  { learningRate: 0.1, l2: 0.01 },
  { learningRate: 0.9, l2: 0.5 },
  { learningRate: 0.5, l2: 2 },
  { learningRate: 0.5, l2: 2.5 },
];

describe("sgd with l2", async () => {
  const backends = await allBackends();
  for (const [kind, features] of Object.entries(matrices)) {
    for (const { learningRate, l2 } of settings) {
      const training = {
        batchSize: 6,
        epochs: 8,
        seed: 3,
        l2,
        optimizer: { kind: "sgd", learningRate },
      } as const;
      const title = `lr ${String(learningRate)}, l2 ${String(l2)}`;

      it(`is exact on ${kind} features, ${title}: as on the same rows written out, in float64`, () => {
        const exact = [features, asDense(features)].map((matrix) => {
          const network = build(referenceBackend("float64"), matrix);
          const steps = [...fit(network, { features: matrix, labels }, training)];
          return {
            weights: weightsOf(network),
            norms: steps.map((each) => ("gradientNorm" in each ? each.gradientNorm : 0)),
          };
        });
        // The written-out rows come in another order within a batch, so that sums round differently.
        expectClose(exact[0]?.weights ?? [], exact[1]?.weights ?? [], 6);
        expectClose(exact[0]?.norms ?? [], exact[1]?.norms ?? [], 9);
      });

      it(`gives true weights for ${kind} features in the middle of an epoch, ${title}`, () => {
        const middle = [features, asDense(features)].map((matrix) => {
          const network = build(referenceBackend("float64"), matrix);
          const run = fit(network, { features: matrix, labels }, training);
          for (let step = 0; step < 6; step++) run.next();
          return weightsOf(network);
        });
        expectClose(middle[0] ?? [], middle[1] ?? [], 6);
      });

      for (const backend of backends) {
        it(`on ${backend.flavour} stays near float64 on ${kind} features, ${title}`, () => {
          const [actual, expected] = [backend, referenceBackend("float64")].map((each) => {
            const network = build(each, features);
            for (const report of fit(network, { features, labels }, training)) expect(report.step).toBeGreaterThan(0);
            return weightsOf(network);
          });
          expectClose(actual ?? [], expected ?? [], 4);
        });
      }
    }
  }

  it("that descends at once moves weights as the step from stored gradients does", () => {
    for (const features of Object.values(matrices)) {
      const options = { optimizer: { kind: "sgd", learningRate: 0.3 }, l2: 0.1 } as const;
      const fused = build(referenceBackend("float64"), features);
      const stored = build(referenceBackend("float64"), features);
      for (const network of [fused, stored]) network.fill(features, labels, ids(23), 0, 23);
      const direct = createDescent(fused, options).step(23, 0.3);
      // A norm that nothing reaches asks for stored gradients and clips nothing.
      const kept = createDescent(stored, { ...options, clipNorm: 1e9 }).step(23, 0.3);
      fused.flush();
      expectClose(weightsOf(fused), weightsOf(stored), 7);
      expect(direct.gradientNorm).toBeCloseTo(kept.gradientNorm, 12);
      expect(direct.lossSum).toBe(kept.lossSum);
    }
  });

  it("refuses to store gradients where none are kept", () => {
    const features = asDense(matrices["sparse"] ?? sparseMatrix(stream, 2, 2));
    const network = build(referenceBackend("float32"), features);
    network.fill(features, labels, ids(23), 0, 23);
    expect(() => network.step(23, { kind: "store" })).toThrow("stores no gradient");
  });
});
