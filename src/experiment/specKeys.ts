import * as z from "zod";

const largestSeed = Number.MAX_SAFE_INTEGER;

/** A seed that the sentence explains. */
export function seed(sentence: string) {
  return z.int().min(0).max(largestSeed).default(1).describe(sentence);
}

/** How many folds the examples are cut into at most. */
export const mostFolds = 1000;

/** A path as it is written in an experiment file. */
export const filePath = (sentence: string) => z.string().min(1).max(4096).describe(sentence);
