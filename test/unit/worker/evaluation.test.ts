import { describe, expect, it } from "vitest";
import { parseRecord } from "../../../src/experiment/recordIo.ts";
import { Bench } from "./reviews.ts";

describe("a run with early stopping", () => {
  it("finishes before its last epoch, says why, and keeps the best epoch by that metric with its weights", async () => {
    const bench = new Bench();
    const earlyStopping = { metric: "macroF1", patience: 4 };
    const training = { epochs: 60, optimizer: { learningRate: 5 }, earlyStopping };
    const run = await bench.train(bench.start({ training }));
    const { record } = run;
    const scores = run.epochs.map(({ metrics }) => metrics.validation?.macroF1 ?? NaN);
    const best = scores.indexOf(Math.max(...scores));
    expect(record.status).toBe("finished");
    expect(record.progress.epoch).toBe(best + 4);
    expect(record.progress.epoch).toBeLessThan(60);
    expect(record.message).toMatch(
      new RegExp(
        `^Stopped early at epoch ${String(best + 4)}: no better validation macro F1 since epoch ${String(best)} `,
      ),
    );
    expect(record.best?.epoch).toBe(best);
    expect(record.metrics.validation?.loss).toBe(record.best?.metrics.validation?.loss);
    expect(parseRecord(JSON.stringify(record), "run.json")).toEqual(record);
  });

  it("goes by train and says so where there is no validation, and still keeps the best", async () => {
    const bench = new Bench();
    const training = { epochs: 60, optimizer: { learningRate: 5 }, earlyStopping: { metric: "accuracy", patience: 3 } };
    const split = { train: 0.9, validation: 0, test: 0.1 };
    const { record, epochs } = await bench.train(bench.start({ split, training }));
    const scores = epochs.map(({ metrics }) => metrics.train.accuracy ?? NaN);
    expect(record.message).toContain("no better train accuracy");
    expect(record.best?.epoch).toBe(scores.indexOf(Math.max(...scores)));
  });

  it("says nothing when the last epoch comes first", async () => {
    const bench = new Bench();
    const training = {
      epochs: 2,
      optimizer: { learningRate: 1e-9 },
      earlyStopping: { metric: "accuracy", patience: 2 },
    };
    const { record } = await bench.train(bench.start({ training }));
    expect(record).toMatchObject({ status: "finished", message: null, progress: { epoch: 2 } });
  });
});

describe("a run that keeps the best by a metric of its own", () => {
  it("keeps the earliest epoch with the highest accuracy", async () => {
    const bench = new Bench();
    const { record, epochs } = await bench.train(bench.start({ training: { epochs: 12, keepBy: "accuracy" } }));
    const scores = epochs.map(({ metrics }) => metrics.validation?.accuracy ?? NaN);
    expect(record.best?.epoch).toBe(scores.indexOf(Math.max(...scores)));
  });
});

describe("a run that is evaluated every few steps", () => {
  it("has lines within epochs beside those at their ends, and trains the same model", async () => {
    const bench = new Bench();
    const plain = { epochs: 3, keep: "last" };
    // 80 examples, 3 steps an epoch: step 6 ends epoch 2 and is not evaluated twice.
    const run = await bench.train(bench.start({ training: { ...plain, evaluateEvery: { steps: 2 } } }));
    expect(run.epochs.map(({ epoch, step }) => [Number(epoch.toFixed(3)), step])).toEqual([
      [0, 0],
      [0.667, 2],
      [1, 3],
      [1.333, 4],
      [2, 6],
      [2.667, 8],
      [3, 9],
    ]);
    expect(run.epochs.map(({ runningLoss }) => runningLoss === null)).toEqual([
      true,
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
    const other = new Bench();
    const calm = await other.train(other.start({ training: plain }));
    expect(run.modelDigest).toBe(calm.modelDigest);
    expect(run.epochs.filter(({ epoch }) => Number.isInteger(epoch)).map(({ metrics }) => metrics)).toEqual(
      calm.epochs.map(({ metrics }) => metrics),
    );
  });

  it("may keep and stop at an evaluation within an epoch", async () => {
    const bench = new Bench();
    const earlyStopping = { metric: "accuracy", patience: 2, counts: "evaluations" };
    const training = { epochs: 40, optimizer: { learningRate: 5 }, evaluateEvery: { steps: 1 }, earlyStopping };
    const { record, epochs } = await bench.train(bench.start({ training }));
    const scores = epochs.map(({ metrics }) => metrics.validation?.accuracy ?? NaN);
    const best = scores.indexOf(Math.max(...scores));
    expect(record.best?.step).toBe(best);
    expect(epochs.length).toBe(best + 3);
    expect(record.message).toContain("Stopped early at epoch");
  });
});

describe("a run with reduceOnPlateau", () => {
  it("cuts the learning rate when the metric of validation no longer gets better", async () => {
    const bench = new Bench();
    const schedule = { kind: "reduceOnPlateau", metric: "accuracy", patience: 1, factor: 0.5 };
    const training = { epochs: 12, optimizer: { learningRate: 4 }, schedule };
    const { steps, epochs } = await bench.train(bench.start({ training }));
    const rates = epochs.slice(1).map(({ step }) => steps[(step - 1) * 3 + 1]);
    // The same rule by hand: more than one epoch in a row without a better accuracy halves the rate of the next.
    let [rate, best, waited] = [4, NaN, 0];
    const expected = epochs.slice(1).map(({ metrics }) => {
      const used = rate;
      const accuracy = metrics.validation?.accuracy ?? NaN;
      if (!(accuracy <= best * 1.0001)) [best, waited] = [accuracy, 0];
      else waited++;
      if (waited > 1) [rate, waited] = [rate / 2, 0];
      return used;
    });
    expect(rates).toEqual(expected);
    expect(rates.at(-1)).toBeLessThan(4);
  });
});
