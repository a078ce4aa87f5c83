import type { TokenizerOptions } from "./featurizer.ts";
import { countClasses } from "./split.ts";
import { type ExampleTable, type SplitName, type Splits, splitNames } from "./table.ts";
import { createTokenizer } from "./tokenize.ts";

/** Figures of a dataset for screens. */
export interface DatasetFacts {
  /** Examples per class id in each split there is. */
  readonly counts: Readonly<Partial<Record<SplitName, readonly number[]>>>;
  /** Class id that is commonest in train (ties to the lowest id). */
  readonly majorityClass: number;
  /** Tokens per text on average; null for datasets of numbers. */
  readonly meanTokens: number | null;
}

export function datasetFacts(table: ExampleTable, splits: Splits, tokenizer: TokenizerOptions): DatasetFacts {
  const counts: Partial<Record<SplitName, readonly number[]>> = {};
  for (const name of splitNames) {
    const ids = splits[name];
    if (ids !== undefined) counts[name] = countClasses(table, ids);
  }
  const train = counts.train ?? [];
  return { counts, majorityClass: train.indexOf(Math.max(...train)), meanTokens: meanTokens(table, tokenizer) };
}

function meanTokens(table: ExampleTable, options: TokenizerOptions): number | null {
  const { texts } = table;
  if (texts === undefined || texts.length === 0) return null;
  const tokenize = createTokenizer(options);
  return texts.reduce((sum, text) => sum + tokenize(text).length, 0) / texts.length;
}
