import { describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import type { Backend } from "../../../src/engine/backend.ts";
import { Network } from "../../../src/engine/network.ts";
import { fit, type FitOptions } from "../../../src/engine/trainer.ts";
import { allBackends, bitsOf, denseMatrix, ids, randomLabels, sequenceMatrix, sparseMatrix } from "./support.ts";

const stream = new RandomStream(4, "determinism");
const inputs: Readonly<Record<string, Matrix>> = {
  dense: denseMatrix(stream, 41, 19),
  sparse: sparseMatrix(stream, 41, 60),
  sequence: sequenceMatrix(stream, 41, 12, 5),
};
const labels = randomLabels(stream, 41, 3);
const common = { batchSize: 8, epochs: 3, seed: 2, l2: 0 } as const;
const methods: Readonly<Record<string, FitOptions>> = {
  "sgd and l2": { ...common, l2: 0.01, optimizer: { kind: "sgd", learningRate: 0.2 } },
  "momentum and a schedule": {
    ...common,
    optimizer: { kind: "sgd", learningRate: 0.1, momentum: 0.9, nesterov: true },
    schedule: { kind: "cosine", floor: 0 },
    warmUpEpochs: 0.5,
  },
  "clipped adagrad": { ...common, clipNorm: 0.5, optimizer: { kind: "adagrad", learningRate: 0.2, epsilon: 1e-10 } },
  "rmsprop and l1": {
    ...common,
    l1: 0.001,
    optimizer: { kind: "rmsprop", learningRate: 0.01, decay: 0.9, epsilon: 1e-8 },
  },
  "adam and weight decay": {
    ...common,
    weightDecay: 0.1,
    optimizer: { kind: "adam", learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  },
};

function build(backend: Backend, input: Matrix): Network {
  const network = new Network({
    spec: {
      nodes: [
        { kind: "linear", name: "one", from: "input", units: 13 },
        { kind: "activation", name: "a", from: "one", activation: "tanh" },
        { kind: "linear", name: "output", from: "a", units: 3 },
      ],
      output: "output",
      loss: "crossEntropy",
    },
    input,
    batchSize: 16,
    backend,
  });
  network.initialise({ kind: "xavierUniform" }, 9);
  return network;
}

const weightsOf = (network: Network): string => bitsOf(network.parameters.map((each) => network.copy(each)));

/** Trains to the end and returns all reports and weights; `disturb` runs between reports. */
function train(
  backend: Backend,
  features: Matrix,
  options: FitOptions,
  disturb: (network: Network) => void = () => undefined,
): string {
  const network = build(backend, features);
  const reports: unknown[] = [];
  for (const report of fit(network, { features, labels }, options)) {
    reports.push(report);
    disturb(network);
  }
  return JSON.stringify(reports) + weightsOf(network);
}

describe("the same experiment gives the same bits", async () => {
  const backends = await allBackends();
  for (const backend of backends) {
    for (const [kind, features] of Object.entries(inputs)) {
      for (const [method, options] of Object.entries(methods)) {
        it(`on ${backend.flavour} with ${kind} features and ${method}, however often it is paused, read and evaluated`, () => {
          const calm = train(backend, features, options);
          expect(train(backend, features, options), "run after run").toBe(calm);
          let report = 0;
          const disturbed = train(backend, features, options, (network) => {
            report++;
            if (report % 3 === 0) weightsOf(network);
            if (report % 4 !== 0) return;
            network.fill(features, undefined, ids(41), 5, 16);
            network.forward(16);
          });
          expect(disturbed).toBe(calm);
        });
      }

      it(`on ${backend.flavour} with ${kind} features, whatever rows share the batch`, () => {
        const network = build(backend, features);
        const logitsOf = (from: number, count: number): number[][] => {
          network.fill(features, undefined, ids(41), from, count);
          network.forward(count);
          const rows = new Array<number[]>(count);
          for (let row = 0; row < count; row++) {
            rows[network.order[row] ?? 0] = [0, 1, 2].map((j) => network.logits.get(row, j));
          }
          return rows;
        };
        const together = logitsOf(0, 16);
        const alone = together.flatMap((_, row) => logitsOf(row, 1));
        const halves = [...logitsOf(0, 7), ...logitsOf(7, 9)];
        expect(alone).toEqual(together);
        expect(halves).toEqual(together);
      });
    }
  }
});
