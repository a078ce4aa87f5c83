import { log } from "../base/elementary.ts";
import { invariant } from "../base/assert.ts";
import { UserError } from "../base/errors.ts";
import { type Work, each } from "../base/work.ts";
import { CoverageCounter } from "./coverageCounter.ts";
import type { Featurizer, FeaturizerState, TermOptions, Transformed } from "./featurizer.ts";
import { StateReader } from "./featurizerState.ts";
import { type MatrixSize, sparseSize } from "./matrixSize.ts";
import { NgramIndex, rootNode } from "./ngramIndex.ts";
import { thousands } from "./phrases.ts";
import type { ExampleTable } from "./table.ts";
import { sortTerms } from "./termLevels.ts";
import { type CountedRows, selectTerms, type TermTree } from "./termSelection.ts";
import { breakToken, TokenCache, type TokenTable } from "./tokenTable.ts";
import { WordTree } from "./wordTree.ts";

/** What fitting learned. */
interface Vocabulary {
  /** Words by their number in the tree. */
  readonly words: readonly string[];
  readonly tree: TermTree;
  readonly columns: number;
  /** Inverse document frequency per column; absent for counts. */
  readonly idf?: Float64Array;
}

/** Learns the terms of the training texts: n-grams in at least `minDocumentFrequency` of them. */
export function* fitTerms(options: TermOptions, table: ExampleTable, train: Uint32Array): Work<Featurizer> {
  const { unit, lengths } = unitOf(options);
  const cache = new TokenCache(options.tokenizer, unit);
  const tokens = yield* cache.of(table);
  const levels = yield* sortTerms(lengths, tokens);
  const { least, most } = frequencyBounds(options, train.length);
  const isTrain = new Uint8Array(table.size);
  for (const example of train) isTrain[example] = 1;
  const { maxFeatures = Infinity } = options;
  const { tree, documents, rows } = yield* selectTerms(levels, { isTrain, least, most, maxFeatures });
  if (documents.length === 0)
    throw new UserError(
      most < train.length
        ? `No term is in ${String(Math.ceil(least))} to ${String(Math.floor(most))} of the training texts.`
        : `No term is in ${String(Math.ceil(least))} or more of the training texts.`,
      most < train.length
        ? "Lower minDocumentFrequency or raise maxDocumentFrequency."
        : "Lower minDocumentFrequency, or choose another tokenizer.",
      { file: table.files[0]?.path ?? "", field: "features" },
    );
  const vocabulary = {
    words: tokens.words,
    tree,
    columns: documents.length,
    ...(options.kind === "tfidf" && { idf: inverseFrequencies(documents, train.length) }),
  };
  return new TermFeaturizer(options, vocabulary, cache, { tokens, rows });
}

/** In how many training texts at least and at most, as scikit-learn's `min_df` and `max_df`. */
function frequencyBounds({ minDocumentFrequency, maxDocumentFrequency = 1 }: TermOptions, texts: number) {
  const least = minDocumentFrequency < 1 ? minDocumentFrequency * texts : minDocumentFrequency;
  const most = maxDocumentFrequency > 1 ? maxDocumentFrequency : maxDocumentFrequency * texts;
  return { least: Math.max(1, least), most };
}

/** ln((1 + n) / (1 + d)) + 1 per column. */
function inverseFrequencies(documents: Uint32Array, texts: number): Float64Array {
  const known = new Float64Array(texts + 1);
  const inverse = new Float64Array(documents.length);
  for (let column = 0; column < documents.length; column++) {
    const frequency = documents[column] ?? 0;
    if (known[frequency] === 0) known[frequency] = log((1 + texts) / (1 + frequency)) + 1;
    inverse[column] = known[frequency] ?? 0;
  }
  return inverse;
}

export function restoreTerms(options: TermOptions, state: FeaturizerState): Featurizer {
  const reader = new StateReader(state);
  const terms = reader.strings("terms");
  const idf = options.kind === "counts" ? undefined : reader.floats64("idf", terms.length);
  const wordIds = new Map<string, number>();
  const index = new NgramIndex();
  const nodes = terms.map((term) => {
    let node = rootNode;
    for (const word of joint(options) === " " ? term.split(" ") : term) {
      const id = wordIds.get(word) ?? wordIds.size;
      wordIds.set(word, id);
      node = index.add(node, id);
    }
    return node;
  });
  const columnOf = new Uint32Array(index.size);
  nodes.forEach((node, column) => {
    columnOf[node] = column + 1;
  });
  const tree = {
    parents: Uint32Array.from(columnOf, (_, node) => index.parentOf(node)),
    words: Uint32Array.from(columnOf, (_, node) => index.wordOf(node)),
    columnOf,
  };
  return new TermFeaturizer(
    options,
    { words: [...wordIds.keys()], tree, columns: terms.length, ...(idf !== undefined && { idf }) },
    new TokenCache(options.tokenizer, unitOf(options).unit),
  );
}

/** What terms are sequences of, and the shortest and longest one; words and characters are fitted apart. */
function unitOf({ ngrams, characterNgrams }: TermOptions) {
  if (characterNgrams === undefined) return { unit: "words", lengths: ngrams ?? [1, 2] } as const;
  invariant(ngrams === undefined, "terms of words and of characters at once");
  return { unit: "characters", lengths: characterNgrams } as const;
}

/** What stands between the tokens of a term: characters are written as they are. */
function joint(options: TermOptions): "" | " " {
  return nameOfTerms(options) === "word terms" ? " " : "";
}

function nameOfTerms(options: TermOptions): string {
  if (unitOf(options).unit === "characters") return "character sequences within words";
  return options.tokenizer.kind === "characters" ? "character sequences" : "word terms";
}

/** What fitting counted of the table it was given. */
interface Counted {
  readonly tokens: TokenTable;
  readonly rows: CountedRows;
}

class TermFeaturizer implements Featurizer {
  readonly options: TermOptions;
  readonly columns: number;
  readonly summary: string;
  readonly #vocabulary: Vocabulary;
  readonly #lengths: readonly [number, number];
  readonly #cache: TokenCache;
  readonly #knownWords: Uint8Array;
  readonly #counted: Counted | undefined;
  #index: WordTree | undefined;

  constructor(options: TermOptions, vocabulary: Vocabulary, cache: TokenCache, counted?: Counted) {
    this.options = options;
    this.#vocabulary = vocabulary;
    this.#cache = cache;
    this.#counted = counted;
    this.columns = vocabulary.columns;
    this.#knownWords = wordsInTerms(vocabulary);
    this.#lengths = unitOf(options).lengths;
    const [shortest, longest] = this.#lengths;
    const lengths = shortest === longest ? String(shortest) : `${String(shortest)}–${String(longest)}`;
    const name = options.kind === "tfidf" ? "tf-idf" : "counts";
    this.summary = `${name} of ${lengths}-${nameOfTerms(options)}, ${thousands(this.columns)} terms`;
  }

  *transform(table: ExampleTable, ids: Uint32Array): Work<Transformed> {
    const tokens = yield* this.#cache.of(table);
    const counted = yield* this.#counts(table, ids);
    const wordOf = this.#counted?.tokens === tokens ? undefined : this.#index?.numbersOf(tokens.words);
    const coverage = new CoverageCounter(tokens.words);
    yield* each(ids, (example) => {
      const to = tokens.offsets[example + 1] ?? 0;
      for (let at = tokens.offsets[example] ?? 0; at < to; at++) {
        const token = tokens.ids[at] ?? 0;
        if (token === breakToken) continue;
        const word = wordOf === undefined ? token : (wordOf[token] ?? token);
        coverage.token(token, this.#knownWords[word] === 1);
      }
      coverage.endExample(0);
    });
    const values = yield* weigh(counted, this.options, this.#vocabulary.idf);
    const { offsets, columns: indices } = counted;
    return {
      matrix: { kind: "csr", rows: ids.length, columns: this.columns, offsets, indices, values },
      coverage: coverage.result(),
    };
  }

  /** How often the examples have each term: looked up, but for the table that fitting has counted. */
  *#counts(table: ExampleTable, ids: Uint32Array): Work<CountedRows> {
    const tokens = yield* this.#cache.of(table);
    if (this.#counted?.tokens === tokens) return rowsAt(this.#counted.rows, ids);
    this.#index ??= new WordTree(this.#vocabulary.words, this.#vocabulary.tree);
    const wordOf = this.#index.numbersOf(tokens.words);
    return yield* this.#index.count(tokens, ids, { wordOf, ngrams: this.#lengths, columns: this.columns });
  }

  *measure(table: ExampleTable, ids: Uint32Array): Work<MatrixSize> {
    const { offsets } = yield* this.#counts(table, ids);
    return sparseSize(ids.length, this.columns, offsets[ids.length] ?? 0);
  }

  /** Whatever terms a smaller `maxFeatures` keeps, they are in no more texts than as many of the commonest. */
  *narrower(table: ExampleTable, ids: Uint32Array, values: number): Work<string | null> {
    const { columns } = yield* this.#counts(table, ids);
    const texts = new Uint32Array(this.columns);
    yield* each(columns, (column) => {
      texts[column] = (texts[column] ?? 0) + 1;
    });
    let [most, sum] = [0, 0];
    for (const count of texts.sort().reverse()) {
      sum += count;
      if (sum > values) break;
      most++;
    }
    return most === 0 ? null : `maxFeatures: ${String(most)}`;
  }

  /** json `terms`: the words of each column's term joined by spaces, or its characters as they are; array `idf`. */
  state(): FeaturizerState {
    const { words, tree, columns, idf } = this.#vocabulary;
    const between = joint(this.options);
    const texts: string[] = [""];
    const terms = Array.from({ length: columns }, () => "");
    for (let node = 1; node < tree.parents.length; node++) {
      const parent = tree.parents[node] ?? rootNode;
      const word = words[tree.words[node] ?? 0] ?? "";
      const text = parent === rootNode ? word : `${texts[parent] ?? ""}${between}${word}`;
      texts.push(text);
      const column = tree.columnOf[node] ?? 0;
      if (column > 0) terms[column - 1] = text;
    }
    return { json: { terms }, arrays: new Map(idf === undefined ? [] : [["idf", idf]]) };
  }
}

/** Rows of some examples. */
function rowsAt(all: CountedRows, ids: Uint32Array): CountedRows {
  const offsets = new Uint32Array(ids.length + 1);
  ids.forEach((example, row) => {
    offsets[row + 1] = (offsets[row] ?? 0) + (all.offsets[example + 1] ?? 0) - (all.offsets[example] ?? 0);
  });
  const columns = new Uint32Array(offsets[ids.length] ?? 0);
  const counts = new Uint32Array(columns.length);
  ids.forEach((example, row) => {
    const from = all.offsets[example] ?? 0;
    const to = all.offsets[example + 1] ?? 0;
    columns.set(all.columns.subarray(from, to), offsets[row]);
    counts.set(all.counts.subarray(from, to), offsets[row]);
  });
  return { offsets, columns, counts };
}

/**
 * Weights of the entries as scikit-learn's TfidfTransformer has them: count n or 1 + ln n, times the column's idf,
 * rows divided by their length.
 */
function* weigh(
  { offsets, columns, counts }: CountedRows,
  options: TermOptions,
  idf: Float64Array | undefined,
): Work<Float32Array> {
  const { sublinear = false } = options;
  const scaled = (options.norm ?? (options.kind === "tfidf" ? "l2" : "none")) === "l2";
  const values = new Float32Array(columns.length);
  let weights = new Float64Array(1024);
  yield* each(offsets.subarray(1), (to, row) => {
    const from = offsets[row] ?? 0;
    if (weights.length < to - from) weights = new Float64Array(2 * (to - from));
    let squares = 0;
    for (let at = from; at < to; at++) {
      const count = counts[at] ?? 0;
      const frequency = sublinear && count > 1 ? 1 + log(count) : count;
      const weight = idf === undefined ? frequency : frequency * (idf[columns[at] ?? 0] ?? 0);
      weights[at - from] = weight;
      squares += weight * weight;
    }
    const length = scaled ? Math.sqrt(squares) : 1;
    for (let at = from; at < to; at++) values[at] = (weights[at - from] ?? 0) / length;
  });
  return values;
}

/** 1 for words that are part of a term. */
function wordsInTerms({ words, tree }: Vocabulary): Uint8Array {
  const known = new Uint8Array(words.length);
  for (let node = 1; node < tree.words.length; node++) known[tree.words[node] ?? 0] = 1;
  return known;
}
