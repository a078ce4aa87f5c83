import type { FolderPart } from "../table.ts";

/** How the files of a folder hold classes: a folder each, or a file each. */
export interface FolderClasses {
  readonly format: "folders" | "classFiles";
  /** The files that belong to the dataset, each with its class. */
  readonly files: readonly (FolderPart & { readonly label: string })[];
}

/** Names that no class bears: what lies beside data. */
const beside = /^(?:readme|license|licence|notice|changelog|citation|makefile)(?:\.|$)/i;

/**
 * The classes that a folder shows by its names alone: files in folders are texts of the class that the first folder
 * names; else files whose names differ in one place only (`reviews.neg`, `reviews.pos`; `neg.txt`, `pos.txt`) hold an
 * example of their class on each line. Undefined where neither is so.
 */
export function classesOfFolder(
  parts: readonly FolderPart[],
  format?: FolderClasses["format"],
): FolderClasses | undefined {
  const inFolders = parts.filter(({ name }) => name.includes("/"));
  const files = inFolders.map((part) => ({ ...part, label: part.name.slice(0, part.name.indexOf("/")) }));
  const several = new Set(files.map(({ label }) => label)).size > 1;
  if (format === "folders" || (format === undefined && several))
    return files.length === 0 ? undefined : { format: "folders", files };
  const direct = parts.filter(({ name }) => !name.includes("/") && !beside.test(name));
  const best = [groupedBy(direct, stemOf, endingOf), groupedBy(direct, endingOf, stemOf)].sort(
    (a, b) => b.length - a.length,
  )[0];
  return best === undefined || best.length < 2 ? undefined : { format: "classFiles", files: best };
}

type NamePart = (name: string) => string;

/** The largest set of files that agree in one part of their name, labelled by the other. */
function groupedBy(parts: readonly FolderPart[], same: NamePart, label: NamePart): FolderClasses["files"] {
  const groups = new Map<string, FolderPart[]>();
  for (const part of parts) {
    const known = groups.get(same(part.name));
    if (known === undefined) groups.set(same(part.name), [part]);
    else known.push(part);
  }
  const [largest = []] = [...groups.values()].sort((a, b) => b.length - a.length);
  return largest.map((part) => ({ ...part, label: label(part.name) })).filter((part) => part.label !== "");
}

const packed = /\.gz$/i;

function stemOf(name: string): string {
  const plain = name.replace(packed, "");
  const dot = plain.lastIndexOf(".");
  return dot <= 0 ? plain : plain.slice(0, dot);
}

function endingOf(name: string): string {
  const plain = name.replace(packed, "");
  const dot = plain.lastIndexOf(".");
  return dot <= 0 ? "" : plain.slice(dot + 1);
}
