import { describe, expect, it } from "vitest";
import type { DenseMatrix } from "../../../src/base/matrix.ts";
import { type ActivationName, activations } from "../../../src/engine/activations.ts";
import { Network } from "../../../src/engine/network.ts";
import { UnitTally } from "../../../src/engine/unitTally.ts";
import { allBackends, ids } from "./support.ts";

const rows = 20;
/** 0, 1, … 19: what a unit of weight w and bias b gets is w·x + b. */
const features: DenseMatrix = {
  kind: "dense",
  rows,
  columns: 1,
  values: Float32Array.from({ length: rows }, (_, row) => row),
};

describe("the tally of units", async () => {
  const [backend] = await allBackends();
  if (backend === undefined) throw new Error("no backend");

  /** Figures of a layer whose units have these weights and biases, over each so-manyth row. */
  const figures = (
    activation: ActivationName,
    weights: readonly number[],
    biases: readonly number[],
    every: number,
  ) => {
    const units = weights.length;
    const spec = {
      nodes: [
        { kind: "linear", name: "h", from: "input", units },
        { kind: "activation", name: "h.activation", from: "h", activation },
        { kind: "linear", name: "output", from: "h.activation", units: 2 },
      ],
      output: "output",
      loss: "crossEntropy",
    } as const;
    const network = new Network({ spec, input: features, batchSize: 8, backend });
    const [weight, bias] = network.parameters;
    weight?.value.load(Float32Array.from(weights));
    bias?.value.load(Float32Array.from(biases));
    const tally = new UnitTally(network, new Map([["h", activation]]), every);
    for (let from = 0; from < rows; from += 8) {
      const count = Math.min(8, rows - from);
      network.fill(features, undefined, ids(rows), from, count);
      network.forward(count);
      tally.add(from, count);
    }
    return tally.figures();
  };

  it("calls a rectifier dead that is above 0 for no example", () => {
    // Never; only for the last row; for all but the first; never.
    const dead = figures("relu", [-1, 1, 1, 0], [0, -18.5, 0, 0], 1);
    expect(dead).toEqual([{ layer: "h", dead: 0.5 }]);
  });

  it("looks at each so-manyth row only", () => {
    expect(figures("relu", [1], [-18.5], 1)).toEqual([{ layer: "h", dead: 0 }]);
    expect(figures("relu", [1], [-18.5], 2)).toEqual([{ layer: "h", dead: 1 }]);
  });

  it("calls a bounded unit saturated that is at a bound for nine examples of ten", () => {
    // tanh passes 0.98 at 2.3: 18 rows of 20 do at weight 1.2, 17 at weight 1; never at 0.
    expect(figures("tanh", [1.2, 1, -1.2, 0], [0, 0, 0, 0], 1)).toEqual([{ layer: "h", saturated: 0.5 }]);
    expect(figures("sigmoid", [0, 9, 0], [5, 9, -4], 1)).toEqual([{ layer: "h", saturated: 2 / 3 }]);
    expect(figures("hardSigmoid", [0, 0], [3, 2], 1)).toEqual([{ layer: "h", saturated: 0.5 }]);
  });

  it("knows one kind of unit of every activation at most", () => {
    for (const activation of Object.keys(activations) as ActivationName[]) {
      const told = figures(activation, [-100], [-100], 1);
      const expected = ["identity", "softplus"].includes(activation) ? 0 : 1;
      expect(told.length, activation).toBe(expected);
      for (const { dead, saturated } of told) expect(dead ?? saturated, activation).toBe(1);
    }
  });
});
