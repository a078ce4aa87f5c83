import { constants } from "node:fs";
import { access, mkdir, realpath } from "node:fs/promises";
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** The absolute path that `path`, written in a file of `folder`, stands for. */
export function absolutePath(folder: string, path: string): string {
  return resolve(folder, path);
}

export function isAbsolutePath(path: string): boolean {
  return isAbsolute(path);
}

/** Whether an absolute path is the folder or lies in it; `..` and links are not followed. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** How a file in `folder` names an absolute path: relative with forward slashes, or absolute on another drive. */
export function pathFrom(folder: string, path: string): string {
  const way = relative(resolve(folder), resolve(path));
  return isAbsolute(way) ? way : way.split(sep).join("/");
}

/** What parts the names of a path on this machine. */
export const separator = sep;

export function fileName(path: string): string {
  return basename(path);
}

/** The file's name without its last extension. */
export function fileStem(path: string): string {
  return basename(path, extname(path));
}

export function folderOf(path: string): string {
  return dirname(path);
}

export function joinPath(folder: string, ...parts: readonly string[]): string {
  return join(folder, ...parts);
}

/** The path with its links followed; a path that does not exist stays as it is. */
export async function followLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return resolve(path);
  }
}

/** Makes the folder if it can; false where nothing can be written. */
export async function canWriteInto(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
