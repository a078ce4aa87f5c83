import { log } from "../base/elementary.ts";
import { UserError } from "../base/errors.ts";
import { type Work, each } from "../base/work.ts";
import { CoverageCounter } from "./coverageCounter.ts";
import type { Featurizer, FeaturizerState, TermOptions, Transformed } from "./featurizer.ts";
import { StateReader } from "./featurizerState.ts";
import { NgramIndex, rootNode } from "./ngramIndex.ts";
import { thousands } from "./phrases.ts";
import type { ExampleTable } from "./table.ts";
import { breakToken, TokenCache, type TokenTable } from "./tokenTable.ts";
import { Uint32List } from "./uint32List.ts";

const unknownWord = 0xffffffff;

/** What fitting learned: terms as nodes of an index over word ids, columns in the order of the terms. */
interface Vocabulary {
  readonly wordIds: ReadonlyMap<string, number>;
  readonly index: NgramIndex;
  /** Column + 1 per node, 0 for n-grams that are no feature. */
  readonly columnOf: Uint32Array;
  /** Node per column. */
  readonly nodes: Uint32Array;
  /** Inverse document frequency per column; absent for counts. */
  readonly idf?: Float64Array;
}

/** Learns the terms of the training texts: word n-grams in at least `minDocumentFrequency` of them. */
export function* fitTerms(options: TermOptions, table: ExampleTable, train: Uint32Array): Work<Featurizer> {
  const cache = new TokenCache(options.tokenizer, options.analyzer);
  const tokens = yield* cache.of(table);
  const { index, frequency } = yield* countTerms(options, tokens, train);
  const order = index.ordered(ranks(tokens.words));
  const least = Math.max(1, options.minDocumentFrequency);
  const most = (options.maxDocumentShare ?? 1) * train.length;
  const nodes = order.filter((node) => frequency.get(node) >= least && frequency.get(node) <= most);
  if (nodes.length === 0)
    throw new UserError(
      most < train.length
        ? `No term is in ${String(least)} to ${String(Math.floor(most))} of the training texts.`
        : `No term is in ${String(least)} or more of the training texts.`,
      most < train.length
        ? "Lower minDocumentFrequency or raise maxDocumentShare."
        : "Lower minDocumentFrequency, or choose another tokenizer.",
      { file: table.files[0]?.path ?? "", field: "features" },
    );
  const idf =
    options.kind === "counts"
      ? undefined
      : Float64Array.from(nodes, (node) => log((1 + train.length) / (1 + frequency.get(node))) + 1);
  const wordIds = new Map(tokens.words.map((word, id) => [word, id]));
  return new TermFeaturizer(options, vocabulary(index, wordIds, nodes, idf), cache);
}

export function restoreTerms(options: TermOptions, state: FeaturizerState): Featurizer {
  const reader = new StateReader(state);
  const terms = reader.strings("terms");
  const idf = options.kind === "counts" ? undefined : reader.floats64("idf", terms.length);
  const wordIds = new Map<string, number>();
  const index = new NgramIndex();
  const nodes = Uint32Array.from(terms, (term) => {
    let node = rootNode;
    for (const word of options.analyzer === undefined ? term.split(" ") : term) {
      const id = wordIds.get(word) ?? wordIds.size;
      wordIds.set(word, id);
      node = index.add(node, id);
    }
    return node;
  });
  return new TermFeaturizer(
    options,
    vocabulary(index, wordIds, nodes, idf),
    new TokenCache(options.tokenizer, options.analyzer),
  );
}

const unitOf = {
  words: "word terms",
  characters: "character sequences",
  charactersInWords: "character sequences within words",
} as const;

class TermFeaturizer implements Featurizer {
  readonly options: TermOptions;
  readonly columns: number;
  readonly summary: string;
  readonly #vocabulary: Vocabulary;
  readonly #cache: TokenCache;
  readonly #knownWords: Uint8Array;

  constructor(options: TermOptions, vocabulary: Vocabulary, cache: TokenCache) {
    this.options = options;
    this.#vocabulary = vocabulary;
    this.#cache = cache;
    this.columns = vocabulary.nodes.length;
    this.#knownWords = wordsInTerms(vocabulary);
    const [shortest, longest] = options.ngrams;
    const lengths = shortest === longest ? String(shortest) : `${String(shortest)}–${String(longest)}`;
    const name = options.kind === "tfidf" ? "tf-idf" : "counts";
    this.summary = `${name} of ${lengths}-${unitOf[options.analyzer ?? "words"]}, ${thousands(this.columns)} terms`;
  }

  *transform(table: ExampleTable, ids: Uint32Array): Work<Transformed> {
    const tokens = yield* this.#cache.of(table);
    const { wordIds, index, columnOf, idf } = this.#vocabulary;
    const wordOf = Uint32Array.from(tokens.words, (word) => wordIds.get(word) ?? unknownWord);
    const coverage = new CoverageCounter(tokens.words);
    const [shortest, longest] = this.options.ngrams;
    const counts = new Uint32Array(this.columns);
    const indices = new Uint32List();
    const entryCounts = new Uint32List();
    const offsets = new Uint32Array(ids.length + 1);
    let touched = new Uint32Array(1024);
    yield* each(ids, (example, row) => {
      const from = tokens.offsets[example] ?? 0;
      const to = tokens.offsets[example + 1] ?? 0;
      if (touched.length < (to - from) * longest) touched = new Uint32Array((to - from) * longest * 2);
      let distinct = 0;
      for (let at = from; at < to; at++) {
        const token = tokens.ids[at] ?? 0;
        if (token === breakToken) continue;
        coverage.token(token, this.#knownWords[wordOf[token] ?? unknownWord] === 1);
        let node = rootNode;
        for (let end = at; end < to && end < at + longest; end++) {
          const word = wordOf[tokens.ids[end] ?? 0] ?? unknownWord;
          if (word === unknownWord) break;
          node = index.find(node, word);
          if (node === rootNode) break;
          const column = (columnOf[node] ?? 0) - 1;
          if (column < 0 || (end - at + 1 < shortest && !isShortWord(tokens, from, at, end))) continue;
          const before = counts[column] ?? 0;
          if (before === 0) touched[distinct++] = column;
          counts[column] = before + 1;
        }
      }
      coverage.endExample(0);
      for (const column of touched.subarray(0, distinct).sort()) {
        indices.push(column);
        entryCounts.push(counts[column] ?? 0);
        counts[column] = 0;
      }
      offsets[row + 1] = indices.length;
    });
    const columnsOfEntries = indices.toArray();
    const values = yield* weigh(offsets, columnsOfEntries, entryCounts, { options: this.options, idf });
    return {
      matrix: {
        kind: "csr",
        rows: ids.length,
        columns: this.columns,
        offsets,
        indices: columnsOfEntries,
        values,
      },
      coverage: coverage.result(),
    };
  }

  /** json `terms`: the words of each column's term joined by spaces, or its characters as they are; array `idf`. */
  state(): FeaturizerState {
    const { wordIds, index, nodes, idf } = this.#vocabulary;
    const words = [...wordIds.keys()];
    const terms = Array.from(nodes, (node) => {
      const parts: string[] = [];
      for (let at = node; at !== rootNode; at = index.parentOf(at)) parts.unshift(words[index.wordOf(at)] ?? "");
      return parts.join(this.options.analyzer === undefined ? " " : "");
    });
    return { json: { terms }, arrays: new Map(idf === undefined ? [] : [["idf", idf]]) };
  }
}

/**
 * Weights of the entries as scikit-learn's TfidfTransformer has them: count n or 1 + ln n, times the column's idf,
 * rows divided by their length.
 */
function* weigh(
  offsets: Uint32Array,
  columns: Uint32Array,
  counts: Uint32List,
  { options, idf }: { readonly options: TermOptions; readonly idf: Float64Array | undefined },
): Work<Float32Array> {
  const { sublinear = false } = options;
  const scaled = (options.norm ?? (options.kind === "tfidf" ? "l2" : "none")) === "l2";
  const values = new Float32Array(columns.length);
  const weightAt = (at: number): number => {
    const count = counts.get(at);
    const frequency = sublinear && count > 1 ? 1 + log(count) : count;
    return idf === undefined ? frequency : frequency * (idf[columns[at] ?? 0] ?? 0);
  };
  yield* each(offsets.subarray(1), (to, row) => {
    const from = offsets[row] ?? 0;
    let squares = 0;
    for (let at = from; at < to && scaled; at++) {
      const weight = weightAt(at);
      squares += weight * weight;
    }
    const length = scaled ? Math.sqrt(squares) : 1;
    for (let at = from; at < to; at++) values[at] = weightAt(at) / length;
  });
  return values;
}

/** Whether tokens at … end are a whole word of characters; one shorter than the shortest n-gram is a term all the same. */
function isShortWord(tokens: TokenTable, from: number, at: number, end: number): boolean {
  return tokens.ids[end + 1] === breakToken && (at === from || tokens.ids[at - 1] === breakToken);
}

function* countTerms(
  options: TermOptions,
  tokens: TokenTable,
  train: Uint32Array,
): Work<{ readonly index: NgramIndex; readonly frequency: Uint32List }> {
  const [shortest, longest] = options.ngrams;
  const index = new NgramIndex();
  const frequency = new Uint32List();
  const lastSeen = new Uint32List();
  frequency.push(0);
  lastSeen.push(0);
  yield* each(train, (example, row) => {
    const document = row + 1;
    const from = tokens.offsets[example] ?? 0;
    const to = tokens.offsets[example + 1] ?? 0;
    for (let at = from; at < to; at++) {
      let node = rootNode;
      for (let end = at; end < to && end < at + longest; end++) {
        const token = tokens.ids[end] ?? 0;
        if (token === breakToken) break;
        node = index.add(node, token);
        if (node === frequency.length) {
          frequency.push(0);
          lastSeen.push(0);
        }
        if (lastSeen.get(node) === document) continue;
        if (end - at + 1 < shortest && !isShortWord(tokens, from, at, end)) continue;
        lastSeen.set(node, document);
        frequency.set(node, frequency.get(node) + 1);
      }
    }
  });
  return { index, frequency };
}

function vocabulary(
  index: NgramIndex,
  wordIds: ReadonlyMap<string, number>,
  nodes: Uint32Array,
  idf: Float64Array | undefined,
): Vocabulary {
  const columnOf = new Uint32Array(index.size);
  nodes.forEach((node, column) => {
    columnOf[node] = column + 1;
  });
  return { wordIds, index, columnOf, nodes, ...(idf === undefined ? {} : { idf }) };
}

/** 1 for words that are part of a term. */
function wordsInTerms({ wordIds, index, nodes }: Vocabulary): Uint8Array {
  const known = new Uint8Array(wordIds.size);
  for (const node of nodes) for (let at = node; at !== rootNode; at = index.parentOf(at)) known[index.wordOf(at)] = 1;
  return known;
}

/** Rank of each word in UTF-16 order. */
function ranks(words: readonly string[]): Uint32Array {
  const rankOf = new Uint32Array(words.length);
  const ids = new Map(words.map((word, id) => [word, id]));
  [...words].sort().forEach((word, rank) => {
    rankOf[ids.get(word) ?? 0] = rank;
  });
  return rankOf;
}
