import { existsSync } from "node:fs";
import { homedir, platform } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import process from "node:process";

const marks = [".benchtop", ".git", ".vscode"];

/**
 * The workspace of a folder: the nearest one, from it upwards, that holds `.benchtop`, `.git` or `.vscode`; the folder
 * itself when there is none. The home folder counts only by its own name: every user of VS Code has a `.vscode` there.
 */
export function workspaceOf(folder: string): string {
  for (let at = resolve(folder); at !== dirname(at) && at !== homedir(); at = dirname(at)) {
    if (marks.some((mark) => existsSync(join(at, mark)))) return at;
  }
  return resolve(folder);
}

/** Where the runs of experiments in a folder are kept, and what paths in their records start from. */
export interface RunPlaces {
  readonly runsFolder: string;
  readonly baseFolder: string;
}

/**
 * The places for experiments in a folder. `out` is the runs folder that a person names: where it is the `.benchtop/runs` of
 * a folder around the experiments, be it new, that folder is their workspace.
 */
export function runPlaces(folder: string, out: string | undefined): RunPlaces {
  if (out === undefined) {
    const baseFolder = workspaceOf(folder);
    return { baseFolder, runsFolder: defaultRunsFolder(baseFolder) };
  }
  const runsFolder = resolve(out);
  const owner = dirname(dirname(runsFolder));
  const holds = !relative(owner, resolve(folder)).startsWith("..");
  return { runsFolder, baseFolder: holds && runsFolder === defaultRunsFolder(owner) ? owner : workspaceOf(folder) };
}

/** Where runs of a workspace are kept unless a person names another folder. */
export function defaultRunsFolder(workspace: string): string {
  return join(workspace, ".benchtop", "runs");
}

/** The folder for what can be made anew at any time, by the custom of the system. */
export function cacheFolder(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (platform() === "win32") return join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "benchtop", "Cache");
  if (platform() === "darwin") return join(homedir(), "Library", "Caches", "benchtop");
  return join(
    XDG_CACHE_HOME === undefined || XDG_CACHE_HOME === "" ? join(homedir(), ".cache") : XDG_CACHE_HOME,
    "benchtop",
  );
}
