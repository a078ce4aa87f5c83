import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { StartRun } from "../../../src/protocol/trainer.ts";
import { KeptPreparation } from "../../../src/worker/keptPreparation.ts";
import { prepareFeatures, type PrepareTools, readData } from "../../../src/worker/prepare.ts";
import { RunControl } from "../../../src/worker/runControl.ts";
import { kindsOfRuns } from "./kindsOfRuns.ts";
import type { MemoryRun } from "./memoryPorts.ts";
import { Bench, reviews } from "./reviews.ts";

const vectors = (of: number): string =>
  ["lovely", "awful", "clean", "dirty", "room"]
    .map((word, at) => `${word} ${String(at * of)} ${String(of)}`)
    .join("\n");

/** What a run asks for, and what its files hold by then. */
const first = {
  edited: false,
  scale: 1,
  dataset: "reviews.csv",
  split: {},
  features: { kind: "wordVectors", path: "words.vec", combine: "mean", unknown: "random" },
  training: { epochs: 2 },
};

/** What the next run may have that the first has not. */
const changes: readonly Partial<Record<keyof typeof first, unknown>>[] = [
  { edited: true },
  { scale: 2 },
  { dataset: "copy.csv" },
  { dataset: { path: "reviews.csv", skip: ["label"] } },
  { split: { seed: 2 } },
  { split: { train: 0.6, validation: 0.4, test: 0 } },
  { split: { folds: 4, fold: 1 } },
  { split: { folds: 4, fold: 2 } },
  { split: { folds: 4, fold: 2 }, training: { epochs: 2, keep: "last" } },
  { features: { ...first.features, unknown: "mean" } },
  { features: { kind: "wordVectors", path: "words.vec", combine: "concat" } },
  { features: { kind: "tfidf", ngrams: [1, 1] } },
  {
    features: [
      { kind: "counts", ngrams: [1, 1] },
      { kind: "hashedNgrams", buckets: 20 },
    ],
  },
  { training: { epochs: 2, seed: 2 } },
  { training: { epochs: 3, l2: 0.1 } },
];

function toolsOf(bench: Bench, kept: KeptPreparation): PrepareTools {
  const { ports } = bench;
  const digest = (path: string) => createHash("sha256").update(ports.disk.get(path) ?? "").digest("hex"); // prettier-ignore
  return {
    files: ports.files,
    control: new RunControl(ports.clock),
    kept,
    writer: { features: () => Promise.resolve() },
    vectorCache: (path) =>
      Promise.resolve({
        content: () => Promise.resolve(digest(path)),
        find: () => Promise.resolve(undefined),
        keep: () => Promise.resolve(),
      }),
    shown: (path) => path,
    phase: () => undefined,
  };
}

async function prepared({ experiment }: StartRun, tools: PrepareTools) {
  const data = await readData(experiment, tools);
  const features = await prepareFeatures(experiment, data, tools);
  const places = await tools.kept.places(data, "train", tools.control);
  return { data, features, places };
}

/** All that a run leaves behind, its times left out. */
function leftBy({ record, epochs, arrays, steps, weights }: MemoryRun) {
  const timeless = (key: string, value: unknown): unknown =>
    ["seconds", "created", "started", "ended", "examplesPerSecond"].includes(key) ? undefined : value;
  return { json: JSON.stringify([record, epochs], timeless), arrays, steps, weights };
}

describe("what is kept of the run before", () => {
  it("prepares every run as if nothing had been kept", async () => {
    const bench = new Bench();
    const kept = new KeptPreparation();
    // Back and forth: what is taken over is of the run before, not of the first.
    for (const change of [...changes.flatMap((one) => [{}, one]), ...changes]) {
      const { edited, scale, ...written } = { ...first, ...change };
      const text = edited === true ? reviews().replace("the room was lovely", "the roof was lovely") : reviews();
      for (const name of ["reviews", "copy"]) bench.ports.write(`/folder/${name}.csv`, text);
      bench.ports.write("/folder/words.vec", vectors(Number(scale)));
      const start = bench.start(written);
      const again = await prepared(start, toolsOf(bench, kept));
      expect(again, JSON.stringify(change)).toEqual(await prepared(start, toolsOf(bench, new KeptPreparation())));
    }
  });

  it("spares reading, splitting and counting where only the training differs", async () => {
    const bench = new Bench();
    const tools = toolsOf(bench, new KeptPreparation());
    const first = await prepared(bench.start({ training: { l2: 0.1 } }), tools);
    const second = await prepared(bench.start({ training: { l2: 0.2, seed: 9 } }), tools);
    expect(second.data.table).toBe(first.data.table);
    expect(second.features.splits.train).toBe(first.features.splits.train);
    expect(second.places).toBe(first.places);
    const third = await prepared(bench.start({ features: { kind: "counts" } }), tools);
    expect(third.data.splits).toBe(first.data.splits);
    expect(third.features.splits.train).not.toBe(first.features.splits.train);
  });

  it("reads a file anew that has changed, and misses one that is gone", async () => {
    const bench = new Bench();
    const start = bench.start({ training: { epochs: 1 } });
    const before = await bench.train(start);
    bench.ports.write("/folder/reviews.csv", reviews().replace("kind", "kind "));
    const after = await bench.train({ ...start, runId: "b", runFolder: "/folder/b" });
    expect(after.record.fingerprints.data).not.toBe(before.record.fingerprints.data);
    bench.ports.disk.delete("/folder/reviews.csv");
    const gone = await bench.train({ ...start, runId: "c", runFolder: "/folder/c" });
    expect([gone.record.status, gone.record.message]).toEqual([
      "failed",
      "/folder/reviews.csv: There is no such file. Check the path.",
    ]);
  });

  it("is let go of when the worker rests, and where it is larger than what may be kept", async () => {
    const bench = new Bench();
    const kept = new KeptPreparation();
    const first = await prepared(bench.start(), toolsOf(bench, kept));
    kept.forget();
    expect((await prepared(bench.start(), toolsOf(bench, kept))).data.table).not.toBe(first.data.table);
    const little = new KeptPreparation(1000);
    const large = await prepared(bench.start(), toolsOf(bench, little));
    expect((await prepared(bench.start(), toolsOf(bench, little))).data.table).not.toBe(large.data.table);
  });

  it("leaves every kind of run as a worker of its own would have", async () => {
    const shared = new Bench();
    for (const [at, [name, written]] of Object.entries(kindsOfRuns).entries()) {
      const start = shared.start(written, `20260101-000000-abc12${String(at)}`);
      const alone = await new Bench().train(start);
      expect(leftBy(await shared.train(start)), name).toEqual(leftBy(alone));
    }
  });
});
