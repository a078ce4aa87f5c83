import { mkdirSync, readdirSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { WordVectors } from "../../../src/data/wordVectors/wordVectors.ts";
import { vectorCache } from "../../../src/platform/vectorCache.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const vectors: WordVectors = {
  dimension: 2,
  rows: 7,
  rowOf: Int32Array.of(1, -1, 0),
  values: Float32Array.of(1, 2, 3, 4),
  unknown: Float64Array.of(0.1, 0.2),
  unknownIs: "unk",
};
const request = "0123456789abcdef0123456789abcdef";

function place() {
  const folder = temporaryFolder();
  const runFolder = join(folder, ".benchtop", "runs", "one");
  mkdirSync(runFolder, { recursive: true });
  const file = join(folder, "v.txt");
  writeFileSync(file, "a 1 2\n");
  return { file, folder, open: vectorCache(runFolder), shelf: join(folder, ".benchtop", "vectors") };
}

it("gives back what was kept of a file with this content for this request, wherever the file lies and whatever its age", async () => {
  const { file, folder, open } = place();
  expect(await (await open(file)).find(request)).toBeUndefined();
  await (await open(file)).keep(request, vectors);
  expect(await (await open(file)).find(request)).toEqual(vectors);
  expect(await (await open(file)).find(request.replace("0", "f"))).toBeUndefined();
  const moved = join(folder, "w.txt");
  renameSync(file, moved);
  utimesSync(moved, 1, 1);
  expect(await (await open(moved)).find(request)).toEqual(vectors);
});

it("gives nothing once the content is another, and keeps nothing of a file that changed while it was read", async () => {
  const { file, open, shelf } = place();
  await (await open(file)).keep(request, vectors);
  const before = await open(file);
  writeFileSync(file, "a 3 4\n");
  expect(await (await open(file)).find(request)).toBeUndefined();
  await before.keep(request.replace("0", "f"), vectors);
  expect(readdirSync(shelf).filter((name) => name.endsWith(".safetensors"))).toHaveLength(1);
});

it("takes what is damaged for missing", async () => {
  const { file, open, shelf } = place();
  await (await open(file)).keep(request, vectors);
  const [name = ""] = readdirSync(shelf).filter((entry) => entry.endsWith(".safetensors"));
  const kept = join(shelf, name);
  for (const content of ["", "x".repeat(statSync(kept).size)]) {
    writeFileSync(kept, content);
    expect(await (await open(file)).find(request)).toBeUndefined();
  }
});
