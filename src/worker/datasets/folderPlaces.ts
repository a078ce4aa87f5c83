import { classesOfFolder } from "../../data/formats/folders.ts";
import type { FileLayout } from "../../data/layout.ts";
import { readRows } from "../../data/rows.ts";
import type { ByteSource } from "../../data/table.ts";

/** Where an example of a folder stands: a file in it, and the line there, from 1. */
interface FolderPlace {
  readonly file: string;
  readonly line: number;
}

/** Finds the place of a line of the folder, whose files count their lines on from one to the next. */
export type FolderPlaces = (line: number) => FolderPlace | null;

/** The places of a folder that is a dataset; null for a file, whose lines are its own. */
export async function folderPlaces(source: ByteSource, layout: FileLayout): Promise<FolderPlaces | null> {
  const { parts } = source;
  if (parts === undefined) return null;
  if (layout.format === "folders") {
    // A file is an example, and one line of the folder.
    const files = classesOfFolder(parts, "folders")?.files ?? [];
    return (line) => {
      const file = files[line - 1]?.source.path;
      return file === undefined ? null : { file, line: 1 };
    };
  }
  const starts: (FolderPlace & { readonly before: number })[] = [];
  const hear = (line: number, place: FolderPlace | undefined): void => {
    if (place !== undefined && place.file !== starts.at(-1)?.file) starts.push({ ...place, before: line - place.line });
  };
  await readRows(source, layout, {
    row: (_fields, line, place) => hear(line, place),
    broken: (line, _reason, _kind, place) => hear(line, place),
  });
  return (line) => {
    const start = starts.findLast(({ before }) => before < line);
    return start === undefined ? null : { file: start.file, line: line - start.before };
  };
}
