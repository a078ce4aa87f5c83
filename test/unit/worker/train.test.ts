import { describe, expect, it } from "vitest";
import { parseRecord } from "../../../src/experiment/recordIo.ts";
import { Bench } from "./reviews.ts";

const short = { training: { epochs: 6 } };

describe("a run", () => {
  it("goes from the file to a finished record, curve, predictions and weights", async () => {
    const bench = new Bench();
    const start = bench.start({ training: { epochs: 30 } });
    const run = await bench.train(start);
    const { record } = run;
    expect(record).toMatchObject({
      status: "finished",
      message: null,
      stalled: false,
      kernelFlavour: "reference",
      experimentFile: "reviews.experiment.json",
      progress: { epoch: 30, epochs: 30, stepsPerEpoch: 3, step: 90 },
    });
    expect(record.experiment.dataset.files).toEqual([{ role: "all", path: "reviews.csv" }]);
    expect(record.data?.counts).toEqual({ train: [40, 40], validation: [5, 5], test: [5, 5] });
    expect(record.data?.memory?.features).toBeGreaterThan(1000);
    expect(record.metrics.test?.accuracy).toBeGreaterThan(0.8);
    expect(record.metrics.train).toMatchObject({ examples: 80, majorityAccuracy: 0.5 });
    for (const { rocAuc, averagePrecision, brier, calibrationError } of Object.values(record.metrics)) {
      expect(Math.min(rocAuc ?? NaN, averagePrecision ?? NaN)).toBeGreaterThan(0.8);
      expect(Math.max(brier ?? NaN, calibrationError ?? NaN)).toBeLessThan(0.3);
    }
    expect(record.best?.metrics.train.kappa).toBeGreaterThan(0.8);
    expect(record.best?.metrics.train).not.toHaveProperty("rocAuc");
    expect(record.metrics.validation?.loss).toBe(record.best?.metrics.validation?.loss);
    expect(run.epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 31 }, (_, epoch) => epoch));
    expect(run.steps.length).toBe(90 * 3);
    expect(run.arrays.get("predictions.test")?.shape).toEqual([10, 2]);
    expect(run.arrays.get("labels.train")?.shape).toEqual([80]);
    expect(run.arrays.get("rows.validation")?.shape).toEqual([10, 3]);
    expect(run.open).toBe(false);
    expect([...bench.ports.features.keys()]).toEqual([record.fingerprints.features]);
    expect(parseRecord(JSON.stringify(record), "run.json")).toEqual(record);
  });

  it("is recorded as queued and then running before anything is read", async () => {
    const bench = new Bench();
    const run = await bench.train(bench.start(short));
    expect(run.records.slice(0, 2).map(({ status, data }) => [status, data])).toEqual([
      ["queued", null],
      ["running", null],
    ]);
  });

  it("evaluates test only when it has ended", async () => {
    const bench = new Bench();
    const run = await bench.train(bench.start(short));
    const withTest = run.records.filter(({ metrics }) => metrics.test !== undefined);
    expect(withTest.map(({ status }) => status)).toEqual(["finished"]);
  });

  it("keeps the epoch with the lowest validation loss, and its weights with keep: best", async () => {
    const bench = new Bench();
    const run = await bench.train(bench.start({ training: { epochs: 12, optimizer: { learningRate: 40 } } }));
    const losses = run.epochs.map(({ metrics }) => metrics.validation?.loss ?? NaN);
    expect(run.record.best?.epoch).toBe(losses.indexOf(Math.min(...losses)));
    expect(run.record.metrics.validation?.loss).toBe(Math.min(...losses));
  });

  it("keeps the last epoch with keep: last", async () => {
    const bench = new Bench();
    const run = await bench.train(bench.start({ training: { epochs: 5, keep: "last" } }));
    expect(run.record.best?.epoch).toBe(5);
    expect(run.record.metrics.train?.loss).toBe(run.epochs[5]?.metrics.train.loss);
  });

  it("chooses its epoch by an inner tenth of train where a fold is held out, and evaluates that once", async () => {
    const bench = new Bench();
    const split = { folds: 5, fold: 2 };
    const run = await bench.train(bench.start({ split, training: { epochs: 6 } }));
    expect(run.record.data?.counts).toEqual({ train: [36, 36], validation: [10, 10] });
    expect(run.epochs.map(({ metrics }) => metrics.validation?.examples)).toEqual(Array(7).fill(8));
    expect(run.record.metrics.validation?.examples).toBe(20);
    const losses = run.epochs.map(({ metrics }) => metrics.validation?.loss ?? NaN);
    expect(run.record.best?.epoch).toBe(losses.indexOf(Math.min(...losses)));
    expect(run.record.data?.notes.join(" ")).toMatch(/Fold 2 of 5 is held out.* 8 training examples set aside/);
    const last = await bench.train(
      bench.start({ split, training: { epochs: 3, keep: "last" } }, "20260101-000001-abc123"),
    );
    expect(last.record.data?.counts).toEqual({ train: [40, 40], validation: [10, 10] });
    expect(last.record.best?.epoch).toBe(3);
    expect(last.epochs[0]?.metrics).not.toHaveProperty("validation");
    expect(last.record.metrics.validation?.examples).toBe(20);
  });

  it("tells every epoch, ends its frames with the last step and says what it is doing", async () => {
    const bench = new Bench();
    await bench.train(bench.start(short));
    expect(bench.of("epoch").map(({ epoch }) => epoch.epoch)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const last = bench.of("frame").at(-1)?.frame.header;
    expect((last?.firstStep ?? 0) + (last?.count ?? 0) - 1).toBe(18);
    expect([...new Set(bench.of("phase").map(({ phase }) => phase))]).toEqual([
      "reading",
      "features",
      "training",
      "evaluation",
      "saving",
    ]);
    expect(bench.of("status").map(({ status }) => status)).toEqual(["running", "finished"]);
  });

  it("adds its seconds up by phase", async () => {
    const bench = new Bench();
    const { seconds } = (await bench.train(bench.start(short))).record;
    for (const phase of [seconds.read, seconds.features, seconds.training, seconds.evaluation])
      expect(phase).toBeGreaterThan(0);
    expect(seconds.total).toBeGreaterThanOrEqual(
      seconds.read + seconds.features + seconds.training + seconds.evaluation - 1e-9,
    );
  });

  it("trains numbers, word vectors and given files too", async () => {
    const bench = new Bench();
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${String(i % 7)}.5\t${i % 2 ? "" : String(i)}\t${i % 3 ? "a" : "b"}`,
    );
    bench.ports.write("/folder/numbers.tsv", `size\tweight\tkind\n${rows.join("\n")}\n`);
    const numbers = await bench.train(bench.start({ dataset: "numbers.tsv", ...short }, "20260101-000000-numbrs"));
    expect(numbers.record).toMatchObject({ status: "finished", message: null });

    bench.ports.write("/folder/glove.txt", "lovely 1 0\nawful -1 0.5\nroom 0 1\n");
    const features = { kind: "wordVectors", path: "glove.txt", combine: "concat", maxTokens: 5 };
    const vectors = await bench.train(bench.start({ features, ...short }, "20260101-000000-vector"));
    expect(vectors.record).toMatchObject({ status: "finished", message: null });
    expect(vectors.record.data?.coverage.train?.unknown).toBeGreaterThan(0);

    const dataset = { train: "reviews.csv", test: "reviews.csv" };
    const given = await bench.train(bench.start({ dataset, ...short }, "20260101-000000-givens"));
    expect(given.record.data?.counts).toEqual({ train: [45, 45], validation: [5, 5], test: [50, 50] });
  });
});

describe("the bits of a model", () => {
  it("are the same for two runs, whatever the pace of the clock and the id of the run", async () => {
    const first = new Bench();
    const one = await first.train(first.start(short));
    const second = new Bench();
    second.ports.pace = 40;
    second.credit = false;
    const two = await second.train(second.start(short, "20270101-000000-zzzzzz"));
    expect(two.modelDigest).toBe(one.modelDigest);
    expect(two.steps).toEqual(one.steps);
    expect(two.arrays).toEqual(one.arrays);
    expect(second.ports.breaths).toBeGreaterThan(first.ports.breaths);
  });

  it("are the same for a run that is paused and resumed in between", async () => {
    const straight = new Bench();
    const one = await straight.train(straight.start(short));
    const halting = new Bench();
    halting.ports.pace = 20;
    const start = halting.start(short);
    let resumed = 0;
    halting.ports.onBreath = (breath) => {
      if (breath % 5 !== 0) return;
      halting.session.pause(start.runId);
      queueMicrotask(() => {
        setTimeout(() => {
          resumed++;
          halting.session.resume(start.runId);
        }, 0);
      });
    };
    const two = await halting.train(start);
    expect(resumed).toBeGreaterThan(3);
    expect(halting.of("status").map(({ status }) => status)).toContain("paused");
    expect(two.record.status).toBe("finished");
    expect(two.modelDigest).toBe(one.modelDigest);
    expect(two.epochs.map(({ metrics }) => metrics)).toEqual(one.epochs.map(({ metrics }) => metrics));
  });

  it("change with the seed", async () => {
    const bench = new Bench();
    const one = await bench.train(bench.start({ training: { epochs: 2, seed: 1 } }));
    const two = await bench.train(bench.start({ training: { epochs: 2, seed: 2 } }, "20260101-000000-seed02"));
    expect(two.modelDigest).not.toBe(one.modelDigest);
  });

  it("do not depend on where the files lie", async () => {
    const bench = new Bench();
    bench.ports.write("/elsewhere/reviews.csv", new TextDecoder().decode(bench.ports.disk.get("/folder/reviews.csv")));
    const here = await bench.train(bench.start(short));
    const there = await bench.train(
      bench.start({ dataset: "/elsewhere/reviews.csv", ...short }, "20260101-000000-there0"),
    );
    expect(there.record.experiment.dataset.files[0]?.path).toBe("/elsewhere/reviews.csv");
    expect(there.modelDigest).toBe(here.modelDigest);
    expect(there.record.fingerprints).toEqual(here.record.fingerprints);
  });
});
