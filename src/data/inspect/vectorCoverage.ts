import { type Work, each } from "../../base/work.ts";
import type { ExampleTable } from "../table.ts";
import { breakToken, type TokenTable } from "../tokenTable.ts";

/** How much of the texts a file of word vectors knows. */
export interface VectorCoverage {
  /** Tokens of each class, and how many of them have a vector. */
  readonly classes: readonly { readonly tokens: number; readonly known: number; readonly emptyExamples: number }[];
  /** Distinct words, and how many have a vector. */
  readonly words: number;
  readonly knownWords: number;
  /** The commonest words without one, each with its count per class id. */
  readonly unknown: readonly { readonly word: string; readonly count: number; readonly byClass: readonly number[] }[];
}

const mostNamed = 50;

/** @param known per word of the token table whether it has a vector. */
export function* vectorCoverage(
  { classes, labels, size }: ExampleTable,
  tokens: TokenTable,
  known: (word: number) => boolean,
): Work<VectorCoverage> {
  const isKnown = Uint8Array.from(tokens.words, (_, word) => (known(word) ? 1 : 0));
  const counted = classes.map(() => ({ tokens: 0, known: 0, emptyExamples: 0 }));
  const unknownCount = new Uint32Array(tokens.words.length);
  const eachExample = function* (act: (id: number, label: number) => void): Work<void> {
    yield* each({ length: size }, (_, id) => {
      act(id, labels[id] ?? 0);
    });
  };
  yield* eachExample((id, label) => {
    const counts = counted[label];
    if (counts === undefined) return;
    const from = tokens.offsets[id] ?? 0;
    const to = tokens.offsets[id + 1] ?? 0;
    const before = counts.known;
    for (let at = from; at < to; at++) {
      const word = tokens.ids[at] ?? breakToken;
      if (word === breakToken) continue;
      counts.tokens++;
      if (isKnown[word] === 1) counts.known++;
      else unknownCount[word] = (unknownCount[word] ?? 0) + 1;
    }
    if (counts.known === before) counts.emptyExamples++;
  });
  const named = commonest(tokens.words, unknownCount);
  const place = new Map(named.map((word, at) => [word, at]));
  const byClass = named.map(() => classes.map(() => 0));
  yield* eachExample((id, label) => {
    for (let at = tokens.offsets[id] ?? 0; at < (tokens.offsets[id + 1] ?? 0); at++) {
      const counts = byClass[place.get(tokens.ids[at] ?? breakToken) ?? -1];
      if (counts !== undefined) counts[label] = (counts[label] ?? 0) + 1;
    }
  });
  return {
    classes: counted,
    words: tokens.words.length,
    knownWords: isKnown.reduce((sum, one) => sum + one, 0),
    unknown: named.map((word, at) => ({
      word: tokens.words[word] ?? "",
      count: unknownCount[word] ?? 0,
      byClass: byClass[at] ?? [],
    })),
  };
}

function commonest(words: readonly string[], counts: Uint32Array): readonly number[] {
  const found: number[] = [];
  counts.forEach((count, word) => {
    if (count > 0) found.push(word);
  });
  const text = (word: number): string => words[word] ?? "";
  const byCount = (a: number, b: number): number => (counts[b] ?? 0) - (counts[a] ?? 0) || (text(a) < text(b) ? -1 : 1);
  return found.sort(byCount).slice(0, mostNamed);
}
