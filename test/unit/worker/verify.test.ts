import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../../src/experiment/record.ts";
import type { StartRun } from "../../../src/protocol/trainer.ts";
import type { VerificationResult } from "../../../src/protocol/verification.ts";
import { kindsOfRuns } from "./kindsOfRuns.ts";
import type { MemoryRun } from "./memoryPorts.ts";
import { Bench, reviews } from "./reviews.ts";

const numbers = ["length,width,kind"];
for (let at = 0; at < 60; at++)
  numbers.push(`${((at % 2) * 2 + ((at * 7) % 10) / 10).toFixed(2)},${String((at * 13) % 17)},${at % 2 ? "a" : "b"}`);

const hashed = { features: { kind: "hashedNgrams", buckets: 50 } };

const kinds: Readonly<Record<string, Record<string, unknown>>> = {
  ...kindsOfRuns,
  "an embedding bag": { ...hashed, model: { kind: "embeddingBag", dimension: 6 }, training: { epochs: 4 } },
  "complement naive Bayes": { model: { kind: "naiveBayes", variant: "complement" } },
  "Bernoulli naive Bayes": { model: { kind: "naiveBayes", variant: "bernoulli" } },
  "Gaussian naive Bayes": { dataset: "numbers.csv", model: { kind: "naiveBayes", variant: "gaussian" } },
  "a fold of an embedding bag": {
    ...hashed,
    split: { folds: 3, fold: 2 },
    model: { kind: "embeddingBag", dimension: 4 },
    training: { epochs: 3 },
  },
  "a network over hashed words that diverges": {
    ...hashed,
    model: { kind: "network", embedding: { dimension: 4 }, hidden: [{ units: 4, activation: "identity" }] },
    training: { epochs: 40, batchSize: 4, optimizer: { kind: "sgd", learningRate: 60 } },
  },
};

function newBench(): Bench {
  const bench = new Bench();
  bench.ports.write("/folder/numbers.csv", `${numbers.join("\n")}\n`);
  return bench;
}

async function trained(written: Record<string, unknown>): Promise<{ bench: Bench; start: StartRun; run: MemoryRun }> {
  const bench = newBench();
  const start = bench.start(written);
  return { bench, start, run: await bench.train(start) };
}

function verify(bench: Bench, { runFolder, baseFolder }: StartRun): Promise<VerificationResult> {
  const workFolder = `/work-${String(bench.ports.breaths)}-${String(bench.told.length)}`;
  return bench.session.verify({ runFolder, baseFolder, workFolder });
}

const firstOf = ({ circumstances, figures }: VerificationResult) => [
  ...circumstances.map(({ what }) => what),
  ...(figures?.differences ?? []).map(({ what }) => what),
];

function rewrite(run: MemoryRun, change: Partial<RunRecord>): void {
  run.records.push({ ...run.record, ...change });
}

describe.each(Object.entries(kinds))("%s", (name, written) => {
  it("is the same when it is trained again, and names the first thing that is not", async () => {
    const { bench, start, run } = await trained(written);
    const status = name.includes("diverges") ? "diverged" : "finished";
    expect(run.record.status).toBe(status);
    const same = await verify(bench, start);
    expect(same).toMatchObject({ circumstances: [], until: null, figures: { differences: [], left: [] } });
    expect(same.figures?.epochs).toBe(run.epochs.length);
    expect(same.figures?.steps).toBe(run.steps.length / 3);
    expect(same.figures?.weights).toBe(run.weights.reduce((sum, { values }) => sum + values.length, 0));
    expect(same.figures?.predictions).toBeGreaterThan(30);

    // The last bit of the last weight.
    const last = run.weights.at(-1);
    if (last === undefined) throw new Error("it has weights");
    const bits = new Int32Array(last.values.buffer, last.values.byteOffset, last.values.length);
    const at = bits.length - 1;
    bits[at] = (bits[at] ?? 0) ^ 1;
    const place = `${last.name}[${last.shape.map((size) => size - 1).join(", ")}]`;
    // What computed it comes before what came out.
    rewrite(run, { versions: { ...run.record.versions, benchtop: "0.0.9" } });
    const changed = await verify(bench, start);
    expect(changed.circumstances).toEqual([{ what: "benchtop", before: "0.0.9", now: "0.0.0" }]);
    expect(changed.figures?.differences).toMatchObject([{ what: "weights", place }]);
  });

  it("is verified to where it was stopped, or its process ended, whenever that was", async () => {
    const whole = (await trained(written)).bench.ports.breaths;
    for (const share of [0.5, 0.9]) {
      const bench = newBench();
      const start = bench.start(written);
      const stop = Math.floor(whole * share);
      let left: MemoryRun | undefined;
      bench.ports.onBreath = (breath) => {
        if (breath === stop - 1 && bench.ports.runs.has(start.runFolder))
          left = leftBy(bench.ports.run(start.runFolder));
        if (breath === stop) bench.session.stop(start.runId);
      };
      const run = await bench.train(start);
      bench.ports.onBreath = () => undefined;
      if (run.epochs.length === 0) await expect(verify(bench, start)).rejects.toThrow("nothing to verify");
      else
        expect(await verify(bench, start)).toMatchObject({
          figures: { differences: [] },
          until: run.record.status === "stopped" ? { stopped: true, step: run.record.progress.step } : null,
        });
      if (left === undefined || left.epochs.length === 0) continue;
      bench.ports.runs.set(start.runFolder, left);
      expect(await verify(bench, start)).toMatchObject({ figures: { differences: [] }, until: { stopped: false } });
    }
  });
});

/** What a process leaves that dies now. */
function leftBy(run: MemoryRun): MemoryRun {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(run) as object) as MemoryRun, run);
  return Object.assign(copy, { records: [...run.records], epochs: [...run.epochs], arrays: new Map(run.arrays) });
}

describe("a verification", () => {
  const written = { training: { epochs: 3 } };

  it.each([
    [
      "a changed text",
      (text: string) => text.replace("the bed was lovely", "the bed was lowely"),
      "line 12 of reviews.csv: it holds something else.",
    ],
    [
      "a changed label",
      (text: string) => text.replace(",bad\n", ",good\n"),
      "line 7 of reviews.csv: its label was bad, it is good.",
    ],
    [
      "a line less",
      (text: string) => text.split("\n").slice(0, -2).join("\n"),
      "line 101 of reviews.csv: there is no example any more.",
    ],
    ["a line more", (text: string) => `${text}"one more",good\n`, "unchanged; there are 101 examples now."],
    ["another line end", (text: string) => text.replace(/\n$/, "\r\n"), "unchanged; what has changed is beside them"],
  ])("says what changed in the data: %s", async (_, change, words) => {
    const { bench, start } = await trained(written);
    bench.ports.write("/folder/reviews.csv", change(reviews()));
    const result = await verify(bench, start);
    expect(firstOf(result)).toEqual(["data"]);
    expect(result.circumstances[0]?.before).toBe("reviews.csv");
    expect(result.dataChange).toContain(words);
    expect(result.figures).toBeNull();
  });

  it("names the file that changed where there are several", async () => {
    const bench = newBench();
    const lines = reviews().split("\n");
    bench.ports.write("/folder/test.csv", `${[lines[0], ...lines.slice(1, 21)].join("\n")}\n`);
    const start = bench.start({ dataset: { train: "reviews.csv", test: "test.csv" }, ...written });
    await bench.train(start);
    expect(firstOf(await verify(bench, start))).toEqual([]);
    bench.ports.write("/folder/test.csv", `${[lines[0], ...lines.slice(1, 22)].join("\n")}\n`);
    expect((await verify(bench, start)).circumstances).toMatchObject([{ what: "data", before: "test.csv" }]);
    bench.ports.disk.delete("/folder/test.csv");
    await expect(verify(bench, start)).rejects.toThrow("The data file test.csv cannot be read.");
  });

  it("tells the step at which a curve parts, before the epochs after it, and where both kernels and numbers differ the kernels", async () => {
    const { bench, start, run } = await trained(written);
    const loss = run.steps[6] ?? 0;
    run.steps[6] = loss + 0.5;
    const epoch = run.epochs[1];
    if (epoch === undefined) throw new Error("it has epochs");
    run.epochs[1] = { ...epoch, runningLoss: 7 };
    rewrite(run, { kernelFlavour: "wasm-simd" });
    const result = await verify(bench, start);
    expect(firstOf(result)).toEqual(["kernelFlavour", "step", "epoch"]);
    expect(result.figures?.differences[0]).toMatchObject({
      place: "step 3, loss",
      before: expect.stringMatching(/^\d/) as string,
    });
    expect(result.figures?.differences[1]).toMatchObject({ place: "epoch 1, runningLoss", before: "7" });
  });

  it("sees a metric, a table, a prediction and features that are not what came out", async () => {
    const { bench, start, run } = await trained(written);
    const { confusion, metrics, fingerprints } = run.record;
    const array = run.arrays.get("predictions.test");
    if (metrics.test === undefined || array === undefined) throw new Error("it was tested");
    array.values[3] = 0.25;
    expect((await verify(bench, start)).figures?.differences).toMatchObject([
      { what: "predictions", place: "test example 2, output for good", before: "0.25" },
    ]);
    rewrite(run, { metrics: { ...metrics, test: { ...metrics.test, accuracy: 1.5 } } });
    expect(firstOf(await verify(bench, start))).toEqual(["result", "predictions"]);
    // The flag follows from the epochs: an older rule for it is no difference.
    rewrite(run, { metrics, stalled: !run.record.stalled });
    expect(firstOf(await verify(bench, start))).toEqual(["predictions"]);
    rewrite(run, {
      metrics,
      confusion: {
        ...confusion,
        test: [
          [90, 0],
          [0, 0],
        ],
      },
    });
    expect((await verify(bench, start)).figures?.differences[0]).toMatchObject({
      place: "confusion.test.0.0",
      before: "90",
    });
    rewrite(run, { confusion, fingerprints: { ...fingerprints, features: "0".repeat(64) } });
    expect(firstOf(await verify(bench, start))).toEqual(["features", "predictions"]);
  });

  it("says of a sweep's trial that its weights were not kept, and where another Benchtop went on with a run", async () => {
    const { bench, start, run } = await trained(written);
    run.model = null;
    expect(firstOf(await verify(bench, start))).toEqual(["weights"]);
    rewrite(run, {
      sweep: { id: start.runId, trial: 4, repeat: 0 },
      resumes: [{ at: "2026", step: 4, versions: run.record.versions, kernelFlavour: "wasm-simd" }],
    });
    const result = await verify(bench, start);
    expect(firstOf(result)).toEqual(["resumed"]);
    expect(result.figures?.left).toMatchObject([expect.stringContaining("A sweep keeps those of its best trials.")]);
  });
});
