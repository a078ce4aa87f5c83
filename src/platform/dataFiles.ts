import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { UserError } from "../base/errors.ts";
import type { ByteSource } from "../data/table.ts";
import type { DataFiles } from "../worker/ports.ts";
import { isMissing, reasonOf } from "./fileIo.ts";

const chunkBytes = 1024 * 1024;

/** Datasets and vectors on disk, read in pieces of 1 MB. */
export const dataFiles: DataFiles = {
  async open(path) {
    const size = await regularFileSize(path);
    return { path, size, chunks: () => readChunks(path) } satisfies ByteSource;
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
