import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CsrMatrix, DenseMatrix, Matrix } from "../../../src/base/matrix.ts";
import type { ActivationName } from "../../../src/engine/activations.ts";
import type { Backend } from "../../../src/engine/backend.ts";
import { createDescent, type DescentOptions } from "../../../src/engine/descent.ts";
import { Network } from "../../../src/engine/network.ts";
import { scheduleFactor, type ScheduleOptions } from "../../../src/engine/schedules.ts";
import type { OptimizerOptions } from "../../../src/engine/optimizers.ts";
import { allBackends, ids } from "./support.ts";

interface Stored {
  readonly rows: number;
  readonly columns: number;
  readonly hidden: number;
  readonly classes: number;
  readonly batch: number;
  readonly features: readonly number[];
  readonly labels: readonly number[];
  readonly initial: readonly (readonly number[])[];
  readonly cases: readonly {
    readonly name: string;
    readonly optimizer: OptimizerOptions;
    readonly penalties: { readonly l2?: number; readonly l1?: number; readonly weightDecay?: number };
    readonly activation: ActivationName;
    readonly losses: readonly number[];
  }[];
  readonly sparseAdam: readonly number[];
  readonly schedules: readonly { readonly schedule: ScheduleOptions; readonly rates: readonly number[] }[];
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

/** Written by test/fixtures/optimizers/pytorch.py. */
const stored = JSON.parse(
  readFileSync(new URL("../../fixtures/optimizers/pytorch.json", import.meta.url), "utf8"),
) as Stored;

const dense: DenseMatrix = {
  kind: "dense",
  rows: stored.rows,
  columns: stored.columns,
  values: Float32Array.from(stored.features),
};

function asSparse({ rows, columns, values }: DenseMatrix): CsrMatrix {
  const offsets = new Uint32Array(rows + 1);
  const indices: number[] = [];
  const entries: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column] ?? 0;
      if (value === 0) continue;
      indices.push(column);
      entries.push(value);
    }
    offsets[row + 1] = indices.length;
  }
  return {
    kind: "csr",
    rows,
    columns,
    offsets,
    indices: Uint32Array.from(indices),
    values: Float32Array.from(entries),
  };
}

function losses(backend: Backend, features: Matrix, activation: ActivationName, options: DescentOptions): number[] {
  const { rows, hidden, classes, batch } = stored;
  const network = new Network({
    spec: {
      nodes: [
        { kind: "linear", name: "one", from: "input", units: hidden },
        { kind: "activation", name: "a", from: "one", activation },
        { kind: "linear", name: "output", from: "a", units: classes },
      ],
      output: "output",
      loss: "crossEntropy",
    },
    input: features,
    batchSize: batch,
    backend,
  });
  network.parameters.forEach((parameter, index) => {
    network.load(parameter, Float32Array.from(stored.initial[index] ?? []));
  });
  const descent = createDescent(network, options);
  const labels = Int32Array.from(stored.labels);
  return Array.from({ length: 20 }, (_, step) => {
    network.fill(features, labels, ids(rows), (step * batch) % rows, batch);
    return descent.step(batch, options.optimizer.learningRate).lossSum / batch;
  });
}

function worst(actual: readonly number[], expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(...expected.map((value, index) => Math.abs((actual[index] ?? NaN) - value) / Math.abs(value)));
}

/** Float32 on both sides, which sum in different orders. */
const tolerance = 1e-5;

describe("the first 20 losses agree with PyTorch's", async () => {
  const backends = await allBackends();
  const names = [...new Set(stored.cases.map(({ name }) => name))];
  for (const backend of backends) {
    for (const name of names) {
      it(`on ${backend.flavour} with ${name}, for every activation`, () => {
        const cases = stored.cases.filter((each) => each.name === name);
        for (const { optimizer, penalties, activation, losses: expected } of cases) {
          const options: DescentOptions = {
            optimizer,
            l2: 0,
            ...penalties,
            ...(name === "clipped" && { clipNorm: 0.3 }),
          };
          expect(worst(losses(backend, dense, activation, options), expected), activation).toBeLessThan(tolerance);
        }
      });

      // Adam lets rows without a gradient rest, so that it is another method on sparse features; see below.
      if (name === "adamw") continue;
      it(`on ${backend.flavour} with ${name}, on sparse features`, () => {
        const of = stored.cases.find((each) => each.name === name && each.activation === "tanh");
        if (of === undefined) throw new Error("tanh is stored");
        const options: DescentOptions = {
          optimizer: of.optimizer,
          l2: 0,
          ...of.penalties,
          ...(name === "clipped" && { clipNorm: 0.3 }),
        };
        expect(worst(losses(backend, asSparse(dense), "tanh", options), of.losses)).toBeLessThan(tolerance);
      });
    }

    it(`on ${backend.flavour} with SparseAdam on the rows that a batch touches`, () => {
      const adam = { kind: "adam", learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
      const actual = losses(backend, asSparse(dense), "tanh", { optimizer: adam, l2: 0 });
      expect(worst(actual, stored.sparseAdam)).toBeLessThan(tolerance);
    });
  }
});

describe("schedules", () => {
  for (const { schedule, rates } of stored.schedules) {
    it(`${schedule.kind} moves as PyTorch's does, per step`, () => {
      const { steps, stepsPerEpoch } = stored;
      rates.forEach((rate, step) => {
        expect(scheduleFactor(schedule, { step, steps, stepsPerEpoch }, 0)).toBeCloseTo(rate, 12);
      });
    });
  }

  it("rise linearly from 0 while they warm up", () => {
    const factors = [0, 1, 2, 3, 4].map((step) =>
      scheduleFactor({ kind: "constant" }, { step, steps: 5, stepsPerEpoch: 5 }, 4),
    );
    expect(factors).toEqual([0.25, 0.5, 0.75, 1, 1]);
  });

  it("give finite rates above 0 for runs of any length", () => {
    for (const steps of [1, 2, 3, 7]) {
      for (const { schedule } of stored.schedules) {
        for (let step = 0; step < steps; step++) {
          const factor = scheduleFactor(schedule, { step, steps, stepsPerEpoch: 1 }, 0);
          expect(factor > 0 && factor <= 1, `${schedule.kind}, step ${String(step)} of ${String(steps)}`).toBe(true);
        }
      }
    }
  });
});
