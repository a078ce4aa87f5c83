import { describe, expect, test } from "vitest";
import { heatMap } from "../../../webview/compare/sweepHeat.ts";
import {
  brushedRuns,
  goodness,
  isWithin,
  placesOf,
  plotAxes,
  type PlotAxis,
  scaleOf,
} from "../../../webview/compare/sweepScale.ts";
import { withProgress } from "../../../webview/compare/sweepClient.ts";
import { activation, rate, runOf, sweep, units } from "../harness/sweeps.ts";

const axis = (change: Partial<PlotAxis> = {}): PlotAxis => ({
  ...{ path: "a", title: "a", logarithmic: false, categories: null, share: false },
  ...change,
});

describe("the scale of an axis", () => {
  test.each([
    ["straight", axis(), [2, 4, 10], [0, 0.25, 1]],
    ["logarithmic", axis({ logarithmic: true }), [0.01, 0.1, 1], [0, 0.5, 1]],
    ["of categories", axis({ categories: ["x", "y"] }), [0, 1], [0.25, 0.75]],
    ["of one value", axis(), [3], [0.5]],
  ])("%s: places are where they belong, and lead back", (_, one, values, places) => {
    const { place, valueAt, ticks } = scaleOf(one, values);
    for (const [at, value] of values.entries()) {
      expect(place(value)).toBeCloseTo(places[at] ?? NaN, 9);
      expect(valueAt(place(value))).toBeCloseTo(value, 9);
    }
    expect(ticks.length).toBeGreaterThan(0);
    for (const tick of ticks) expect(tick.place >= -1e-9 && tick.place <= 1 + 1e-9, tick.label).toBe(true);
  });

  test("has round ticks", () => {
    const labels = (values: readonly number[], logarithmic = false) =>
      scaleOf(axis({ logarithmic }), values).ticks.map(({ label }) => label);
    expect(labels([0.13, 0.87])).toEqual(["0.2", "0.4", "0.6", "0.8"]);
    expect(labels([0.0004, 2], true)).toEqual(["0.001", "0.01", "0.1", "1"]);
    expect(labels([0.02, 0.09], true)).toEqual(["0.02", "0.05"]);
  });
});

describe("filters of axes", () => {
  const state = sweep({
    trials: 9,
    axes: [activation, rate],
    trial: (trial) => ({ settings: [trial % 3, 0.01 * trial] }),
  });
  const axes = plotAxes(state);

  test("leave the trials that lie within all of them", () => {
    const brushes = { [activation.path]: { from: 0.4, to: 1.6 }, [rate.path]: { from: 0, to: 0.05 } };
    const left = state.trials.filter((trial) => isWithin(axes, trial, brushes)).map(({ trial }) => trial);
    expect(left.toSorted()).toEqual([1, 4]);
    expect([...(brushedRuns(state, brushes) ?? [])].toSorted()).toEqual([runOf(1), runOf(4)]);
    expect(brushedRuns(state, { other: { from: 0, to: 1 } })).toBeNull();
  });

  test("go by the metric of a pruned trial where it ended", () => {
    const [trial] = state.trials;
    if (trial === undefined) throw new Error("a trial is there");
    const pruned = { ...trial, value: null, pruned: { epoch: 3, value: 0.4 } };
    expect(placesOf(pruned).at(-1)).toBe(0.4);
    expect(isWithin(axes, { ...pruned, pruned: null }, { "": { from: 0, to: 1 } })).toBe(false);
  });
});

test("the best is the highest or the lowest, and the middle where all are the same", () => {
  expect([1, 2, 3].map(goodness([1, 2, 3], "higher"))).toEqual([0, 0.5, 1]);
  expect([1, 2, 3].map(goodness([1, 2, 3], "lower"))).toEqual([1, 0.5, 0]);
  expect(goodness([2, 2], "lower")(2)).toBe(0.5);
});

describe("a heat map", () => {
  test("has the mean and the number of the trials in each cell", () => {
    const { trials, axes } = sweep({
      trials: 6,
      axes: [activation, units],
      trial: (trial) => ({ settings: [trial % 2, trial <= 2 ? 8 : 16], value: trial / 10 }),
    });
    const [x, y] = axes.map((each) => axis(each));
    if (x === undefined || y === undefined) throw new Error("two axes are there");
    const map = heatMap(trials, [x, y], [0, 1]);
    expect(map.columns.map(({ label }) => label)).toEqual(["relu", "tanh"]);
    expect(map.rows.map(({ label }) => label)).toEqual(["16", "8"]);
    expect(map.cells).toEqual([
      [
        { mean: expect.closeTo(0.5, 9) as number, count: 2 },
        { mean: expect.closeTo(0.4, 9) as number, count: 2 },
      ],
      [
        { mean: 0.2, count: 1 },
        { mean: 0.1, count: 1 },
      ],
    ]);
  });

  test("puts many numbers into stretches of which each holds its own, all of them together every trial", () => {
    const { trials, axes } = sweep({ trials: 100, axes: [rate, activation] });
    const [x, y] = axes.map((each) => axis(each));
    if (x === undefined || y === undefined) throw new Error("two axes are there");
    const map = heatMap(trials, [x, y], [0, 1]);
    expect(map.columns).toHaveLength(5);
    expect(map.cells.flat().reduce((sum, cell) => sum + (cell?.count ?? 0), 0)).toBe(100);
  });
});

test("progress changes what it tells of and orders all", () => {
  const state = sweep({ trials: 2, axes: [rate] });
  const [first] = state.trials;
  if (first === undefined) throw new Error("a trial is there");
  const changed = [{ ...first, trial: 3 }];
  const after = withProgress(state, { id: state.id, standing: "over", changed, order: [3, 2, 1] });
  expect(after.trials.map(({ trial }) => trial)).toEqual([3, 2, 1]);
  expect(after.trials[0]).toBe(changed[0]);
});
