import type { AgentWorkspace } from "./tool.ts";

/** The absolute path of one that is written from a folder. */
export function pathIn(folder: string, path: string, workspace: Pick<AgentWorkspace, "resolve">): string {
  return /^([\\/]|[a-z]:)/i.test(path) ? workspace.resolve(path) : workspace.resolve(`${folder}/${path}`);
}
