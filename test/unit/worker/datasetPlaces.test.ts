import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataFiles } from "../../../src/platform/dataFiles.ts";
import { sessionClock } from "../../../src/platform/sessionClock.ts";
import { OpenDatasets } from "../../../src/worker/datasets/openDatasets.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "benchtop-places-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(way: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, way)), { recursive: true });
  writeFileSync(join(root, way), content);
}

/** What stands at the line of each example, and its excerpt. */
async function linesAndExcerpts(way: string): Promise<(readonly [string, string])[]> {
  const datasets = new OpenDatasets({ files: dataFiles, clock: sessionClock }, { notify: () => undefined });
  await datasets.open({ id: "x", source: { kind: "file", path: join(root, way), choices: {} } });
  const filter = { classId: null, split: null, text: "" };
  const { examples } = await datasets.examples({ id: "x", filter, offset: 0, limit: 100 });
  return examples.map(({ file, line, excerpt }) => {
    const bytes = readFileSync(file);
    const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    return [text.split("\n")[line - 1] ?? "", excerpt];
  });
}

test("an example of a folder of texts stands in its own file", async () => {
  for (const name of ["sea", "land"])
    for (let at = 0; at < 3; at++) write(`t/${name}/${String(at)}.txt`, `about ${name} ${String(at)}\nand more`);
  const found = await linesAndExcerpts("t");
  expect(found).toHaveLength(6);
  for (const [line, excerpt] of found) expect(excerpt).toBe(`${line} and more`);
});

test("an example of files named after classes stands at the line of its file, blank lines counted", async () => {
  write("r/all.neg", "\nbad one\n\nbad two\n\n");
  write("r/all.pos", "good one\n\n\ngood two\ngood three");
  const found = await linesAndExcerpts("r");
  expect(found.map(([, excerpt]) => excerpt)).toEqual(["bad one", "bad two", "good one", "good two", "good three"]);
  for (const [line, excerpt] of found) expect(line).toBe(excerpt);
});

test("a row in quotes over several lines stands at its first, also in a packed file", async () => {
  const rows = Array.from(
    { length: 12 },
    (_, at) => `"first ${String(at)}\nsecond, line\n\nlast",${at % 2 ? "a" : "b"}\n`,
  );
  const table = `text,label\n${rows.join("")}`;
  write("q.csv", table);
  write("q.csv.gz", gzipSync(table));
  for (const way of ["q.csv", "q.csv.gz"]) {
    const found = await linesAndExcerpts(way);
    expect(found).toHaveLength(12);
    for (const [line, excerpt] of found) expect(excerpt).toBe(`${line.slice(1)} second, line last`);
  }
});
