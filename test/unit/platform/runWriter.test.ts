import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { stepColumns } from "../../../src/protocol/frames.ts";
import type { Disk } from "../../../src/platform/disk.ts";
import { nodeDisk } from "../../../src/platform/fileIo.ts";
import { openRunReader, readEpochs } from "../../../src/platform/runReader.ts";
import { openRunWriter } from "../../../src/platform/runWriter.ts";
import { decodeSafetensors } from "../../../src/platform/safetensors.ts";
import { epochMetrics, record } from "./records.ts";
import { SimulatedDisk } from "./simulatedDisk.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const id = "20260102-030405-abc123";

function runFolder(): string {
  return join(temporaryFolder(), ".benchtop", "runs", id);
}

test("a run folder is read back as it was written", async () => {
  const folder = runFolder();
  const writer = await openRunWriter(folder);
  await writer.record(record(id, { status: "running" }));
  for (const epoch of [0, 1, 2]) await writer.epoch(epochMetrics(epoch));
  await writer.steps(new Float32Array([1, 2, 3]));
  await writer.steps(new Float32Array([4, Number.NaN, 6]));
  await writer.array("predictions.validation", [2, 2], new Float32Array([0.25, 0.75, 1, 0]));
  await writer.array("labels.validation", [2], new Int32Array([1, 0]));
  await writer.weights([{ name: "w", shape: [1, 2], values: new Float32Array([7, 8]) }], { format: "1" });
  await writer.record(record(id));
  await writer.close();

  const reader = openRunReader(folder);
  expect(await reader.record()).toEqual({ ...record(id), created: (await reader.record()).created });
  expect(await readEpochs(folder)).toEqual([0, 1, 2].map((epoch) => epochMetrics(epoch)));
  expect(await reader.steps()).toEqual(new Float32Array([1, 2, 3, 4, Number.NaN, 6]));
  expect(await reader.array("labels.validation")).toEqual({ shape: [2], values: new Int32Array([1, 0]) });
  expect((await reader.array("predictions.validation")).shape).toEqual([2, 2]);
  const { tensors, metadata } = decodeSafetensors(new Uint8Array(readFileSync(join(folder, "model.safetensors"))));
  expect(tensors).toEqual([{ name: "w", shape: [1, 2], values: new Float32Array([7, 8]) }]);
  expect(metadata).toEqual({ format: "1" });
  expect(readdirSync(folder).sort()).toEqual([
    "labels.validation.npy",
    "metrics.ndjson",
    "model.safetensors",
    "predictions.validation.npy",
    "run.json",
    "steps.f32",
    "steps.json",
  ]);
});

test("steps.json names the columns of steps.f32", async () => {
  const folder = runFolder();
  const writer = await openRunWriter(folder);
  await writer.steps(new Float32Array(3));
  await writer.close();
  const { columns } = JSON.parse(readFileSync(join(folder, "steps.json"), "utf8")) as { columns: { name: string }[] };
  expect(columns.map(({ name }) => name)).toEqual([...stepColumns]);
});

test("the .benchtop folder ignores itself, another folder is left alone", async () => {
  const folder = runFolder();
  await (await openRunWriter(folder)).close();
  expect(readFileSync(join(folder, "..", "..", ".gitignore"), "utf8")).toBe("*\n");
  const elsewhere = join(temporaryFolder(), "results", id);
  await (await openRunWriter(elsewhere)).close();
  expect(readdirSync(join(elsewhere, "..", ".."))).toEqual(["results"]);
});

test("a buffer may be filled again as soon as steps() was called", async () => {
  const folder = runFolder();
  const writer = await openRunWriter(folder);
  const rows = new Float32Array([1, 2, 3]);
  const written = writer.steps(rows);
  rows.fill(9);
  await written;
  await writer.close();
  expect(await openRunReader(folder).steps()).toEqual(new Float32Array([1, 2, 3]));
});

test("a writer whose lock was taken by somebody else writes nothing more", async () => {
  const folder = runFolder();
  const writer = await openRunWriter(folder);
  await writer.record(record(id, { status: "running" }));
  await writer.epoch(epochMetrics(0));
  const before = readFileSync(join(folder, "run.json"), "utf8");
  const theirs = JSON.stringify({ host: "h", bootId: "b", pid: 1, startTime: null, token: "theirs" });
  writeFileSync(join(folder, "lock.json"), theirs);

  const refused = "Another process has taken over this run";
  await expect(writer.record(record(id))).rejects.toThrow(refused);
  await expect(writer.epoch(epochMetrics(1))).rejects.toThrow(refused);
  await expect(writer.steps(new Float32Array(3))).rejects.toThrow(refused);
  await expect(writer.weights([], {})).rejects.toThrow(refused);
  await writer.close();
  expect(readFileSync(join(folder, "run.json"), "utf8")).toBe(before);
  expect(await readEpochs(folder)).toHaveLength(1);
  expect(readFileSync(join(folder, "lock.json"), "utf8")).toBe(theirs);
});

test("two writers do not open the same run", async () => {
  const folder = runFolder();
  const writer = await openRunWriter(folder);
  await expect(openRunWriter(folder)).rejects.toThrow("working on this run");
  await writer.close();
  await (await openRunWriter(folder)).close();
});

test("fitted features are stored once and whole, beside the runs", async () => {
  const folder = runFolder();
  const writer = await openRunWriter(folder);
  const arrays = new Map([["idf", new Float64Array([1, 2])]]);
  await writer.features("ab12cd34ef", { terms: ["a", "b"] }, arrays);
  const stored = join(folder, "..", "..", "features", "ab12cd34ef");
  expect(JSON.parse(readFileSync(join(stored, "features.json"), "utf8"))).toEqual({ terms: ["a", "b"] });
  const { tensors } = decodeSafetensors(new Uint8Array(readFileSync(join(stored, "features.safetensors"))));
  expect(tensors).toEqual([{ name: "idf", shape: [2], values: new Float64Array([1, 2]) }]);
  // A second run with the same fingerprint finds it there and leaves it.
  rmSync(join(stored, "features.safetensors"));
  await writer.features("ab12cd34ef", { terms: ["a", "b"] }, arrays);
  expect(readdirSync(join(stored, ".."))).toEqual(["ab12cd34ef"]);
  expect(readdirSync(stored)).toEqual(["features.json"]);
  await writer.close();
});

test("names that lead out of the run folder are a defect of ours", async () => {
  const folder = runFolder();
  const writer = await openRunWriter(folder);
  expect(() => writer.array("../evil", [0], new Float32Array(0))).toThrow("plain array name");
  await expect(writer.features("../../evil", {}, new Map())).rejects.toThrow("hexadecimal");
  await writer.close();
});

test("a torn last row of steps and a torn last epoch are left out", async () => {
  const folder = runFolder();
  const writer = await openRunWriter(folder);
  await writer.steps(new Float32Array([1, 2, 3]));
  await writer.epoch(epochMetrics(0));
  await writer.close();
  writeFileSync(
    join(folder, "steps.f32"),
    Uint8Array.from({ length: 17 }, () => 1),
  );
  writeFileSync(join(folder, "metrics.ndjson"), `${JSON.stringify(epochMetrics(0))}\n{"epoch":1,"st`);
  expect(await openRunReader(folder).steps()).toHaveLength(3);
  expect(await readEpochs(folder)).toHaveLength(1);
});

test("an array that is not there is a message that names it", async () => {
  const folder = runFolder();
  await (await openRunWriter(folder)).close();
  await expect(openRunReader(folder).array("predictions.test")).rejects.toThrow("predictions.test.npy");
  writeFileSync(join(folder, "labels.test.npy"), "garbage");
  await expect(openRunReader(folder).array("labels.test")).rejects.toThrow("cannot be read");
});

test("a checkpoint goes with the lines and rows that were asked for before it, and the files are cut back to them", async () => {
  const folder = runFolder();
  const writer = await openRunWriter(folder);
  await writer.epoch(epochMetrics(0));
  await writer.steps(new Float32Array([1, 2, 3]));
  const tensors = [{ name: "fit/descent/mean", shape: [2], values: new Float64Array([0.5, Number.NaN]) }];
  const written = writer.checkpoint(tensors, { state: "some" });
  await writer.epoch(epochMetrics(1));
  await writer.steps(new Float32Array([4, 5, 6]));
  await written;
  await writer.close();

  const reader = openRunReader(folder);
  const stored = await reader.checkpoint();
  expect(stored).toMatchObject({ tensors, metadata: { state: "some" } });
  const again = await openRunWriter(folder);
  await again.cutBack(stored);
  await again.epoch(epochMetrics(2));
  await again.close();
  expect(await reader.epochs()).toEqual([epochMetrics(0), epochMetrics(2)]);
  expect(await reader.steps()).toEqual(new Float32Array([1, 2, 3]));

  // It speaks of rows that are not there any more.
  writeFileSync(join(folder, "steps.f32"), new Uint8Array(8));
  expect(await reader.checkpoint()).toBeNull();
  const last = await openRunWriter(folder);
  await last.cutBack(null);
  await last.close();
  expect(readdirSync(folder)).toEqual(["steps.json"]);
});

test("a run that is said to have ended has its whole curve, also when the power is cut that moment", async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const disk = new SimulatedDisk(temporaryFolder());
    const folder = join(disk.top, "runs", id);
    const writer = await openRunWriter(folder, disk, () =>
      Promise.resolve({ check: () => Promise.resolve(), release: () => Promise.resolve() }),
    );
    await writer.epoch(epochMetrics(0));
    await writer.steps(new Float32Array([1, 2, 3]));
    await writer.record(record(id));
    disk.afterCut(seed).show();
    const reader = openRunReader(folder);
    expect((await reader.record()).status).toBe("finished");
    expect(await reader.epochs()).toEqual([epochMetrics(0)]);
    expect(await reader.steps()).toEqual(new Float32Array([1, 2, 3]));
    await writer.close();
  }
});

test("a damaged checkpoint is passed over for the one before it, and does not come back when the run goes on", async () => {
  const folder = runFolder();
  const [last, previous] = ["checkpoint.safetensors", "checkpoint.previous.safetensors"].map((name) =>
    join(folder, name),
  );
  const writer = await openRunWriter(folder);
  for (const state of ["one", "two", "three"]) {
    await writer.epoch(epochMetrics(0));
    await writer.checkpoint([{ name: "fit/descent/mean", shape: [2], values: new Float64Array(2) }], { state });
  }
  await writer.close();
  const reader = openRunReader(folder);
  const stateOf = async () => (await reader.checkpoint())?.metadata["state"];
  expect(await stateOf()).toBe("three");
  const bytes = readFileSync(last ?? "");
  // One bit of a number: nothing but the checksum could tell.
  bytes[bytes.length - 40] = 1;
  writeFileSync(last ?? "", bytes);
  expect(await stateOf()).toBe("two");
  const again = await openRunWriter(folder);
  await again.cutBack(await reader.checkpoint());
  expect(await reader.epochs()).toHaveLength(2);
  expect(existsSync(last ?? "")).toBe(false);
  writeFileSync(previous ?? "", bytes);
  expect(await reader.checkpoint()).toBeNull();
  await again.cutBack(null);
  await again.close();
  expect(readdirSync(folder)).toEqual([]);
});

test("what a killed writer had not renamed yet is removed by the next, and nothing else", async () => {
  const folder = runFolder();
  await (await openRunWriter(folder)).close();
  const others = ["user.json.0123456789ab.tmp", "notes.tmp"];
  const left = [
    "run.json.0123456789ab.tmp",
    "checkpoint.safetensors.0123456789ab.tmp",
    "rows.test.npy.0123456789ab.tmp",
  ];
  for (const name of [...left, ...others]) writeFileSync(join(folder, name), "half");
  await (await openRunWriter(folder)).close();
  expect(readdirSync(folder).sort()).toEqual([...others].sort());
});

test("arrays and weights are written beside each other, and the record of the end after them", async () => {
  const folder = runFolder();
  const renamed: string[] = [];
  let arrived = 0;
  let release: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (release = resolve));
  const disk: Disk = {
    ...nodeDisk,
    async rename(from, to) {
      // Neither goes on before the other has come as far.
      if (/npy$|safetensors$/.test(to)) {
        if (++arrived === 2) release();
        await both;
      }
      await nodeDisk.rename(from, to);
      if (!to.endsWith(".gitignore")) renamed.push(basename(to));
    },
  };
  const writer = await openRunWriter(folder, disk);
  await Promise.all([
    writer.array("labels.test", [1], new Int32Array(1)),
    writer.weights([], {}),
    writer.record(record(id)),
  ]);
  expect(renamed.slice(0, -1).sort()).toEqual(["labels.test.npy", "model.safetensors"]);
  expect(renamed.at(-1)).toBe("run.json");
  await writer.close();
});
