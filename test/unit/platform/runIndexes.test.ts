import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { ListedRecord } from "../../../src/experiment/listedRecord.ts";
import { replaceJson } from "../../../src/platform/fileIo.ts";
import { type FollowingIndex, openIndex } from "../../../src/platform/openIndex.ts";
import type { ListedRun } from "../../../src/services/ports.ts";
import { record, splitMetrics } from "./records.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const worker = fileURLToPath(new URL("../../../src/platform/indexEntry.ts", import.meta.url));
const lister = fileURLToPath(new URL("./workers/lister.ts", import.meta.url));
const opened: FollowingIndex[] = [];

afterEach(() => {
  for (const index of opened.splice(0)) index.dispose();
});

interface Place {
  readonly runsFolder: string;
  readonly storage: string;
  readonly messages: string[];
}

function newPlace(): Place {
  const folder = temporaryFolder();
  return { runsFolder: join(folder, "runs"), storage: join(folder, "index"), messages: [] };
}

/** How an index is kept: by reading folders, with a memory in this thread, or in a worker. */
type Kind = "read" | "remembered" | "worker";

function open({ runsFolder, storage, messages }: Place, kind: Kind, watch = false): FollowingIndex {
  const tell = (message: string): void => void messages.push(message);
  const log = { info: tell, warn: tell, error: tell };
  const place = { storage, ...(kind === "worker" && { worker }) };
  const folders = [{ runsFolder, baseFolder: "/base" }];
  const index = openIndex({ folders, log, watch, ...(kind !== "read" && { index: place }) });
  opened.push(index);
  return index;
}

async function listed(place: Place, kind: Kind): Promise<readonly ListedRun[]> {
  const index = open(place, kind);
  const runs = await index.list();
  index.dispose();
  return byId(runs);
}

function byId(runs: readonly ListedRun[]): readonly ListedRun[] {
  return runs.map(unpacked).sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
}

/** With all of its record looked at, which is parsed only then. */
function unpacked(run: ListedRun): ListedRun {
  const { id, status, stalled, experimentFile, sweep, outline, metrics, schemaVersion, message, seed } = run.record;
  const { created, started, ended, experiment, fingerprints, kernelFlavour, data, model, progress } = run.record;
  const { best, last, seconds } = run.record;
  const head = { id, status, stalled, experimentFile, ...(sweep && { sweep }), ...(outline && { outline }), metrics };
  const rest = { schemaVersion, message, seed, created, started, ended, experiment, fingerprints, kernelFlavour };
  const { reproduced } = run.record;
  const record: ListedRecord = { ...head, ...rest, reproduced, data, model, progress, best, last, seconds };
  return { ...run, record };
}

function idOf(number: number): string {
  return `20260102-030405-${String(number).padStart(6, "0")}`;
}

let seconds = 0;

/** Files that changed just now are read again in any case; these look as if nobody had touched them for long. */
function age(folder: string): void {
  seconds += 1;
  for (const name of [...readdirSync(folder).map((each) => join(folder, each)), folder])
    utimesSync(name, 1_700_000_000 + seconds, 1_700_000_000 + seconds);
}

function writeRun({ runsFolder }: Place, number: number, accuracy: number): void {
  const folder = join(runsFolder, idOf(number));
  const written = record(idOf(number), { metrics: { test: splitMetrics(accuracy) } });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "run.json"), JSON.stringify(written));
  age(folder);
}

/** Also in place, which leaves the folder's own time as it was. */
function writeVerification(folder: string, outcome: string, at = "2026-06-01T09:30:00.000Z"): void {
  writeFileSync(join(folder, "verification.json"), JSON.stringify({ outcome, at, words: ["A sentence."] }));
}

function writeRuns(place: Place, count: number): void {
  for (let number = 1; number <= count; number++) writeRun(place, number, number / count);
}

function database({ storage }: Place): string {
  const [file, ...others] = readdirSync(storage).filter((name) => name.endsWith(".sqlite"));
  expect(others).toEqual([]);
  return join(storage, file ?? "");
}

/** Writes another name over the remembered text of every run, so that what comes out of the memory shows. */
function mark(place: Place): void {
  const file = new DatabaseSync(database(place));
  file.exec(`UPDATE run SET annotations = json_set(annotations, '$.name', 'remembered')`);
  file.close();
}

function namesOf(runs: readonly ListedRun[]): (string | undefined)[] {
  return runs.map(({ annotations }) => annotations.name);
}

describe("a remembered list of runs", () => {
  test("is the list that the folders hold, whatever was done to them", { timeout: 60_000 }, async () => {
    const change = fc.record({
      run: fc.integer({ min: 1, max: 5 }),
      what: fc.constantFrom("write", "name", "verify", "delete", "trash", "restore", "damage", "forget"),
      value: fc.integer({ min: 0, max: 1000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 6 }), async (rounds) => {
        const place = newPlace();
        writeRuns(place, 2);
        for (const round of rounds) {
          for (const { run, what, value } of round) apply(place, run, what, value);
          expect(await listed(place, "remembered")).toEqual(await listed(place, "read"));
        }
      }),
      { numRuns: 40 },
    );
  });

  test("reads no run again that looks as it did, and every one that does not", async () => {
    const place = newPlace();
    writeRuns(place, 3);
    await listed(place, "remembered");
    mark(place);
    writeRun(place, 2, 0.25);
    const runs = await listed(place, "remembered");
    expect(namesOf(runs)).toEqual(["remembered", undefined, "remembered"]);
    expect(runs[1]?.record.metrics.test?.accuracy).toBe(0.25);
  });

  test("reads a run again that was written just before it was read", async () => {
    const place = newPlace();
    await replaceJson(join(place.runsFolder, idOf(1), "run.json"), record(idOf(1)));
    await listed(place, "remembered");
    mark(place);
    expect(namesOf(await listed(place, "remembered"))).toEqual([undefined]);
  });

  test.each<Kind>(["read", "remembered", "worker"])("knows what runs came to when verified: %s", async (kind) => {
    const place = newPlace();
    writeRuns(place, 5);
    const folderOf = (number: number): string => join(place.runsFolder, idOf(number));
    const outcomes = async (): Promise<unknown> => {
      const index = open(place, kind);
      await index.list();
      // The worker answers with what it remembers, and looks at folders afterwards.
      for (let number = 1; number <= 5; number++) await index.refresh(idOf(number));
      const runs = byId(await index.list());
      index.dispose();
      return runs.map(({ record: { reproduced } }) => reproduced);
    };
    writeVerification(folderOf(1), "same");
    writeVerification(folderOf(2), "differs");
    writeFileSync(join(folderOf(3), "verification.json"), "{");
    writeFileSync(join(folderOf(4), "run.json"), JSON.stringify({ ...record(idOf(4)), reproduced: true }));
    for (let number = 1; number <= 4; number++) age(folderOf(number));
    expect(await outcomes()).toEqual([true, false, undefined, undefined, undefined]);

    writeVerification(folderOf(1), "differs");
    rmSync(join(folderOf(2), "verification.json"));
    writeVerification(folderOf(5), "same");
    const later = { ...record(idOf(5)), ended: "2026-06-02T09:30:00.000Z" };
    writeFileSync(join(folderOf(5), "run.json"), JSON.stringify(later));
    expect(await outcomes()).toEqual([false, undefined, undefined, undefined, undefined]);
    expect(place.messages).toEqual([]);
  });

  test.each([
    ["missing", (place: Place) => rmSync(place.storage, { recursive: true })],
    [
      "no database",
      (place: Place) => writeFileSync(database(place), "not a database, but long enough to be read ".repeat(99)),
    ],
    ["empty", (place: Place) => writeFileSync(database(place), "")],
    [
      "of an older version",
      (place: Place) => execute(place, "PRAGMA user_version = 0; ALTER TABLE run DROP COLUMN stamp"),
    ],
    ["without its tables", (place: Place) => execute(place, "DROP TABLE run")],
    ["with damaged rows", (place: Place) => execute(place, "UPDATE run SET figures = substr(figures, 1, 40)")],
    [
      "with numbers that are none",
      (place: Place) => execute(place, "UPDATE run SET figures = '\\n' || substr(figures, 2)"),
    ],
    ["with a damaged shape of records", (place: Place) => execute(place, "UPDATE shape SET text = 'x' || text")],
  ])("is made anew when the database is %s, and remembers again", async (_, damage) => {
    const place = newPlace();
    writeRuns(place, 3);
    const before = await listed(place, "remembered");
    expect(before).toHaveLength(3);
    damage(place);
    expect(await listed(place, "remembered")).toEqual(before);
    mark(place);
    expect(namesOf(await listed(place, "remembered"))).toEqual(Array(3).fill("remembered"));
  });

  test("does without a database where none can be kept", async () => {
    const place = newPlace();
    writeRuns(place, 2);
    writeFileSync(place.storage, "a file is in the way");
    expect(await listed(place, "remembered")).toHaveLength(2);
  });

  test("is shared by processes that list, while runs come", { timeout: 60_000 }, async () => {
    const place = newPlace();
    writeRuns(place, 40);
    const listing = [1, 2, 3].map(() =>
      promisify(execFile)(process.execPath, [lister, place.runsFolder, place.storage, "8"]),
    );
    for (let number = 41; number <= 60; number++) {
      writeRun(place, number, 0.5);
      await listed(place, "remembered");
    }
    for (const { stdout, stderr } of await Promise.all(listing)) {
      expect(stderr).toBe("");
      const counts = stdout.trim().split("\n").map(Number);
      expect(counts).toHaveLength(8);
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(40);
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
    }
    mark(place);
    expect(namesOf(await listed(place, "remembered"))).toEqual(Array(60).fill("remembered"));
    expect(place.messages).toEqual([]);
  });
});

describe("a list of runs kept by a worker", () => {
  test("is whole over several pages, at the first time and from its memory", { timeout: 60_000 }, async () => {
    const place = newPlace();
    writeRuns(place, 600);
    const expected = await listed(place, "read");
    expect(await listed(place, "worker")).toEqual(expected);
    mark(place);
    expect(namesOf(await listed(place, "worker"))).toEqual(Array(600).fill("remembered"));
    expect(place.messages).toEqual([]);
  });

  test("has what was written before a refresh, and one run with all its record", async () => {
    const place = newPlace();
    writeRuns(place, 3);
    const index = open(place, "worker");
    await index.list();
    writeRun(place, 2, 0.125);
    rmSync(join(place.runsFolder, idOf(3)), { recursive: true });
    await index.refresh(idOf(2));
    await index.refresh(idOf(3));
    const runs = byId(await index.list());
    expect(runs.map(({ record: { metrics } }) => metrics.test?.accuracy)).toEqual([1 / 3, 0.125]);
    expect((await index.get(idOf(2)))?.record.confusion).toEqual({});
    expect(await index.get(idOf(3))).toBeUndefined();
  });

  test("tells of runs that changed while nobody looked, and of those that others change then", async () => {
    const place = newPlace();
    writeRuns(place, 3);
    await listed(place, "worker");
    writeRun(place, 1, 0.5);
    const index = open(place, "worker", true);
    const told: string[] = [];
    index.onChange((change) => told.push(change.kind === "changed" ? change.run.record.id : change.kind));
    const accuracies = async (): Promise<unknown> =>
      byId(await index.list()).map(({ record: { metrics } }) => metrics.test?.accuracy);
    await vi.waitFor(async () => expect(await accuracies()).toEqual([0.5, 2 / 3, 1]), { timeout: 15_000 });
    writeRun(place, 4, 0.75);
    await vi.waitFor(async () => expect(await accuracies()).toEqual([0.5, 2 / 3, 1, 0.75]), { timeout: 15_000 });
    expect(told).toContain(idOf(4));
    renameSync(join(place.runsFolder, idOf(2)), join(place.runsFolder, "..", "away"));
    await vi.waitFor(async () => expect(await accuracies()).toEqual([0.5, 1, 0.75]), { timeout: 15_000 });
    expect(told).toContain("removed");
  });

  test("is read from the folders when the worker cannot start", async () => {
    const place = newPlace();
    writeRuns(place, 3);
    const messages: string[] = [];
    const tell = (message: string): void => void messages.push(message);
    const index = openIndex({
      folders: [{ runsFolder: place.runsFolder, baseFolder: "/base" }],
      log: { info: tell, warn: tell, error: tell },
      watch: false,
      index: { storage: place.storage, worker: join(place.storage, "missing.mjs") },
    });
    opened.push(index);
    expect(byId(await index.list())).toEqual(await listed(place, "read"));
    expect(messages).toEqual(["the index of runs failed, so that run folders are read without it"]);
  });
});

function execute(place: Place, sql: string): void {
  const file = new DatabaseSync(database(place));
  file.exec(sql);
  file.close();
}

function apply(place: Place, run: number, what: string, value: number): void {
  const folder = join(place.runsFolder, idOf(run));
  const trash = join(place.runsFolder, "..", "trash", idOf(run));
  const isThere = readdirSync(place.runsFolder).includes(idOf(run));
  if (what === "write") writeRun(place, run, value / 1000);
  else if (what === "forget") rmSync(place.storage, { recursive: true, force: true });
  else if (what === "restore" && !isThere) {
    mkdirSync(join(trash, ".."), { recursive: true });
    if (existsSync(trash)) renameSync(trash, folder);
  } else if (!isThere) return;
  else if (what === "delete") rmSync(folder, { recursive: true });
  else if (what === "trash") {
    rmSync(trash, { recursive: true, force: true });
    mkdirSync(join(trash, ".."), { recursive: true });
    renameSync(folder, trash);
  } else {
    if (what === "name")
      // In place, as an editor saves it: the folder's own time stays.
      writeFileSync(join(folder, "user.json"), JSON.stringify({ schemaVersion: 1, name: `n${String(value)}` }));
    else if (what === "verify") writeVerification(folder, value % 2 === 0 ? "same" : "differs");
    else if (what === "damage") writeFileSync(join(folder, "run.json"), "{");
    age(folder);
  }
}
