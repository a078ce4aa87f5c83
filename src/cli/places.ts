import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";

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

/** Where runs of a workspace are kept unless a person names another folder. */
export function defaultRunsFolder(workspace: string): string {
  return join(workspace, ".benchtop", "runs");
}
