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

  it("calls a rectifier dead that has slope 0 for every example", () => {
    // Never above 0; only for the last row; for all but the first; never.
    const dead = figures("relu", [-1, 1, 1, 0], [0, -18.5, 0, 0], 1);
    expect(dead).toEqual([{ layer: "h", slope: 20 / 80, dead: 0.5 }]);
    // A leak lets every unit learn; elu's slope is e^z, 0.0009 at −7.
    expect(figures("leakyRelu", [-1, 0], [0, -7], 1)).toMatchObject([{ dead: 0 }]);
    expect(figures("elu", [0, 0], [-6, -7], 1)).toMatchObject([{ dead: 0.5 }]);
  });

  it("looks at each so-manyth row only", () => {
    expect(figures("relu", [1], [-18.5], 1)).toMatchObject([{ layer: "h", dead: 0 }]);
    expect(figures("relu", [1], [-18.5], 2)).toMatchObject([{ layer: "h", dead: 1 }]);
  });

  it("counts the examples for which a bounded unit has a twentieth of its greatest slope or less", () => {
    // tanh′ < 0.05 beyond 2.18: 17 rows of 20 at weight 1; never at 0.
    expect(figures("tanh", [1, -1, 0], [0, 0, 0], 1)).toMatchObject([{ layer: "h", saturated: 34 / 60 }]);
    // σ′ < 0.0125 beyond 4.36: from row 5 on; and at 5 for all.
    expect(figures("sigmoid", [1, 0], [0, 5], 1)).toMatchObject([{ saturated: 35 / 40 }]);
    const [hard] = figures("hardSigmoid", [0, 0], [3.5, 2], 1);
    expect(hard?.saturated).toBe(0.5);
    expect(hard?.slope).toBeCloseTo(1 / 12, 6);
  });

  it("tells the mean slope of every activation, and what kind of unit it has", () => {
    for (const activation of Object.keys(activations) as ActivationName[]) {
      const [told] = figures(activation, [0], [-100], 1);
      expect(told?.slope, activation).toBeCloseTo(
        Math.abs(activations[activation].backward(-100, activations[activation].forward(-100))),
        6,
      );
      expect(told?.saturated ?? 1, activation).toBe(1);
      expect(told?.dead ?? 1, activation).toBe(activation === "leakyRelu" ? 0 : 1);
      const kinds = ["identity", "softplus"].includes(activation) ? 0 : 1;
      expect(
        [told?.dead, told?.saturated].filter((share) => share !== undefined),
        activation,
      ).toHaveLength(kinds);
    }
  });
});
