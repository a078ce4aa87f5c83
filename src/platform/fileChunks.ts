import { closeSync, constants, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { UserError } from "../base/errors.ts";
import { reasonOf } from "./fileIo.ts";

/** Most bytes of a piece. */
export const chunkBytes = 512 * 1024;
const leastBytes = 4096;
/** Without O_NONBLOCK a named pipe would keep the reader waiting for ever. */
export const toRead = constants.O_RDONLY | (constants.O_NONBLOCK || 0);

/**
 * Of a small file no more memory is asked for than it needs: to have 512 KB made for each of the thousands of files of a
 * folder takes five times as long as to read them.
 * @param size of the file as it was; it may have grown
 */
export async function* readChunks(path: string, size: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, toRead).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    for (let done = 0; ;) {
      // A new buffer each time: whoever reads may keep views of the last one.
      const bytes = new Uint8Array(bytesAt(done, size));
      const { bytesRead } = await file.read(bytes, 0, bytes.length);
      if (bytesRead === 0) return;
      done += bytesRead;
      yield bytes.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** The same without letting anything else happen meanwhile. */
export function* readAtOnce(path: string, size: number): Generator<Uint8Array> {
  const file = openAtOnce(path);
  try {
    for (let done = 0; ;) {
      const bytes = new Uint8Array(bytesAt(done, size));
      const bytesRead = readSync(file, bytes);
      if (bytesRead === 0) return;
      done += bytesRead;
      yield bytes.subarray(0, bytesRead);
    }
  } finally {
    closeSync(file);
  }
}

function openAtOnce(path: string): number {
  try {
    return openSync(path, toRead);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function bytesAt(done: number, size: number): number {
  return done > size ? chunkBytes : Math.min(chunkBytes, Math.max(leastBytes, size - done));
}

function unreadable(path: string, error: unknown): UserError {
  return new UserError(`The file cannot be read: ${reasonOf(error)}.`, "Check its permissions.", { file: path });
}
