import { datasetFileOf } from "../../experiment/datasetFile.ts";
import { folderOf } from "../../platform/vscode/paths.ts";
import type { DatasetSearch } from "../../protocol/datasetSearch.ts";
import type { FoundFile, FoundPlace } from "./found.ts";
import type { Root } from "./roots.ts";

/** What happened to paths of the workspace, by path: the last word counts. */
export type PathChanges = ReadonlyMap<string, "created" | "changed" | "deleted">;

/** The work that changes make: for what changed and nothing else. */
export interface ChangeWork {
  /** Places to look at anew. */
  readonly look: readonly FoundPlace[];
  /** Datasets whose own words changed, of a folder or of a dataset file: what is known of them is out of date. */
  readonly renew: readonly string[];
  /** Folders that are gone, with all that they held. */
  readonly gone: readonly string[];
  /** Where new folders, or folders that may have become datasets, are looked through. */
  readonly searches: readonly { readonly root: Root; readonly search: DatasetSearch }[];
}

const datasetFileEnding = datasetFileOf("");
/** A created path that ends so is no folder. */
const fileEnding = /[^/]\.[a-z]\w*$/iu;
const text = /\.txt(?:\.gz)?$/iu;

/** Finds out what changes make necessary. */
export function workOfChanges(
  changes: PathChanges,
  roots: readonly Root[],
  known: ReadonlyMap<string, FoundFile>,
): ChangeWork {
  const holding = foldersOf(known);
  const look: FoundPlace[] = [];
  const renew = new Set<string>();
  const gone: string[] = [];
  const searches = new Map<string, { readonly root: Root; readonly search: DatasetSearch }>();
  for (const [path, change] of changes) {
    const root = roots.filter((each) => each.holds(path)).sort((a, b) => b.folder.length - a.folder.length)[0];
    if (root === undefined) continue;
    const way = root.way(path);
    if (root.leavesOut(way)) continue;
    if (path.endsWith(datasetFileEnding)) {
      renew.add(path.slice(0, -datasetFileEnding.length));
      continue;
    }
    if (change === "deleted" && holding.has(path)) gone.push(path);
    const around = datasetAround(path, known);
    if (around !== undefined) renew.add(around);
    const isItsOwn = around === undefined || known.has(path) || !text.test(path);
    if (root.wants(way) && isItsOwn) look.push(root.place({ way, kind: "file" }));
    if (around !== undefined) continue;
    const search = root.search();
    if (change === "created" && !root.wants(way) && !fileEnding.test(way))
      searches.set(path, { root, search: { ...search, under: way } });
    // With it the folder above its own may hold classes.
    const above = folderOf(folderOf(path));
    if (change === "created" && text.test(path) && root.holds(above))
      searches.set(above, { root, search: { ...search, under: root.way(above), depth: 1 } });
  }
  return { look, renew: [...renew], gone, searches: [...searches.values()] };
}

/** The dataset that is a folder around the path. */
function datasetAround(path: string, known: ReadonlyMap<string, FoundFile>): string | undefined {
  for (let folder = path; ; folder = folderOf(folder)) {
    const kind = known.get(folder)?.kind;
    if (kind === "folder") return folder;
    if (folder === folderOf(folder)) return undefined;
  }
}

/** All folders that hold a known dataset. */
function foldersOf(known: ReadonlyMap<string, FoundFile>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of known.keys())
    for (let folder = folderOf(path); !folders.has(folder) && folder !== folderOf(folder); folder = folderOf(folder))
      folders.add(folder);
  return folders;
}
