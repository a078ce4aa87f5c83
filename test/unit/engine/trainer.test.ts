import { describe, expect, it } from "vitest";
import type { DenseMatrix } from "../../../src/base/matrix.ts";
import { RandomStream } from "../../../src/base/random.ts";
import { type ActivationName, activations } from "../../../src/engine/activations.ts";
import type { Backend } from "../../../src/engine/backend.ts";
import { Network } from "../../../src/engine/network.ts";
import { fit, type FitOptions } from "../../../src/engine/trainer.ts";
import { allBackends, denseMatrix, meanLoss, randomLabels } from "./support.ts";

const options: FitOptions = {
  batchSize: 4,
  epochs: 2,
  seed: 1,
  l2: 0,
  optimizer: { kind: "sgd", learningRate: 0.1 },
};

function build(backend: Backend, input: DenseMatrix, activation: ActivationName, classes: number): Network {
  const network = new Network({
    spec: {
      nodes: [
        { kind: "linear", name: "one", from: "input", units: 8 },
        { kind: "activation", name: "a", from: "one", activation },
        { kind: "linear", name: "output", from: "a", units: classes },
      ],
      output: "output",
      loss: "crossEntropy",
    },
    input,
    batchSize: 16,
    backend,
  });
  network.initialise({ kind: "xavierUniform" }, 3);
  return network;
}

describe("fit", async () => {
  const backends = await allBackends();
  const stream = new RandomStream(8, "trainer");
  const features = denseMatrix(stream, 10, 5);
  const labels = randomLabels(stream, 10, 3);
  const [reference] = backends;
  if (reference === undefined) throw new Error("no backend");

  it("reports every step and then the epoch, counting from 1 and keeping the short last batch", () => {
    const network = build(reference, features, "tanh", 3);
    const reports = [...fit(network, { features, labels }, options)];
    expect(reports.map((report) => `${report.kind} ${String(report.epoch)}.${String(report.step)}`)).toEqual([
      "step 1.1",
      "step 1.2",
      "step 1.3",
      "epoch 1.3",
      "step 2.4",
      "step 2.5",
      "step 2.6",
      "epoch 2.6",
    ]);
    expect(reports.flatMap((report) => (report.kind === "step" ? [report.examples] : []))).toEqual([4, 4, 2, 4, 4, 2]);
  });

  it("reports the batch loss before the update, and their mean over examples as running loss", () => {
    const network = build(reference, features, "tanh", 3);
    const before = meanLoss(network, features, labels);
    const whole = { ...options, batchSize: 10, epochs: 1 };
    const [step, epoch] = [...fit(network, { features, labels }, whole)];
    expect(step?.kind === "step" && step.loss).toBeCloseTo(before, 6);
    expect(epoch?.kind === "epoch" && epoch.runningLoss).toBeCloseTo(before, 6);
    expect(meanLoss(network, features, labels)).toBeLessThan(before);
  });

  it("takes every row once an epoch, in another order each epoch and seed", () => {
    // Each row is a class of its own and cannot be learned at rate 0: its loss is its signature.
    const own = Int32Array.from({ length: 10 }, (_, row) => row);
    const orderOf = (seed: number): number[] => {
      const network = build(reference, features, "identity", 10);
      const single = { ...options, batchSize: 1, seed, optimizer: { kind: "sgd", learningRate: 0 } as const };
      const steps = [...fit(network, { features, labels: own }, single)];
      return steps.flatMap((report) => (report.kind === "step" ? [report.loss] : []));
    };
    const losses = orderOf(1);
    const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
    expect(new Set(losses).size).toBe(10);
    expect(sorted(losses.slice(0, 10))).toEqual(sorted(losses.slice(10)));
    expect(losses.slice(0, 10)).not.toEqual(losses.slice(10));
    expect(orderOf(2).slice(0, 10)).not.toEqual(losses.slice(0, 10));
  });

  it("refuses labels that are no class ids, and batches beyond what was planned", () => {
    const network = build(reference, features, "tanh", 3);
    const broken = labels.slice().fill(3, 0, 1);
    expect(() => [...fit(network, { features, labels: broken }, options)]).toThrow("class ids");
    expect(() => [...fit(network, { features, labels }, { ...options, batchSize: 17 })]).toThrow("batches");
  });

  for (const backend of backends) {
    for (const activation of Object.keys(activations) as ActivationName[]) {
      const learns = activation !== "identity";
      it(`on ${backend.flavour} ${learns ? "learns" : "cannot learn"} exclusive or with ${activation}`, () => {
        const corners: DenseMatrix = {
          kind: "dense",
          rows: 4,
          columns: 2,
          values: Float32Array.of(-1, -1, -1, 1, 1, -1, 1, 1),
        };
        const exclusive = Int32Array.of(0, 1, 1, 0);
        const network = build(backend, corners, activation, 2);
        // Small weights would leave every unit on the straight part, where no bend is to be learned from.
        if (activation === "hardSigmoid") network.initialise({ kind: "normal", deviation: 3 }, 3);
        const training = { ...options, epochs: 1500, optimizer: { kind: "sgd", learningRate: 0.5 } as const };
        for (const report of fit(network, { features: corners, labels: exclusive }, training)) {
          expect(report.step).toBeGreaterThan(0);
        }
        const loss = meanLoss(network, corners, exclusive);
        if (learns) expect(loss).toBeLessThan(0.02);
        else expect(loss).toBeGreaterThan(0.69);
      });
    }
  }
});
