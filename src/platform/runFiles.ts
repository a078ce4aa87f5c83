import { randomBytes } from "node:crypto";
import { access, readFile, stat, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../base/errors.ts";
import type { RunFiles } from "../services/ports.ts";
import { dataFiles, isFolder, regularFileSize } from "./dataFiles.ts";
import { stampOfFolder } from "./dataFolders.ts";
import { endRun, firstRecord } from "./endRun.ts";
import { nodeDisk, renameRetrying, replaceFile, replaceJson, syncFolder } from "./fileIo.ts";
import { lockOwner } from "./lock.ts";
import { readAnnotations, readEpochs } from "./runReader.ts";
import { runFile, storageRoot } from "./storage.ts";

/** Run folders on disk, the part that is not the worker's. */
export const runFiles: RunFiles = {
  newRun(runsFolder) {
    const id = `${utcStamp(new Date())}-${randomLetters(6)}`;
    return { id, folder: join(runsFolder, id) };
  },
  epochs: readEpochs,
  async annotate(folder, change) {
    const next = { ...(await readAnnotations(folder)), ...change, schemaVersion: 1 as const };
    await replaceJson(join(folder, runFile.annotations), next);
  },
  moveToTrash,
  readText: (path) => readFile(path, "utf8"),
  async writeText(path, text) {
    await replaceFile(path, [new TextEncoder().encode(text)]);
  },
  async exists(path) {
    try {
      await access(path);
      return true;
    } catch {
      return false;
    }
  },
  resolvePath: (folder, path) => dataFiles.resolve(folder, path),
  relativePath: (folder, path) => dataFiles.relative(folder, path),
  async stamp(path) {
    if (await isFolder(path)) return stampOfFolder(path);
    const size = await regularFileSize(path);
    return { size, modified: (await stat(path)).mtimeMs };
  },
  firstRecord,
  endRun,
};

async function moveToTrash(folder: string): Promise<() => Promise<void>> {
  if ((await lockOwner(join(folder, runFile.lock))) !== "none") {
    throw new UserError("The run is still being trained.", "Stop it first, then delete it.", { file: folder });
  }
  const trash = join(storageRoot(dirname(folder)), "trash");
  await nodeDisk.makeFolder(trash);
  // A run that was deleted, restored and copied about may come twice.
  let target = join(trash, basename(folder));
  while (await runFiles.exists(target)) target = join(trash, `${basename(folder)}.${randomLetters(4)}`);
  await move(folder, target);
  // From now on the days in the trash are counted.
  const now = new Date();
  await utimes(target, now, now).catch(() => undefined);
  return () => move(target, folder);
}

async function move(from: string, to: string): Promise<void> {
  await renameRetrying(from, to);
  await syncFolder(dirname(to));
}

/** yyyymmdd-hhmmss in UTC. */
function utcStamp(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}

const letters = "0123456789abcdefghijklmnopqrstuvwxyz";

function randomLetters(length: number): string {
  // Of 256 values 252 fall evenly on the 36 letters; the four others would favour some and are drawn again.
  let result = "";
  while (result.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 252 && result.length < length) result += letters.charAt(byte % 36);
    }
  }
  return result;
}
