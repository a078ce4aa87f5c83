import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/base/random.ts";
import { referenceBackend } from "../../../src/engine/backend.ts";
import { activationCases, lossCases, optimizerCases, plainCases } from "./elementKernelCases.ts";
import { gatherCases, linearCases, sequenceCases, sparseCases } from "./linearKernelCases.ts";
import { lossGradientCases } from "./lossKernelCases.ts";
import { bagCases } from "./bagKernelCases.ts";
import { dropoutCases, normCases } from "./normKernelCases.ts";
import { skipGramCases } from "./skipGramKernelCases.ts";
import { allBackends } from "./support.ts";

/** Flavours agree with the float64 reference within this, relative to 1 + |value| (docs/engine.md). */
const tolerance = 1e-5;

const cases = [
  ...plainCases,
  ...linearCases,
  ...gatherCases,
  ...sequenceCases,
  ...sparseCases,
  ...activationCases,
  ...bagCases,
  ...skipGramCases,
  ...lossCases,
  ...lossGradientCases,
  ...optimizerCases,
  ...dropoutCases,
  ...normCases,
];

describe("kernels", async () => {
  const backends = await allBackends();

  it("all have a case in the table", () => {
    const covered = new Set(cases.map(({ kernel }) => kernel));
    const { kernels } = referenceBackend("float32").createEngine();
    expect([...covered].sort()).toEqual(Object.keys(kernels).sort());
  });

  for (const backend of backends) {
    it(`of the flavour ${backend.flavour} agree with the float64 reference`, () => {
      for (const each of cases) {
        const name = `${each.kernel} ${each.shape}`;
        const expected = each.run(referenceBackend("float64").createEngine(), new RandomStream(1, name));
        const actual = each.run(backend.createEngine(), new RandomStream(1, name));
        expect(actual.length, name).toBe(expected.length);
        const worst = Math.max(
          ...expected.map((value, index) => Math.abs((actual[index] ?? NaN) - value) / (1 + Math.abs(value))),
        );
        expect(worst, name).toBeLessThanOrEqual(tolerance);
      }
    });
  }
});
