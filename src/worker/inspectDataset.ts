import { UserError } from "../base/errors.ts";
import { countExamples, type CountedFile } from "../data/exampleCounter.ts";
import type { LayoutChoices, SniffedLayout } from "../data/layout.ts";
import { latinReason } from "../data/sniffEncoding.ts";
import { sniffSource } from "../data/sniffSource.ts";
import { largestRemainder } from "../data/largestRemainder.ts";
import { singleExample } from "../data/split.ts";
import { type ByteSource, type SplitName, splitNames } from "../data/table.ts";
import type { DatasetSummary } from "../protocol/trainer.ts";
import { choicesFor } from "./datasetLayout.ts";
import type { DataFiles } from "./ports.ts";

/** What is shown before an experiment says otherwise. */
export const defaultSplit = { train: 0.8, validation: 0.1, test: 0.1, stratify: true, seed: 1 } as const;
export const defaultTokenizer = { kind: "words", lowercase: true } as const;
const defaultShares = [defaultSplit.train, defaultSplit.validation, defaultSplit.test];

/**
 * Reads a whole labelled file and counts, in memory that does not grow with the file; what keeps it from being a dataset
 * is a UserError.
 */
export async function inspectDataset(files: DataFiles, path: string, choices: LayoutChoices): Promise<DatasetSummary> {
  const source = await files.open(path);
  const known = await choicesFor(files, path, choices);
  const { sniffed, counted } = await sniffAndCount(source, known.choices);
  refuseSingles(path, counted);
  return {
    path,
    sniffed,
    stored: known.stored,
    classes: counted.classes,
    counts: splitCounts(counted.counts),
    examples: counted.examples,
    meanTokens: counted.meanTokens,
    invalidBytes: counted.invalidBytes,
    brokenRows: counted.brokenCount,
    broken: counted.broken,
    skippedRows: counted.skippedCount ?? 0,
    notes: counted.notes ?? [],
    sha256: counted.sha256,
  };
}

interface Counted {
  readonly sniffed: SniffedLayout;
  readonly counted: CountedFile;
}

/** The head of a file may be ASCII where what follows is latin-1: then all is looked at anew. */
export async function sniffAndCount(source: ByteSource, choices: LayoutChoices): Promise<Counted> {
  const sniffed = await sniffSource(source, choices);
  const counted = await countExamples(source, sniffed.layout, { tokenizer: defaultTokenizer });
  const isUtf8 = choices.encoding !== undefined || counted.invalidBytes === 0 || counted.wide;
  if (isUtf8 || sniffed.layout.encoding !== undefined) return { sniffed, counted };
  const again = await sniffSource(source, { ...choices, encoding: "latin-1" });
  return {
    sniffed: { layout: again.layout, reasons: [latinReason, ...sniffed.reasons] },
    counted: await countExamples(source, again.layout, { tokenizer: defaultTokenizer }),
  };
}

/** Class counts in each split as the default split cuts them; where a row goes does not matter here. */
function splitCounts(counts: readonly number[]): DatasetSummary["counts"] {
  const bySplit: Partial<Record<SplitName, readonly number[]>> = {};
  const sizes = counts.map((count) => largestRemainder(count, defaultShares));
  for (const [split, name] of splitNames.entries()) {
    const each = sizes.map((size) => size[split] ?? 0);
    if (each.some((count) => count > 0)) bySplit[name] = each;
  }
  return bySplit;
}

function refuseSingles(path: string, { classes, counts, firstLines }: CountedFile): void {
  const single = counts.indexOf(1);
  if (single < 0) return;
  throw singleExample(classes[single] ?? "", { file: path, line: firstLines[single] ?? 0 });
}

/** Whether the first 64 KB look like a labelled file, and why or why not in a sentence. */
export async function sniffDataset(
  files: DataFiles,
  path: string,
): Promise<{ readonly labelled: boolean; readonly why: string }> {
  try {
    const { choices } = await choicesFor(files, path, {});
    const { reasons } = await sniffSource(await files.open(path), choices);
    return { labelled: true, why: reasons.join(" ") };
  } catch (error) {
    if (error instanceof UserError) return { labelled: false, why: error.message };
    throw error;
  }
}
