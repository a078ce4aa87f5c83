import { createHash, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dataFiles, regularFileSize } from "../../../src/platform/dataFiles.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

test("a file arrives in pieces of at most a megabyte, byte for byte", async () => {
  const path = join(temporaryFolder(), "data.tsv");
  const bytes = randomBytes(2_500_000);
  writeFileSync(path, bytes);
  const source = await dataFiles.open(path);
  expect(source.size).toBe(2_500_000);
  const hash = createHash("sha256");
  const sizes: number[] = [];
  for await (const chunk of source.chunks()) {
    hash.update(chunk);
    sizes.push(chunk.length);
  }
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_048_576);
  expect(hash.digest("hex")).toBe(createHash("sha256").update(bytes).digest("hex"));
});

test("pieces stay as they are while the next one is read", async () => {
  const path = join(temporaryFolder(), "data.tsv");
  writeFileSync(path, Buffer.concat([Buffer.alloc(1_048_576, 1), Buffer.alloc(10, 2)]));
  const kept: Uint8Array[] = [];
  for await (const chunk of (await dataFiles.open(path)).chunks()) kept.push(chunk);
  expect(kept[0]?.every((byte) => byte === 1)).toBe(true);
});

test("an empty file has no pieces", async () => {
  const path = join(temporaryFolder(), "empty.tsv");
  writeFileSync(path, "");
  const pieces: Uint8Array[] = [];
  for await (const piece of (await dataFiles.open(path)).chunks()) pieces.push(piece);
  expect(pieces).toEqual([]);
});

test("a folder and a missing file are messages that name them", async () => {
  const folder = temporaryFolder();
  await expect(regularFileSize(folder)).rejects.toThrow(`${folder}: This is a folder. Name a file inside it.`);
  await expect(dataFiles.open(join(folder, "no.csv"))).rejects.toThrow("no.csv: There is no such file.");
});

test("a file that was packed with gzip arrives unpacked, and a damaged one is a message", async () => {
  const path = join(temporaryFolder(), "data.tsv.gz");
  const bytes = randomBytes(1_500_000);
  writeFileSync(path, gzipSync(bytes));
  const parts: Uint8Array[] = [];
  for await (const chunk of (await dataFiles.open(path)).chunks()) parts.push(chunk);
  expect(Buffer.concat(parts).equals(bytes)).toBe(true);
  writeFileSync(path, gzipSync(bytes).subarray(0, 700_000));
  const readAll = async (): Promise<void> => {
    for await (const chunk of (await dataFiles.open(path)).chunks()) expect(chunk.length).toBeGreaterThan(0);
  };
  await expect(readAll()).rejects.toThrow("cannot be unpacked");
  writeFileSync(path, "plain text");
  await expect(readAll()).rejects.toThrow("cannot be unpacked");
});
