import { basename, resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Composition } from "../platform/composition.ts";
import type { RunsFolder } from "../platform/folderStamp.ts";
import type { StoredRun } from "../services/ports.ts";
import { findId, folderOf, runFolderAt, type RunsFolderOption } from "./findRuns.ts";

/** Where the run lies that a person names by its id, the beginning or end of its id, or its folder. */
export async function placeOf(name: string, options: RunsFolderOption): Promise<RunsFolder> {
  return (await runFolderAt(name)) ?? folderOf(options);
}

/** The run of that name in its place. */
export async function openRun(name: string, place: RunsFolder, services: Composition): Promise<StoredRun> {
  const isFolder = (await runFolderAt(name)) !== undefined;
  const id = isFolder ? basename(resolve(name)) : findId(name, await services.runs.list(), place);
  const run = await services.runs.get(id);
  if (run === undefined)
    throw new UserError("There is no readable run.json in this folder.", "Restore it from a copy.", { file: name });
  return run;
}
