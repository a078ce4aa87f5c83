import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataGlobs, otherGlobs } from "../../../../src/experiment/datasetNames.ts";
import { systemClock } from "../../../../src/platform/clock.ts";
import { dataFiles } from "../../../../src/platform/dataFiles.ts";
import { folders } from "../../../../src/platform/folders.ts";
import { sessionClock } from "../../../../src/platform/sessionClock.ts";
import { StoppedCounting } from "../../../../src/services/stoppedCounting.ts";
import type { InspectionWatch } from "../../../../src/services/ports.ts";
import type { PlaceToLook } from "../../../../src/protocol/datasetSearch.ts";
import { DatasetList, type DatasetListParts } from "../../../../src/ui/datasets/datasetList.ts";
import { countingRow, datasetDescription } from "../../../../src/ui/datasets/describe.ts";
import { findCandidates } from "../../../../src/worker/datasets/walkFolders.ts";
import { lookAt } from "../../../../src/worker/datasets/lookAt.ts";
import { inspectDataset } from "../../../../src/worker/inspectDataset.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const table = "a good room\tyes\na bad room\tno\n".repeat(5);
let root: string;
let list: DatasetList;
/** Ways of what was looked at, and where was searched. */
let looked: string[];
let searched: string[];

const datasets: ReturnType<DatasetListParts["datasets"]> = {
  findCandidates: (search) => {
    searched.push(search.under ?? "");
    return findCandidates(search, { folders, clock: sessionClock });
  },
  lookAt: (places) => {
    looked.push(...places.map(({ path }) => path.slice(root.length + 1)));
    if (places.some(({ path }) => path.endsWith("bomb.csv"))) return Promise.reject(new Error("out of memory"));
    return lookAt(places, { files: dataFiles, folders });
  },
  inspect: (path, choices, watch) => {
    if (path.endsWith("large.tsv")) return large.count(watch);
    return inspectDataset(dataFiles, path, choices ?? {});
  },
};

/** A file whose count takes until a test tells of it, or it is stopped. */
const large = {
  watches: [] as InspectionWatch[],
  count: (watch: InspectionWatch | undefined) =>
    new Promise<never>((_, reject) => {
      if (watch === undefined) throw new Error("nobody watches");
      large.watches.push(watch);
      watch.signal.addEventListener("abort", () => reject(new StoppedCounting()));
    }),
};

function write(way: string, content: string): void {
  mkdirSync(dirname(join(root, way)), { recursive: true });
  writeFileSync(join(root, way), content);
}

function states(): string[] {
  return list.files.map(({ path, state }) => {
    const counted = state.kind === "inspected" ? ` ${String(state.summary.examples)}` : "";
    return `${path.slice(root.length + 1)} ${state.kind}${counted}`;
  });
}

async function change(kind: "created" | "changed" | "deleted", ...ways: string[]): Promise<void> {
  looked = [];
  searched = [];
  await list.change(new Map(ways.map((way) => [join(root, way), kind])));
}

const search = () => list.search([{ folder: root, name: "", include: dataGlobs, exclude: otherGlobs, links: false }]);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "benchtop-list-"));
  looked = [];
  searched = [];
  list = new DatasetList({ datasets: () => datasets, clock: systemClock, log });
});
afterEach(() => {
  list.dispose();
  rmSync(root, { recursive: true, force: true });
});

test("files are listed as they turn out, and counted", async () => {
  write("a.tsv", table);
  write("sub/b.csv", "only one column\nwithout labels\n");
  const searching = search();
  await searching;
  expect(states()).toEqual(["a.tsv inspected 10"]);
  expect(list.waiting).toBe(0);
});

test("one changed file is the work of that file alone", async () => {
  for (let at = 0; at < 30; at++) write(`many/${String(at)}.tsv`, table);
  await search();
  write("many/7.tsv", `${table}a new room\tyes\n`);
  await change("changed", "many/7.tsv");
  expect([looked, searched]).toEqual([["many/7.tsv"], []]);
  expect(states()).toContain("many/7.tsv inspected 11");
  await change("changed", "node_modules/x/a.tsv", "many/code.ts");
  expect([looked, searched]).toEqual([[], []]);
});

test("a row that is opened tells how far its dataset is counted, and the count can be stopped and begun anew", async () => {
  write("large.tsv", table + table.replaceAll("room", "bed".repeat(150_000)));
  await search();
  expect(states()).toEqual(["large.tsv labelled"]);
  const path = join(root, "large.tsv");
  const words = () => {
    const file = list.get(path);
    return file && [datasetDescription(file, false), countingRow(file).label];
  };
  const [one, other] = [list.inspect(path), list.inspect(path)];
  const heard: (string | null)[] = [];
  list.onChange((changed) => heard.push(changed));
  for (const fraction of [0.501, 0.502, 0.51]) large.watches[0]?.onProgress(fraction);
  expect(large.watches).toHaveLength(1);
  expect([words(), heard]).toEqual([
    ["counting… 51 %", "Counting classes…"],
    [path, path],
  ]);
  list.stopCounting(path);
  expect(await Promise.all([one, other])).toEqual([null, null]);
  expect(words()).toEqual(["not counted", "Not counted: it was stopped"]);
  void list.recount(path);
  expect([words()?.[0], large.watches]).toMatchObject(["counting… 0 %", { length: 2 }]);
});

test("a folder that goes takes its datasets along, and one that comes brings them", async () => {
  write("old/deep/a.tsv", table);
  write("b.tsv", table);
  await search();
  rmSync(join(root, "old"), { recursive: true });
  await change("deleted", "old");
  expect(states()).toEqual(["b.tsv inspected 10"]);
  write("new/deep/c.tsv", table);
  await change("created", "new");
  expect(searched).toEqual(["new"]);
  expect(states()).toEqual(["b.tsv inspected 10", "new/deep/c.tsv inspected 10"]);
});

test("texts in folders become a dataset with the last of them, and change it later", async () => {
  for (let at = 0; at < 5; at++)
    for (const name of ["sea", "land"]) write(`t/${name}/${String(at)}.txt`, `about ${name}`);
  rmSync(join(root, "t/sea/4.txt"));
  await search();
  expect(states()).toEqual([]);
  write("t/sea/4.txt", "about the sea");
  await change("created", "t/sea/4.txt");
  expect(states()).toEqual(["t inspected 10"]);
  write("t/sea/5.txt", "about the sea again");
  await change("created", "t/sea/5.txt");
  expect(looked).toEqual(["t"]);
  expect(states()).toEqual(["t inspected 11"]);
});

test("what a person says of a file makes it a dataset, though the file is the same", async () => {
  write(
    "a.json",
    JSON.stringify(Array.from({ length: 8 }, (_, at) => ({ words: `so many ${String(at)}`, kind: at % 2 }))),
  );
  await search();
  expect(states()).toEqual([]);
  write("a.json.dataset.json", JSON.stringify({ format: "json", text: "words", label: "kind" }));
  await change("created", "a.json.dataset.json");
  expect(states()).toEqual(["a.json inspected 8"]);
});

test("a second search asks for what is there, and reads only what changed", async () => {
  write("a.tsv", table);
  write("b.tsv", table);
  await search();
  rmSync(join(root, "b.tsv"));
  const opened: PlaceToLook[] = [];
  const original = datasets.lookAt;
  const spied = { ...datasets, lookAt: (places: readonly PlaceToLook[]) => (opened.push(...places), original(places)) };
  list.dispose();
  list = new DatasetList({ datasets: () => spied, clock: systemClock, log });
  await search();
  await search();
  expect(states()).toEqual(["a.tsv inspected 10"]);
  expect(opened.map(({ known }) => known === null)).toEqual([true, false]);
});

test("a file that is too much for the worker is told, and the others are found", async () => {
  write("a.tsv", table);
  write("bomb.csv", table);
  await search();
  expect(states()).toEqual(["a.tsv inspected 10", "bomb.csv broken"]);
  expect(list.get(join(root, "bomb.csv"))?.state).toMatchObject({ reason: "out of memory" });
});
