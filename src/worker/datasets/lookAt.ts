import { UserError } from "../../base/errors.ts";
import { classesOfFolder } from "../../data/formats/folders.ts";
import type { FileLayout, LayoutChoices } from "../../data/layout.ts";
import { labelNames } from "../../data/sniffFormat.ts";
import { sniffSource } from "../../data/sniffSource.ts";
import type { ByteSource } from "../../data/table.ts";
import { datasetFileOf } from "../../experiment/datasetFile.ts";
import { areOpposites } from "../../experiment/datasetNames.ts";
import type { PlaceSeen, PlaceToLook } from "../../protocol/datasetSearch.ts";
import { choicesFor } from "../datasetLayout.ts";
import type { DataFiles, Folders } from "../ports.ts";
import { isHeld } from "./walkFolders.ts";

/** How much of a file in JSON shows whether it holds objects with labels, and how many at least. */
const sniffedBytes = 64 * 1024;
/** What is not read from its beginning on as it is. */
const notText = /\.(?:gz|parquet)$/iu;
const fewestObjects = 5;
const labelKey = new RegExp(`"(${labelNames.join("|")})"\\s*:`, "giu");
/** Of the texts in folders so many are looked into: tables with labels of their own are no texts. */
const mostLookedInto = 3;
/** What opening a file costs, in bytes that could be read meanwhile. */
const fileWeight = 4096;

/** Looks at places that may be datasets: where the stamp is not the known one, into their first 64 KB. Null: not there. */
export async function lookAt(
  places: readonly PlaceToLook[],
  { files, folders }: { readonly files: DataFiles; readonly folders: Folders },
): Promise<readonly (PlaceSeen | null)[]> {
  const seen: (PlaceSeen | null)[] = [];
  for (const { path, kind, within, known } of places) {
    const stamp = within === null || isHeld(path, within, folders) ? folders.stamp(path) : null;
    const isKnown = stamp !== null && stamp.bytes === known?.bytes && stamp.modified === known.modified;
    if (stamp === null || isKnown) {
      seen.push(stamp);
      continue;
    }
    const isSaid = folders.stamp(datasetFileOf(path)) !== null;
    const isWorthIt = stamp.bytes > 0 && (isSaid || kind === "folder" || mayBeData(path, folders));
    const open = (): Promise<ByteSource> =>
      kind === "folder" || notText.test(path) ? files.open(path) : Promise.resolve(headOf(path, stamp.bytes, folders));
    seen.push({ ...stamp, ...(isWorthIt ? await look({ path, kind, open, files }) : { labelled: false }) });
  }
  return seen;
}

interface Look extends Pick<PlaceToLook, "path" | "kind"> {
  readonly open: () => Promise<ByteSource>;
  readonly files: DataFiles;
}

async function look({ path, kind, open, files }: Look) {
  try {
    const { choices, stored } = await choicesFor(files, path, {});
    const source = await open();
    const weight = source.size + fileWeight * (source.parts?.length ?? 0);
    if (kind === "folder") return { labelled: await isFolderOfClasses(source, choices, stored), weight };
    const { layout } = await sniffSource(source, choices);
    return { labelled: stored || !isJson(path) || isNamedAsDataset(layout), weight };
  } catch (error) {
    // Gone, unreadable or no dataset: then it is not to be listed.
    if (error instanceof UserError) return { labelled: false };
    throw error;
  }
}

/** The beginning of a file as a source: all that a sniffer asks for, without the room that reading it whole takes. */
function headOf(path: string, size: number, folders: Folders): ByteSource {
  return {
    path,
    size,
    chunks: () => ({
      async *[Symbol.asyncIterator]() {
        const head = folders.head(path, sniffedBytes);
        if (head !== null) yield await Promise.resolve(head);
      },
    }),
  };
}

/** Names of folders and files prove less than a label column does, so that they must be plain. */
async function isFolderOfClasses(source: ByteSource, choices: LayoutChoices, stored: boolean): Promise<boolean> {
  const { parts } = source;
  if (parts === undefined) return false;
  await sniffSource(source, choices);
  if (stored) return true;
  const found = classesOfFolder(parts);
  if (found?.format === "classFiles") return areOpposites(found.files.map(({ label }) => label));
  const files = found?.files ?? [];
  const step = Math.max(1, Math.floor(files.length / mostLookedInto));
  for (let at = 0; at < files.length; at += step) {
    const part = files[at]?.source;
    if (part !== undefined && (await isTable(part))) return false;
  }
  return true;
}

async function isTable(source: ByteSource): Promise<boolean> {
  try {
    return (await sniffSource(source, {})).layout.format !== "lines";
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function isJson(path: string): boolean {
  return /\.json(?:\.gz)?$/iu.test(path);
}

/** Settings and packages are in JSON, too: what does not call something a label again and again is not parsed. */
function mayBeData(path: string, folders: Folders): boolean {
  if (!path.toLowerCase().endsWith(".json")) return true;
  const bytes = folders.head(path, sniffedBytes);
  if (bytes === null) return false;
  const found = new Map<string, number>();
  for (const [, name = ""] of new TextDecoder().decode(bytes).matchAll(labelKey)) {
    const times = (found.get(name) ?? 0) + 1;
    if (times === fewestObjects) return true;
    found.set(name, times);
  }
  return false;
}

/** A list of objects is data where a label is called so; a value that happens to repeat is no sign. */
function isNamedAsDataset({ format, label, text, numeric }: FileLayout): boolean {
  if (format !== "json" && format !== "jsonl") return false;
  const name = label.slice(label.lastIndexOf(".") + 1).toLowerCase();
  return (text !== undefined || numeric.length > 0) && labelNames.includes(name);
}
