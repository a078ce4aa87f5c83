import { type Work, each } from "../../base/work.ts";
import type { TokenTable } from "../tokenTable.ts";
import type { Contents } from "./contents.ts";
import { BandTable } from "./bandTable.ts";
import { bands, MinHash } from "./minHash.ts";
import { jaccard, maybeSimilar, Shingles } from "./shingles.ts";

/** Two contents that are nearly the same: the numbers of both, the lower first, and the Jaccard similarity of their shingles. */
export interface NearPair {
  readonly one: number;
  readonly other: number;
  readonly similarity: number;
}

export interface NearDuplicates {
  /** By similarity, the highest first, then in the order of the file. */
  readonly pairs: readonly NearPair[];
  /** Whether there may be more: some text resembles so many others that not all were compared, or the list is full. */
  readonly isPartial: boolean;
}

/** Least Jaccard similarity of two texts that count as near duplicates. */
export const nearEnough = 0.8;
/** A text is compared with at most so many others before it, and has at most so many pairs: work stays linear. */
const mostCompared = 64;
const mostFound = 16;
const mostPairs = 100_000;

/**
 * Finds pairs of different contents whose sets of words and word pairs have a Jaccard similarity of at least
 * `nearEnough`. Candidates come from MinHash and bands; what is reported was computed exactly.
 */
export function* nearDuplicates(tokens: TokenTable, contents: Contents): Work<NearDuplicates> {
  const shingles = new Shingles(tokens);
  const hash = new MinHash(shingles);
  const table = new BandTable(contents.first.length, bands);
  const pairs: NearPair[] = [];
  let isPartial = false;
  yield* each(contents.first, (example, content) => {
    const keys = hash.bandsOf(example);
    if (keys === undefined) return;
    const { found, isComplete } = table.candidates(keys, mostCompared);
    if (!isComplete) isPartial = true;
    let own: ReadonlySet<number> | undefined;
    let count = 0;
    for (const candidate of found) {
      if (count === mostFound || pairs.length === mostPairs) {
        isPartial = true;
        break;
      }
      own ??= shingles.set(example);
      const candidateExample = contents.first[candidate] ?? 0;
      if (!maybeSimilar(own, shingles, candidateExample, nearEnough)) continue;
      const similarity = jaccard(own, shingles.set(candidateExample));
      if (similarity < nearEnough) continue;
      pairs.push({ one: candidate, other: content, similarity });
      count++;
    }
    table.add(content, keys);
  });
  pairs.sort((a, b) => b.similarity - a.similarity || a.one - b.one || a.other - b.other);
  return { pairs, isPartial };
}
