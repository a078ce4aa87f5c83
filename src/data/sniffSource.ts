import { UserError } from "../base/errors.ts";
import { classesOfFolder } from "./formats/folders.ts";
import type { LayoutChoices, OtherEncoding, SniffedLayout } from "./layout.ts";
import { listed, plural } from "./phrases.ts";
import { folderColumns } from "./rows.ts";
import { sniffLayout } from "./sniff.ts";
import { decodeHead, latinReason } from "./sniffEncoding.ts";
import type { ByteSource } from "./table.ts";

/** How much of a file the sniffer sees, in bytes. */
const headBytes = 64 * 1024;
/** Of a folder's files only some are looked into. */
const mostLookedInto = 20;

/** Proposes how a file or a folder is laid out. UserErrors as of `sniffLayout`; a folder without classes. */
export async function sniffSource(source: ByteSource, choices: LayoutChoices): Promise<SniffedLayout> {
  if (source.parts !== undefined) return sniffFolder(source, choices);
  if (choices.format === "folders" || choices.format === "classFiles")
    throw new UserError("This is a file.", `Name a folder for the format "${choices.format}".`, { file: source.path });
  const { head, whole } = await headOf(source);
  return sniffLayout(head, { path: source.path, whole, choices });
}

async function headOf(source: ByteSource): Promise<{ readonly head: Uint8Array; readonly whole: boolean }> {
  const head = new Uint8Array(headBytes);
  let filled = 0;
  for await (const chunk of source.chunks()) {
    const part = chunk.subarray(0, headBytes - filled);
    head.set(part, filled);
    filled += part.length;
    if (filled === headBytes) break;
  }
  // A source may not know its size; one that ends before the head is full is whole.
  return { head: head.subarray(0, filled), whole: filled < headBytes || source.size === headBytes };
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
