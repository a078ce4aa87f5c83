import { dirname, join } from "node:path";
import type { RunRecord } from "../experiment/record.ts";
import { isActive } from "../experiment/status.ts";
import type { RunFiles } from "../services/ports.ts";
import { startRecord } from "../worker/startRecord.ts";
import { dataFiles } from "./dataFiles.ts";
import { isMissing, nodeDisk, replaceJson } from "./fileIo.ts";
import { takeLock } from "./lock.ts";
import { readRecord } from "./runReader.ts";
import { prepareRunsFolder, runFile } from "./storage.ts";
import { versions } from "./versions.ts";

/** See RunFiles.endRun. What stands on disk wins over what the host last heard: the worker may have been ahead. */
export const endRun: RunFiles["endRun"] = async (run, latest, { status, message }) => {
  await prepareRunsFolder(dirname(run.runFolder));
  await nodeDisk.makeFolder(run.runFolder);
  const lock = await takeLock(join(run.runFolder, runFile.lock), "own");
  try {
    const stored = await storedRecord(run.runFolder);
    if (stored !== undefined && !isActive(stored.status)) return stored;
    const record: RunRecord = {
      ...(stored ?? latest),
      status,
      message,
      ended: new Date().toISOString(),
    };
    await lock.check();
    await replaceJson(join(run.runFolder, runFile.record), record);
    return record;
  } finally {
    await lock.release();
  }
};

async function storedRecord(folder: string): Promise<RunRecord | undefined> {
  try {
    return await readRecord(folder);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** See RunFiles.firstRecord. */
export const firstRecord: RunFiles["firstRecord"] = (run) =>
  startRecord(run, {
    relative: (folder, path) => dataFiles.relative(folder, path),
    created: new Date().toISOString(),
    versions,
  });
