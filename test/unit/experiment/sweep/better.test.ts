import { expect, test } from "vitest";
import { wilcoxonSignedRank } from "../../../../src/experiment/significance/signedRank.ts";
import { rungsOf } from "../../../../src/experiment/sweep/pruning.ts";
import type { SweepShape } from "../../../../src/experiment/sweep/schedule.ts";
import { type TestFunction, testFunctions } from "./functions.ts";
import { type Outcome, simulate } from "./simulate.ts";

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
const epochs = 27;
const ahead = { workers: 4, luck: 5, epochs };

const shapeOf = ({ dimensions }: TestFunction, seed: number): SweepShape => {
  return { method: "random", dimensions, trials: 100, repeat: 1, seed, better: "lower", prune: null };
};

/** One-sided: whether the second of each pair is lower. */
function expectLower(pairs: readonly (readonly [number, number])[]): void {
  const differences = pairs.map(([before, after]) => after - before);
  const { p } = wilcoxonSignedRank(differences);
  const lower = differences.filter((difference) => difference < 0).length;
  expect(lower).toBeGreaterThan(seeds.length / 2);
  expect(p / 2).toBeLessThan(0.05);
}

function best(shape: SweepShape, outcome: Outcome): { readonly value: number; readonly epochs: number } {
  const ends = simulate(shape, outcome, ahead).flatMap((event) => (event.event === "end" ? [event] : []));
  const values = ends.flatMap(({ status, value }) => (status === "finished" && value !== null ? [value] : []));
  return { value: Math.min(...values), epochs: ends.reduce((sum, end) => sum + end.epochs, 0) };
}

test.each(testFunctions)("tpe finds lower values of $name than random in 100 trials, over 20 seeds", (one) => {
  expectLower(
    seeds.map((seed) => {
      const shape = shapeOf(one, seed);
      const value = (method: "random" | "tpe") => best({ ...shape, method }, (settings) => one.of(settings)).value;
      return [value("random"), value("tpe")];
    }),
  );
});

/** A curve that falls to the function's value; how fast depends on the settings, so that curves cross. */
const curve =
  ({ of }: TestFunction): Outcome =>
  (settings, _, epoch) => {
    const value = of(settings);
    const speed = 0.3 + 0.5 * Math.abs(Math.sin(40 * value));
    return value + 8 * Math.exp(-speed * epoch);
  };

test.each(testFunctions.flatMap((one) => (["halving", "asha"] as const).map((kind) => [kind, one.name, one] as const)))(
  "%s finds lower values of %s than random in as many epochs, over 20 seeds",
  (kind, _, one) => {
    const prune = { kind, factor: 3, rungs: rungsOf(1, 3) };
    expectLower(
      seeds.map((seed) => {
        const shape = shapeOf(one, seed);
        const pruned = best({ ...shape, trials: 81, prune }, curve(one));
        // Trained anew after each rung, halving takes up to half as much again.
        const budget = pruned.epochs * (kind === "halving" ? 1.5 : 1);
        const whole = best({ ...shape, trials: Math.ceil(budget / epochs) }, curve(one));
        expect(whole.epochs).toBeGreaterThanOrEqual(budget);
        return [whole.value, pruned.value];
      }),
    );
  },
);
