import { readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { UserError } from "../base/errors.ts";
import { readTextBounded, reasonOf } from "../platform/fileIo.ts";
import type { RunsFolder } from "../platform/storedRun.ts";
import { followLinks, isInside } from "../platform/vscode/paths.ts";
import type { AgentWorkspace } from "../services/agents/tool.ts";
import type { Datasets } from "../services/api.ts";

const experimentLimit = 4 * 1024 * 1024;
/** Bounds of the search for datasets. */
const deepest = 6;
const mostFolders = 2_000;
const mostCandidates = 300;
const tables = /\.(csv|tsv|tab|txt|data)(\.gz)?$/i;

/** A folder whose files agents may use, and none outside it, links followed. */
export function folderWorkspace(root: string, places: RunsFolder, datasets: Datasets): AgentWorkspace {
  return {
    resolve: (path) => resolve(root, path),
    shown: (path) => (isInside(root, path) ? relative(root, path).split(sep).join("/") : path),
    async admit(paths) {
      const realRoot = await followLinks(root);
      for (const path of paths)
        if (!isInside(realRoot, await followLinks(path)))
          throw new UserError(
            "This file lies outside the workspace.",
            "Copy it into the workspace, or start the server with --workspace and a folder around both.",
            { file: path },
          );
    },
    async datasets() {
      const found: string[] = [];
      for (const path of await candidates(root)) if (await datasets.isLabelled(path)) found.push(path);
      return found;
    },
    place: () => Promise.resolve(places),
    async readText(path) {
      try {
        return await readTextBounded(path, experimentLimit);
      } catch (error) {
        if (error instanceof UserError) throw error;
        throw new UserError(`The file cannot be read: ${reasonOf(error)}.`, "Check its path.", { file: path });
      }
    },
  };
}

/** Tables and text files, folder by folder; hidden folders and those of packages are left out, links not followed. */
async function candidates(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  let waiting = [{ folder: root, depth: 0 }];
  for (let seen = 0; waiting.length > 0 && seen < mostFolders && found.length < mostCandidates; seen++) {
    const [next, ...rest] = waiting;
    if (next === undefined) break;
    waiting = rest;
    const entries = await readdir(next.folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(next.folder, entry.name);
      const skipped = entry.name.startsWith(".") || entry.name === "node_modules";
      if (entry.isDirectory() && !skipped && next.depth < deepest)
        waiting.push({ folder: path, depth: next.depth + 1 });
      else if (entry.isFile() && tables.test(entry.name)) found.push(path);
    }
  }
  return found.slice(0, mostCandidates);
}
