import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changedSettings } from "../../../src/experiment/comparison/changedSettings.ts";
import { deltasOf, figuresOf } from "../../../src/experiment/comparison/figures.ts";
import { flipOf, rowSettings } from "../../../src/experiment/comparison/pair.ts";
import { pairRows } from "../../../src/experiment/comparison/pairRows.ts";
import { groupRepeats, type RepeatGroup, testGroups } from "../../../src/experiment/comparison/repeats.ts";
import type { RunRecord } from "../../../src/experiment/record.ts";
import type { ResolvedExperiment } from "../../../src/experiment/resolved.ts";
import { epochMetrics, experiment, record, splitMetrics } from "../platform/records.ts";

const { training, split } = experiment;

describe("the settings that differ", () => {
  it("are told by the paths that --set takes, with the value of each run, and nothing else is told", () => {
    const other: ResolvedExperiment = {
      ...experiment,
      model: { kind: "naiveBayes", variant: "complement", smoothing: 0.5 },
      training: { ...training, seed: 7, optimizer: { kind: "sgd", learningRate: 0.01 } },
    };
    const changed = changedSettings([experiment, other]);
    expect(changed).toContainEqual({ path: "model.kind", values: ["logisticRegression", "naiveBayes"] });
    expect(changed).toContainEqual({ path: "model.smoothing", values: [null, "0.5"] });
    expect(changed.map(({ path }) => path)).not.toContain("features.kind");
    expect(changedSettings([experiment, experiment])).toEqual([]);
  });

  it("have lists of values for one value, and class weights too, whose keys are the data's", () => {
    const one: ResolvedExperiment = {
      ...experiment,
      features: { ...experiment.features, ngrams: [1, 3] } as ResolvedExperiment["features"],
      training: { ...training, classWeights: { "a.b": 2 } },
    };
    expect(changedSettings([experiment, one])).toEqual([
      { path: "features.ngrams", values: ["[1,2]", "[1,3]"] },
      { path: "training.classWeights", values: [null, '{"a.b":2}'] },
    ]);
  });

  it("that decide the rows are those of the split and of the layout, not paths", () => {
    const [file] = experiment.dataset.files;
    const moved: ResolvedExperiment = {
      ...experiment,
      dataset: { files: [{ role: "all", path: `${file?.path ?? ""}.copy` }], layout: { ...experiment.dataset.layout } },
      split: { ...split, seed: 3 },
      training: { ...training, seed: 9 },
    };
    const two = record("20260101-000000-bbbbbb", { experiment: moved });
    expect(rowSettings(record("20260101-000000-aaaaaa"), two)).toEqual([{ path: "split.seed", values: ["1", "3"] }]);
  });
});

describe("rows of two runs", () => {
  const rowsOf = (places: readonly number[]): Int32Array =>
    Int32Array.from(places.flatMap((place) => [place, place % 2, place + 1]));

  it("are paired whatever their order", () => {
    const places = fc.uniqueArray(fc.nat(500), { maxLength: 40 });
    fc.assert(
      fc.property(
        places.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const { order, shared } = pairRows(rowsOf(all), rowsOf(shuffled));
          expect(shared).toBe(all.length);
          expect([...(order ?? [])].map((at) => shuffled[at])).toEqual(all);
        },
      ),
    );
  });

  it("are not paired where one run has others, in another file or line, or one twice", () => {
    const rows = rowsOf([4, 5, 6]);
    expect(pairRows(rows, rowsOf([4, 5]))).toEqual({ shared: 2, order: null });
    expect(pairRows(rows, rowsOf([4, 5, 6, 7]))).toEqual({ shared: 3, order: null });
    for (const at of [0, 1, 2]) {
      const other = rows.slice();
      other[at] = 9;
      expect(pairRows(rows, other)).toEqual({ shared: 2, order: null });
    }
    expect(pairRows(rowsOf([4, 4, 6]), rowsOf([4, 6, 8])).order).toBeNull();
  });
});

it("a flip is named by who was right", () => {
  const kinds = [flipOf(1, 1, 2), flipOf(1, 2, 1), flipOf(1, 0, 2), flipOf(1, 2, 2)];
  expect(kinds).toEqual(["rightToWrong", "wrongToRight", "wrongToWrong", undefined]);
});

describe("the figures of a run", () => {
  const epochs = [epochMetrics(0, 0.5), epochMetrics(1, 0.9), epochMetrics(2, 0.7)];
  const [, best, last] = epochs;
  if (best === undefined || last === undefined) throw new Error("three epochs");
  const metrics = { validation: splitMetrics(0.9), test: splitMetrics(0.8) };
  const figures = figuresOf(record("20260101-000000-aaaaaa", { best: { ...best, epoch: 1 }, last, metrics }), epochs);

  it("are those of the kept model, of its epoch, of the last, and the best of all, where less may be better", () => {
    expect(figures.validation?.accuracy).toEqual({ kept: 0.9, atBestEpoch: 0.9, last: 0.7, best: 0.9 });
    expect(figures.validation?.loss?.best).toBeCloseTo(0.1);
    expect(figures.validation?.majorityAccuracy).toMatchObject({ kept: 0.5, best: null });
  });

  it("of test are only those of the kept model", () => {
    expect(figures.test?.accuracy).toEqual({ kept: 0.8, atBestEpoch: null, last: null, best: null });
  });

  it("minus a baseline's are signed, and none where either has none", () => {
    const baseline = figuresOf(record("20260101-000000-bbbbbb", { metrics: { test: splitMetrics(0.9) } }), []);
    const deltas = deltasOf(figures, baseline);
    expect(deltas.test?.accuracy?.kept).toBeCloseTo(-0.1);
    expect(deltas.validation?.accuracy).toEqual({ kept: null, atBestEpoch: null, last: null, best: null });
  });
});

describe("repeats", () => {
  const counts = { train: [40, 40], test: [10, 10] };
  const repeat = (accuracy: number, seed: number, change: Partial<ResolvedExperiment> = {}): RunRecord =>
    record("20260101-000000-aaaaaa", {
      experiment: { ...experiment, ...change, training: { ...(change.training ?? training), seed } },
      fingerprints: { data: "d", features: null },
      data: { classes: ["a", "b"], counts, majorityClass: 0, featureSummary: "", coverage: {}, notes: [] },
      metrics: { test: splitMetrics(accuracy) },
    });
  const slow = { training: { ...training, optimizer: { kind: "sgd", learningRate: 0.001 } as const } };
  const grouped = (records: readonly RunRecord[]) => groupRepeats(records, "test", "accuracy");
  const groupOf = (group: RepeatGroup | undefined, records: readonly RunRecord[]) => {
    const record = records[group?.members[0] ?? -1];
    if (group === undefined || record === undefined) throw new Error("there is such a group");
    return { group, record };
  };

  it("are runs equal in all but the seed; one that was trained twice counts once", () => {
    const groups = grouped([
      repeat(0.8, 1),
      repeat(0.5, 1, slow),
      repeat(0.9, 2),
      repeat(0.8, 1),
      repeat(0.6, 3, slow),
    ]);
    expect(groups.map(({ kind, members }) => ({ kind, members }))).toEqual([
      { kind: "seeds", members: [0, 2, 3] },
      { kind: "seeds", members: [1, 4] },
    ]);
    expect(groups[0]?.spread.mean).toBeCloseTo(0.85);
    expect(groups[0]?.spread.deviation).toBeCloseTo(Math.SQRT2 * 0.05);
    expect(groups[0]?.spread.n).toBe(2);
    expect(grouped([repeat(0.8, 1), repeat(0.8, 1), repeat(0.5, 1, slow)])).toEqual([]);
  });

  it("on other data are other repeats, and runs without the metric none", () => {
    const other = { ...repeat(0.9, 2), fingerprints: { data: "e", features: null } };
    expect(grouped([repeat(0.8, 1), other, { ...repeat(0.9, 3), metrics: {} }])).toEqual([]);
  });

  it("over seeds are tested by signed ranks of the seeds that both have", () => {
    const records = [1, 2, 3, 4, 5, 6].flatMap((seed) => [repeat(0.8 + seed / 100, seed), repeat(0.7, seed, slow)]);
    const [first, second] = grouped([...records, repeat(0.1, 77, slow)]).map((group) => groupOf(group, records));
    if (first === undefined || second === undefined) throw new Error("two groups");
    const result = testGroups(first, second);
    expect(result).toMatchObject({ kind: "seeds", pairs: { count: 6, higher: 0, lower: 6 }, test: { p: 0.03125 } });
  });

  it("over splits are tested by the corrected t with the share of test to train", () => {
    const at = (seed: number) => ({ split: { ...split, seed } });
    const records = [1, 2, 3, 4].flatMap((seed) => [
      repeat(0.8, seed, at(seed)),
      repeat(0.8 + seed / 100, seed, { ...at(seed), ...slow }),
    ]);
    const groups = grouped(records);
    expect(groups.map(({ kind }) => kind)).toEqual(["splits", "splits"]);
    const [first, second] = groups.map((group) => groupOf(group, records));
    if (first === undefined || second === undefined) throw new Error("two groups");
    const result = testGroups(first, second);
    // 0.025/√((1/4 + 20/80)·0.01²·5/3)
    expect(result).toMatchObject({ kind: "splits", test: { degrees: 3 } });
    expect(result.kind === "splits" ? result.test?.t : NaN).toBeCloseTo(0.025 / Math.sqrt((0.5 * 5e-4) / 3), 9);
  });

  it("over folds are tested by the corrected t on the held-out examples, fold by fold", () => {
    const folded = (accuracy: number, fold: number, change: Partial<ResolvedExperiment> = {}) => {
      const one = repeat(0.1, 1, { split: { ...split, folds: 4, fold }, ...change });
      return {
        ...one,
        data: one.data && { ...one.data, counts: { train: [30, 30], validation: [10, 10] } },
        metrics: { ...one.metrics, validation: splitMetrics(accuracy) },
      };
    };
    const records = [1, 2, 3, 4].flatMap((fold) => [folded(0.8, fold), folded(0.8 + fold / 100, 5 - fold, slow)]);
    const groups = grouped(records).map((group) => groupOf(group, records));
    expect(groups.map(({ group: { kind, split: of, spread } }) => [kind, of, spread.n])).toEqual([
      ["folds", "validation", 4],
      ["folds", "validation", 4],
    ]);
    const [first, second] = groups;
    if (first === undefined || second === undefined) throw new Error("two groups");
    const result = testGroups(first, second);
    // 0.025/√((1/4 + 20/60)·0.01²·5/3)
    expect(result).toMatchObject({ kind: "folds", pairs: { count: 4, higher: 4 }, test: { degrees: 3 } });
    expect(result.kind === "folds" ? result.test?.t : NaN).toBeCloseTo(0.025 / Math.sqrt(((7 / 12) * 5e-4) / 3), 9);
    const apart = [folded(0.8, 1, slow), folded(0.8, 4, slow)];
    const early = [folded(0.8, 1), folded(0.9, 2)];
    const of = (list: readonly RunRecord[]) => groupOf(grouped(list)[0], list);
    expect(testGroups(of(early), of(apart))).toEqual({ kind: "refused", why: "folds" });
    const seeds = [repeat(0.8, 1), repeat(0.9, 2)];
    expect(testGroups(of(early), of(seeds))).toEqual({ kind: "refused", why: "split" });
  });

  it("are not tested on other data, another split or without common seeds", () => {
    const own = [repeat(0.8, 1), repeat(0.9, 2)];
    const [group] = grouped(own);
    const first = groupOf(group, own);
    const why = (records: readonly RunRecord[]) => testGroups(first, groupOf(grouped(records)[0], records));
    const elsewhere = own.map((one) => ({ ...one, fingerprints: { data: "e", features: null } }));
    expect(why(elsewhere)).toEqual({ kind: "refused", why: "data" });
    const halves = { split: { ...split, train: 0.7, test: 0.2 } };
    expect(why([repeat(0.8, 1, halves), repeat(0.9, 2, halves)])).toEqual({ kind: "refused", why: "split" });
    expect(why([repeat(0.8, 2, slow), repeat(0.9, 3, slow)])).toEqual({ kind: "refused", why: "seeds" });
  });
});
