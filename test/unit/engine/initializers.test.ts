import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/base/random.ts";
import { initialise, type InitializerName, initializers } from "../../../src/engine/initializers.ts";

const inputs = 300;
const outputs = 100;

/** Variance of the weights by the literature, and the bound of uniform ones. */
const expected: Readonly<Record<InitializerName, { readonly variance: number; readonly bound?: number }>> = {
  normal: { variance: 0.05 ** 2 },
  xavierUniform: { variance: 2 / (inputs + outputs), bound: Math.sqrt(6 / (inputs + outputs)) },
  xavierNormal: { variance: 2 / (inputs + outputs) },
  heUniform: { variance: 2 / inputs, bound: Math.sqrt(6 / inputs) },
  heNormal: { variance: 2 / inputs },
  lecunNormal: { variance: 1 / inputs },
  pytorchLinear: { variance: 1 / (3 * inputs), bound: 1 / Math.sqrt(inputs) },
};

describe("an initialiser", () => {
  for (const kind of Object.keys(initializers) as InitializerName[]) {
    it(`${kind} draws weights of mean 0 and the variance of its source`, () => {
      const options = { kind, deviation: 0.05 };
      const { weight, bias } = initialise(options, new RandomStream(1, kind), inputs, outputs);
      const mean = weight.reduce((sum, value) => sum + value, 0) / weight.length;
      const variance = weight.reduce((sum, value) => sum + value * value, 0) / weight.length;
      const { variance: wanted, bound } = expected[kind];
      expect(weight.length).toBe(inputs * outputs);
      expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(wanted / weight.length));
      expect(Math.abs(variance / wanted - 1)).toBeLessThan(0.04);
      if (bound !== undefined) expect(Math.max(...weight.map(Math.abs))).toBeLessThanOrEqual(Math.fround(bound));
      expect(bias.some((value) => value !== 0)).toBe(initializers[kind].biases);
    });
  }

  it("gives the same weights for the same seed and layer, others for another", () => {
    const draw = (seed: number, layer: string): Float32Array =>
      initialise({ kind: "heNormal" }, new RandomStream(seed, `initialise/${layer}`), 10, 10).weight;
    expect(draw(1, "hidden1")).toEqual(draw(1, "hidden1"));
    expect(draw(1, "hidden1")).not.toEqual(draw(1, "hidden2"));
    expect(draw(1, "hidden1")).not.toEqual(draw(2, "hidden1"));
  });
});
