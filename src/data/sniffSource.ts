import { UserError } from "../base/errors.ts";
import { classesOfFolder } from "./formats/folders.ts";
import { startsAsParquet } from "./formats/parquetMark.ts";
import type { LayoutChoices, OtherEncoding, SniffedLayout } from "./layout.ts";
import { listed, plural } from "./phrases.ts";
import { folderColumns } from "./rows.ts";
import { proposeLayout, sniffLayout } from "./sniff.ts";
import { decodeHead, latinReason } from "./sniffEncoding.ts";
import type { ByteSource } from "./table.ts";

/** How much of a file the sniffer sees, in bytes; more where its rows are so long that few are in it. */
const headBytes = 64 * 1024;
const longHeads = [1024 * 1024, 9 * 1024 * 1024] as const;
const fewLines = 4;
/** Of a folder's files only some are looked into. */
const mostLookedInto = 20;

/** Proposes how a file or a folder is laid out. UserErrors as of `sniffLayout`; a folder without classes. */
export async function sniffSource(source: ByteSource, choices: LayoutChoices): Promise<SniffedLayout> {
  if (source.parts !== undefined) return sniffFolder(source, choices);
  if (choices.format === "folders" || choices.format === "classFiles")
    throw new UserError("This is a file.", `Name a folder for the format "${choices.format}".`, { file: source.path });
  const { head, whole } = await headOfRows(source);
  if (startsAsParquet(head) && (choices.format ?? "parquet") === "parquet") {
    const { sniffParquet } = await import("./formats/parquet/sniffParquet.ts");
    return proposeLayout(await sniffParquet(source), { path: source.path, choices }, {});
  }
  if (choices.format === "parquet")
    throw new UserError("The file is not Parquet: it does not start as Parquet does.", "Name another format.", {
      file: source.path,
    });
  return sniffLayout(head, { path: source.path, whole, choices });
}

interface Head {
  readonly head: Uint8Array;
  readonly whole: boolean;
}

/** A head with some rows in it, if the file has rows at all. */
async function headOfRows(source: ByteSource): Promise<Head> {
  let found = await headOf(source);
  for (const bytes of longHeads) {
    if (found.whole || startsAsParquet(found.head) || hasRows(found.head)) break;
    const longer = await headOf(source, bytes);
    // A source may hold a head and no more.
    if (longer.head.length === found.head.length) break;
    found = longer;
  }
  return found;
}

/** Whether there are several lines, or a list whose items need none. */
function hasRows(head: Uint8Array): boolean {
  let lines = 0;
  for (let at = head.indexOf(0x0a); at >= 0 && lines < fewLines; at = head.indexOf(0x0a, at + 1)) lines++;
  return lines >= fewLines || head[0] === 0x5b;
}

async function headOf(source: ByteSource, bytes = headBytes): Promise<Head> {
  const head = new Uint8Array(bytes);
  let filled = 0;
  for await (const chunk of source.chunks()) {
    const part = chunk.subarray(0, bytes - filled);
    head.set(part, filled);
    filled += part.length;
    if (filled === bytes) break;
  }
  // A source may not know its size; one that ends before the head is full is whole.
  return { head: head.subarray(0, filled), whole: filled < bytes || source.size === bytes };
}

async function sniffFolder(source: ByteSource, choices: LayoutChoices): Promise<SniffedLayout> {
  const { path, parts = [] } = source;
  const wanted = choices.format === "folders" || choices.format === "classFiles" ? choices.format : undefined;
  const classes = wanted === undefined && choices.format !== undefined ? undefined : classesOfFolder(parts, wanted);
  if (classes === undefined)
    throw new UserError(
      "The folder does not show classes: it has neither a folder of files for each class nor a file for each class.",
      "Name a file inside it.",
      { file: path },
    );
  const labels = [...new Set(classes.files.map(({ label }) => label))].sort();
  const { encoding, reasons } = await encodingOf(classes.files, choices);
  const { skip = [] } = choices;
  return {
    layout: {
      format: classes.format,
      delimiter: "\t",
      header: false,
      columns: folderColumns,
      label: "label",
      text: "text",
      numeric: [],
      ...(encoding !== undefined && { encoding }),
      ...(skip.length > 0 && { skip }),
    },
    reasons: [
      ...reasons,
      classes.format === "folders"
        ? `Each folder is a class (${listed(labels)}), each of their ${plural(classes.files.length, "file")} a text.`
        : `Each file is a class (${listed(labels)}), each of its lines a text.`,
    ],
  };
}

/** The encoding of the first files that are text; latin-1 as soon as one is not UTF-8. */
async function encodingOf(
  files: readonly { readonly source: ByteSource }[],
  choices: LayoutChoices,
): Promise<{ readonly encoding?: OtherEncoding; readonly reasons: readonly string[] }> {
  const step = Math.max(1, Math.floor(files.length / mostLookedInto));
  let found: OtherEncoding | undefined;
  for (let at = 0; at < files.length; at += step) {
    const source = files[at]?.source;
    if (source === undefined) continue;
    try {
      const { head, whole } = await headOf(source);
      const { encoding } = decodeHead(head, { path: source.path, whole, choices });
      found ??= encoding;
    } catch (error) {
      // A single file that is no text is told when the folder is read.
      if (!(error instanceof UserError)) throw error;
    }
  }
  if (found === undefined) return { reasons: [] };
  return { encoding: found, reasons: [found === "latin-1" ? latinReason : "Its characters are UTF-16."] };
}
