import { type Dirent, closeSync, constants, openSync, readdirSync, readSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { FolderEntry, Folders } from "../worker/ports.ts";

/**
 * Folders on disk, for a worker that looks through thousands of them and has nothing else to do meanwhile: waiting for
 * each small answer in turn takes a tenth of the work of having it told.
 */
export const folders: Folders = {
  entries(folder) {
    const found: FolderEntry[] = [];
    for (const entry of orElse(() => readdirSync(folder, { withFileTypes: true }), [])) {
      const kind = entry.isSymbolicLink() ? kindOf(statsOf(join(folder, entry.name))) : kindOf(entry);
      if (kind !== null) found.push({ name: entry.name, kind, isLink: entry.isSymbolicLink() });
    }
    return found;
  },
  real: (path) => orElse(() => realpathSync(path).split(sep).join("/"), null),
  stamp(path) {
    const stats = statsOf(path);
    if (stats === undefined) return null;
    if (!stats.isDirectory()) return { bytes: stats.size, modified: stats.mtimeMs };
    return stampOfLists(path, stats.mtimeMs);
  },
  head(path, most) {
    if (statsOf(path)?.isFile() !== true) return null;
    return orElse(() => {
      const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK || 0));
      try {
        const bytes = new Uint8Array(most);
        return bytes.subarray(0, readSync(file, bytes, 0, most, 0));
      } finally {
        closeSync(file);
      }
    }, null);
  },
};

/** Files that came or went change the list of their folder: of the folder itself, or of one in it. */
function stampOfLists(folder: string, own: number) {
  const entries = orElse(() => readdirSync(folder, { withFileTypes: true }), []);
  let modified = own;
  for (const entry of entries)
    if (entry.isDirectory() && !entry.name.startsWith("."))
      modified = Math.max(modified, statsOf(join(folder, entry.name))?.mtimeMs ?? 0);
  return { bytes: entries.length, modified };
}

function statsOf(path: string) {
  return orElse(() => statSync(path, { throwIfNoEntry: false }), undefined);
}

function kindOf(entry: Pick<Dirent, "isFile" | "isDirectory"> | undefined): "file" | "folder" | null {
  if (entry === undefined) return null;
  return entry.isFile() ? "file" : entry.isDirectory() ? "folder" : null;
}

/** What may not be read is passed over. */
function orElse<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    return otherwise;
  }
}
