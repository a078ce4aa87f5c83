import { chmod, realpath, stat } from "node:fs/promises";
import { isMissing, replaceFile } from "./fileIo.ts";

/**
 * Replaces a file that belongs to a person, atomically: an experiment, what is said of a dataset. A link stays one, and
 * what the file may be used for stays as it was.
 */
export async function replaceOwnedFile(path: string, text: string): Promise<void> {
  const before = await targetOf(path);
  await replaceFile(before?.path ?? path, [new TextEncoder().encode(text)]);
  if (before !== undefined) await chmod(before.path, before.mode).catch(() => undefined);
}

async function targetOf(path: string): Promise<{ readonly path: string; readonly mode: number } | undefined> {
  try {
    const target = await realpath(path);
    return { path: target, mode: (await stat(target)).mode & 0o7777 };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
