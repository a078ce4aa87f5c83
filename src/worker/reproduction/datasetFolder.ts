import { classesOfFolder } from "../../data/formats/folders.ts";
import type { FileLayout } from "../../data/layout.ts";
import type { ByteSource, FolderPart } from "../../data/table.ts";

/** The files of a folder that belong to its dataset, none where it shows no classes; undefined for a file. */
export function datasetParts({ parts }: ByteSource, { format }: FileLayout): readonly FolderPart[] | undefined {
  if (parts === undefined) return undefined;
  if (format !== "folders" && format !== "classFiles") return [];
  return classesOfFolder(parts, format)?.files ?? [];
}

/** Bytes of files. */
export function bytesOfParts(parts: readonly FolderPart[]): number {
  return parts.reduce((sum, { source }) => sum + source.size, 0);
}
