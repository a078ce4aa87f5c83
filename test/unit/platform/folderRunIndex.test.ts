import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { RunRecord } from "../../../src/experiment/record.ts";
import { replaceJson } from "../../../src/platform/fileIo.ts";
import { FolderRunIndex } from "../../../src/platform/folderRunIndex.ts";
import type { RunsChange } from "../../../src/services/ports.ts";
import { record } from "./records.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const opened: { dispose(): void }[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) one.dispose();
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});

function openIndex(runsFolders: readonly string[], watch = true): { index: FolderRunIndex; warnings: string[] } {
  const warnings: string[] = [];
  const log = {
    info: () => undefined,
    warn: (message: string) => void warnings.push(message),
    error: (message: string) => void warnings.push(message),
  };
  const folders = runsFolders.map((runsFolder) => ({ runsFolder, baseFolder: join(runsFolder, "..") }));
  const index = new FolderRunIndex({ folders, log, watch });
  opened.push(index);
  return { index, warnings };
}

async function writeRun(runsFolder: string, id: string, change: Partial<RunRecord> = {}): Promise<string> {
  await replaceJson(join(runsFolder, id, "run.json"), record(id, change));
  return join(runsFolder, id);
}

function idOf(number: number): string {
  return `20260102-030405-${String(number).padStart(6, "0")}`;
}

/** The first change that fits. */
function change(index: FolderRunIndex, fits: (change: RunsChange) => boolean): Promise<RunsChange> {
  return new Promise((resolve) => {
    opened.push(index.onChange((one) => fits(one) && resolve(one)));
  });
}

test("runs of several folders are listed with their names and notes", async () => {
  const [one, two] = [join(temporaryFolder(), "runs"), join(temporaryFolder(), "runs")];
  await writeRun(one, idOf(1));
  await replaceJson(join(await writeRun(two, idOf(2)), "user.json"), { schemaVersion: 1, name: "My best" });
  const { index } = openIndex([one, two, join(one, "missing")]);
  const runs = await index.list();
  expect(runs.map(({ record: { id } }) => id)).toEqual([idOf(1), idOf(2)]);
  expect(runs[1]?.annotations.name).toBe("My best");
  expect(runs[1]?.baseFolder).toBe(join(two, ".."));
});

test("a corrupt run.json is left out with a warning, and the others are listed", async () => {
  const folder = join(temporaryFolder(), "runs");
  await writeRun(folder, idOf(1));
  for (const [number, text] of ["{", "[]", JSON.stringify({ ...record(idOf(9)), status: "canceled" })].entries()) {
    mkdirSync(join(folder, idOf(number + 2)), { recursive: true });
    writeFileSync(join(folder, idOf(number + 2), "run.json"), text);
  }
  mkdirSync(join(folder, "not a run"));
  mkdirSync(join(folder, idOf(7)));
  const { index, warnings } = openIndex([folder]);
  expect((await index.list()).map((run) => run.record.id)).toEqual([idOf(1)]);
  expect(warnings).toHaveLength(3);
  expect(warnings.join("\n")).toContain("status");
});

test("a corrupt user.json does not hide its run", async () => {
  const folder = join(temporaryFolder(), "runs");
  writeFileSync(join(await writeRun(folder, idOf(1)), "user.json"), "{");
  const { index, warnings } = openIndex([folder]);
  expect((await index.list())[0]?.annotations).toEqual({ schemaVersion: 1 });
  expect(warnings[0]).toContain("user.json");
});

test("runs that others make, change, delete or restore are told of", async () => {
  const folder = join(temporaryFolder(), "runs");
  mkdirSync(folder);
  const { index } = openIndex([folder]);
  expect(await index.list()).toEqual([]);

  const made = change(index, ({ kind }) => kind === "changed");
  await writeRun(folder, idOf(1), { message: "first" });
  await made;
  expect((await index.list()).map((run) => run.record.message)).toEqual(["first"]);

  const removed = change(index, ({ kind }) => kind === "removed");
  renameSync(join(folder, idOf(1)), join(folder, "..", "away"));
  expect(await removed).toEqual({ kind: "removed", id: idOf(1) });
  expect(await index.list()).toEqual([]);

  const restored = change(index, ({ kind }) => kind === "changed");
  renameSync(join(folder, "..", "away"), join(folder, idOf(1)));
  await restored;
  expect(await index.list()).toHaveLength(1);
});

test("a runs folder that is made later is watched too", async () => {
  const folder = join(temporaryFolder(), ".benchtop", "runs");
  const { index } = openIndex([folder]);
  expect(await index.list()).toEqual([]);
  const made = change(index, ({ kind }) => kind === "changed");
  await writeRun(folder, idOf(1));
  await made;
  expect(await index.list()).toHaveLength(1);
});

test("a run shows as running while its owner lives, and as stopped with its curve when the owner is killed", async () => {
  const folder = join(temporaryFolder(), "runs");
  const run = await writeRun(folder, idOf(1), { status: "running" });
  const child = fork(new URL("./workers/lockTaker.ts", import.meta.url), [join(run, "lock.json")], {
    execArgv: ["--no-warnings"],
    stdio: "inherit",
  });
  children.push(child);
  await once(child, "message");
  const { index } = openIndex([folder]);
  expect(await index.get(idOf(1))).toMatchObject({ owner: "other", record: { status: "running" } });

  await index.list();
  const died = change(index, (one) => one.kind === "changed" && one.run.owner === "none");
  child.kill("SIGKILL");
  await once(child, "exit");
  await died;
  const stopped = await index.get(idOf(1));
  expect(stopped).toMatchObject({ owner: "none", record: { status: "stopped" } });
  expect(stopped?.record.message).toContain("What was trained until then is kept.");
});

test("a copy of a run folder is a run of its own, and nobody's", async () => {
  const folder = join(temporaryFolder(), "runs");
  const run = await writeRun(folder, idOf(1), { status: "running" });
  cpSync(run, join(folder, idOf(2)), { recursive: true });
  rmSync(join(folder, idOf(2), "lock.json"), { force: true });
  const { index } = openIndex([folder]);
  expect((await index.get(idOf(2)))?.record).toMatchObject({ id: idOf(2), status: "stopped" });
});

test("refresh sees at once what was written", async () => {
  const folder = join(temporaryFolder(), "runs");
  await writeRun(folder, idOf(1), { message: "old" });
  const { index } = openIndex([folder], false);
  await index.list();
  await writeRun(folder, idOf(1), { message: "new and longer" });
  await index.refresh(idOf(1));
  expect((await index.list())[0]?.record.message).toBe("new and longer");
});

test("thousands of runs are listed without keeping the thread from other work", async () => {
  const folder = join(temporaryFolder(), "runs");
  const text = JSON.stringify(record(idOf(0)));
  for (let number = 0; number < 2_000; number++) {
    mkdirSync(join(folder, idOf(number)), { recursive: true });
    writeFileSync(join(folder, idOf(number), "run.json"), text.replace(idOf(0), idOf(number)));
  }
  const { index } = openIndex([folder]);
  let turns = 0;
  const turn = setInterval(() => turns++, 1);
  const runs = await index.list();
  clearInterval(turn);
  expect(runs).toHaveLength(2_000);
  // At least one look at other work for every slice of runs or two.
  expect(turns).toBeGreaterThan(20);
});
