import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataGlobs, otherGlobs } from "../../../src/experiment/datasetNames.ts";
import { dataFiles } from "../../../src/platform/dataFiles.ts";
import { folders } from "../../../src/platform/folders.ts";
import { sessionClock } from "../../../src/platform/sessionClock.ts";
import { candidateOf } from "../../../src/protocol/datasetSearch.ts";
import { findCandidates } from "../../../src/worker/datasets/walkFolders.ts";
import { lookAt } from "../../../src/worker/datasets/lookAt.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "benchtop-walk-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(way: string, content: string): void {
  mkdirSync(dirname(join(root, way)), { recursive: true });
  writeFileSync(join(root, way), content);
}

const search = (links: boolean) => ({ root, include: dataGlobs, exclude: otherGlobs, links, folded: true });

async function labelled(links = true): Promise<string[]> {
  const { ways } = await findCandidates(search(links), { folders, clock: sessionClock });
  const candidates = ways.map(candidateOf);
  const places = candidates.map(({ way, kind }) => ({ path: join(root, way), kind, within: null, known: null }));
  const seen = await lookAt(places, { files: dataFiles, folders });
  return candidates.flatMap(({ way, kind }, at) => (seen[at]?.labelled === true ? [`${kind} ${way}`] : []));
}

const table = "a good room\tyes\na bad room\tno\n".repeat(5);
const objects = (label: string): object[] =>
  Array.from({ length: 8 }, (_, at) => ({ text: `text number ${String(at)} of some`, [label]: at % 2 ? "a" : "b" }));

test("tables, lists of objects with labels, folders of texts and files named after classes are found", async () => {
  write("tables/a.tsv", table);
  write("json/list.json", JSON.stringify(objects("label")));
  write("json/nested.json", JSON.stringify({ version: 1, data: objects("sentiment") }));
  write("json/package.json", JSON.stringify({ name: "x", author: "y", contributors: [{ name: "a" }, { name: "b" }] }));
  write("json/other.json", JSON.stringify(objects("kind")));
  write("json/lone.json", JSON.stringify({ label: "a", text: "b" }));
  for (let at = 0; at < 6; at++)
    for (const name of ["sea", "land"]) write(`texts/${name}/${String(at)}.txt`, `a text about the ${name}`);
  write("texts/README.txt", "where it comes from");
  write("reviews/all.pos", "good\nfine\n");
  write("reviews/all.neg", "bad\npoor\n");
  write("notes/a.txt", "just\nnotes\n");
  write("node_modules/p/a.tsv", table);
  write(".hidden/a.tsv", table);
  expect(await labelled()).toEqual([
    "file tables/a.tsv",
    "folder texts",
    "file json/list.json",
    "file json/nested.json",
    "folder reviews",
  ]);
});

test("folders whose texts are tables, or that hold other folders as well, are no datasets", async () => {
  for (let at = 0; at < 6; at++)
    for (const name of ["one", "two"]) {
      write(`tables/${name}/${String(at)}.txt`, `text,label\n${"some words here,a\nmore of them,b\n".repeat(5)}`);
      write(`mixed/${name}/${String(at)}.txt`, "prose");
    }
  write("mixed/code/a.py", "pass");
  expect((await labelled()).filter((one) => one.startsWith("folder"))).toEqual([]);
});

test("a link is followed once, and never around in a circle", async () => {
  write("real/a.tsv", table);
  const outside = mkdtempSync(join(tmpdir(), "benchtop-linked-"));
  writeFileSync(join(outside, "b.tsv"), table);
  symlinkSync(root, join(root, "real", "around"));
  symlinkSync(outside, join(root, "linked"));
  symlinkSync(outside, join(root, "linkedTwice"));
  symlinkSync(join(root, "nowhere"), join(root, "nowhere.csv"));
  try {
    symlinkSync(join(outside, "b.tsv"), join(root, "c.tsv"));
    expect(await labelled()).toEqual(["file c.tsv", "file linked/b.tsv", "file real/a.tsv"]);
    expect(await labelled(false), "outside is not looked at").toEqual(["file real/a.tsv"]);
    const place = { path: join(root, "c.tsv"), kind: "file", within: root, known: null } as const;
    expect(await lookAt([place], { files: dataFiles, folders })).toEqual([null]);
  } finally {
    rmSync(outside, { recursive: true });
  }
});

test("what did not change since is not read, and what is gone is told", async () => {
  write("a.tsv", table);
  const path = join(root, "a.tsv");
  const [first] = await lookAt([{ path, kind: "file", within: null, known: null }], { files: dataFiles, folders });
  const files = { ...dataFiles, open: () => Promise.reject(new Error("it is not to be opened")) };
  expect(await lookAt([{ path, kind: "file", within: null, known: first ?? null }], { files, folders })).toEqual([
    { bytes: first?.bytes, modified: first?.modified },
  ]);
  rmSync(path);
  expect(await lookAt([{ path, kind: "file", within: null, known: first ?? null }], { files, folders })).toEqual([
    null,
  ]);
});
