import type { Work } from "../base/work.ts";
import { breakToken, isWholeWord, type TokenTable } from "./tokenTable.ts";

const none = 0xffffffff;

/** The different n-grams of one length in the order of their words' ranks, and how often each example has them. */
export interface TermLevel {
  readonly size: number;
  /** Which n-gram of the level before, without the last word. */
  readonly parents: Uint32Array;
  /** The last word. */
  readonly words: Uint32Array;
  /** n-gram i owns entries[starts[i]] … entries[starts[i + 1]]: an example each, in order. */
  readonly starts: Uint32Array;
  readonly examples: Uint32Array;
  readonly counts: Uint32Array;
}

/** Positions of n-grams side by side with what is asked of them next: where it begins, its last word, its example. */
type Places = Uint32Array;
const placeSize = 3;

/**
 * All n-grams of a table by sorting instead of looking up: those of length n + 1 are the positions of the last words in
 * their order, parted by the n-grams of length n before them. Every pass is a counting sort over positions that reads
 * or writes at random only once.
 */
export function* sortTerms([shortest, longest]: readonly [number, number], tokens: TokenTable): Work<TermLevel[]> {
  const order = orderOf(tokens.words);
  yield;
  const byWord = sortByWord(tokens, order);
  yield;
  const nodeAt = rankAt(tokens, order);
  const levels: TermLevel[] = [];
  for (let length = 1; length <= longest; length++) {
    const before = levels.at(-1);
    const ends =
      before === undefined ? Uint32Array.of(byWord.length / placeSize) : endsOf(tokens, nodeAt, before, length);
    yield;
    const places = before === undefined ? byWord : continued(byWord, { tokens, nodeAt, ends, length });
    yield;
    const counted = (example: number, at: number): boolean =>
      isWholeWord(tokens, tokens.offsets[example] ?? 0, at, at + length - 1);
    if (length > 1) nodeAt.fill(none);
    levels.push(
      group(places, ends, {
        ...(length < shortest && { counted }),
        ...(length > 1 && length < longest && { nodeAt }),
      }),
    );
    yield;
  }
  return levels;
}

/** Word numbers in the UTF-16 order of the words. */
function orderOf(words: readonly string[]): Uint32Array {
  const ids = new Map(words.map((word, id) => [word, id]));
  return Uint32Array.from([...words].sort(), (word) => ids.get(word) ?? 0);
}

/** The rank of the word at each position: the n-grams of length 1. */
function rankAt({ ids, words }: TokenTable, order: Uint32Array): Uint32Array {
  const ranks = new Uint32Array(words.length);
  for (let rank = 0; rank < order.length; rank++) ranks[order[rank] ?? 0] = rank;
  const at = new Uint32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    const word = ids[i] ?? 0;
    at[i] = word === breakToken ? none : (ranks[word] ?? 0);
  }
  return at;
}

/** All positions in the order of their words, those of one word as they stand. */
function sortByWord({ ids, offsets, words }: TokenTable, order: Uint32Array): Places {
  const next = new Uint32Array(words.length);
  for (let at = 0; at < ids.length; at++) {
    const word = ids[at] ?? 0;
    if (word !== breakToken) next[word] = (next[word] ?? 0) + 1;
  }
  let start = 0;
  for (let rank = 0; rank < order.length; rank++) {
    const word = order[rank] ?? 0;
    const count = next[word] ?? 0;
    next[word] = start;
    start += count;
  }
  const sorted = new Uint32Array(start * placeSize);
  for (let example = 0; example + 1 < offsets.length; example++) {
    const to = offsets[example + 1] ?? 0;
    for (let at = offsets[example] ?? 0; at < to; at++) {
      const word = ids[at] ?? 0;
      if (word === breakToken) continue;
      const place = next[word] ?? 0;
      next[word] = place + 1;
      sorted[place * placeSize] = at;
      sorted[place * placeSize + 1] = word;
      sorted[place * placeSize + 2] = example;
    }
  }
  return sorted;
}

/** Where the places of each n-gram of the level before will end, of those that go on for one more word. */
function endsOf({ ids, offsets }: TokenTable, nodeAt: Uint32Array, { size }: TermLevel, length: number): Uint32Array {
  const ends = new Uint32Array(size);
  for (let example = 0; example + 1 < offsets.length; example++) {
    const to = (offsets[example + 1] ?? 0) - length + 1;
    for (let at = offsets[example] ?? 0; at < to; at++) {
      const node = nodeAt[at] ?? none;
      if (node !== none && ids[at + length - 1] !== breakToken) ends[node] = (ends[node] ?? 0) + 1;
    }
  }
  for (let node = 1; node < size; node++) ends[node] = (ends[node] ?? 0) + (ends[node - 1] ?? 0);
  return ends;
}

interface Continuing {
  readonly tokens: TokenTable;
  /** n-gram of the length before at each position, or none. */
  readonly nodeAt: Uint32Array;
  readonly ends: Uint32Array;
  readonly length: number;
}

/** Places of the n-grams of this length in their order. */
function continued(byWord: Places, { tokens, nodeAt, ends, length }: Continuing): Places {
  const next = new Uint32Array(ends.length);
  for (let node = 1; node < next.length; node++) next[node] = ends[node - 1] ?? 0;
  const sorted = new Uint32Array((ends[ends.length - 1] ?? 0) * placeSize);
  for (let i = 0; i < byWord.length; i += placeSize) {
    const example = byWord[i + 2] ?? 0;
    const from = (byWord[i] ?? 0) - length + 1;
    if (from < (tokens.offsets[example] ?? 0)) continue;
    const node = nodeAt[from] ?? none;
    if (node === none) continue;
    const place = (next[node] ?? 0) * placeSize;
    next[node] = (next[node] ?? 0) + 1;
    sorted[place] = from;
    sorted[place + 1] = byWord[i + 1] ?? 0;
    sorted[place + 2] = example;
  }
  return sorted;
}

interface Grouping {
  /** Whether the n-gram at a position of an example counts as a term; all do when absent. */
  readonly counted?: (example: number, at: number) => boolean;
  /** Takes the n-gram at each position, where longer ones follow. */
  readonly nodeAt?: Uint32Array;
}

/** Numbers the n-grams and counts them example by example. */
function group(places: Places, ends: Uint32Array, { counted, nodeAt }: Grouping): TermLevel {
  const most = places.length / placeSize;
  const parents = new Uint32Array(most);
  const words = new Uint32Array(most);
  const starts = new Uint32Array(most + 1);
  const examples = new Uint32Array(most);
  const counts = new Uint32Array(most);
  let size = 0;
  let entries = 0;
  let place = 0;
  for (let parent = 0; parent < ends.length; parent++) {
    const end = (ends[parent] ?? 0) * placeSize;
    let lastWord = none;
    let lastExample = none;
    for (; place < end; place += placeSize) {
      const word = places[place + 1] ?? 0;
      if (word !== lastWord) {
        parents[size] = parent;
        words[size] = word;
        starts[size++] = entries;
        lastWord = word;
        lastExample = none;
      }
      const at = places[place] ?? 0;
      if (nodeAt !== undefined) nodeAt[at] = size - 1;
      const example = places[place + 2] ?? 0;
      if (counted !== undefined && !counted(example, at)) continue;
      if (example === lastExample) counts[entries - 1] = (counts[entries - 1] ?? 0) + 1;
      else {
        examples[entries] = example;
        counts[entries++] = 1;
        lastExample = example;
      }
    }
  }
  starts[size] = entries;
  return {
    size,
    parents: parents.slice(0, size),
    words: words.slice(0, size),
    starts: starts.slice(0, size + 1),
    examples: examples.subarray(0, entries),
    counts: counts.subarray(0, entries),
  };
}
