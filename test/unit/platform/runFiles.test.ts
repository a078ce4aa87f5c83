import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { replaceJson } from "../../../src/platform/fileIo.ts";
import { takeLock } from "../../../src/platform/lock.ts";
import { runFiles } from "../../../src/platform/runFiles.ts";
import { readAnnotations } from "../../../src/platform/runReader.ts";
import { readRecord } from "../../../src/platform/runReader.ts";
import { isRunId } from "../../../src/platform/storage.ts";
import { experiment, epochMetrics, record } from "./records.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const id = "20260102-030405-abc123";

function start(folder: string) {
  return { runId: id, runFolder: folder, baseFolder: "/data", experiment, experimentFile: null, generation: 1 };
}

test("new runs get ids of their own that sort by time, and no folder yet", () => {
  const folder = temporaryFolder();
  const runs = Array.from({ length: 200 }, () => runFiles.newRun(folder));
  expect(runs.every((run) => isRunId(run.id))).toBe(true);
  expect(new Set(runs.map((run) => run.id)).size).toBe(200);
  expect(readdirSync(folder)).toEqual([]);
});

test("annotations keep what is not changed", async () => {
  const folder = temporaryFolder();
  await runFiles.annotate(folder, { name: "First", tags: ["a"] });
  await runFiles.annotate(folder, { name: "Second" });
  expect(await readAnnotations(folder)).toEqual({ schemaVersion: 1, name: "Second", tags: ["a"] });
});

test("a deleted run lies in the trash until it is restored, and may be deleted again", async () => {
  const root = temporaryFolder();
  const folder = join(root, ".benchtop", "runs", id);
  await replaceJson(join(folder, "run.json"), record(id));
  const restore = await runFiles.moveToTrash(folder);
  expect(existsSync(folder)).toBe(false);
  expect(readdirSync(join(root, ".benchtop", "trash"))).toEqual([id]);
  await restore();
  expect(existsSync(join(folder, "run.json"))).toBe(true);
  mkdirSync(join(root, ".benchtop", "trash", id));
  await runFiles.moveToTrash(folder);
  expect(readdirSync(join(root, ".benchtop", "trash"))).toHaveLength(2);
});

test("a run that is being trained is not deleted", async () => {
  const folder = join(temporaryFolder(), "runs", id);
  const lock = await takeLock(join(folder, "lock.json"));
  await expect(runFiles.moveToTrash(folder)).rejects.toThrow("Stop it first");
  await lock.release();
});

test("a run whose worker died is marked failed with the reason and keeps its curve", async () => {
  const folder = join(temporaryFolder(), "runs", id);
  await replaceJson(join(folder, "run.json"), record(id, { status: "running", last: epochMetrics(2) }));
  // The dead thread of this process left its lock behind.
  const left = await takeLock(join(folder, "lock.json"));
  const ended = await runFiles.endRun(start(folder), record(id, { status: "running" }), {
    status: "failed",
    message: "The training thread ran out of memory.",
  });
  expect(ended).toMatchObject({ status: "failed", message: "The training thread ran out of memory." });
  expect(ended.last).toEqual(epochMetrics(2));
  expect(ended.ended).not.toBeNull();
  expect(await readRecord(folder)).toEqual(ended);
  await expect(left.check()).rejects.toThrow("taken over");
  await left.release();
  expect(existsSync(join(folder, "lock.json"))).toBe(false);
});

test("a run that ended by itself before its worker died stays as it ended", async () => {
  const folder = join(temporaryFolder(), "runs", id);
  await replaceJson(join(folder, "run.json"), record(id, { status: "finished" }));
  const ended = await runFiles.endRun(start(folder), record(id), { status: "failed", message: "crash" });
  expect(ended.status).toBe("finished");
});

test("a run whose worker died before its first record gets one", async () => {
  const folder = join(temporaryFolder(), ".benchtop", "runs", id);
  const first = runFiles.firstRecord(start(folder));
  expect(first.experiment.dataset.files[0]?.path).toBe("reviews.tsv");
  await runFiles.endRun(start(folder), first, { status: "failed", message: "crash" });
  expect(await readRecord(folder)).toMatchObject({ id, status: "failed", message: "crash" });
});

test("the stamp of a file or a folder of files changes with the content; a missing file is named", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "data.csv");
  writeFileSync(path, "a,b\n");
  expect((await runFiles.stamp(path)).size).toBe(4);
  writeFileSync(join(folder, "more.csv"), "c,d,e\n");
  expect((await runFiles.stamp(folder)).size).toBe(10);
  await expect(runFiles.stamp(join(folder, "none.csv"))).rejects.toThrow("There is no such file.");
  await expect(runFiles.stamp(join(path, "inner"))).rejects.toThrow("There is no such file.");
});

test("paths are relative to a folder only when they lie inside it", () => {
  const folder = temporaryFolder();
  expect(runFiles.relativePath(folder, join(folder, "data", "a.csv"))).toBe("data/a.csv");
  expect(runFiles.relativePath(folder, join(folder, "..", "b.csv"))).toBe(
    join(folder, "..", "b.csv").replaceAll("\\", "/"),
  );
  expect(runFiles.relativePath(folder, join(folder, "..c.csv"))).toBe("..c.csv");
});

test("text is written whole", async () => {
  const path = join(temporaryFolder(), "new", "my.experiment.json");
  await runFiles.writeText(path, "{}");
  expect(readFileSync(path, "utf8")).toBe("{}");
  expect(await runFiles.exists(path)).toBe(true);
  expect(await runFiles.readText(path)).toBe("{}");
});
