import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/base/random.ts";
import type { Backend } from "../../../src/engine/backend.ts";
import {
  initialise,
  initialiseEmbedding,
  type InitializerName,
  type InitializerOptions,
  initializers,
} from "../../../src/engine/initializers.ts";
import { Tensor } from "../../../src/engine/tensor.ts";
import { allBackends } from "./support.ts";

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

/** Weights and biases of a layer on memory of their own. */
function draw(
  backend: Backend,
  options: InitializerOptions,
  stream: RandomStream,
  [rows, columns]: readonly [number, number],
): { readonly weight: Float32Array; readonly bias: Float32Array } {
  const { kernels, memory } = backend.createEngine();
  const [weight, bias] = [new Tensor(memory, rows, columns), new Tensor(memory, 1, columns)];
  memory.commit();
  initialise(kernels, options, stream, weight, bias);
  return { weight: weight.copy(), bias: bias.copy() };
}

describe("an initialiser", async () => {
  const backends = await allBackends();
  const kinds = Object.keys(initializers) as InitializerName[];

  describe.each(backends.map((backend) => [backend.flavour, backend] as const))("on %s", (_, backend) => {
    it.each(kinds)("%s draws weights of mean 0 and the variance of its source", (kind) => {
      const options = { kind, deviation: 0.05 };
      const { weight, bias } = draw(backend, options, new RandomStream(1, kind), [inputs, outputs]);
      const mean = weight.reduce((sum, value) => sum + value, 0) / weight.length;
      const variance = weight.reduce((sum, value) => sum + value * value, 0) / weight.length;
      const { variance: wanted, bound } = expected[kind];
      expect(weight.length).toBe(inputs * outputs);
      expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(wanted / weight.length));
      expect(Math.abs(variance / wanted - 1)).toBeLessThan(0.04);
      if (bound !== undefined) expect(Math.max(...weight.map(Math.abs))).toBeLessThanOrEqual(Math.fround(bound));
      expect(bias.some((value) => value !== 0)).toBe(initializers[kind].biases);
    });

    it.each(kinds)("%s takes number after number from the stream, biases last", (kind) => {
      const options = { kind, deviation: 0.05 };
      for (const [rows, columns] of [
        [1, 1],
        [3, 5],
        [7, 8],
        [33, 3],
      ] as const) {
        const { weight, bias } = draw(backend, options, new RandomStream(9, "one"), [rows, columns]);
        const stream = new RandomStream(9, "one");
        const entry = initializers[kind];
        const next =
          entry.shape === "uniform"
            ? (): number => (2 * stream.float64() - 1) * entry.reach(rows, columns)
            : (): number => stream.normal() * entry.deviation(rows, columns, 0.05);
        expect(weight).toEqual(Float32Array.from(weight, next));
        expect(bias).toEqual(entry.biases ? Float32Array.from(bias, next) : new Float32Array(columns));
      }
    });

    it("draws an embedding from one word for each number", () => {
      const { kernels, memory } = backend.createEngine();
      const table = new Tensor(memory, 9, 6);
      memory.commit();
      initialiseEmbedding(kernels, new RandomStream(4, "rows"), table);
      const stream = new RandomStream(4, "rows");
      expect(table.copy()).toEqual(Float32Array.from({ length: 54 }, () => (2 * (stream.uint32() / 2 ** 32) - 1) / 6));
    });

    it("gives the same weights for the same seed and layer, others for another", () => {
      const weights = (seed: number, layer: string): Float32Array =>
        draw(backend, { kind: "heNormal" }, new RandomStream(seed, `initialise/${layer}`), [10, 10]).weight;
      expect(weights(1, "hidden1")).toEqual(weights(1, "hidden1"));
      expect(weights(1, "hidden1")).not.toEqual(weights(1, "hidden2"));
      expect(weights(1, "hidden1")).not.toEqual(weights(2, "hidden1"));
    });
  });
});
