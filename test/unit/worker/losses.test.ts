import { describe, expect, it } from "vitest";
import { parseRecord } from "../../../src/experiment/recordIo.ts";
import { classWeightsOf, lossOfRun } from "../../../src/experiment/lossOfRun.ts";
import { Bench } from "./reviews.ts";

describe("class weights", () => {
  const classes = ["bad", "good", "none"];

  it("that are balanced give every class the same mass, and examples a mean weight of 1", () => {
    const counts = [10, 30, 60];
    const weights = classWeightsOf({ classWeights: "balanced" }, classes, counts) ?? [];
    expect(weights).toEqual([100 / 30, 100 / 90, 100 / 180]);
    expect(counts.map((count, j) => count * (weights[j] ?? NaN))).toEqual([100 / 3, 100 / 3, 100 / 3]);
    expect(classWeightsOf({ classWeights: "balanced" }, classes, [5, 0, 15])).toEqual([2, 1, 20 / 30]);
  });

  it("go by name, the others being 1; absent weights are no weights", () => {
    expect(classWeightsOf({ classWeights: { none: 3 } }, classes, [1, 1, 1])).toEqual([1, 1, 3]);
    expect(lossOfRun({ loss: { kind: "hinge" } }, classes, [1, 1, 1])).toEqual({ kind: "hinge" });
  });

  it("of a class that the data does not have fail the run with the classes that it has", async () => {
    const bench = new Bench();
    const run = await bench.train(bench.start({ training: { classWeights: { great: 2 } } }));
    expect(run.record.status).toBe("failed");
    expect(run.record.message).toContain("no class “great”. Its classes are “bad”, “good”");
  });
});

describe("a run with another loss", () => {
  it.each([
    ["linearSvm", {}, "margins"],
    ["linearSvm", { loss: { kind: "hinge" } }, "margins"],
    ["linearSvm", { optimizer: { kind: "lbfgs" }, l2: 0.001, epochs: 30 }, "margins"],
    ["network", { loss: { kind: "meanSquaredError" }, optimizer: { kind: "adam", learningRate: 0.01 } }, "margins"],
    ["network", { loss: { labelSmoothing: 0.2 }, optimizer: { kind: "adam", learningRate: 0.01 } }, "probabilities"],
  ])("tells the classes apart: %s with %j", async (kind, training, outputs) => {
    const bench = new Bench();
    const run = await bench.train(bench.start({ model: { kind }, training: { epochs: 30, ...training } }));
    const { record } = run;
    expect(record).toMatchObject({ status: "finished", stalled: false, model: { outputs } });
    expect(record.metrics.train?.accuracy).toBeGreaterThan(0.95);
    const { loss, logLoss } = record.metrics.test ?? {};
    if (outputs === "margins") expect(logLoss).toBeNull();
    else expect(loss).not.toBe(logLoss);
    expect(parseRecord(JSON.stringify(record), "run.json")).toEqual(record);
  });

  it.each(["mean", "sum"])("tells the classes apart: an embedding bag, %s", async (combine) => {
    const bench = new Bench();
    const run = await bench.train(bench.start({ model: { kind: "embeddingBag", combine } }));
    const { record, epochs } = run;
    expect(record).toMatchObject({
      ...{ status: "finished", stalled: false, model: { outputs: "probabilities" } },
      experiment: { features: { kind: "hashedNgrams", buckets: 2_000_000 } },
    });
    expect(record.metrics.train?.accuracy).toBeGreaterThan(0.95);
    expect(epochs.at(-1)?.layers?.map(({ name }) => name)).toEqual(["embedding", "output"]);
    expect(run.steps.length).toBeGreaterThan(0);
    expect(parseRecord(JSON.stringify(record), "run.json")).toEqual(record);
  });

  it("that cannot learn is stalled by the measure of its own loss", async () => {
    const bench = new Bench();
    // The same text everywhere: only the shares of the classes can be learned.
    const lines = Array.from({ length: 90 }, (_, row) => `the same words,${row % 3 === 0 ? "a" : "b"}`);
    bench.ports.write("/folder/same.csv", `text,label\n${lines.join("\n")}\n`);
    const training = { epochs: 40, classWeights: { a: 3 }, optimizer: { kind: "adam", learningRate: 0.05 } };
    const dataset = { path: "same.csv", text: "text", label: "label" };
    for (const [kind, loss] of [
      ["linearSvm", {}],
      ["network", { kind: "meanSquaredError" }],
      ["network", { labelSmoothing: 0.1 }],
    ] as const) {
      const { record } = await bench.train(bench.start({ dataset, model: { kind }, training: { ...training, loss } }));
      expect(record, kind).toMatchObject({ status: "finished", stalled: true });
    }
  });
});
