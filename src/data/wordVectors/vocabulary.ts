import type { TokenTable } from "../tokenTable.ts";

/** The words of some texts that word vectors are trained for, and the texts in terms of them. */
export interface Vocabulary {
  /** The commonest first; of equal counts in UTF-16 order. Those from `frequent` on are too rare to be trained. */
  readonly words: readonly string[];
  readonly frequent: number;
  /** Of the frequent words. */
  readonly counts: Uint32Array;
  /** Texts in numbers of frequent words. */
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  /** Tokens of the texts, rare ones included. */
  readonly tokens: number;
}

/** Words that occur at least `minCount` times; one with white space in it cannot stand in a file of vectors and is left out. */
export function vocabularyOf({ words, ids, offsets }: TokenTable, minCount: number): Vocabulary {
  const counts = new Uint32Array(words.length);
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  const sorted = words
    .map((word, id) => ({ word, id, count: counts[id] ?? 0 }))
    .filter(({ word }) => !/\s/u.test(word) && word !== "")
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
  const frequent = sorted.filter(({ count }) => count >= minCount);
  const numberOf = new Int32Array(words.length).fill(-1);
  frequent.forEach(({ id }, number) => (numberOf[id] = number));
  const kept = new Uint32Array(ids.length);
  const starts = new Uint32Array(offsets.length);
  let length = 0;
  for (let text = 0; text + 1 < offsets.length; text++) {
    for (let at = offsets[text] ?? 0; at < (offsets[text + 1] ?? 0); at++) {
      const number = numberOf[ids[at] ?? 0] ?? -1;
      if (number >= 0) kept[length++] = number;
    }
    starts[text + 1] = length;
  }
  return {
    words: sorted.map(({ word }) => word),
    frequent: frequent.length,
    counts: Uint32Array.from(frequent, ({ count }) => count),
    offsets: starts,
    ids: kept.slice(0, length),
    tokens: ids.length,
  };
}
