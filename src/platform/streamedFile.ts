import { randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../base/errors.ts";
import { reasonOf, renameRetrying, syncFolder, writeAll } from "./fileIo.ts";

/** Takes the bytes of a file one after the other. */
export type WriteBytes = (bytes: Uint8Array) => Promise<void>;

/**
 * Writes a file atomically while its bytes are made: it appears whole when `fill` answers true, else nothing is left.
 * A UserError that names the file where it cannot be written.
 */
export async function writeStreamed(path: string, fill: (write: WriteBytes) => Promise<boolean>): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  const refused = (error: unknown): UserError =>
    new UserError(`The file cannot be written: ${reasonOf(error)}.`, "Choose another place.", { file: path });
  const file = await open(temporary, "wx").catch((error: unknown) => {
    throw refused(error);
  });
  let whole = false;
  try {
    whole = await fill(async (bytes) => {
      await writeAll(file, bytes).catch((error: unknown) => {
        throw refused(error);
      });
    });
    if (whole) await file.sync();
  } finally {
    await file.close();
    if (!whole) await rm(temporary, { force: true });
  }
  if (!whole) return;
  try {
    await renameRetrying(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw refused(error);
  }
  await syncFolder(dirname(path));
}
