import fc from "fast-check";
import { expect, it } from "vitest";
import { lossOf, type LossOptions } from "../../../src/engine/losses.ts";
import { constantLoss } from "../../../src/experiment/constantLoss.ts";

it("is the entropy of the class shares for plain cross-entropy, also with classes that are absent", () => {
  const plain = { kind: "crossEntropy" } as const;
  expect(constantLoss(plain, [1, 1, 1, 1])).toBeCloseTo(1.3862943611198906, 14);
  expect(constantLoss(plain, [3, 1, 0])).toBeCloseTo(0.5623351446188083, 14);
  expect(constantLoss(plain, [5, 0])).toBe(0);
});

/** Mean weighted loss when every example gets these logits. */
function meanLoss(options: LossOptions, counts: readonly number[], logits: readonly number[]): number {
  const examples = counts.reduce((sum, count) => sum + count, 0);
  return (
    counts.reduce((sum, count, label) => sum + count * lossOf(options, logits, 0, counts.length, label), 0) / examples
  );
}

/** Tries every logit a little higher and lower, with ever smaller steps. */
function lowest(options: LossOptions, counts: readonly number[], start: readonly number[]): number {
  let logits = [...start];
  let best = meanLoss(options, counts, logits);
  for (let step = 1; step > 1e-6; step /= 2) {
    for (let better = true; better;) {
      better = false;
      for (let j = 0; j < logits.length; j++)
        for (const sign of [1, -1]) {
          const next = logits.map((value, at) => (at === j ? value + sign * step : value));
          const value = meanLoss(options, counts, next);
          if (value < best - 1e-12) {
            [logits, best, better] = [next, value, true];
          }
        }
    }
  }
  return best;
}

const kinds = fc.constantFrom<LossOptions>(
  { kind: "crossEntropy" },
  { kind: "crossEntropy", labelSmoothing: 0.2 },
  { kind: "squaredHinge" },
  { kind: "meanSquaredError" },
  { kind: "hinge" },
);

it("is what the best constant answer reaches, and none is lower", () => {
  fc.assert(
    fc.property(
      kinds,
      fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.double({ min: 0.2, max: 5, noNaN: true })), {
        minLength: 2,
        maxLength: 4,
      }),
      (loss, classes) => {
        const counts = classes.map(([count]) => count);
        const classWeights = classes.map(([, weight]) => weight);
        const options: LossOptions = { ...loss, classWeights };
        const expected = constantLoss(loss, counts, classWeights);
        // A search stops where hinges bend; it starts with the commonest class ahead and with all alike.
        const heaviest = counts.map((count, j) => count * (classWeights[j] ?? 1));
        const ahead = heaviest.map((mass) => (mass === Math.max(...heaviest) ? 1 : 0));
        const found = Math.min(
          lowest(options, counts, ahead),
          lowest(
            options,
            counts,
            counts.map(() => 0),
          ),
        );
        expect(found / expected).toBeCloseTo(1, 5);
      },
    ),
    { numRuns: 60 },
  );
});
