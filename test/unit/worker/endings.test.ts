import { describe, expect, it } from "vitest";
import { Bench } from "./reviews.ts";

describe("a run that cannot be trained", () => {
  it("fails with the message that names file and line, and the next one works", async () => {
    const bench = new Bench();
    const start = bench.start({ training: { epochs: 2 } });
    bench.ports.write("/folder/reviews.csv", 'review,kind\n"a",good\n"b",good\n');
    const failed = await bench.train(start);
    expect(failed.record.status).toBe("failed");
    expect(failed.record.message).toContain("/folder/reviews.csv");
    expect(failed.record.ended).not.toBeNull();
    expect(failed.open).toBe(false);
    const again = new Bench();
    expect((await again.train(again.start({ training: { epochs: 2 } }))).record.status).toBe("finished");
  });

  it("fails when its file has gone", async () => {
    const bench = new Bench();
    const start = bench.start();
    bench.ports.disk.clear();
    const { record } = await bench.train(start);
    expect(record).toMatchObject({ status: "failed", data: null });
    expect(record.message).toContain("There is no such file.");
  });

  it("fails when its vectors have two widths, naming the line", async () => {
    const bench = new Bench();
    bench.ports.write("/folder/v.txt", "lovely 1 2\nroom 1 2 3\n");
    const { record } = await bench.train(bench.start({ features: { kind: "wordVectors", path: "v.txt" } }));
    expect(record.status).toBe("failed");
    expect(record.message).toContain("/folder/v.txt:2");
  });

  it("fails when the model would take more than 2 GB, saying how much", async () => {
    const bench = new Bench();
    const hidden = [{ units: 100_000 }, { units: 100_000 }];
    const { record } = await bench.train(bench.start({ model: { kind: "network", hidden } }));
    expect(record.status).toBe("failed");
    expect(record.message).toMatch(/The model would take 37\.\d GB/);
  });

  it("is not begun when its folder belongs to another", async () => {
    const bench = new Bench();
    const start = bench.start();
    const other = await bench.ports.openRun(start.runFolder);
    await expect(bench.session.train(start)).rejects.toThrow("Another window trains this run.");
    expect(bench.ports.run(start.runFolder).records).toEqual([]);
    await other.close();
  });

  it("by a defect of ours is recorded as failed, and the defect is thrown", async () => {
    const bench = new Bench();
    const start = bench.start();
    bench.ports.files.open = () => Promise.reject(new TypeError("cannot read x of undefined"));
    await expect(bench.session.train(start)).rejects.toThrow("cannot read x of undefined");
    const run = bench.ports.run(start.runFolder);
    expect(run.record).toMatchObject({ status: "failed", message: "Benchtop failed: cannot read x of undefined" });
    expect(run.open).toBe(false);
  });
});

describe("a run whose learning rate is a million", () => {
  it("diverges, keeps its curve and evaluates its best model", async () => {
    const bench = new Bench();
    // Numbers that say nothing of the class: a model that leaps about gets them wrong at any length of step.
    const rows = Array.from({ length: 90 }, (_, i) => `${String((i * 37) % 11)}.5,${(i * 29) % 7 < 3 ? "a" : "b"}`);
    bench.ports.write("/folder/noise.csv", `size,kind\n${rows.join("\n")}\n`);
    const training = { epochs: 50, optimizer: { learningRate: 1e6 } };
    const run = await bench.train(
      bench.start({ dataset: "noise.csv", training, model: { kind: "logisticRegression" } }),
    );
    const { record } = run;
    expect(record).toMatchObject({ status: "diverged", stalled: false });
    expect(record.message).toMatch(/Training diverged: .* Try a smaller learning rate\./);
    expect(run.epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
    expect(record.best?.epoch).toBe(0);
    expect(run.steps.length).toBe(record.progress.step * 3);
    expect(record.metrics.test?.loss).not.toBeNull();
    expect(record.metrics.validation?.loss).toBe(record.best?.metrics.validation?.loss);
    expect(record.metrics.validation?.loss).toBeLessThan(1);
  });

  it("may meet numbers that are not finite, which JSON shows as null and names", async () => {
    const bench = new Bench();
    const training = { epochs: 50, optimizer: { learningRate: 1e9 }, batchSize: 8 };
    const model = { kind: "network", hidden: [{ units: 8, activation: "identity" }] };
    const run = await bench.train(bench.start({ training, model }));
    expect(run.record.status).toBe("diverged");
    expect(run.record.message).toContain("is not a finite number");
    const last = [...run.steps.slice(-3)];
    expect(last.some((value) => !Number.isFinite(value))).toBe(true);
    expect(run.record.metrics.test?.loss).not.toBeNull();
    const frame = bench.of("frame").at(-1)?.frame;
    expect([...new Float32Array(frame?.values ?? new ArrayBuffer(0))].some((value) => !Number.isFinite(value))).toBe(
      true,
    );
  });
});

describe("a run that learns nothing", () => {
  it("is flagged as stalled after three epochs at the entropy of the class shares", async () => {
    const bench = new Bench();
    const training = { epochs: 5, optimizer: { learningRate: 1e-9 } };
    const run = await bench.train(bench.start({ training }));
    expect(run.record).toMatchObject({ status: "finished", stalled: true });
    const flags = bench.of("status").map(({ status, stalled }) => [status, stalled]);
    expect(flags).toEqual([
      ["running", false],
      ["running", true],
      ["finished", true],
    ]);
  });

  it("is flagged where it stays above what always the same answer would give", async () => {
    const bench = new Bench();
    // Logits near 0 have a loss of ln 2 = .69; the shares of the classes one of .64.
    const lines = Array.from({ length: 90 }, (_, row) => `the same words,${row % 3 === 0 ? "a" : "b"}`);
    bench.ports.write("/folder/same.csv", `text,label\n${lines.join("\n")}\n`);
    const training = { epochs: 4, optimizer: { learningRate: 1e-9 } };
    const dataset = { path: "same.csv", text: "text", label: "label" };
    const { record } = await bench.train(bench.start({ dataset, training }));
    expect(record.metrics.train?.loss).toBeGreaterThan(0.68);
    expect(record).toMatchObject({ status: "finished", stalled: true });
  });

  it("is not flagged when it learns", async () => {
    const bench = new Bench();
    const { record } = await bench.train(bench.start({ training: { epochs: 10 } }));
    expect(record.stalled).toBe(false);
  });
});

describe("what a run notes of its data", () => {
  it("is bytes replaced and rows left out", async () => {
    const bench = new Bench();
    const text = new TextDecoder().decode(bench.ports.disk.get("/folder/reviews.csv"));
    const bytes = new TextEncoder().encode(`${text}one,two,three\n"the x",good\n`);
    bytes[bytes.lastIndexOf("x".charCodeAt(0))] = 0xff;
    const start = bench.start({ training: { epochs: 1 } });
    bench.ports.disk.set("/folder/reviews.csv", bytes);
    const { data } = (await bench.train(start)).record;
    expect(data?.notes).toHaveLength(2);
    expect(data?.notes.join("\n")).toContain("reviews.csv: 1 byte sequences are not UTF-8");
    expect(data?.notes.join("\n")).toContain("reviews.csv: 1 rows were left out; the first is line 102");
  });

  it("is that train is watched on 10,000 fixed examples where there are more", async () => {
    const bench = new Bench();
    const lines = Array.from({ length: 13_000 }, (_, i) => `${String(i)},${String(i % 13)},${i % 2 ? "odd" : "even"}`);
    bench.ports.write("/folder/many.csv", `a,b,kind\n${lines.join("\n")}\n`);
    const written = { dataset: { path: "many.csv", features: ["a", "b"] }, training: { epochs: 1, batchSize: 500 } };
    const run = await bench.train(bench.start(written));
    expect(run.record.data?.notes).toEqual([
      "The train figures of each epoch are measured on 10,000 fixed examples of 10,400; the final ones on all.",
    ]);
    expect(run.epochs.map(({ metrics }) => metrics.train.examples)).toEqual([10_000, 10_000]);
    expect(run.record.metrics.train?.examples).toBe(10_400);
  });
});
