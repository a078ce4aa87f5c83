import { join, relative, resolve, sep } from "node:path";
import { UserError } from "../base/errors.ts";
import { dataGlobs, otherGlobs } from "../experiment/datasetNames.ts";
import { readTextBounded, reasonOf } from "../platform/fileIo.ts";
import type { RunsFolder } from "../platform/folderStamp.ts";
import { followLinks, isInside } from "../platform/vscode/paths.ts";
import { candidateOf } from "../protocol/datasetSearch.ts";
import type { AgentWorkspace } from "../services/agents/tool.ts";
import type { Datasets } from "../services/api.ts";

const experimentLimit = 4 * 1024 * 1024;
/** Files and folders that are looked into for datasets. */
const mostCandidates = 1000;

/** A folder whose files agents may use, and none outside it, links followed. */
export function folderWorkspace(root: string, places: RunsFolder, datasets: Datasets): AgentWorkspace {
  return {
    // Whoever starts the server names the folder that it may work on.
    isTrusted: true,
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
      const search = { root, include: dataGlobs, exclude: otherGlobs, links: false, folded: true };
      const { ways } = await datasets.findCandidates(search);
      const places = ways
        .slice(0, mostCandidates)
        .map(candidateOf)
        .map(({ way, kind }) => ({ path: join(root, way), kind, within: root, known: null }));
      const seen = await datasets.lookAt(places);
      return places.flatMap(({ path }, at) => (seen[at]?.labelled === true ? [path] : []));
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
