import fc from "fast-check";
import { expect, test } from "vitest";
import type { SweepShape } from "../../../../src/experiment/sweep/schedule.ts";
import { rungsOf } from "../../../../src/experiment/sweep/pruning.ts";
import type { Dimension } from "../../../../src/experiment/sweep/space.ts";
import { inOrder, type Outcome, simulate } from "./simulate.ts";

const dimensions: readonly Dimension[] = [
  { kind: "choice", path: "a", values: [1, 2, 3, 4] },
  { kind: "choice", path: "b", values: ["x", "y", "z"] },
];
const ranges: readonly Dimension[] = [
  ...dimensions,
  { kind: "range", path: "c", from: 0.001, to: 1, scale: "log", integer: false },
];

const pruned = (["halving", "asha"] as const).flatMap((kind) => [
  { kind, factor: 3, rungs: rungsOf(1, 3) },
  { kind, factor: 2, rungs: rungsOf(2, 2) },
]);

const shape: fc.Arbitrary<SweepShape> = fc
  .record({
    method: fc.constantFrom("grid", "random", "tpe"),
    better: fc.constantFrom("higher", "lower"),
    prune: fc.constantFrom(null, ...pruned),
    repeat: fc.integer({ min: 1, max: 3 }),
    seed: fc.integer({ min: 0, max: 1000 }),
    trials: fc.constant(24),
    dimensions: fc.constant(ranges),
  })
  .map((one) => (one.method === "grid" ? { ...one, dimensions, trials: 12 } : one))
  .filter(({ method, prune }) => method !== "tpe" || prune?.kind !== "halving");

/** Depends on the settings, the repeat and the epoch; one in seven fails, at an epoch of its own. */
const outcome: Outcome = (settings, { repeat }, epoch) => {
  const sum = Array.from(JSON.stringify(settings)).reduce(
    (total, letter) => (total * 31 + letter.charCodeAt(0)) % 9973,
    repeat,
  );
  if (sum % 7 === 0 && epoch > sum % 11) return null;
  return ((sum + epoch * 997) % 9973) / 9973;
};

const luck = fc.integer({ min: 0, max: 1_000_000 });
const workers = fc.integer({ min: 1, max: 6 });

test("a sweep comes out the same with any number of workers, in whatever order its runs end", () => {
  fc.assert(
    fc.property(shape, workers, luck, (one, count, chance) => {
      const alone = simulate(one, outcome, { workers: 1, luck: 0 });
      expect(inOrder(simulate(one, outcome, { workers: count, luck: chance }))).toEqual(inOrder(alone));
    }),
  );
});

test("a sweep that is killed after any event and resumed with other workers comes out as the uninterrupted one", () => {
  fc.assert(
    fc.property(
      shape,
      fc.tuple(workers, workers),
      fc.tuple(luck, luck),
      fc.nat(90),
      (one, counts, chances, killAfter) => {
        const whole = simulate(one, outcome, { workers: 1, luck: 0 });
        const known = simulate(one, outcome, { workers: counts[0], luck: chances[0], killAfter });
        const resumed = simulate(one, outcome, { workers: counts[1], luck: chances[1], known });
        expect(inOrder(resumed)).toEqual(inOrder(whole));
        expect(resumed.slice(0, known.length)).toEqual(known);
      },
    ),
  );
});
