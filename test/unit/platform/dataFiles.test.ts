import { createHash, randomBytes } from "node:crypto";
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Sha256 } from "../../../src/base/sha256.ts";
import { readTable } from "../../../src/data/readTable.ts";
import { digestFor } from "../../../src/data/rows.ts";
import { sniffSource } from "../../../src/data/sniffSource.ts";
import { dataFiles, regularFileSize } from "../../../src/platform/dataFiles.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

test("a file arrives in pieces of at most a megabyte, byte for byte", async () => {
  const path = join(temporaryFolder(), "data.tsv");
  const bytes = randomBytes(2_500_000);
  writeFileSync(path, bytes);
  const source = await dataFiles.open(path);
  expect(source.size).toBe(2_500_000);
  const hashes = [new Sha256(), digestFor(source)];
  const sizes: number[] = [];
  for await (const chunk of source.chunks()) {
    for (const hash of hashes) hash.update(chunk);
    sizes.push(chunk.length);
  }
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1_048_576);
  const whole = createHash("sha256").update(bytes).digest("hex");
  expect(hashes.map((hash) => hash.digestHex())).toEqual([whole, whole]);
});

test("pieces stay as they are while the next one is read", async () => {
  const path = join(temporaryFolder(), "data.tsv");
  writeFileSync(path, Buffer.concat([Buffer.alloc(1_048_576, 1), Buffer.alloc(10, 2)]));
  const kept: Uint8Array[] = [];
  for await (const chunk of (await dataFiles.open(path)).chunks()) kept.push(chunk);
  expect(kept[0]?.every((byte) => byte === 1)).toBe(true);
});

test("a small file comes in a buffer of its own size, not of a large file's piece", async () => {
  const path = join(temporaryFolder(), "small.txt");
  writeFileSync(path, "a".repeat(6000));
  const pieces: Uint8Array[] = [];
  for await (const piece of (await dataFiles.open(path)).chunks()) pieces.push(piece);
  expect(pieces.map(({ length, buffer }) => [length, buffer.byteLength])).toEqual([[6000, 6000]]);
});

test("a file that grows after it was opened is read to its end", async () => {
  const path = join(temporaryFolder(), "log.tsv");
  writeFileSync(path, "first\n");
  const source = await dataFiles.open(path);
  const more = randomBytes(1_200_000);
  appendFileSync(path, more);
  const pieces: Uint8Array[] = [];
  for await (const piece of source.chunks()) pieces.push(piece);
  expect(Buffer.concat(pieces).equals(Buffer.concat([Buffer.from("first\n"), more]))).toBe(true);
});

test("files of a folder arrive byte for byte, small and large, and others get their turn meanwhile", async () => {
  const folder = temporaryFolder();
  const contents = Array.from({ length: 100 }, (_, at) => randomBytes(at === 50 ? 700_000 : 10 * at));
  for (const [at, bytes] of contents.entries())
    writeFileSync(join(folder, `${String(at).padStart(3, "0")}.txt`), bytes);
  const { parts = [] } = await dataFiles.open(folder);
  let turns = 0;
  let ended = false;
  const turn = (): void => {
    turns++;
    if (!ended) setImmediate(turn);
  };
  setImmediate(turn);
  const found: Buffer[] = [];
  for (const { source } of parts.slice(51)) {
    const pieces: Uint8Array[] = [];
    for await (const piece of source.chunks()) pieces.push(piece);
    found.push(Buffer.concat(pieces));
  }
  ended = true;
  expect(turns).toBeGreaterThan(0);
  const [first] = parts;
  const large: Uint8Array[] = [];
  for await (const piece of parts[50]?.source.chunks() ?? []) large.push(piece);
  expect(first?.name).toBe("000.txt");
  expect([Buffer.concat(large), ...found]).toEqual(contents.slice(50));
});

test("a file of a folder that is gone when it is read is a message that names it", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "a.txt");
  writeFileSync(path, "text");
  const { parts = [] } = await dataFiles.open(folder);
  rmSync(path);
  const read = async (): Promise<void> => {
    for await (const piece of parts[0]?.source.chunks() ?? []) expect(piece).toHaveLength(0);
  };
  await expect(read()).rejects.toThrow(`${path}: The file cannot be read`);
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

test("a gzip bomb is refused by its size before a hundredth of it is unpacked", async () => {
  const path = join(temporaryFolder(), "data.tsv.gz");
  // Packed once and repeated: gzip reads members one after the other.
  const megabytes = 16;
  const member = gzipSync(Buffer.alloc(megabytes * 1024 * 1024, "a\tb\n"), { level: 9 });
  writeFileSync(path, Buffer.concat(Array.from({ length: 1000 }, () => member)));
  let unpacked = 0;
  const readAll = async (): Promise<void> => {
    for await (const chunk of (await dataFiles.open(path)).chunks()) unpacked += chunk.length;
  };
  await expect(readAll()).rejects.toThrow("The file unpacks to more than 100 times its size");
  expect(unpacked).toBeLessThan(megabytes * 1000 * 1024 * 10);
});

test.skipIf(process.platform === "win32")(
  "a folder of classes with links and loops holds its own files alone, once each",
  async () => {
    const root = temporaryFolder();
    const folder = join(root, "data");
    for (const name of ["pos", "neg"]) mkdirSync(join(folder, name), { recursive: true });
    for (const [name, text] of [
      ["pos/1.txt", "a lovely day"],
      ["pos/2.txt", "good food"],
      ["neg/1.txt", "an awful day"],
      ["neg/2.txt", "bad food"],
    ] as const)
      writeFileSync(join(folder, name), text);
    writeFileSync(join(root, "secret.txt"), "nobody's business");
    mkdirSync(join(root, "elsewhere"));
    writeFileSync(join(root, "elsewhere", "3.txt"), "nobody's business either");
    for (const [to, at] of [
      ["..", "pos/up"],
      [".", "pos/here"],
      ["../pos", "neg/other"],
      ["../../secret.txt", "neg/secret.txt"],
      ["../../elsewhere", "neg/elsewhere"],
      ["nowhere.txt", "neg/broken.txt"],
      ["itself.txt", "neg/itself.txt"],
    ] as const)
      symlinkSync(to, join(folder, at));
    const source = await dataFiles.open(folder);
    const { layout } = await sniffSource(source, {});
    const table = await readTable([{ role: "all", source }], layout);
    expect([...(table.texts ?? [])].sort()).toEqual(["a lovely day", "an awful day", "bad food", "good food"]);
    expect(table.files[0]?.brokenCount).toBe(0);
  },
);
