import { countExamples, type CountedFile } from "../data/exampleCounter.ts";
import type { FileLayout, LayoutChoices, SniffedLayout } from "../data/layout.ts";
import { latinReason } from "../data/sniffEncoding.ts";
import { sniffSource } from "../data/sniffSource.ts";
import { largestRemainder } from "../data/largestRemainder.ts";
import { singleExample } from "../data/split.ts";
import { type ByteSource, type SplitName, type SplitOptions, splitNames } from "../data/table.ts";
import type { DatasetSummary } from "../protocol/trainer.ts";
import { choicesFor } from "./datasetLayout.ts";
import { pacedSource } from "./pacedSource.ts";
import type { DataFiles } from "./ports.ts";
import type { RunControl } from "./runControl.ts";

/** What is shown before an experiment says otherwise. */
const defaultSplit = { train: 0.8, validation: 0.1, test: 0.1, stratify: true, seed: 1 } as const;
/** The same for a dataset whose rows may name their splits: then a tenth of what is for training becomes validation. */
export function defaultSplitOf({ splitColumn }: FileLayout): SplitOptions {
  return splitColumn === undefined ? defaultSplit : { ...defaultSplit, train: 0.9, test: 0, splitColumn };
}
export const defaultTokenizer = { kind: "words", lowercase: true } as const;
const defaultShares = [defaultSplit.train, defaultSplit.validation, defaultSplit.test];
const carvedShares = [0.9, 0.1, 0];

/**
 * Reads a whole labelled file and counts, in memory that does not grow with the file; what keeps it from being a dataset
 * is a UserError.
 */
export async function inspectDataset(
  files: DataFiles,
  path: string,
  choices: LayoutChoices,
  watch?: Watch,
): Promise<DatasetSummary> {
  const source = await files.open(path);
  const known = await choicesFor(files, path, choices);
  const { sniffed, counted } = await sniffAndCount(source, known.choices, watch);
  refuseSingles(path, counted);
  return {
    path,
    sniffed,
    stored: known.stored,
    classes: counted.classes,
    counts: splitCounts(counted),
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

/** Who paces and may stop the counting of a dataset, and hears how far it is (0…1). */
interface Watch {
  readonly control: RunControl;
  readonly tell: (fraction: number) => void;
}

/** The head of a file may be ASCII where what follows is latin-1: then all is looked at anew. */
export async function sniffAndCount(file: ByteSource, choices: LayoutChoices, watch?: Watch): Promise<Counted> {
  const source = watch === undefined ? file : pacedSource(file, watch.control);
  const count = (layout: FileLayout): Promise<CountedFile> => {
    let done = 0;
    const onBytes = (bytes: number): void => {
      done += bytes;
      watch?.tell(Math.min(1, done / Math.max(1, source.size)));
    };
    return countExamples(source, layout, { tokenizer: defaultTokenizer, onBytes });
  };
  const sniffed = await sniffSource(source, choices);
  const counted = await count(sniffed.layout);
  const isUtf8 = choices.encoding !== undefined || counted.invalidBytes === 0 || counted.wide;
  if (isUtf8 || sniffed.layout.encoding !== undefined) return { sniffed, counted };
  const again = await sniffSource(source, { ...choices, encoding: "latin-1" });
  return {
    sniffed: { layout: again.layout, reasons: [latinReason, ...sniffed.reasons] },
    counted: await count(again.layout),
  };
}

/** Class counts in each split as its column or the default split cuts them; where a row goes does not matter here. */
export function splitCounts({ counts, givenCounts }: CountedFile): DatasetSummary["counts"] {
  const bySplit: Partial<Record<SplitName, readonly number[]>> = {};
  const cut = (all: readonly number[], shares: readonly number[]): void => {
    const sizes = all.map((count) => largestRemainder(count, shares));
    for (const [split, name] of splitNames.entries())
      put(
        name,
        sizes.map((size) => size[split] ?? 0),
      );
  };
  const put = (name: SplitName, each: readonly number[]): void => {
    if (each.some((count) => count > 0)) bySplit[name] = each;
  };
  if (givenCounts === undefined) cut(counts, defaultShares);
  else {
    const [train = [], validation = [], test = []] = givenCounts;
    cut(train, validation.some((count) => count > 0) ? [1, 0, 0] : carvedShares);
    put("validation", bySplit.validation ?? validation);
    put("test", test);
  }
  return bySplit;
}

function refuseSingles(path: string, { classes, counts, firstLines }: CountedFile): void {
  const single = counts.indexOf(1);
  if (single < 0) return;
  throw singleExample(classes[single] ?? "", { file: path, line: firstLines[single] ?? 0 });
}
