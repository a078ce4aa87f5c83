import { describe, expect, test } from "vitest";
import type { StoredRun } from "../../../src/services/ports.ts";
import { axesOf } from "../../../src/services/sweepAxes.ts";
import { forestOf, sweepOfRuns } from "../../../src/services/sweepView.ts";
import { experiment, record, splitMetrics } from "../platform/records.ts";

const choice = (path: string, values: readonly unknown[]) => ({ kind: "choice", path, values }) as const;

describe("the axes of a sweep", () => {
  test("are straight, or logarithmic where values lie decades apart or the sweep says so", () => {
    const range = { kind: "range", from: 1, to: 4, integer: false } as const;
    const axes = axesOf([
      choice("training.batchSize", [16, 32, 64]),
      choice("training.optimizer.learningRate", [0.001, 0.01, 0.1]),
      { ...range, path: "a.b", scale: "log" },
      { ...range, path: "a.c", scale: "linear" },
    ]);
    expect(axes.map(({ axis }) => [axis.title, axis.logarithmic, axis.categories])).toEqual([
      ["batch size", false, null],
      ["learning rate", true, null],
      ["b", true, null],
      ["c", false, null],
    ]);
    expect(axes[1]?.place(0.01)).toBe(0.01);
  });

  test("have places for what is no number, and for numbers that would lie on each other beside 0", () => {
    const [activation, l2, features] = axesOf([
      choice("model.hidden.0.activation", ["relu", "tanh"]),
      choice("training.l2", [0, 0.0001, 0.01]),
      choice("features", [
        { kind: "tfidf", ngrams: [1, 2] },
        { kind: "counts", ngrams: [1, 2] },
        { kind: "tfidf", ngrams: [1, 2], sublinear: true },
      ]),
    ]);
    expect([activation?.axis.categories, activation?.place("tanh"), activation?.place("gelu")]).toEqual([
      ["relu", "tanh"],
      1,
      null,
    ]);
    expect([l2?.axis.categories, l2?.place(0.0001)]).toEqual([["0", "0.0001", "0.01"], 1]);
    expect(features?.axis.categories).toEqual(["tfidf", "counts", "tfidf, sublinear true"]);
    expect(features?.place({ kind: "counts", ngrams: [1, 2] })).toBe(1);
  });

  test("of several layers are told apart", () => {
    const axes = axesOf([choice("model.hidden.0.units", [1, 2]), choice("model.hidden.1.units", [1, 2])]);
    expect(axes.map(({ axis }) => axis.title)).toEqual(["hidden 1 units", "hidden 2 units"]);
  });
});

function run(id: string, trial: number, repeat: number, l2: number, accuracy: number | null): StoredRun {
  const sweep = { id: "20260101-000000-aaaaaa", trial, repeat };
  const training = { ...experiment.training, l2, seed: 1 + repeat };
  const metrics = accuracy === null ? {} : { validation: splitMetrics(accuracy) };
  const status = accuracy === null ? "diverged" : "finished";
  const written = record(id, {
    sweep,
    status,
    message: accuracy === null ? "It blew up." : null,
    metrics,
    experiment: { ...experiment, training },
  });
  return { folder: `/r/${id}`, baseFolder: "/r", record: written, annotations: { schemaVersion: 1 }, owner: "none" };
}

describe("a sweep that only its runs tell of", () => {
  const runs = [
    run("a", 1, 1, 0.001, 0.7),
    run("b", 1, 0, 0.001, 0.8),
    run("c", 2, 0, 0.1, 0.9),
    run("d", 2, 1, 0.1, 0.9),
    run("e", 3, 0, 1, null),
    { ...run("f", 1, 0, 5, 0.99), record: record("f", {}) },
  ];

  test("has what differs between them as its options, and is ranked by the key metric", () => {
    const state = sweepOfRuns("20260101-000000-aaaaaa", runs, "validation.accuracy");
    expect(state?.axes).toMatchObject([{ path: "training.l2", logarithmic: true, categories: null }]);
    expect(state).toMatchObject({ standing: "over", total: 3, repeat: 2, method: null });
    expect(
      state?.trials.map(({ trial, status, value, settings, runs: own, message }) => [
        trial,
        status,
        value,
        settings,
        own,
        message,
      ]),
    ).toEqual([
      [2, "finished", 0.9, [0.1], ["c", "d"], null],
      [1, "finished", 0.75, [0.001], ["b", "a"], null],
      [3, "diverged", null, [1], ["e"], "It blew up."],
    ]);
    const lower = sweepOfRuns("20260101-000000-aaaaaa", runs, "validation.loss");
    expect(lower?.metric).toMatchObject({ better: "lower", key: "validation.loss" });
    expect(sweepOfRuns("20260101-000000-bbbbbb", runs, "validation.accuracy")).toBeNull();
  });

  test("gives a forest the trials that have a value", () => {
    const state = sweepOfRuns("20260101-000000-aaaaaa", runs, "validation.accuracy");
    if (state === null) throw new Error("a sweep is there");
    const { columns, target } = forestOf(state);
    expect([...target]).toEqual([0.9, 0.75]);
    expect(columns.map(({ values, categorical }) => [[...values], categorical])).toEqual([[[0.1, 0.001], false]]);
  });
});
