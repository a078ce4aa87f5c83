import { describe, expect, it } from "vitest";
import { parseRecord } from "../../../src/experiment/recordIo.ts";
import { Bench } from "./reviews.ts";

const lbfgs = { optimizer: { kind: "lbfgs" }, l2: 0.01 };

describe("a run with lbfgs", () => {
  it("ends when it has converged, says so, and gives the same model with every seed", async () => {
    const bench = new Bench();
    const run = await bench.train(bench.start({ training: lbfgs }));
    const { record, epochs } = run;
    expect(record.status).toBe("finished");
    expect(record.progress).toMatchObject({ stepsPerEpoch: 1, epochs: 100, step: record.progress.epoch });
    expect(record.progress.epoch).toBeLessThan(100);
    expect(record.message).toBe(
      `Converged at epoch ${String(record.progress.epoch)}: the gradient is within the optimizer's tolerance.`,
    );
    const losses = epochs.map(({ metrics }) => metrics.train.loss ?? NaN);
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? NaN);
    expect(parseRecord(JSON.stringify(record), "run.json")).toEqual(record);

    const other = await new Bench().train(bench.start({ training: { ...lbfgs, seed: 7 } }));
    expect(other.epochs.map(({ metrics }) => metrics)).toEqual(epochs.map(({ metrics }) => metrics));
  });

  it("is refused before it trains where its history would not fit into memory", async () => {
    const bench = new Bench();
    const hidden = [{ units: 2000, activation: "relu" }, { units: 8000 }];
    const training = { optimizer: { kind: "lbfgs", history: 100 } };
    const { record } = await bench.train(bench.start({ model: { kind: "network", hidden }, training }));
    expect(record.status).toBe("failed");
    expect(record.message).toContain("with its optimizer's state and one batch would take");
    expect(record.message).toMatch(/Give lbfgs a history of at most \d+ steps, or choose plain sgd\./);
  });
});
