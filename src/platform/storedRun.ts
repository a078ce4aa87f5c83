import { basename, join } from "node:path";
import { UserError } from "../base/errors.ts";
import type { RunAnnotations, RunRecord } from "../experiment/record.ts";
import { isActive } from "../experiment/status.ts";
import type { Log, StoredRun } from "../services/ports.ts";
import { isTrainedSince } from "../protocol/verification.ts";
import { parseVerification } from "../services/verification/stored.ts";
import { errorCode, isMissing, readTextIfThere } from "./fileIo.ts";
import { lockOwner } from "./lock.ts";
import { baseFolderOf } from "./packedRuns.ts";
import type { RunsFolder } from "./folderStamp.ts";
import { readAnnotations, readRecord } from "./runReader.ts";
import { isRunId, runFile, sizeLimit } from "./storage.ts";

/** The run of this id in the first of the folders that has it readable. */
export async function findStoredRun(
  id: string,
  folders: readonly RunsFolder[],
  log: Log,
): Promise<StoredRun | undefined> {
  if (!isRunId(id)) return undefined;
  for (const { runsFolder, baseFolder } of folders) {
    const run = await readStoredRun(join(runsFolder, id), baseFolder, log);
    if (run !== undefined) return run;
  }
  return undefined;
}

/** Reads one run folder; undefined when there is no readable record in it, which is logged unless it is just missing. */
export async function readStoredRun(folder: string, baseFolder: string, log: Log): Promise<StoredRun | undefined> {
  try {
    // A run folder that was copied under another name is a run of its own.
    const record = { ...(await readRecord(folder)), id: basename(folder) };
    const annotations = await readAnnotations(folder).catch((error: unknown): RunAnnotations => {
      log.warn(`user.json of a run is left out: ${messageOf(error)}`);
      return { schemaVersion: 1 };
    });
    const owner = isActive(record.status) ? await lockOwner(join(folder, runFile.lock)) : "none";
    const base = baseFolderOf(record, folder, baseFolder);
    return { folder, baseFolder: base, record: presented(record, owner), annotations, owner };
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (!(error instanceof UserError) && errorCode(error) === undefined) throw error;
    log.warn(`a run is left out of the list: ${messageOf(error)}`);
    return undefined;
  }
}

/** What the last verification of a run came to; undefined where there is none of the run as it is. */
export async function isReproduced({ folder, record }: StoredRun, log: Log): Promise<boolean | undefined> {
  const file = join(folder, runFile.verification);
  const text = await readTextIfThere(file, sizeLimit.verification).catch((error: unknown) => {
    log.warn(`verification.json of a run is left out: ${messageOf(error)}`);
    return undefined;
  });
  const verification = text === undefined ? undefined : parseVerification(text);
  if (verification === undefined || isTrainedSince(verification, record)) return undefined;
  return verification.outcome === "same";
}

/**
 * A run whose owner died shows as stopped. It is only shown so: reading never writes, so that a read-only folder and a
 * second window are no problem; whoever takes the lock to resume it writes the next status.
 */
function presented(record: RunRecord, owner: StoredRun["owner"]): RunRecord {
  if (!isActive(record.status) || owner !== "none") return record;
  return {
    ...record,
    status: "stopped",
    message:
      "The window or command line that trained it ended before the run did. What was trained until then is kept.",
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
