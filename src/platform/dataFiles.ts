import { createHash } from "node:crypto";
import { type Stats, statSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import * as zlib from "node:zlib";
import { brotliDecompressSync, createGunzip, gunzipSync } from "node:zlib";
import { UserError } from "../base/errors.ts";
import type { ByteSource, Digest } from "../data/table.ts";
import type { DataFiles } from "../worker/ports.ts";
import { filesOfFolder } from "./dataFolders.ts";
import { chunkBytes, readAtOnce, readChunks, toRead } from "./fileChunks.ts";
import { isMissing, readTextBounded, reasonOf } from "./fileIo.ts";

/** Up to this size a file of a folder is read at once, and so many are before others get a turn. */
const atOnceBytes = 64 * 1024;
const stepsAtOnce = 32;
const smallBytes = 1024 * 1024;
/** What a file may unpack to in any case, and beyond that how many times its size. */
const bombBytes = 64 * 1024 * 1024;
const bombRatio = 100;

/**
 * Datasets and vectors on disk, read in pieces of about 1 MB; one that was packed with gzip is read as what it holds, a
 * folder as its files.
 */
export const dataFiles: DataFiles = {
  async open(path) {
    if (!(await isFolder(path))) return openFile(path);
    const parts = await filesOfFolder(path, partOpener());
    const size = parts.reduce((sum, { source }) => sum + source.size, 0);
    return { path, size, chunks: noChunks, parts, sha256 };
  },
  async textOf(path) {
    try {
      return await readTextBounded(path, smallBytes);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  },
  resolve: (folder, path) => resolve(folder, path),
  relative(folder, path) {
    const inside = relative(folder, path);
    const leads = inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
    return (leads || inside === "" ? path : inside).split(sep).join("/");
  },
};

async function openFile(path: string): Promise<ByteSource> {
  return fileOf(path, await regularFileSize(path));
}

function fileOf(path: string, size: number): ByteSource {
  if (isPacked(path)) return { path, size, chunks: () => unpacked(path, size), sha256 };
  const slice = (start: number, end: number) => readSlice(path, start, end);
  return { path, size, chunks: () => readChunks(path, size), slice, unpack: unpackBounded, sha256 };
}

/**
 * Files of a folder are looked at, and small ones read, at once, in a third of the time that asking for each step takes:
 * folders are read by workers alone. Now and then others get their turn.
 */
function partOpener(): (path: string) => Promise<ByteSource> {
  let done = 0;
  const turn = async (): Promise<void> => {
    if (++done % stepsAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  return async (path) => {
    await turn();
    const file = fileOf(path, sizeAtOnce(path));
    if (file.size > atOnceBytes || isPacked(path)) return file;
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      await turn();
      yield* readAtOnce(path, file.size);
    };
    return { ...file, chunks };
  };
}

/** That of Node takes an eighth of the time of src/base's. */
function sha256(): Digest {
  const hash = createHash("sha256");
  return { update: (bytes) => hash.update(bytes), digestHex: () => hash.digest("hex") };
}

const unpackers = { gzip: gunzipSync, brotli: brotliDecompressSync, zstd: (zlib as Partial<Zstd>).zstdDecompressSync };
type Zstd = Pick<typeof zlib, "zstdDecompressSync">;

/** Node 20 has no zstd. */
export function unpackBounded(kind: keyof typeof unpackers, bytes: Uint8Array, length: number): Uint8Array | undefined {
  return unpackers[kind]?.(bytes, { maxOutputLength: Math.max(1, length) });
}

/** A folder that is a dataset is read file by file. */
function noChunks(): AsyncIterable<Uint8Array> {
  return Readable.from([]) as AsyncIterable<Uint8Array>;
}

/** Whether a folder is at the path; a missing one is none. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** Size in bytes of a regular file; a folder, a missing or unreadable file is a UserError that names it. */
export async function regularFileSize(path: string): Promise<number> {
  return sizeOf(
    path,
    await stat(path).catch((error: unknown) => {
      throw noFile(path, error);
    }),
  );
}

function sizeAtOnce(path: string): number {
  try {
    return sizeOf(path, statSync(path));
  } catch (error) {
    throw error instanceof UserError ? error : noFile(path, error);
  }
}

function noFile(file: string, error: unknown): UserError {
  return isMissing(error)
    ? new UserError("There is no such file.", "Check the path for a slip.", { file })
    : new UserError(`The file cannot be read: ${reasonOf(error)}.`, "Check its permissions.", { file });
}

function sizeOf(file: string, stats: Stats): number {
  if (stats.isDirectory()) throw new UserError("This is a folder.", "Name a file inside it.", { file });
  if (!stats.isFile()) throw new UserError("This is not a regular file.", "Name a file on disk.", { file });
  return stats.size;
}

/** Whether a file is taken for one that was packed with gzip. */
export function isPacked(path: string): boolean {
  return path.toLowerCase().endsWith(".gz");
}

async function* unpacked(path: string, size: number): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip({ chunkSize: chunkBytes });
  const packed = Readable.from(readChunks(path, size));
  // Its error comes out of the other end.
  packed.on("error", (error) => unzip.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of packed.pipe(unzip)) {
      const piece = chunk as Uint8Array;
      bytes += piece.length;
      if (bytes > bombBytes && bytes > bombRatio * unzip.bytesWritten)
        throw new UserError(
          `The file unpacks to more than ${String(bombRatio)} times its size, as no real data does.`,
          "Check where it comes from; unpack it by hand if it is what you want.",
          { file: path },
        );
      yield piece;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`The file cannot be unpacked: ${reasonOf(error)}.`, "Pack it anew with gzip.", { file: path });
  } finally {
    packed.destroy();
  }
}

async function readSlice(path: string, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, toRead);
  try {
    const { size } = await file.stat();
    // Nothing is allocated for bytes that are not there.
    const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled === bytes.length ? bytes : bytes.slice(0, filled);
  } finally {
    await file.close();
  }
}
