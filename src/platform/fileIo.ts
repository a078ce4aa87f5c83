import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { link, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Disk, DiskFile } from "./disk.ts";

/** Whether an error of node:fs says that the path does not exist. */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

/** The code of an error of node:fs such as ENOENT; undefined for other errors. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** The reason that a file operation failed, for a person; never a stack. */
export function reasonOf(error: unknown): string {
  switch (errorCode(error) ?? "") {
    case "EACCES":
    case "EPERM":
      return "access is denied";
    case "ENOSPC":
      return "the disk is full";
    case "EROFS":
      return "the file system is read-only";
    case "EFBIG":
      return "the file would grow beyond the limit of this system";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Replaces a file atomically with the given pieces: whoever reads sees the old bytes or the new, also after a crash.
 * Makes the folder when it is missing. On failure the old file stays and nothing is left beside it. With `keepAs` the old
 * file gets that name, in the same folder; for a moment there is then no file of its own name.
 */
export async function replaceFile(
  path: string,
  pieces: Iterable<Uint8Array>,
  disk: Disk = nodeDisk,
  keepAs?: string,
): Promise<void> {
  const folder = dirname(path);
  await disk.makeFolder(folder);
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const file = await disk.open(temporary, "wx");
    try {
      for (const piece of pieces) await writeAll(file, piece);
      await file.sync();
    } finally {
      await file.close();
    }
    if (keepAs !== undefined)
      await disk.rename(path, keepAs).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    await disk.rename(temporary, path);
  } catch (error) {
    await disk.remove(temporary);
    throw error;
  }
  await disk.syncFolder(folder);
}

/** Replaces a JSON file atomically: two spaces of indent and a newline at the end, so that runs can be compared by diff. */
export async function replaceJson(path: string, value: unknown, disk: Disk = nodeDisk): Promise<void> {
  await replaceFile(path, [new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)], disk);
}

/** Reads a whole regular file of at most `limit` bytes; a larger one is a UserError before anything is allocated. */
export async function readBounded(path: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  // Without O_NONBLOCK a named pipe in a hostile run folder would keep the reader waiting for ever.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK || 0));
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new UserError("This is not a regular file.", "Name a file.", { file: path });
    if (stats.size > limit) {
      throw new UserError(
        `The file has ${String(stats.size)} bytes, more than the ${String(limit)} that are read here.`,
        "It may be damaged; restore it from a copy.",
        { file: path },
      );
    }
    const bytes = new Uint8Array(stats.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return length === bytes.length ? bytes : bytes.slice(0, length);
  } finally {
    await file.close();
  }
}

/** Reads a file of at most `limit` bytes as UTF-8. */
export async function readTextBounded(path: string, limit: number): Promise<string> {
  return new TextDecoder().decode(await readBounded(path, limit));
}

/** The same; undefined where there is no such file, or none that could be read whole. */
export async function readTextIfThere(path: string, limit: number): Promise<string | undefined> {
  try {
    return await readTextBounded(path, limit);
  } catch (error) {
    if (isMissing(error) || error instanceof UserError) return undefined;
    throw error;
  }
}

/** Writes all bytes at the file's position: one call of write may take only a part. */
export async function writeAll(file: Pick<DiskFile, "write">, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
    done += bytesWritten;
  }
}

/** Renames; on Windows a virus scanner or an indexer may hold the file for a moment, so it is tried again for a second. */
export async function renameRetrying(from: string, to: string): Promise<void> {
  for (let wait = 10; ; wait *= 2) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = errorCode(error);
      const passing = process.platform === "win32" && (code === "EPERM" || code === "EBUSY" || code === "EACCES");
      if (!passing || wait > 640) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** Makes a rename in this folder survive a power cut; some systems cannot open a folder, which is no failure. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOSPC" || code === "EIO") throw error;
  }
}

async function makeFolder(path: string): Promise<void> {
  const outermost = await mkdir(path, { recursive: true });
  if (outermost === undefined) return;
  for (let made = path; made.length >= outermost.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** The file system of this machine. */
export const nodeDisk: Disk = {
  open,
  makeFolder,
  list: (path) => readdir(path),
  rename: renameRetrying,
  link,
  remove: (path) => rm(path, { force: true }),
  removeFolder: (path) => rm(path, { recursive: true, force: true }),
  syncFolder,
};
