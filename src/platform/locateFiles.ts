import { dirname, sep } from "node:path";
import { UserError } from "../base/errors.ts";
import type { FileLayout } from "../data/layout.ts";
import type { NeededFile } from "../experiment/reproduction.ts";
import type { FoundFiles } from "../protocol/reproduction.ts";
import { digestOfData, digestOfFile } from "../worker/digests.ts";
import { bytesOfParts, datasetParts } from "../worker/reproduction/datasetFolder.ts";
import { dataFiles } from "./dataFiles.ts";
import { sessionClock } from "./sessionClock.ts";

const ports = { files: dataFiles, clock: sessionClock };

/** Looks for files, and folders of files, by their content: under any name, of the same size first told by the system. */
export async function locateFiles(
  files: readonly NeededFile[],
  layout: FileLayout,
  candidates: readonly string[],
): Promise<FoundFiles> {
  const found: Record<string, string> = {};
  for (const file of files) {
    const places = file.parts === undefined ? candidates : [...candidates, ...foldersOf(candidates, file.parts)];
    for (const place of places) {
      try {
        if (!(await isIt(file, layout, place))) continue;
        found[file.path] = place;
        break;
      } catch (error) {
        // It cannot be read, or is gone: it is not the one.
        if (!(error instanceof UserError)) throw error;
      }
    }
  }
  return found;
}

async function isIt({ bytes, sha256, parts }: NeededFile, layout: FileLayout, place: string): Promise<boolean> {
  const source = await dataFiles.open(place);
  const own = datasetParts(source, layout);
  if (own?.length !== parts || (own === undefined ? source.size : bytesOfParts(own)) !== bytes) return false;
  return (await (own === undefined ? digestOfFile(ports, place) : digestOfData(ports, place, layout))) === sha256;
}

/** The folders that hold at least so many of the files, from the deepest up to the one that holds them all. */
function foldersOf(files: readonly string[], least: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const file of files)
    for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder))
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
  const depth = (path: string): number => path.split(sep).length;
  const whole = [...counts].filter(([, count]) => count === files.length).map(([folder]) => depth(folder));
  const top = Math.max(1, ...whole);
  return [...counts]
    .filter(([folder, count]) => count >= least && depth(folder) >= top)
    .map(([folder]) => folder)
    .sort((a, b) => depth(b) - depth(a));
}
