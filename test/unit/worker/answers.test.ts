import { describe, expect, it } from "vitest";
import { unpackCurve } from "../../../src/protocol/curves.ts";
import { frameColumn, unpackFrame } from "../../../src/protocol/frames.ts";
import type { SplitName } from "../../../src/data/table.ts";
import { Bench } from "./reviews.ts";

async function trained(written: Record<string, unknown> = { training: { epochs: 4 } }) {
  const bench = new Bench();
  const start = bench.start(written);
  const run = await bench.train(start);
  const query = (split: SplitName, trueClass: number | null, predictedClass: number | null) => ({
    runFolder: start.runFolder,
    baseFolder: "/folder",
    split,
    trueClass,
    predictedClass,
    offset: 0,
    limit: 1000,
  });
  return { bench, start, run, query };
}

describe("inspect", () => {
  it("counts classes by split and tokens by text", async () => {
    const { session } = new Bench();
    const summary = await session.inspect("/folder/reviews.csv", {});
    expect(summary).toMatchObject({
      path: "/folder/reviews.csv",
      classes: ["bad", "good"],
      counts: { train: [40, 40], validation: [5, 5], test: [5, 5] },
      examples: 100,
      meanTokens: 5,
      brokenRows: 0,
      sniffed: { layout: { label: "kind", text: "review" } },
    });
    expect(summary?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("tells how far it is, ends promptly when stopped, lets go of the file and keeps nothing", async () => {
    const bench = new Bench();
    const piece = new TextEncoder().encode("a lovely room,good\nan awful room,bad\n".repeat(50));
    const pieces = 400;
    let [read, open] = [0, 0];
    bench.ports.files.open = (path) =>
      Promise.resolve({
        path,
        size: piece.length * pieces,
        async *chunks() {
          open++;
          try {
            for (let at = 0; at < pieces; at++, read++) yield await Promise.resolve(piece);
          } finally {
            open--;
          }
        },
      });
    bench.ports.pace = 20;
    // The clock ticks with every look at it: each piece is a slice, and ends with a breath.
    bench.ports.onBreath = () => {
      if (bench.of("inspection").length === 2) bench.session.stop("count 1");
    };
    expect(await bench.session.inspect("/folder/large.csv", {}, "count 1")).toBeNull();
    expect(read).toBeLessThan(40);
    expect(open).toBe(0);
    const told = bench.of("inspection").map(({ id, fraction }) => [id, fraction > 0 && fraction < 0.2]);
    expect(told).toEqual(Array(told.length).fill(["count 1", true]));
    bench.ports.onBreath = () => undefined;
    const summary = await bench.session.inspect("/folder/large.csv", {}, "count 2");
    expect(summary?.examples).toBe(pieces * 100);
    const fractions = bench.of("inspection").flatMap(({ id, fraction }) => (id === "count 2" ? [fraction] : []));
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.length).toBeGreaterThan(20);
  });

  it("names the file and what is wrong with it", async () => {
    const bench = new Bench();
    bench.ports.write("/folder/empty.csv", "");
    await expect(bench.session.inspect("/folder/empty.csv", {})).rejects.toThrow(
      "/folder/empty.csv: The file is empty.",
    );
    await expect(bench.session.inspect("/folder/reviews.csv", { label: "stars" })).rejects.toThrow("stars");
  });
});

describe("the examples of a confusion cell", () => {
  it("are as many as the cell counts, with their lines and texts", async () => {
    const { bench, run, query } = await trained({ training: { epochs: 1, optimizer: { learningRate: 0.01 } } });
    const lines = new TextDecoder().decode(bench.ports.disk.get("/folder/reviews.csv")).split("\n");
    for (const split of ["train", "validation", "test"] as const)
      for (const trueClass of [0, 1])
        for (const predicted of [0, 1]) {
          const page = await bench.session.examples(query(split, trueClass, predicted));
          const count = run.record.confusion[split]?.[trueClass]?.[predicted];
          expect(page.total).toBe(count);
          expect(page.examples).toHaveLength(count ?? -1);
          expect(page.warning).toBeNull();
          for (const example of page.examples) {
            expect(example).toMatchObject({ file: "/folder/reviews.csv", trueClass, predictedClass: predicted });
            expect(lines[example.line - 1]).toBe(`"${example.excerpt}",${["bad", "good"][trueClass] ?? ""}`);
            expect(example.confidence).toBeGreaterThanOrEqual(0.5);
          }
        }
  });

  it("come in pages", async () => {
    const { bench, query } = await trained();
    const all = await bench.session.examples(query("train", null, null));
    expect(all.examples).toHaveLength(80);
    const page = await bench.session.examples({ ...query("train", null, null), offset: 70, limit: 20 });
    expect(page).toMatchObject({ total: 80 });
    expect(page.examples).toEqual(all.examples.slice(70));
    const none = await bench.session.examples({ ...query("train", null, null), offset: -5, limit: -1 });
    expect(none.examples).toEqual([]);
  });

  it("are only the right or the wrong ones, the surest first, when asked for so", async () => {
    const bench = new Bench();
    // Every fifth label says the opposite of its words.
    const rows = Array.from({ length: 100 }, (_, at) => {
      const isGood = (at % 2 === 0) !== (at % 5 === 0);
      return `"room ${String(at % 9)} was ${at % 2 === 0 ? "lovely" : "awful"}",${isGood ? "good" : "bad"}`;
    });
    bench.ports.write("/folder/reviews.csv", `review,kind\n${rows.join("\n")}\n`);
    const start = bench.start({ training: { epochs: 2 } });
    await bench.train(start);
    const page = { trueClass: null, predictedClass: null, offset: 0, limit: 1000 };
    const query = (split: SplitName) => ({ runFolder: start.runFolder, baseFolder: "/folder", split, ...page });
    const all = await bench.session.examples(query("train"));
    const wrong = await bench.session.examples({
      ...query("train"),
      answers: "wrong",
      order: "confidence",
    });
    const expected = all.examples
      .filter(({ trueClass, predictedClass }) => trueClass !== predictedClass)
      .sort((one, other) => other.confidence - one.confidence);
    expect(expected.length).toBeGreaterThan(1);
    expect(wrong.examples).toEqual(expected);
    const right = await bench.session.examples({ ...query("train"), answers: "right" });
    expect(right.total + wrong.total).toBe(all.total);
    const { confidence } = await bench.session.errors({ runFolder: start.runFolder, split: "train" });
    for (const [bin, counted] of confidence.bins.entries()) {
      const part = { chart: "confidence", bin } as const;
      const listed = await bench.session.examples({ ...query("train"), part });
      expect(listed.total).toBe(counted.right + counted.wrong);
      for (const { confidence: sure } of listed.examples) {
        expect(sure).toBeGreaterThan(counted.from);
        expect(sure).toBeLessThanOrEqual(counted.to);
      }
      const errors = await bench.session.examples({ ...query("train"), part, answers: "wrong" });
      expect(errors.total).toBe(counted.wrong);
    }
  });

  it("of a bin of margins come with the lead that puts them there", async () => {
    const { bench, start, query } = await trained({ model: { kind: "linearSvm" }, training: { epochs: 2 } });
    const { confidence, outputs } = await bench.session.errors({ runFolder: start.runFolder, split: "train" });
    expect(outputs).toBe("margins");
    const bin = confidence.bins.findLastIndex(({ right, wrong }) => right + wrong > 0);
    const { from, to } = confidence.bins[bin] ?? { from: NaN, to: NaN };
    const part = { chart: "confidence", bin } as const;
    const { examples } = await bench.session.examples({ ...query("train", null, null), part });
    expect(examples.length).toBeGreaterThan(0);
    for (const { confidence: lead } of examples) expect(lead > from && lead <= to * (1 + 1e-12)).toBe(true);
    const none = await bench.session.examples({
      ...query("train", null, null),
      part: { chart: "reliability", bin: 14 },
    });
    expect(none.total).toBe(0);
  });

  it("come with a warning when the data file has changed", async () => {
    const { bench, query } = await trained();
    bench.ports.write("/folder/reviews.csv", 'review,kind\n"something else",good\n');
    const page = await bench.session.examples(query("test", null, null));
    expect(page.warning).toContain("reviews.csv changed since the run");
    expect(page.examples.some(({ excerpt }) => excerpt === "(this example is not in the file any more)")).toBe(true);
  });

  it("come with a warning when the data file has gone", async () => {
    const { bench, query } = await trained();
    bench.ports.disk.clear();
    const page = await bench.session.examples(query("test", null, null));
    expect(page.total).toBe(10);
    expect(page.warning).toContain("There is no such file.");
  });

  it("show numbers by the names of their columns", async () => {
    const bench = new Bench();
    const rows = Array.from({ length: 40 }, (_, i) => `${String(i)}.25\t${String(i % 5)}.5\t${i % 2 ? "a" : "b"}`);
    bench.ports.write("/folder/numbers.tsv", `size\tweight\tkind\n${rows.join("\n")}\n`);
    const start = bench.start({ dataset: "numbers.tsv", training: { epochs: 1 } });
    await bench.train(start);
    const { examples } = await bench.session.examples({
      runFolder: start.runFolder,
      baseFolder: "/folder",
      split: "train",
      trueClass: null,
      predictedClass: null,
      offset: 0,
      limit: 1,
    });
    const line = (examples[0]?.line ?? 0) - 2;
    expect(examples[0]?.excerpt).toBe(`size = ${String(line)}.25, weight = ${String(line % 5)}.5`);
  });

  it("are refused when the arrays of a copied folder do not fit each other", async () => {
    const { bench, run, query } = await trained();
    run.arrays.set("rows.test", { shape: [1, 3], values: new Int32Array([0, 0, 1]) });
    await expect(bench.session.examples(query("test", null, null))).rejects.toThrow("do not fit each other");
    run.arrays.set("rows.test", { shape: [10, 3], values: new Int32Array(30).fill(99) });
    await expect(bench.session.examples(query("test", null, null))).rejects.toThrow("name a data file");
  });
});

describe("the series of a run", () => {
  it("holds every recorded step, or buckets with their min and max", async () => {
    const { bench, start, run } = await trained({ training: { epochs: 10, batchSize: 8 } });
    const losses = [...run.steps].filter((_, index) => index % 3 === 0);
    const whole = await bench.session.series({ runFolder: start.runFolder, points: 1000 });
    if (whole.frame === null) throw new Error("a run with steps has a series");
    const exact = unpackFrame(whole.frame);
    expect(exact).toMatchObject({ first: 1, stride: 1, count: 100, last: 100 });
    expect([...frameColumn(exact, "loss").last]).toEqual(losses);
    const few = await bench.session.series({ runFolder: start.runFolder, points: 7 });
    if (few.frame === null) throw new Error("a run with steps has a series");
    const coarse = unpackFrame(few.frame);
    expect(coarse.count).toBeLessThanOrEqual(7);
    expect(coarse.last).toBe(100);
    expect(Math.min(...frameColumn(coarse, "loss").min)).toBe(Math.min(...losses));
    expect(Math.max(...frameColumn(coarse, "loss").max)).toBe(Math.max(...losses));
  });

  it("is told figure by figure, by epoch or by batch", async () => {
    const { bench, start, run } = await trained({ training: { epochs: 10, batchSize: 8 } });
    const ask = async (figure: string) =>
      unpackCurve(new Float64Array((await bench.session.curve({ runFolder: start.runFolder, figure })).points));
    const losses = [...run.steps].filter((_, index) => index % 3 === 0);
    const batches = await ask("train.batchLoss");
    expect([...batches.value]).toEqual(losses);
    expect([batches.step[0], batches.epoch.at(-1)]).toEqual([1, 10]);
    const byEpoch = await ask("validation.accuracy");
    expect([...byEpoch.epoch]).toEqual(run.epochs.map(({ epoch }) => epoch));
    expect([...byEpoch.value]).toEqual(run.epochs.map(({ metrics }) => metrics.validation?.accuracy));
    expect((await ask("validation.nothing")).value).toHaveLength(0);
  });

  it("is nothing for a run that never took a step", async () => {
    const bench = new Bench();
    const start = bench.start();
    bench.ports.disk.clear();
    await bench.train(start);
    expect(await bench.session.series({ runFolder: start.runFolder, points: 10 })).toEqual({ frame: null });
  });
});
