import { describe, expect, it } from "vitest";
import type { PairFigures, PairResult } from "../../../src/experiment/comparison/pair.ts";
import type { FlippedExample, FlipsPage } from "../../../src/protocol/trainer.ts";
import type { MemoryRun } from "./memoryPorts.ts";
import { Bench } from "./reviews.ts";

const ids = ["20260101-000000-aaaaaa", "20260101-000000-bbbbbb"] as const;
type Written = Record<string, unknown>;
/** Sees so few words that it is often wrong. */
const brief: Written = { features: { kind: "tfidf", maxFeatures: 4 }, training: { epochs: 1 } };

/** Two runs over the reviews, and what is asked of them. */
async function pair(first: Written = brief, second: Written = {}, between: (bench: Bench) => void = () => undefined) {
  const bench = new Bench();
  const runs: MemoryRun[] = [];
  const folders: string[] = [];
  for (const [at, written] of [first, second].entries()) {
    const start = bench.start(written, ids[at]);
    runs.push(await bench.train(start));
    folders.push(start.runFolder);
    if (at === 0) between(bench);
  }
  const [one, two] = runs;
  const [baselineFolder, runFolder] = folders;
  if (one === undefined || two === undefined || baselineFolder === undefined || runFolder === undefined)
    throw new Error("two runs");
  const query = { baselineFolder, runFolder, split: "train" as const };
  const flipsQuery = { ...query, baseFolder: "/folder", kind: null, cell: null, offset: 0, limit: 1000 };
  return { bench, one, two, query, flipsQuery };
}

function figures(result: PairResult): PairFigures {
  if (result.kind !== "compared") throw new Error(`refused: ${JSON.stringify(result.why)}`);
  return result;
}

function flips(page: FlipsPage): readonly FlippedExample[] {
  if (page.kind !== "flips") throw new Error(`refused: ${JSON.stringify(page.why)}`);
  return page.flips;
}

describe("two runs on the same examples", () => {
  it("are compared by what each alone gets right, in agreement with both records", async () => {
    const { bench, one, two, query } = await pair();
    const result = figures(await bench.session.comparePair(query));
    const [before, after] = [one, two].map(({ record }) => record.confusion.train ?? []);
    expect(result.examples).toBe(80);
    expect(result.confusionDifference).toEqual(
      after?.map((row, at) => row.map((count, id) => count - (before?.[at]?.[id] ?? 0))),
    );
    for (const name of ["accuracy", "macroF1"] as const) {
      const difference = (two.record.metrics.train?.[name] ?? NaN) - (one.record.metrics.train?.[name] ?? NaN);
      expect(result.intervals[name].difference).toBeCloseTo(difference, 12);
    }
    const { onlyFirst, onlySecond } = result.agreement;
    expect(onlySecond).toBeGreaterThan(onlyFirst);
    expect(result.mcNemar).toBeLessThan(0.05);
    expect(result.intervals.accuracy.low).toBeGreaterThan(0);
  });

  it("are paired by row, whatever the order of their arrays", async () => {
    const { bench, two, query } = await pair();
    const plain = await bench.session.comparePair(query);
    for (const [name, width] of [
      ["predictions.train", 2],
      ["labels.train", 1],
      ["rows.train", 3],
    ] as const) {
      const array = two.arrays.get(name);
      if (array === undefined) throw new Error(`no ${name}`);
      const rows = Array.from({ length: 80 }, (_, row) => [...array.values.slice(row * width, (row + 1) * width)]);
      array.values.set(rows.reverse().flat());
    }
    expect(await bench.session.comparePair(query)).toEqual(plain);
  });

  it("let messages in while they are resampled", async () => {
    const { bench, query } = await pair();
    const { breaths } = bench.ports;
    await bench.session.comparePair(query);
    expect(bench.ports.breaths).toBeGreaterThan(breaths + 100);
  });

  it("list the examples that flipped, each with its line and text", async () => {
    const { bench, query, flipsQuery } = await pair();
    const { agreement } = figures(await bench.session.comparePair(query));
    const all = flips(await bench.session.flips(flipsQuery));
    const count = (kind: string) => all.filter((flip) => flip.kind === kind).length;
    expect(count("rightToWrong")).toBe(agreement.onlyFirst);
    expect(count("wrongToRight")).toBe(agreement.onlySecond);
    expect(count("wrongToWrong")).toBe(agreement.changed);
    const lines = new TextDecoder().decode(bench.ports.disk.get("/folder/reviews.csv")).split("\n");
    for (const { file, line, excerpt, trueClass, before, after } of all) {
      expect(file).toBe("/folder/reviews.csv");
      expect(lines[line - 1]).toBe(`"${excerpt}",${["bad", "good"][trueClass] ?? ""}`);
      expect(before).not.toBe(after);
    }
    const right = flips(await bench.session.flips({ ...flipsQuery, kind: "wrongToRight", offset: 1, limit: 2 }));
    expect(right).toEqual(all.filter(({ kind }) => kind === "wrongToRight").slice(1, 3));
  });

  it("list the flipped examples that moved into a cell of the confusion table or out of it", async () => {
    const { bench, query, flipsQuery } = await pair();
    const { confusionDifference } = figures(await bench.session.comparePair(query));
    const all = flips(await bench.session.flips(flipsQuery));
    for (const [trueClass, predictedClass] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      const page = await bench.session.flips({ ...flipsQuery, cell: { trueClass, predictedClass } });
      const listed = flips(page);
      expect(listed).toEqual(all.filter((flip) => flip.trueClass === trueClass));
      const into = listed.filter(({ after }) => after === predictedClass).length;
      const difference = confusionDifference[trueClass]?.[predictedClass];
      expect(into - (listed.length - into), `${String(trueClass)} as ${String(predictedClass)}`).toBe(difference);
    }
    const kind = "wrongToRight";
    const page = await bench.session.flips({ ...flipsQuery, kind, cell: { trueClass: null, predictedClass: 1 } });
    const right = all.filter((flip) => flip.kind === kind);
    expect(flips(page)).toEqual(right);
    expect(page).toMatchObject({
      total: right.length,
      counts: { wrongToRight: right.length, rightToWrong: all.length - right.length, wrongToWrong: 0 },
    });
  });
});

describe("two runs on other examples", () => {
  const why = async (first: Written, second: Written, between?: (bench: Bench) => void) => {
    const { bench, query, flipsQuery } = await pair(first, second, between);
    const result = await bench.session.comparePair(query);
    if (result.kind !== "refused") throw new Error("compared");
    expect(await bench.session.flips(flipsQuery)).toEqual({ kind: "refused", why: result.why });
    return result.why;
  };

  it("are refused when the data changed in between", async () => {
    const append = (bench: Bench): void => {
      const bytes = bench.ports.disk.get("/folder/reviews.csv");
      bench.ports.write("/folder/reviews.csv", `${new TextDecoder().decode(bytes)}"the door was nice, warm",good\n`);
    };
    expect(await why(brief, brief, append)).toEqual({ part: "data" });
  });

  it("are refused with the split settings that differ", async () => {
    expect(await why(brief, { ...brief, split: { seed: 2 } })).toEqual({
      part: "split",
      settings: [{ path: "split.seed", values: ["1", "2"] }],
    });
  });

  it("are refused when rows, labels or predictions do not fit", async () => {
    const { bench, two, query } = await pair();
    const why = async () => {
      const result = await bench.session.comparePair(query);
      return result.kind === "refused" ? result.why : null;
    };
    const labels = two.arrays.get("labels.train");
    const rows = two.arrays.get("rows.train");
    if (labels === undefined || rows === undefined) throw new Error("arrays");
    labels.values[0] = 1 - (labels.values[0] ?? 0);
    expect(await why()).toEqual({ part: "labels" });
    rows.values[2] = 9999;
    expect(await why()).toEqual({ part: "rows", baseline: 80, run: 80, shared: 79 });
    labels.values[0] = 7;
    await expect(why()).rejects.toThrow("do not fit each other");
    two.records.push({ ...two.record, data: { ...two.record.data, classes: ["bad", "fine"] } as never });
    expect(await why()).toEqual({ part: "labels" });
    two.records.push({ ...two.record, metrics: {} });
    expect(await why()).toEqual({ part: "predictions", of: "run" });
  });
});
