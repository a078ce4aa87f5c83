import { UserError } from "../base/errors.ts";
import { finish } from "../base/work.ts";
import { datasetFacts } from "../data/datasetFacts.ts";
import type { LayoutChoices } from "../data/layout.ts";
import { readTable } from "../data/readTable.ts";
import { sniffLayout } from "../data/sniff.ts";
import { splitTable } from "../data/split.ts";
import type { ByteSource } from "../data/table.ts";
import type { DatasetSummary } from "../protocol/trainer.ts";
import type { DataFiles } from "./ports.ts";

/** How much of a file the sniffer sees, in bytes. */
const headBytes = 64 * 1024;

/** What is shown before an experiment says otherwise. */
export const defaultSplit = { train: 0.8, validation: 0.1, test: 0.1, stratify: true, seed: 1 } as const;
export const defaultTokenizer = { kind: "words", lowercase: true } as const;

/** Reads a whole labelled file and counts; what keeps it from being one is a UserError. */
export async function inspectDataset(files: DataFiles, path: string, choices: LayoutChoices): Promise<DatasetSummary> {
  const source = await files.open(path);
  const sniffed = await sniffSource(source, choices);
  const table = await readTable([{ role: "all", source }], sniffed.layout);
  const splits = finish(splitTable(table, defaultSplit));
  const { counts, meanTokens } = datasetFacts(table, splits, defaultTokenizer);
  const [file] = table.files;
  return {
    path,
    sniffed,
    classes: table.classes,
    counts,
    examples: table.size,
    meanTokens,
    invalidBytes: file?.invalidBytes ?? 0,
    brokenRows: file?.brokenCount ?? 0,
    sha256: file?.sha256 ?? "",
  };
}

/** Whether the first 64 KB look like a labelled file, and why or why not in a sentence. */
export async function sniffDataset(
  files: DataFiles,
  path: string,
): Promise<{ readonly labelled: boolean; readonly why: string }> {
  try {
    const { reasons } = await sniffSource(await files.open(path), {});
    return { labelled: true, why: reasons.join(" ") };
  } catch (error) {
    if (error instanceof UserError) return { labelled: false, why: error.message };
    throw error;
  }
}

/** What the beginning of a file tells of its layout; a UserError where it is no labelled file. */
export async function sniffSource(source: ByteSource, choices: LayoutChoices) {
  const head = new Uint8Array(headBytes);
  let filled = 0;
  for await (const chunk of source.chunks()) {
    const part = chunk.subarray(0, headBytes - filled);
    head.set(part, filled);
    filled += part.length;
    if (filled === headBytes) break;
  }
  // A source may not know its size; one that ends before the head is full is whole.
  const whole = filled < headBytes || source.size === headBytes;
  return sniffLayout(head.subarray(0, filled), { path: source.path, whole, choices });
}
