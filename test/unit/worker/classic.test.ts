import { describe, expect, it } from "vitest";
import { parseRecord } from "../../../src/experiment/recordIo.ts";
import { Bench } from "./reviews.ts";

describe("a run of naive Bayes", () => {
  it.each(["multinomial", "complement", "bernoulli", "gaussian"])(
    "counts once and tells the classes apart: %s",
    async (variant) => {
      const bench = new Bench();
      const run = await bench.train(bench.start({ model: { kind: "naiveBayes", variant } }));
      const { record, epochs } = run;
      expect(record).toMatchObject({ status: "finished", stalled: false, message: null });
      expect(record.progress).toMatchObject({ epoch: 1, epochs: 1 });
      expect(epochs.map(({ epoch }) => epoch)).toEqual([0, 1]);
      expect(record.best?.epoch).toBe(1);
      expect(record.metrics.train?.accuracy).toBeGreaterThan(0.9);
      expect(record.metrics.test?.logLoss).toBe(record.metrics.test?.loss);
      expect(epochs[1]?.runningLoss).toBeNull();
      expect(epochs[1]).not.toHaveProperty("nonFinite");
      expect(parseRecord(JSON.stringify(record), "run.json")).toEqual(record);
    },
  );

  it("draws no steps: they have no loss", async () => {
    const bench = new Bench();
    const run = await bench.train(bench.start({ model: { kind: "naiveBayes" } }));
    expect(run.steps).toHaveLength(0);
  });
});

describe("a run of the perceptron", () => {
  it.each([true, false])("gives margins and keeps the epoch with the best accuracy; averaged %s", async (averaged) => {
    const bench = new Bench();
    const start = bench.start({ model: { kind: "perceptron", averaged }, training: { epochs: 6 } });
    const run = await bench.train(start);
    const { record, epochs } = run;
    expect(record).toMatchObject({ status: "finished", stalled: false, model: { outputs: "margins" } });
    const scores = epochs.map(({ metrics }) => metrics.validation?.accuracy ?? NaN);
    expect(record.best?.epoch).toBe(scores.indexOf(Math.max(...scores)));
    expect(record.metrics.train?.accuracy).toBeGreaterThan(0.9);
    expect(record.metrics.test).toMatchObject({ logLoss: null, brier: null, calibrationError: null });
    for (const { metrics } of epochs) expect(metrics.train.loss).toBeCloseTo(1 - (metrics.train.accuracy ?? NaN), 12);
    expect(parseRecord(JSON.stringify(record), "run.json")).toEqual(record);
  });

  it("is not taken for diverged or stalled by a loss that is only a share", async () => {
    const bench = new Bench();
    // One class is rare: predicting the other is hard to beat, so that shares of mistakes rise at first.
    const lines = Array.from(
      { length: 120 },
      (_, row) => `word${String(row % 11)} word${String(row % 7)},${row % 40 === 39 ? "b" : "a"}`,
    );
    bench.ports.write("/folder/rare.csv", `text,label\n${lines.join("\n")}\n`);
    const model = { kind: "perceptron", averaged: false };
    const { record } = await bench.train(bench.start({ dataset: "rare.csv", model, training: { epochs: 8 } }));
    expect(record).toMatchObject({ status: "finished", stalled: false, progress: { epoch: 8 } });
  });
});
