import * as z from "zod";

const largestSeed = Number.MAX_SAFE_INTEGER;

/** A seed that the sentence explains. */
export function seed(sentence: string) {
  return z.int().min(0).max(largestSeed).default(1).describe(sentence);
}

/** A path as it is written in an experiment file. */
export const filePath = (sentence: string) => z.string().min(1).max(4096).describe(sentence);
