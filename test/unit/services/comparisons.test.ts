import { describe, expect, it } from "vitest";
import type { ComparedRun, Comparison } from "../../../src/experiment/comparison/comparison.ts";
import type { PoolResult } from "../../../src/experiment/comparison/foldPools.ts";
import { poolSentences } from "../../../src/experiment/comparison/poolWords.ts";
import { groupSentences } from "../../../src/experiment/comparison/groupWords.ts";
import type { Mismatch, PairFigures, PairResult } from "../../../src/experiment/comparison/pair.ts";
import { pairSentences, splitSentence } from "../../../src/experiment/comparison/words.ts";
import type { RunRecord } from "../../../src/experiment/record.ts";
import { mcNemarExact } from "../../../src/experiment/significance/mcNemar.ts";
import type { PairQuery } from "../../../src/protocol/trainer.ts";
import type { CompareOptions } from "../../../src/services/api.ts";
import { comparisonTable } from "../../../src/services/comparisonTable.ts";
import { ComparisonService } from "../../../src/services/comparisons.ts";
import type { StoredRun } from "../../../src/services/ports.ts";
import { UtilityWorker } from "../../../src/services/utilityWorker.ts";
import { experiment, record, splitMetrics } from "../platform/records.ts";
import { HandTrainers } from "./trainers.ts";

const both = { validation: splitMetrics(0.7), test: splitMetrics(0.8) };
const data = {
  classes: ["a", "b"],
  counts: { train: [80, 80], test: [100, 100] },
  majorityClass: 0,
  featureSummary: "",
  coverage: {},
  notes: [],
};

function run(change: Partial<RunRecord> = {}, name = "a run"): StoredRun {
  const whole = record("20260101-000000-aaaaaa", {
    metrics: both,
    data,
    fingerprints: { data: "d", features: null },
    ...change,
  });
  const annotations = { schemaVersion: 1, name } as const;
  return { folder: `/runs/${name}`, baseFolder: "/data", record: whole, annotations, owner: "none" };
}

const seeded = (seed: number, accuracy: number, learningRate = 0.1): StoredRun =>
  run({
    experiment: { ...experiment, training: { ...experiment.training, seed, optimizer: { kind: "sgd", learningRate } } },
    metrics: { ...both, test: splitMetrics(accuracy) },
  });

/** What a worker would find for counts of examples that one run alone gets right. */
function figures(onlyFirst: number, onlySecond: number, changed = 0): PairFigures {
  const interval = { difference: (onlySecond - onlyFirst) / 200, low: -0.01, high: 0.0421 };
  return {
    kind: "compared",
    split: "test",
    examples: 200,
    agreement: { bothRight: 100, onlyFirst, onlySecond, bothWrong: 100 - onlyFirst - onlySecond, changed },
    mcNemar: mcNemarExact(onlyFirst, onlySecond),
    intervals: { resamples: 10_000, level: 0.95, accuracy: interval, macroF1: interval },
    confusionDifference: [],
  };
}

async function compared(
  runs: readonly StoredRun[],
  results: readonly PairResult[],
  options: CompareOptions = {},
  pools: readonly PoolResult[] = [],
) {
  const workers = new HandTrainers();
  const asked: PairQuery[] = [];
  const pooled: (readonly string[])[] = [];
  const utility = new UtilityWorker({
    start: async () => {
      const trainer = await workers.start();
      trainer.pools = ({ runFolders }) => {
        const result = pools[pooled.push(runFolders) - 1];
        if (result === undefined) throw new Error("asked too often");
        return result;
      };
      trainer.pairs = (query) => {
        asked.push(query);
        const result = results[asked.length - 1];
        if (result === undefined) throw new Error("asked too often");
        return result;
      };
      return trainer;
    },
  });
  const service = new ComparisonService({ files: { epochs: () => Promise.resolve([]) }, worker: utility });
  try {
    return { comparison: await service.compare(runs, options), asked, pooled };
  } finally {
    utility.dispose();
  }
}

function at(comparison: Comparison, place: number): ComparedRun {
  const found = comparison.runs[place];
  if (found === undefined) throw new Error(`no run at ${String(place)}`);
  return found;
}

/** The sentences of one run against its baseline. */
async function said(result: PairResult, more: readonly PairResult[] = []): Promise<readonly string[]> {
  const { comparison } = await compared([run(), run(), ...more.map(() => run())], [result, ...more]);
  return pairSentences(comparison, at(comparison, 1));
}

describe("a comparison", () => {
  it("is on test where all evaluated runs have one, else on validation, unless another split is asked for", async () => {
    const none = run({ metrics: {}, status: "failed" });
    const noTest = run({ metrics: { validation: splitMetrics(0.7) } });
    const chosen = async (second: StoredRun, options?: CompareOptions) => {
      const { comparison, asked } = await compared([run(), second], [figures(1, 2)], options);
      expect(asked.map(({ split }) => split)).toEqual([comparison.split]);
      return splitSentence(comparison);
    };
    expect(await chosen(run())).toBe("Measured on test, which all of these runs have.");
    expect(await chosen(none)).toBe("Measured on test, which all of these runs have.");
    expect(await chosen(noTest)).toBe("Measured on validation, since not all of these runs have a test split.");
    expect(await chosen(run(), { split: "train" })).toBe("Measured on train, as asked.");
  });

  it("corrects for the comparisons that have a p, and for no others", async () => {
    const refused: PairResult = { kind: "refused", split: "test", why: { part: "data" } };
    const pairs = [figures(5, 25), refused, figures(10, 20)];
    const { comparison } = await compared([run(), run(), run(), run()], pairs);
    expect(comparison.runs.map(({ letter }) => letter)).toEqual(["A", "B", "C", "D"]);
    const [first, third] = [mcNemarExact(5, 25), mcNemarExact(10, 20)];
    expect(comparison.runs.map(({ adjusted }) => adjusted)).toEqual([null, 2 * first, null, third]);
  });

  it("asks for pairs of folders, tells how far it is, and counts letters beyond Z", async () => {
    const runs = Array.from({ length: 30 }, (_, place) => run({}, `run ${String(place)}`));
    const progress: number[] = [];
    const { comparison, asked } = await compared(runs, new Array<PairResult>(29).fill(figures(1, 2)), {
      onPair: (done) => progress.push(done),
    });
    expect(progress).toEqual(Array.from({ length: 29 }, (_, place) => place + 1));
    expect(asked[0]).toEqual({ baselineFolder: "/runs/run 0", runFolder: "/runs/run 1", split: "test" });
    expect(comparison.runs.slice(25).map(({ letter }) => letter)).toEqual(["Z", "AA", "AB", "AC", "AD"]);
  });

  it("of one run is refused", async () => {
    await expect(compared([run()], [])).rejects.toThrow("Name a baseline and at least one other run.");
  });
});

describe("the sentences on a pair", () => {
  it("say in words how often chance would do that, and by how much they differ", async () => {
    expect(await said(figures(31, 12))).toEqual([
      "A is right on 31 examples that B gets wrong, B on 12 that A gets wrong; so large an imbalance would come by chance in 0.5 % of cases if both were equally good (McNemar exact, p = 0.0054).",
      "That is more than chance explains (p below 0.05).",
      "B minus A: accuracy −0.0950 (−0.0100 to +0.0421), macro F1 −0.0950 (−0.0100 to +0.0421); in brackets what 95 % of 10,000 resamples of the examples give (paired bootstrap).",
    ]);
  });

  it("name the correction where there are several, and let it decide", async () => {
    const sentences = await said(figures(10, 23), [figures(7, 9), figures(7, 8)]);
    expect(sentences[0]).toContain("p = 0.0351");
    expect(sentences[1]).toBe(
      "Corrected for 3 comparisons with A (Holm), p = 0.1052. That may be chance: p is not below 0.05.",
    );
  });

  it("claim nothing where the runs are right equally often", async () => {
    expect(await said(figures(0, 0))).toEqual([
      "A and B are right on the same of the 200 examples: nothing speaks for either (McNemar exact, p = 1.0000).",
    ]);
    expect((await said(figures(0, 0, 1)))[0]).toContain("; 1 example both get wrong in different ways: nothing");
    expect((await said(figures(4, 4)))[0]).toContain("B on 4 that A gets wrong: nothing speaks for either");
    expect((await said(figures(0, 90)))[0]).toContain("in fewer than 0.1 % of cases");
    expect((await said(figures(0, 90)))[0]).toContain("p < 0.0001");
  });

  it.each<[Mismatch, string]>([
    [{ part: "data" }, "A and B were not evaluated on the same examples: the data files differ (their SHA-256)"],
    [{ part: "labels" }, "A and B were evaluated against other labels"],
    [
      { part: "split", settings: [{ path: "split.seed", values: ["1", "2"] }] },
      "A and B were not evaluated on the same examples: split.seed is 1 in A and 2 in B, so no significance is given.",
    ],
    [
      { part: "split", settings: [{ path: "split.groupColumn", values: [null, "author"] }] },
      "split.groupColumn is not set in A and author in B",
    ],
    [{ part: "rows", baseline: 1200, run: 1180, shared: 1100 }, "1200 examples and 1,180, of which 1,100 are the same"],
    [{ part: "predictions", of: "run" }, "B has no predictions on test"],
    [{ part: "predictions", of: "baseline" }, "A has no predictions on test"],
  ])("say why there is no figure: %j", async (why, words) => {
    const sentences = await said({ kind: "refused", split: "test", why });
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toContain(words);
    expect(sentences[0]).not.toMatch(/p [=<]/);
  });

  it("call runs as their user does", async () => {
    const { comparison } = await compared([run({}, "slow"), run({}, "fast")], [figures(3, 30)]);
    expect(pairSentences(comparison, at(comparison, 1), ({ title }) => title)[0]).toMatch(
      /^slow is right on 3 examples that fast/,
    );
    expect(pairSentences(comparison, at(comparison, 0))).toEqual([]);
  });
});

describe("the sentences on repeats", () => {
  const repeats = async (seeds: readonly number[], options: CompareOptions = {}) => {
    const runs = seeds.flatMap((seed) => [seeded(seed, 0.8 + seed / 100), seeded(seed, 0.75, 0.001)]);
    const { comparison } = await compared(runs, new Array<PairResult>(runs.length - 1).fill(figures(1, 2)), options);
    return comparison.groups.map((group) => groupSentences(comparison, group));
  };

  it("give mean and deviation, and Wilcoxon's p over the seeds with what it can reach", async () => {
    const [first, second] = await repeats([1, 2, 3]);
    expect(first).toEqual([
      "A, C, E differ only in their seed: accuracy on test 0.8200 ± 0.0100 (mean ± sample deviation over 3 seeds).",
    ]);
    expect(second?.slice(1)).toEqual([
      "Against A, C, E over the 3 seeds that both have: −0.0700 on average, better with 0, worse with 3; a difference like this would come by chance in 25.0 % of cases if both were equally good (Wilcoxon signed-rank, exact, p = 0.2500).",
      "With 3 seeds that differ, p cannot be less than 0.2500: train at least 6 seeds of each.",
    ]);
  });

  it("need no such warning from six seeds on, and know that less loss is better", async () => {
    const [, second] = await repeats([1, 2, 3, 4, 5, 6], { metric: "loss" });
    expect(second).toHaveLength(2);
    expect(second?.[1]).toContain("better with 0, worse with 6");
    expect(second?.[1]).toContain("p = 0.0313");
  });
});

describe("the folds of a split", () => {
  const held = (fold: number, seed: number, name: string): StoredRun =>
    run(
      {
        experiment: {
          ...experiment,
          split: { ...experiment.split, folds: 5, fold },
          training: { ...experiment.training, seed },
        },
      },
      name,
    );
  const refused: PairResult = { kind: "refused", split: "validation", why: { part: "split", settings: [] } };
  const spread = { n: 2, mean: 0.75, deviation: 0.05 };
  const pooled: PoolResult = {
    ...{ kind: "pooled", examples: 80, classes: ["a", "b"] },
    counts: [
      [30, 10],
      [10, 30],
    ],
    ...{ accuracy: { pooled: 0.75, spread }, macroF1: { pooled: 0.7, spread } },
  };

  it("are pooled by seed, each fold once and in order, and said to be a part where some are missing", async () => {
    const runs = [held(2, 1, "b"), held(1, 1, "a"), held(2, 1, "b again"), held(1, 2, "c"), held(2, 2, "d"), run()];
    const twice: PoolResult = { kind: "refused", why: "twice", folds: [1, 2], examples: 1 };
    const { comparison, pooled: asked } = await compared(runs, Array(5).fill(refused), {}, [pooled, twice]);
    expect(asked).toEqual([
      ["/runs/a", "/runs/b"],
      ["/runs/c", "/runs/d"],
    ]);
    expect(comparison.pools.map(({ members, folds, of }) => ({ members, folds, of }))).toEqual([
      { members: [1, 0], folds: [1, 2], of: 5 },
      { members: [3, 4], folds: [1, 2], of: 5 },
    ]);
    expect(comparison.pools.map((pool) => poolSentences(comparison, pool))).toEqual([
      [
        "Pooled over 2 of 5 folds (B, A; the others' examples are not in it): 80 examples, each predicted once, by the model that did not train on it.",
        "Pooled accuracy 0.7500 (over the folds 0.7500 ± 0.0500), macro F1 0.7000 (over the folds 0.7500 ± 0.0500).",
      ],
      [
        "The folds of D, E are not pooled: 1 example held out in fold 1 is held out in fold 2 too and would count twice.",
      ],
    ]);
    expect(comparisonTable(comparison).notes.join(" ")).toContain("Pooled over 2 of 5 folds");
  });

  it("of seeds alone there are none", async () => {
    const { comparison } = await compared([seeded(1, 0.8), seeded(2, 0.81)], [figures(1, 2)]);
    expect(comparison.pools).toEqual([]);
  });
});

describe("pairs of finished runs", () => {
  const ended = { status: "finished", ended: "2026-01-01T00:01:00.000Z" } as const;
  const runs = ["A", "B", "C"].map((name) => run(ended, name));

  /** A service whose worker tells what it was asked. */
  function open() {
    const workers = new HandTrainers();
    const asked: string[] = [];
    const worker = new UtilityWorker({
      start: async () => {
        const trainer = await workers.start();
        trainer.pairs = ({ runFolder }) => {
          asked.push(runFolder);
          return figures(3, 5);
        };
        return trainer;
      },
    });
    return { service: new ComparisonService({ files: { epochs: () => Promise.resolve([]) }, worker }), asked };
  }

  it("are computed once, whatever they are compared beside, and anew where a run may have changed", async () => {
    const { service, asked } = open();
    const first = await service.compare(runs);
    expect(asked).toEqual(["/runs/B", "/runs/C"]);
    expect(await service.compare(runs, { metric: "macroF1" })).toMatchObject({ runs: first.runs });
    await service.compare(runs.slice(0, 2));
    expect(asked).toHaveLength(2);
    const later = run({ ...ended, ended: "2026-01-01T00:02:00.000Z" }, "B");
    await service.compare(runs.with(1, later));
    await service.compare(runs, { split: "validation" });
    expect(asked.slice(2)).toEqual(["/runs/B", "/runs/B", "/runs/C"]);
    const stopped = run({ ...ended, status: "stopped" }, "D");
    for (let time = 0; time < 2; time++) await service.compare([...runs.slice(0, 1), stopped]);
    expect(asked.slice(5)).toEqual(["/runs/D", "/runs/D"]);
  });

  it("stay when a comparison is stopped, so that the next goes on from there", async () => {
    const { service, asked } = open();
    const isStopped = (): boolean => asked.length > 0;
    await expect(service.compare(runs, { isStopped })).rejects.toThrow(/was stopped/);
    expect(asked).toEqual(["/runs/B"]);
    await service.compare(runs);
    expect(asked).toEqual(["/runs/B", "/runs/C"]);
  });
});
