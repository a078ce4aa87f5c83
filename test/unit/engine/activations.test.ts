import { describe, expect, it } from "vitest";
import { type ActivationName, activations } from "../../../src/engine/activations.ts";
import { Tensor } from "../../../src/engine/tensor.ts";
import { allBackends } from "./support.ts";

/** Worst error in units in the last place of float32 over −20 … 20, where it is not below 1e-36 (docs/engine.md). */
const bounds: Readonly<Record<ActivationName, number>> = {
  identity: 0,
  relu: 0,
  sigmoid: 3,
  tanh: 2,
  leakyRelu: 1,
  elu: 2,
  selu: 2,
  gelu: 128,
  geluTanh: 128,
  silu: 3,
  mish: 4,
  softplus: 3,
  hardSigmoid: 2,
  hardTanh: 0,
};

function unit(value: number): number {
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -126) - 23);
}

describe("activations", async () => {
  for (const backend of await allBackends()) {
    for (const name of Object.keys(activations) as ActivationName[]) {
      it(`${name} on ${backend.flavour} is within its stated error of float64`, () => {
        const { memory, kernels } = backend.createEngine();
        const count = 40_000;
        const z = new Tensor(memory, 1, count);
        const a = new Tensor(memory, 1, count);
        memory.commit();
        for (let at = 0; at < count; at++) z.set(0, at, (at - count / 2) / 1000);
        kernels.activate(activations[name].code, z.start, a.start, count);
        let worst = 0;
        for (let at = 0; at < count; at++) {
          const expected = activations[name].forward(z.get(0, at));
          const error = Math.abs(a.get(0, at) - expected);
          if (error > 1e-36) worst = Math.max(worst, error / unit(expected));
        }
        expect(worst).toBeLessThanOrEqual(bounds[name]);
      });

      it(`${name} on ${backend.flavour} keeps NaN`, () => {
        const { memory, kernels } = backend.createEngine();
        const z = new Tensor(memory, 1, 4);
        memory.commit();
        z.set(0, 2, NaN);
        kernels.activate(activations[name].code, z.start, z.start, 4);
        expect(z.get(0, 2)).toBeNaN();
      });
    }
  }

  it("have derivatives that agree with central differences of the function", () => {
    for (const [name, activation] of Object.entries(activations)) {
      for (const z of [-3.1, -2.9, -0.7, 0.2, 1.9]) {
        const slope = (activation.forward(z + 1e-6) - activation.forward(z - 1e-6)) / 2e-6;
        expect(activation.backward(z, activation.forward(z)), name).toBeCloseTo(slope, 8);
      }
    }
  });
});
