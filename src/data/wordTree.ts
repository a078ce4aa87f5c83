import { type Work, each } from "../base/work.ts";
import { NgramIndex, rootNode } from "./ngramIndex.ts";
import type { CountedRows, TermTree } from "./termSelection.ts";
import { breakToken, isWholeWord, type TokenTable } from "./tokenTable.ts";
import { Uint32List } from "./uint32List.ts";

const unknownWord = 0xffffffff;

interface Search {
  /** Number of each word of the tokens, from `numbersOf`. */
  readonly wordOf: Uint32Array;
  readonly ngrams: readonly [number, number];
  readonly columns: number;
}

/** Finds a vocabulary's terms in texts other than those that it was learned with. */
export class WordTree {
  readonly #wordIds: ReadonlyMap<string, number>;
  readonly #index = new NgramIndex();
  readonly #columnOf: Uint32Array;

  constructor(words: readonly string[], tree: TermTree) {
    this.#wordIds = new Map(words.map((word, id) => [word, id]));
    this.#columnOf = tree.columnOf;
    for (let node = 1; node < tree.parents.length; node++)
      this.#index.add(tree.parents[node] ?? rootNode, tree.words[node] ?? 0);
  }

  numbersOf(words: readonly string[]): Uint32Array {
    return Uint32Array.from(words, (word) => this.#wordIds.get(word) ?? unknownWord);
  }

  *count(tokens: TokenTable, ids: Uint32Array, { wordOf, ngrams, columns }: Search): Work<CountedRows> {
    const [shortest, longest] = ngrams;
    const countOf = new Uint32Array(columns);
    const found = new Uint32List();
    const counts = new Uint32List();
    const offsets = new Uint32Array(ids.length + 1);
    let touched = new Uint32Array(1024);
    yield* each(ids, (example, row) => {
      const from = tokens.offsets[example] ?? 0;
      const to = tokens.offsets[example + 1] ?? 0;
      if (touched.length < (to - from) * longest) touched = new Uint32Array((to - from) * longest * 2);
      let distinct = 0;
      for (let at = from; at < to; at++) {
        let node = rootNode;
        for (let end = at; end < to && end < at + longest; end++) {
          const token = tokens.ids[end] ?? breakToken;
          const word = token === breakToken ? unknownWord : (wordOf[token] ?? unknownWord);
          if (word === unknownWord) break;
          node = this.#index.find(node, word);
          if (node === rootNode) break;
          const column = (this.#columnOf[node] ?? 0) - 1;
          if (column < 0 || (end - at + 1 < shortest && !isWholeWord(tokens, from, at, end))) continue;
          const before = countOf[column] ?? 0;
          if (before === 0) touched[distinct++] = column;
          countOf[column] = before + 1;
        }
      }
      for (const column of touched.subarray(0, distinct).sort()) {
        found.push(column);
        counts.push(countOf[column] ?? 0);
        countOf[column] = 0;
      }
      offsets[row + 1] = found.length;
    });
    return { offsets, columns: found.toArray(), counts: counts.toArray() };
  }
}
