import type { TokenizerOptions } from "./featurizer.ts";
import { LabelTally } from "./labelTally.ts";
import { type FileLayout, usedColumns } from "./layout.ts";
import { RowChecker } from "./rowChecker.ts";
import { RowReport } from "./rowReport.ts";
import { readRows, type RowsRead } from "./rows.ts";
import { SplitTallies } from "./splitColumn.ts";
import type { ByteSource, TableFile } from "./table.ts";
import { createTokenizer } from "./tokenize.ts";

/** Texts whose words are counted at first; of the later ones every so many. */
const allCounted = 3_000;
const countedLater = 50;

/** A labelled file counted, without keeping its examples. */
export interface CountedFile extends RowsRead, Pick<TableFile, "broken" | "brokenCount" | "skippedCount" | "notes"> {
  readonly classes: readonly string[];
  /** Examples per class id. */
  readonly counts: readonly number[];
  /** Line of the first example of each class. */
  readonly firstLines: readonly number[];
  readonly examples: number;
  /** By split as in `splitNames` and by class id, where a column names the rows' splits. */
  readonly givenCounts?: readonly (readonly number[])[];
  /** Tokens per text on average, of many texts of a sample; null for datasets of numbers. */
  readonly meanTokens: number | null;
}

/**
 * Reads a labelled file of any size through and counts its examples, in memory that does not grow with the file.
 * UserErrors as of `readTable`, but for its limits.
 */
export async function countExamples(
  source: ByteSource,
  layout: FileLayout,
  options: { readonly tokenizer: TokenizerOptions; readonly onBytes?: (bytes: number) => void },
): Promise<CountedFile> {
  const report = new RowReport(layout);
  const split = layout.splitColumn === undefined ? {} : { splitColumn: layout.splitColumn };
  const checker = new RowChecker(layout, source.path, split);
  const tally = new LabelTally(layout.label);
  const tallies = split.splitColumn === undefined ? undefined : new SplitTallies(split.splitColumn);
  const tokenize = createTokenizer(options.tokenizer);
  const firstLines: number[] = [];
  let examples = 0;
  let texts = 0;
  let tokens = 0;
  const sink = report.sink((fields, line, place) => {
    const found = checker.check(fields);
    if (found === "header") return;
    if (found !== "example") {
      report.broken(line, found[1], found[0], place);
      return;
    }
    const label = tally.add(checker.label, source.path);
    firstLines[label] ??= line;
    tallies?.add(checker.split, label, source.path, line);
    if (layout.text !== undefined && (examples < allCounted || examples % countedLater === 0)) {
      texts++;
      tokens += tokenize(checker.text).length;
    }
    examples++;
  });
  const read = await readRows(
    source,
    { ...layout, wanted: [...usedColumns(layout), ...Object.values(split)] },
    sink,
    options.onBytes,
  );
  if (examples === 0) throw report.noExamples(source.path, read.bytes);
  const { classes, finalId, counts } = tally.finish(source.path);
  const lines = classes.map(() => 0);
  for (const [id, final] of finalId.entries()) lines[final] = firstLines[id] ?? 0;
  return {
    ...read,
    ...report.facts(),
    classes,
    counts,
    firstLines: lines,
    examples,
    ...(tallies !== undefined && { givenCounts: tallies.finish(source.path, finalId) }),
    meanTokens: texts === 0 ? null : tokens / texts,
  };
}
