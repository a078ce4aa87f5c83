import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import type { RunRecord, TrialOfSweep } from "../experiment/record.ts";
import { knownEvents, parsePlan } from "../experiment/sweep/sweepIo.ts";
import type { OpenedSweep, SweepFiles, SweepLog } from "../services/sweepPorts.ts";
import type { Disk } from "./disk.ts";
import { isMissing, nodeDisk, readBounded, readTextBounded, replaceJson, writeAll } from "./fileIo.ts";
import { type HeldLock, lockOwner, takeLock } from "./lock.ts";
import { parseNdjson } from "./ndjson.ts";
import { runFiles } from "./runFiles.ts";
import { readRecord } from "./runReader.ts";
import { isRunId, prepareRunsFolder, runFile, storageRoot } from "./storage.ts";

const planFile = "plan.json";
const decisionsFile = "decisions.ndjson";
const lockFile = "lock.json";
const weightsFile = "model.safetensors";
const sizeLimit = { plan: 64 * 1024 * 1024, decisions: 256 * 1024 * 1024 } as const;
const newline = 10;

/** Folders of sweeps on a disk. */
export const sweepFilesOn = (disk: Disk): SweepFiles => ({
  newSweep: (runsFolder) => ({ ...runFiles.newRun(sweepsFolder(runsFolder)), created: new Date().toISOString() }),
  async create(runsFolder, folder, plan) {
    await prepareRunsFolder(runsFolder, disk);
    await disk.makeFolder(folder);
    const lock = await lockOf(folder);
    try {
      await replaceJson(join(folder, planFile), plan, disk);
      return await openLog(folder, lock, disk);
    } catch (error) {
      await lock.release();
      throw error;
    }
  },
  async open(runsFolder, id) {
    const { folder } = await readSweep(runsFolder, id);
    const lock = await lockOf(folder);
    try {
      // Read again: until now another may have written to it.
      const stored = await readSweep(runsFolder, id);
      return { ...stored, log: await openLog(folder, lock, disk) };
    } catch (error) {
      await lock.release();
      throw error;
    }
  },
  async read(runsFolder, id) {
    const stored = await readSweep(runsFolder, id);
    return { ...stored, owner: await lockOwner(join(stored.folder, lockFile)) };
  },
  async ids(runsFolder) {
    try {
      return (await readdir(sweepsFolder(runsFolder))).filter(isRunId).sort().reverse();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },
  async clearRun(runFolder, run) {
    const record = await recordOf(runFolder);
    if (record === undefined) return;
    if (!isOf(record, run))
      throw new UserError("The folder holds a run that this sweep did not make.", "Move it elsewhere.", {
        file: runFolder,
      });
    if ((await lockOwner(join(runFolder, runFile.lock))) !== "none")
      throw new UserError("The run is still being trained.", "Stop it first, or wait until it has ended.", {
        file: runFolder,
      });
    await rm(runFolder, { recursive: true });
  },
  async dropWeights(runFolder, run) {
    const record = await recordOf(runFolder);
    if (record !== undefined && isOf(record, run)) await rm(join(runFolder, weightsFile), { force: true });
  },
});

/** Folders of sweeps on this machine. */
export const sweepFiles = sweepFilesOn(nodeDisk);

function sweepsFolder(runsFolder: string): string {
  return join(storageRoot(runsFolder), "sweeps");
}

function lockOf(folder: string): Promise<HeldLock> {
  return takeLock(join(folder, lockFile), "stale", "sweep");
}

async function readSweep(runsFolder: string, id: string): Promise<Omit<OpenedSweep, "log">> {
  const missing = new UserError(`There is no sweep ${id}.`, "It may have been deleted or moved.", { file: runsFolder });
  // An id becomes a folder's name: nothing in it may lead elsewhere.
  if (!isRunId(id)) throw missing;
  const folder = join(sweepsFolder(runsFolder), id);
  const file = join(folder, planFile);
  const text = await readTextBounded(file, sizeLimit.plan).catch((error: unknown) => {
    throw isMissing(error) ? missing : error;
  });
  const plan = parsePlan(text, file);
  if (plan.id !== id)
    throw new UserError(`This is the plan of sweep ${plan.id}.`, "Give the folder its name back.", { file });
  return { folder, plan, events: knownEvents(await readLines(join(folder, decisionsFile)), plan) };
}

async function readLines(file: string): Promise<readonly unknown[]> {
  try {
    return parseNdjson(await readTextBounded(file, sizeLimit.decisions));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Bytes of the lines that have their end. */
async function wholeLines(file: string): Promise<number> {
  try {
    return (await readBounded(file, sizeLimit.decisions)).lastIndexOf(newline) + 1;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

async function openLog(folder: string, lock: HeldLock, disk: Disk): Promise<SweepLog> {
  const path = join(folder, decisionsFile);
  const whole = await wholeLines(path);
  const file = await disk.open(path, "a");
  // A line without its end was being written when its writer died: what is appended next must not grow on to it.
  if ((await file.stat()).size > whole) await file.truncate(whole);
  await disk.syncFolder(folder);
  let last: Promise<unknown> = Promise.resolve();
  return {
    append(event) {
      const turn = last.then(async () => {
        await lock.check();
        await writeAll(file, new TextEncoder().encode(`${JSON.stringify(event)}\n`));
        await file.sync();
      });
      last = turn.catch(() => undefined);
      return turn;
    },
    async close() {
      await last;
      await file.close();
      await lock.release();
    },
  };
}

async function recordOf(runFolder: string): Promise<RunRecord | undefined> {
  try {
    return await readRecord(runFolder);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isOf({ sweep }: RunRecord, run: TrialOfSweep): boolean {
  return sweep?.id === run.id && sweep.trial === run.trial && sweep.repeat === run.repeat;
}
