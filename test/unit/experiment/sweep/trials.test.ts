import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gridSize, gridTrial } from "../../../../src/experiment/sweep/gridTrial.ts";
import { randomTrial } from "../../../../src/experiment/sweep/randomTrial.ts";
import { type Dimension, settingsInPlace } from "../../../../src/experiment/sweep/space.ts";
import { choice, isWithin, range, space } from "./spaces.ts";

describe("a grid", () => {
  it("has every combination of values by place exactly once", () => {
    fc.assert(
      fc.property(space(choice), (dimensions) => {
        // Values by their places: a list may name a value twice.
        const places = dimensions.map((one) =>
          one.kind === "choice" ? { ...one, values: one.values.map((_, at) => at) } : one,
        );
        const size = gridSize(dimensions);
        const all = Array.from({ length: size }, (_, at) => JSON.stringify(gridTrial(places, at + 1)));
        expect(new Set(all).size).toBe(size);
        const last = gridTrial(places, size).map(([, value]) => value);
        expect(last).toEqual(places.map((one) => (one.kind === "choice" ? one.values.length - 1 : null)));
      }),
    );
  });

  it("goes through the last option fastest", () => {
    const dimensions: Dimension[] = [
      { kind: "choice", path: "a", values: [1, 2] },
      { kind: "choice", path: "b", values: ["x", "y"] },
    ];
    const trials = [1, 2, 3, 4].map((trial) => gridTrial(dimensions, trial).map(([, value]) => value));
    expect(trials).toEqual([
      [1, "x"],
      [1, "y"],
      [2, "x"],
      [2, "y"],
    ]);
  });
});

describe("a random trial", () => {
  const any = space(fc.oneof(choice, range));
  const seed = fc.integer({ min: 0 });
  const number = fc.integer({ min: 1, max: 10_000 });

  it("sets every option, within its bounds, in the order of the file", () => {
    fc.assert(
      fc.property(any, seed, number, (dimensions, from, trial) => {
        const settings = randomTrial(dimensions, from, trial);
        expect(settings.map(([path]) => path)).toEqual(dimensions.map(({ path }) => path));
        for (const [at, [, value]] of settings.entries())
          expect(isWithin(dimensions[at], value), JSON.stringify(value)).toBe(true);
      }),
    );
  });

  it("is the same for the same seed and number, whichever trials were drawn before", () => {
    fc.assert(
      fc.property(any, seed, fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7]), (dimensions, from, order) => {
        const drawn = new Map(order.map((trial) => [trial, randomTrial(dimensions, from, trial)]));
        for (const [trial, settings] of drawn) expect(randomTrial(dimensions, from, trial)).toEqual(settings);
      }),
    );
  });

  it("has other values for another number and another seed", () => {
    const dimensions: Dimension[] = [{ kind: "range", path: "a", from: 0, to: 1, scale: "linear", integer: false }];
    const values = [1, 2, 3].flatMap((from) => [1, 2, 3].map((trial) => randomTrial(dimensions, from, trial)[0]?.[1]));
    expect(new Set(values).size).toBe(9);
  });

  it("falls evenly: linear by value, log by factor, whole numbers with equal ends", () => {
    const share = (dimension: Omit<Extract<Dimension, { kind: "range" }>, "kind" | "path">, below: number): number => {
      const drawn = Array.from({ length: 4000 }, (_, at) =>
        Number(randomTrial([{ kind: "range", path: "a", ...dimension }], 1, at + 1)[0]?.[1]),
      );
      return drawn.filter((value) => value <= below).length / drawn.length;
    };
    // Within five standard errors.
    expect(Math.abs(share({ from: 0, to: 10, scale: "linear", integer: false }, 2.5) - 0.25)).toBeLessThan(0.035);
    expect(Math.abs(share({ from: 0.0001, to: 1, scale: "log", integer: false }, 0.01) - 0.5)).toBeLessThan(0.04);
    expect(Math.abs(share({ from: 1, to: 4, scale: "linear", integer: true }, 1) - 0.25)).toBeLessThan(0.035);
    expect(Math.abs(share({ from: 1, to: 4, scale: "linear", integer: true }, 3) - 0.75)).toBeLessThan(0.035);
  });
});

it("settings are put in place from the outside in, otherwise in the order of the file", () => {
  const settings = [
    ["b.c.d", 1],
    ["b", { c: {} }],
    ["a", 2],
  ] as const;
  expect(settingsInPlace(settings).map(([path]) => path)).toEqual(["b", "a", "b.c.d"]);
});
