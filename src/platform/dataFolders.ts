import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { UserError } from "../base/errors.ts";
import type { FolderPart } from "../data/table.ts";
import { reasonOf } from "./fileIo.ts";

/** Most files of a folder that is a dataset, and how deep folders are looked into. */
const mostFiles = 200_000;
const deepest = 4;

/**
 * The files of a folder and the folders in it, in the order of their names by UTF-16. Hidden ones are left out, and links
 * that lead out of the folder or to another folder. UserError: the folder cannot be read or holds too many files.
 */
export async function filesOfFolder(
  folder: string,
  open: (path: string) => Promise<FolderPart["source"]>,
): Promise<readonly FolderPart[]> {
  const parts: FolderPart[] = [];
  for (const name of await namesOfFolder(folder)) parts.push({ name, source: await open(join(folder, name)) });
  return parts;
}

/** What tells versions of a folder apart: the bytes of its files, and when one of them changed last or came or went. */
export async function stampOfFolder(folder: string): Promise<{ readonly size: number; readonly modified: number }> {
  let size = 0;
  let modified = 0;
  const folders = new Set([folder]);
  for (const name of await namesOfFolder(folder)) {
    const path = join(folder, name);
    folders.add(dirname(path));
    const stats = await stat(path);
    size += stats.size;
    modified = Math.max(modified, stats.mtimeMs);
  }
  for (const path of folders) modified = Math.max(modified, (await stat(path)).mtimeMs);
  return { size, modified };
}

async function namesOfFolder(folder: string): Promise<readonly string[]> {
  const root = await realpath(folder);
  const names: string[] = [];
  const visit = async (way: string, depth: number): Promise<void> => {
    const entries = await readdir(join(folder, way), { withFileTypes: true }).catch((error: unknown) => {
      throw new UserError(`The folder cannot be read: ${reasonOf(error)}.`, "Check its permissions.", {
        file: join(folder, way),
      });
    });
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      const name = way === "" ? entry.name : `${way}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < deepest) await visit(name, depth + 1);
      } else if (entry.isFile() || (entry.isSymbolicLink() && (await staysInside(root, join(folder, name))))) {
        if (names.length >= mostFiles)
          throw new UserError("The folder holds more than 200,000 files.", "Join them to fewer files.", {
            file: folder,
          });
        names.push(name);
      }
    }
  };
  await visit("", 0);
  return names.sort();
}

/** Whether a link leads to a file in the folder; a folder is not gone into by a link, which may lead round and round. */
async function staysInside(root: string, link: string): Promise<boolean> {
  try {
    const real = await realpath(link);
    return real.startsWith(root + sep) && (await stat(real)).isFile();
  } catch {
    // It leads nowhere.
    return false;
  }
}
