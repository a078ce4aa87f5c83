import { liesInGlobs, matchesGlobs } from "../../base/glob.ts";
import type { DatasetsFound, DatasetSearch } from "../../protocol/datasetSearch.ts";
import { isDatasetFile } from "../../experiment/datasetFile.ts";
import type { Folders, SessionClock } from "../ports.ts";
import { candidatesIn, type WalkedFolder } from "./candidates.ts";

/** Folders that are read before messages are let in. */
const together = 50;
const mostFolders = 100_000;
const mostMatches = 500_000;
const mostCandidates = 20_000;
const deepest = 40;

interface Waiting {
  readonly way: string;
  readonly depth: number;
}

/** Looks through a folder for what may be a dataset by its name. */
export async function findCandidates(
  { root, include, exclude, links, folded, under = "", depth: mostDepth = deepest }: DatasetSearch,
  { folders, clock }: { readonly folders: Folders; readonly clock: Pick<SessionClock, "breathe"> },
): Promise<DatasetsFound> {
  const isWanted = matchesGlobs(include);
  const isOut = liesInGlobs(exclude);
  const isNew = linkTest(root, folders);
  const walked = new Map<string, WalkedFolder>();
  let matches = 0;
  const waiting: Waiting[] = [{ way: under, depth: 0 }];
  const visit = ({ way, depth }: Waiting): void => {
    const found: WalkedFolder = { names: [], folders: [] };
    walked.set(way, found);
    for (const { name, kind, isLink } of folders.entries(joined(root, way))) {
      const at = joined(way, name);
      if (kind === "file") {
        if (!isWanted(at) || isDatasetFile(name) || isOut(at)) continue;
        if (isLink && !links && !isHeld(joined(root, at), root, folders)) continue;
        matches++;
        found.names.push(name);
        continue;
      }
      if (!name.startsWith(".")) found.folders.push(name);
      if (depth === mostDepth || isOut(at) || (isLink && (!links || !isNew(joined(root, at))))) continue;
      waiting.push({ way: at, depth: depth + 1 });
    }
  };
  for (const next of waiting) {
    if (walked.size === mostFolders || matches >= mostMatches) break;
    visit(next);
    if (walked.size % together === 0) await clock.breathe();
  }
  const candidates = candidatesIn(walked, folded);
  return {
    ways: candidates.slice(0, mostCandidates).map(({ way, kind }) => (kind === "folder" ? `${way}/` : way)),
    isPartial: walked.size < waiting.length || candidates.length > mostCandidates,
  };
}

/** Whether a folder that a link leads to is to be visited: once, none of the root's own, and none that holds the root. */
function linkTest(root: string, folders: Folders): (path: string) => boolean {
  const seen = new Set<string>();
  const own = folders.real(root);
  return (path) => {
    const real = folders.real(path);
    if (real === null || own === null || seen.has(real)) return false;
    seen.add(real);
    return !isWithin(real, own) && !isWithin(own, real);
  };
}

/** Whether a path lies in a folder, the links of both followed. */
export function isHeld(path: string, folder: string, folders: Folders): boolean {
  const real = folders.real(path);
  const own = folders.real(folder);
  return real !== null && own !== null && isWithin(real, own);
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(joined(folder, ""));
}

function joined(folder: string, name: string): string {
  return folder === "" || folder.endsWith("/") ? `${folder}${name}` : `${folder}/${name}`;
}
