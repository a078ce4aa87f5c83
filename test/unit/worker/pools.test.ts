import { describe, expect, it } from "vitest";
import { meanAndDeviation } from "../../../src/experiment/significance/spread.ts";
import type { MemoryRun } from "./memoryPorts.ts";
import { Bench } from "./reviews.ts";

/** The folds of one split of the reviews, each trained. */
async function folds(count: number): Promise<{ bench: Bench; runs: MemoryRun[]; runFolders: string[] }> {
  const bench = new Bench();
  const runs: MemoryRun[] = [];
  const runFolders: string[] = [];
  for (let fold = 1; fold <= count; fold++) {
    const written = { features: { kind: "tfidf", maxFeatures: 4 }, split: { folds: 3, fold }, training: { epochs: 1 } };
    const start = bench.start(written, `20260101-000000-aaaaa${String(fold)}`);
    runs.push(await bench.train(start));
    runFolders.push(start.runFolder);
  }
  return { bench, runs, runFolders };
}

describe("the folds of a split", () => {
  it("are pooled: every example once, the figures of the sum beside those over the folds", async () => {
    const { bench, runs, runFolders } = await folds(3);
    const result = await bench.session.pool({ runFolders });
    if (result.kind !== "pooled") throw new Error(`refused: ${result.why}`);
    const tables = runs.map(({ record }) => record.confusion.validation ?? []);
    expect(result.counts).toEqual(
      [0, 1].map((row) => [0, 1].map((column) => tables.reduce((all, each) => all + (each[row]?.[column] ?? 0), 0))),
    );
    expect(result.examples).toBe(100);
    const right = (result.counts[0]?.[0] ?? 0) + (result.counts[1]?.[1] ?? 0);
    expect(right).toBeLessThan(100);
    expect(result.accuracy.pooled).toBeCloseTo(right / 100, 12);
    for (const name of ["accuracy", "macroF1"] as const) {
      const own = meanAndDeviation(runs.map(({ record }) => record.metrics.validation?.[name] ?? NaN));
      expect(result[name].spread.mean).toBeCloseTo(own.mean, 12);
      expect(result[name].spread.deviation).toBeCloseTo(own.deviation ?? NaN, 12);
    }
    // By the table itself: F1 of either class from its row and column.
    const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = result.counts;
    expect(result.macroF1.pooled).toBeCloseTo((2 * a) / (2 * a + b + c) / 2 + (2 * d) / (2 * d + b + c) / 2, 12);
  });

  it("are not pooled where an example is held out in two, where data differ or predictions are gone", async () => {
    const { bench, runs, runFolders } = await folds(2);
    const [one = "", two = ""] = runFolders;
    expect(await bench.session.pool({ runFolders: [one, two, one] })).toMatchObject({
      ...{ kind: "refused", why: "twice", folds: [1, 1] },
      examples: runs[0]?.record.metrics.validation?.examples,
    });
    const [, second] = runs;
    if (second === undefined) throw new Error("two runs");
    const { record } = second;
    second.arrays.delete("predictions.validation");
    expect(await bench.session.pool({ runFolders })).toMatchObject({ kind: "refused", why: "predictions", fold: 2 });
    second.records.push({ ...record, fingerprints: { ...record.fingerprints, data: "another" } });
    expect(await bench.session.pool({ runFolders })).toEqual({ kind: "refused", why: "data" });
  });
});
