import { type Work, each } from "../base/work.ts";
import { CoverageCounter } from "./coverageCounter.ts";
import type { Featurizer, FeaturizerState, HashedOptions, Transformed } from "./featurizer.ts";
import { StateReader } from "./featurizerState.ts";
import { sequencesAtMost } from "./hashedSize.ts";
import { type MatrixSize, sparseSize } from "./matrixSize.ts";
import { eachSubword, hashWord, SequenceHash } from "./ngramHash.ts";
import { plural } from "./phrases.ts";
import type { ExampleTable } from "./table.ts";
import { TokenCache, type TokenTable } from "./tokenTable.ts";
import { Uint32List } from "./uint32List.ts";

const unknown = 0xffffffff;

/** Words of the training texts in UTF-16 order, then the buckets that the training texts hit, in ascending order. */
export function* fitHashed(options: HashedOptions, table: ExampleTable, train: Uint32Array): Work<Featurizer> {
  const cache = new TokenCache(options.tokenizer);
  const tokens = yield* cache.of(table);
  const seen = new Uint8Array(tokens.words.length);
  const used = new Uint8Array(options.buckets);
  const sequences = new Sequences(options, tokens);
  yield* each(train, (example) => {
    for (let at = tokens.offsets[example] ?? 0; at < (tokens.offsets[example + 1] ?? 0); at++)
      seen[tokens.ids[at] ?? 0] = 1;
    sequences.of(example, (bucket) => (used[bucket] = 1));
  });
  const words = options.ngrams[0] === 1 ? tokens.words.filter((_, id) => seen[id] === 1).sort() : [];
  const buckets = new Uint32List();
  for (let bucket = 0; bucket < used.length; bucket++) if (used[bucket] === 1) buckets.push(bucket);
  return new HashedFeaturizer(options, words, buckets.toArray(), cache);
}

export function restoreHashed(options: HashedOptions, state: FeaturizerState): Featurizer {
  const reader = new StateReader(state);
  const buckets = reader.integers("buckets");
  return new HashedFeaturizer(options, reader.strings("words"), buckets, new TokenCache(options.tokenizer));
}

/** The buckets of an example's word and character sequences. */
class Sequences {
  readonly #options: HashedOptions;
  readonly #tokens: TokenTable;
  readonly #hashes: Uint32Array;
  /** Of each word, once it was asked for. */
  readonly #subwords: (Uint32Array | undefined)[] = [];
  readonly #hash = new SequenceHash();

  constructor(options: HashedOptions, tokens: TokenTable) {
    this.#options = options;
    this.#tokens = tokens;
    this.#hashes = Uint32Array.from(tokens.words, hashWord);
  }

  of(example: number, take: (bucket: number) => void): void {
    const { ngrams, characterNgrams, buckets } = this.#options;
    const { offsets, ids } = this.#tokens;
    const [shortest, longest] = ngrams;
    const end = offsets[example + 1] ?? 0;
    for (let from = offsets[example] ?? 0; from < end; from++) {
      const word = ids[from] ?? 0;
      if (characterNgrams !== undefined) for (const bucket of this.#subwordsOf(word, characterNgrams)) take(bucket);
      const last = Math.min(end, from + longest);
      this.#hash.begin(this.#hashes[word] ?? 0);
      for (let to = from + 1; to < last; to++) {
        this.#hash.add(this.#hashes[ids[to] ?? 0] ?? 0);
        if (to - from + 1 >= shortest) take(this.#hash.bucket(buckets));
      }
    }
  }

  #subwordsOf(word: number, lengths: readonly [number, number]): Uint32Array {
    const known = this.#subwords[word];
    if (known !== undefined) return known;
    const found = new Uint32List();
    eachSubword(this.#tokens.words[word] ?? "", lengths, this.#options.buckets, (bucket) => found.push(bucket));
    return (this.#subwords[word] = found.toArray());
  }
}

class HashedFeaturizer implements Featurizer {
  readonly options: HashedOptions;
  readonly columns: number;
  readonly summary: string;
  readonly #words: readonly string[];
  readonly #buckets: Uint32Array;
  readonly #cache: TokenCache;

  constructor(options: HashedOptions, words: readonly string[], buckets: Uint32Array, cache: TokenCache) {
    this.options = options;
    this.#words = words;
    this.#buckets = buckets;
    this.#cache = cache;
    this.columns = words.length + buckets.length;
    this.summary = `${plural(words.length, "word")} and ${plural(buckets.length, "bucket")} of hashed sequences`;
  }

  *transform(table: ExampleTable, examples: Uint32Array): Work<Transformed> {
    const tokens = yield* this.#cache.of(table);
    const withWords = this.options.ngrams[0] === 1;
    const { wordColumns, columnsOf } = this.#reader(tokens);
    const coverage = new CoverageCounter(tokens.words);
    const offsets = new Uint32Array(examples.length + 1);
    const indices = new Uint32List();
    const counts = new Uint32List();
    // How often the example at hand has a column, and which those are.
    const times = new Uint32Array(this.columns);
    const hit: number[] = [];
    const count = (column: number): void => {
      if (times[column] === 0) hit.push(column);
      times[column] = (times[column] ?? 0) + 1;
    };
    let row = 0;
    yield* each(examples, (example) => {
      for (let at = tokens.offsets[example] ?? 0; at < (tokens.offsets[example + 1] ?? 0); at++) {
        const word = tokens.ids[at] ?? 0;
        coverage.token(word, !withWords || (wordColumns[word] ?? unknown) !== unknown);
      }
      columnsOf(example, count);
      hit.sort((a, b) => a - b);
      for (const column of hit) {
        indices.push(column);
        counts.push(times[column] ?? 0);
        times[column] = 0;
      }
      hit.length = 0;
      coverage.endExample(0);
      offsets[++row] = indices.length;
    });
    return {
      matrix: {
        kind: "csr",
        rows: examples.length,
        columns: this.columns,
        offsets,
        indices: indices.toArray(),
        values: Float32Array.from(counts.toArray()),
      },
      coverage: coverage.result(),
    };
  }

  /** By the lengths of texts and words where that is enough to know; else what they have is hashed and counted. */
  *measure(table: ExampleTable, ids: Uint32Array, enough: number): Work<MatrixSize> {
    const { columns, options } = this;
    const tokens = yield* this.#cache.of(table);
    const sequences = sequencesAtMost(options, tokens);
    let values = 0;
    yield* each(ids, (example) => {
      values += Math.min(columns, sequences(example));
    });
    if (values > enough) values = yield* this.#count(tokens, ids);
    return sparseSize(ids.length, columns, values);
  }

  *narrower(table: ExampleTable, ids: Uint32Array, values: number): Work<string | null> {
    const { characterNgrams, ...words } = this.options;
    if (characterNgrams === undefined) return null;
    const sequences = sequencesAtMost(words, yield* this.#cache.of(table));
    let without = 0;
    yield* each(ids, (example) => {
      without += sequences(example);
    });
    return without <= values ? "no characterNgrams" : null;
  }

  *#count(tokens: TokenTable, ids: Uint32Array): Work<number> {
    const { columnsOf } = this.#reader(tokens);
    const lastRow = new Uint32Array(this.columns);
    let values = 0;
    yield* each(ids, (example, row) => {
      columnsOf(example, (column) => {
        if (lastRow[column] !== row + 1) values++;
        lastRow[column] = row + 1;
      });
    });
    return values;
  }

  /** The columns of an example, as often as it has each: words first, then what is hashed. */
  #reader(tokens: TokenTable) {
    const columnOf = new Map(this.#words.map((word, column) => [word, column]));
    const wordColumns = Uint32Array.from(tokens.words, (word) => columnOf.get(word) ?? unknown);
    const bucketColumns = new Uint32Array(this.options.buckets).fill(unknown);
    this.#buckets.forEach((bucket, at) => (bucketColumns[bucket] = this.#words.length + at));
    const sequences = new Sequences(this.options, tokens);
    const columnsOf = (example: number, take: (column: number) => void): void => {
      const known = (column = unknown): void => {
        if (column !== unknown) take(column);
      };
      const to = tokens.offsets[example + 1] ?? 0;
      for (let at = tokens.offsets[example] ?? 0; at < to; at++) known(wordColumns[tokens.ids[at] ?? 0]);
      sequences.of(example, (bucket) => {
        known(bucketColumns[bucket]);
      });
    };
    return { wordColumns, columnsOf };
  }

  /** json `words`; array `buckets`, of each column behind the words. */
  state(): FeaturizerState {
    return { json: { words: this.#words }, arrays: new Map([["buckets", this.#buckets]]) };
  }
}
