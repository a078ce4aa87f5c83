import type { HashedOptions } from "./featurizer.ts";
import type { TokenTable } from "./tokenTable.ts";

/** How many words and sequences each example has at most, repeats counted: a bound of its entries without hashing. */
export function sequencesAtMost(
  { ngrams: [shortest, longest], characterNgrams }: HashedOptions,
  { offsets, ids, words }: TokenTable,
): (example: number) => number {
  const subwords =
    characterNgrams === undefined ? undefined : words.map((word) => runs(word.length + 2, characterNgrams));
  return (example) => {
    const from = offsets[example] ?? 0;
    const to = offsets[example + 1] ?? 0;
    let count = runs(to - from, [shortest, longest]);
    if (subwords !== undefined) for (let at = from; at < to; at++) count += subwords[ids[at] ?? 0] ?? 0;
    return count;
  };
}

/** Runs of `shortest` to `longest` of so many things in a row. */
function runs(things: number, [shortest, longest]: readonly [number, number]): number {
  let count = 0;
  for (let length = shortest; length <= Math.min(longest, things); length++) count += things - length + 1;
  return count;
}
