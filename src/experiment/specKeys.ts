import * as z from "zod";

const largestSeed = Number.MAX_SAFE_INTEGER;

/** A seed that the sentence explains. */
export function seed(sentence: string) {
  return z.int().min(0).max(largestSeed).default(1).describe(sentence);
}
