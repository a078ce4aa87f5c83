import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { UserError } from "../base/errors.ts";
import type { ByteSource } from "../data/table.ts";
import type { DataFiles } from "../worker/ports.ts";
import { isMissing, reasonOf } from "./fileIo.ts";

const chunkBytes = 1024 * 1024;

/** Datasets and vectors on disk, read in pieces of about 1 MB; one that was packed with gzip is read as what it holds. */
export const dataFiles: DataFiles = {
  async open(path) {
    const size = await regularFileSize(path);
    const chunks = isPacked(path) ? () => unpacked(path) : () => readChunks(path);
    return { path, size, chunks } satisfies ByteSource;
  },
  resolve: (folder, path) => resolve(folder, path),
  relative(folder, path) {
    const inside = relative(folder, path);
    const leads = inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
    return (leads || inside === "" ? path : inside).split(sep).join("/");
  },
};

/** Size in bytes of a regular file; a folder, a missing or unreadable file is a UserError that names it. */
export async function regularFileSize(path: string): Promise<number> {
  const place = { file: path };
  const stats = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) throw new UserError("There is no such file.", "Check the path for a slip.", place);
    throw new UserError(`The file cannot be read: ${reasonOf(error)}.`, "Check its permissions.", place);
  });
  if (stats.isDirectory()) throw new UserError("This is a folder.", "Name a file inside it.", place);
  if (!stats.isFile()) throw new UserError("This is not a regular file.", "Name a file on disk.", place);
  return stats.size;
}

/** Whether a file is taken for one that was packed with gzip. */
export function isPacked(path: string): boolean {
  return path.toLowerCase().endsWith(".gz");
}

async function* unpacked(path: string): AsyncGenerator<Uint8Array> {
  const unzip = createGunzip({ chunkSize: chunkBytes });
  const packed = Readable.from(readChunks(path));
  // Its error comes out of the other end.
  packed.on("error", (error) => unzip.destroy(error));
  try {
    for await (const chunk of packed.pipe(unzip)) yield chunk as Uint8Array;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`The file cannot be unpacked: ${reasonOf(error)}.`, "Pack it anew with gzip.", { file: path });
  } finally {
    packed.destroy();
  }
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK || 0)).catch((error: unknown) => {
    throw new UserError(`The file cannot be read: ${reasonOf(error)}.`, "Check its permissions.", { file: path });
  });
  try {
    for (;;) {
      // A new buffer each time: whoever reads may keep views of the last one.
      const { bytesRead, buffer } = await file.read(new Uint8Array(chunkBytes), 0, chunkBytes);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
