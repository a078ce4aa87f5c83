import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import process from "node:process";
import { UserError } from "../base/errors.ts";
import { isRunId } from "../platform/storage.ts";
import type { RunsFolder } from "../platform/folderStamp.ts";
import { readStoredRun } from "../platform/storedRun.ts";
import type { Runs } from "../services/api.ts";
import type { ListedRun, Log, StoredRun } from "../services/ports.ts";
import { defaultRunsFolder, workspaceOf } from "./places.ts";

/** Which runs a command speaks of. */
export interface RunsFolderOption {
  /** The folder that holds run folders; by default that of the current folder's workspace. */
  readonly runs?: string;
}

export function folderOf(options: RunsFolderOption): RunsFolder {
  const baseFolder = workspaceOf(process.cwd());
  return {
    runsFolder: options.runs === undefined ? defaultRunsFolder(baseFolder) : resolve(options.runs),
    baseFolder,
  };
}

/** A run's own folder given as a path rather than by id: the folder it lies in. */
export async function runFolderAt(name: string): Promise<RunsFolder | undefined> {
  const path = resolve(name);
  if (!isRunId(basename(path))) return undefined;
  try {
    await stat(join(path, "run.json"));
    return { runsFolder: dirname(path), baseFolder: workspaceOf(dirname(path)) };
  } catch {
    return undefined;
  }
}

type RunsToFind = Pick<Runs, "list" | "get">;

/** The same runs, listed but once. */
export function listedOnce(runs: RunsToFind): RunsToFind {
  let list: ReturnType<Runs["list"]> | undefined;
  return { get: (id) => runs.get(id), list: () => (list ??= runs.list()) };
}

/** The run that a name stands for: an id, its beginning or end, or a folder that holds a run, wherever and whatever its name. */
export async function findRun(name: string, runs: RunsToFind, folder: RunsFolder, log: Log): Promise<StoredRun> {
  const path = resolve(name);
  const run = existsSync(join(path, "run.json"))
    ? await readStoredRun(path, workspaceOf(dirname(path)), log)
    : await runs.get(findId(name, await runs.list(), folder));
  if (run !== undefined) return run;
  throw new UserError("There is no readable run.json in this folder.", "Restore it from a copy.", { file: name });
}

/** The id of the run that a name stands for: an id, or its beginning or end. */
export function findId(name: string, runs: readonly ListedRun[], { runsFolder }: RunsFolder): string {
  const ids = runs.map(({ record }) => record.id);
  const found = ids.filter((id) => id === name || id.startsWith(name) || id.endsWith(name));
  const [id, ...others] = found;
  if (id !== undefined && (others.length === 0 || found.includes(name))) return found.includes(name) ? name : id;
  const place = { file: runsFolder };
  if (id === undefined) throw new UserError(`There is no run ${name}.`, "List them with: benchtop runs", place);
  throw new UserError(
    `${String(found.length)} runs fit ${name}: ${found.slice(0, 5).join(", ")}.`,
    "Write more of its id.",
    place,
  );
}
