import type { DenseMatrix, SequenceMatrix } from "../base/matrix.ts";
import { log } from "../base/elementary.ts";
import { RandomStream } from "../base/random.ts";
import { type Work, each } from "../base/work.ts";
import { CoverageCounter } from "./coverageCounter.ts";
import type { Coverage, Featurizer, FeaturizerState, Transformed, WordVectorOptions } from "./featurizer.ts";
import { StateReader } from "./featurizerState.ts";
import { denseSize, greatest, type MatrixSize, sequenceSize } from "./matrixSize.ts";
import { thousands } from "./phrases.ts";
import type { FeaturePorts } from "./featurePorts.ts";
import type { ExampleTable } from "./table.ts";
import { TokenCache, type TokenTable } from "./tokenTable.ts";
import { readWordVectors } from "./wordVectors/readWordVectors.ts";
import { requestDigest, type VectorRequest, type WordVectors } from "./wordVectors/wordVectors.ts";

/** The vectors that a dataset uses. */
interface VectorTable {
  readonly dimension: number;
  /** UTF-16 order; word i has row i + 1, row 0 is the unknown word's. */
  readonly words: readonly string[];
  /** (words + 1) × dimension. */
  readonly values: Float32Array;
  readonly unknownIs: string;
  /** For tfidfMean: the weight of each row, all words without a vector counting as one word. */
  readonly idf?: Float64Array;
}

/** Keeps the vectors of all words in the table's texts, whatever their split. */
export async function fitVectors(
  options: WordVectorOptions,
  table: ExampleTable,
  train: Uint32Array,
  ports: FeaturePorts,
): Promise<Featurizer> {
  const { drive, seed } = ports;
  const cache = new TokenCache(options.tokenizer);
  const tokens = await drive(cache.of(table));
  const asked = [...tokens.words].sort();
  const vectors = await vectorsFor(options.path, { words: asked, subwords: options.unknown === "subword" }, ports);
  const { dimension, rowOf } = vectors;
  const words = asked.filter((_, i) => (rowOf[i] ?? -1) >= 0);
  const values = new Float32Array((words.length + 1) * dimension);
  let row = 1;
  for (const from of rowOf)
    if (from >= 0) values.set(vectors.values.subarray(from * dimension, (from + 1) * dimension), row++ * dimension);
  if (options.unknown === "mean" || options.unknown === "subword") values.set(vectors.unknown);
  if (options.unknown === "random") values.set(randomVector(values, dimension, seed));
  const unknownIs = options.unknown === "mean" ? vectors.unknownIs : options.unknown;
  const known = { dimension, words, values, unknownIs };
  if (options.combine !== "tfidfMean") return new VectorFeaturizer(options, known, cache);
  return new VectorFeaturizer(options, { ...known, idf: await drive(learnIdf(tokens, train, words)) }, cache);
}

/** From the cache where there is one that has them, else from the file. */
async function vectorsFor(path: string, request: VectorRequest, ports: FeaturePorts): Promise<WordVectors> {
  const { openVectors, vectorCache, onProgress } = ports;
  const source = await openVectors(path);
  const shelf = await vectorCache?.(path);
  const digest = requestDigest(request);
  const kept = await shelf?.find(digest);
  if (kept?.rowOf.length === request.words.length) return kept;
  const vectors = await readWordVectors(source, request, onProgress);
  await shelf?.keep(digest, vectors);
  return vectors;
}

/** Each number normal, with the mean and deviation that the rows below the first have there. */
function randomVector(values: Float32Array, dimension: number, seed: number): Float64Array {
  const stream = new RandomStream(seed, "vectors/unknown");
  const rows = Math.max(1, values.length / dimension - 1);
  return Float64Array.from({ length: dimension }, (_, column) => {
    let [sum, squares] = [0, 0];
    for (let at = dimension + column; at < values.length; at += dimension) sum += values[at] ?? 0;
    const mean = sum / rows;
    for (let at = dimension + column; at < values.length; at += dimension) squares += ((values[at] ?? 0) - mean) ** 2;
    return mean + Math.sqrt(squares / rows) * stream.normal();
  });
}

/** ln((1 + n) / (1 + d)) + 1 with n training texts, d of them with the word: scikit-learn's smooth idf. */
function* learnIdf(tokens: TokenTable, train: Uint32Array, words: readonly string[]): Work<Float64Array> {
  const rows = new Map(words.map((word, i) => [word, i + 1]));
  const rowOf = Uint32Array.from(tokens.words, (word) => rows.get(word) ?? 0);
  const frequency = new Uint32Array(words.length + 1);
  const lastSeen = new Uint32Array(words.length + 1);
  yield* each(train, (example, index) => {
    const to = tokens.offsets[example + 1] ?? 0;
    for (let at = tokens.offsets[example] ?? 0; at < to; at++) {
      const row = rowOf[tokens.ids[at] ?? 0] ?? 0;
      if (lastSeen[row] === index + 1) continue;
      lastSeen[row] = index + 1;
      frequency[row] = (frequency[row] ?? 0) + 1;
    }
  });
  return Float64Array.from(frequency, (count) => log((1 + train.length) / (1 + count)) + 1);
}

export function restoreVectors(options: WordVectorOptions, state: FeaturizerState): Featurizer {
  const reader = new StateReader(state);
  const words = reader.strings("words");
  const dimension = reader.count("dimension");
  const values = reader.floats32("vectors", (words.length + 1) * dimension);
  const known = { dimension, words, values, unknownIs: reader.string("unknownIs") };
  const vectors = options.combine === "tfidfMean" ? { ...known, idf: reader.floats64("idf", words.length + 1) } : known;
  return new VectorFeaturizer(options, vectors, new TokenCache(options.tokenizer));
}

class VectorFeaturizer implements Featurizer {
  readonly options: WordVectorOptions;
  readonly columns: number;
  readonly summary: string;
  readonly #vectors: VectorTable;
  readonly #cache: TokenCache;
  readonly #rowOf: ReadonlyMap<string, number>;

  constructor(options: WordVectorOptions, vectors: VectorTable, cache: TokenCache) {
    this.options = options;
    this.#vectors = vectors;
    this.#cache = cache;
    this.#rowOf = new Map(vectors.words.map((word, i) => [word, i + 1]));
    const { dimension, words } = vectors;
    this.columns = options.combine === "concat" ? options.maxTokens * dimension : dimension;
    const tokens = `first ${thousands(options.maxTokens)} tokens`;
    this.summary =
      options.combine === "concat"
        ? `${String(dimension)}-d word vectors of the ${tokens}, concatenated to ${thousands(this.columns)} inputs, ${thousands(words.length)} words known`
        : `${options.combine === "mean" ? "mean" : "tf-idf-weighted mean"} of the ${String(dimension)}-d word vectors of the ${tokens}, ${thousands(words.length)} words known`;
  }

  *transform(table: ExampleTable, ids: Uint32Array): Work<Transformed> {
    const tokens = yield* this.#cache.of(table);
    const rowOf = Uint32Array.from(tokens.words, (word) => this.#rowOf.get(word) ?? 0);
    const { offsets, sequence, coverage } = yield* this.#sequences(tokens, ids, rowOf);
    const matrix =
      this.options.combine === "concat" ? this.#concat(offsets, sequence) : yield* this.#mean(offsets, sequence);
    return { matrix, coverage };
  }

  *measure(table: ExampleTable, ids: Uint32Array): Work<MatrixSize> {
    if (this.options.combine !== "concat") return denseSize(ids.length, this.columns);
    const tokens = yield* this.#tokensOf(table, ids);
    return sequenceSize(ids.length, this.columns, tokens(this.options.maxTokens), this.#vectors.dimension);
  }

  *narrower(table: ExampleTable, ids: Uint32Array, values: number): Work<string | null> {
    if (this.options.combine !== "concat") return null;
    const tokens = yield* this.#tokensOf(table, ids);
    const { dimension } = this.#vectors;
    const most = greatest(this.options.maxTokens, (maxTokens) => tokens(maxTokens) * dimension <= values);
    return most === 0 ? null : `maxTokens: ${String(most)}`;
  }

  /** How many tokens the examples have together when each is cut at so many. */
  *#tokensOf(table: ExampleTable, ids: Uint32Array): Work<(maxTokens: number) => number> {
    const { offsets } = yield* this.#cache.of(table);
    const lengths = ids.map((example) => (offsets[example + 1] ?? 0) - (offsets[example] ?? 0));
    return (maxTokens) => lengths.reduce((sum, length) => sum + Math.min(length, maxTokens), 0);
  }

  /** json `dimension`, `words`, `unknownIs`; arrays `vectors` and `idf`, row 0 for the unknown word, then one per word. */
  state(): FeaturizerState {
    const { dimension, words, values, unknownIs, idf } = this.#vectors;
    const arrays = new Map<string, Float32Array | Float64Array>([["vectors", values]]);
    if (idf !== undefined) arrays.set("idf", idf);
    return { json: { dimension, words, unknownIs }, arrays };
  }

  *#sequences(
    tokens: TokenTable,
    ids: Uint32Array,
    rowOf: Uint32Array,
  ): Work<{ readonly offsets: Uint32Array; readonly sequence: Uint32Array; readonly coverage: Coverage }> {
    const coverage = new CoverageCounter(tokens.words);
    const { maxTokens } = this.options;
    const offsets = new Uint32Array(ids.length + 1);
    ids.forEach((example, row) => {
      const length = (tokens.offsets[example + 1] ?? 0) - (tokens.offsets[example] ?? 0);
      offsets[row + 1] = (offsets[row] ?? 0) + Math.min(length, maxTokens);
    });
    const sequence = new Uint32Array(offsets[ids.length] ?? 0);
    yield* each(ids, (example, row) => {
      const from = tokens.offsets[example] ?? 0;
      const start = offsets[row] ?? 0;
      const kept = (offsets[row + 1] ?? 0) - start;
      for (let i = 0; i < kept; i++) {
        const token = tokens.ids[from + i] ?? 0;
        const vector = rowOf[token] ?? 0;
        coverage.token(token, vector > 0);
        sequence[start + i] = vector;
      }
      coverage.endExample((tokens.offsets[example + 1] ?? 0) - from - kept);
    });
    return { offsets, sequence, coverage: coverage.result() };
  }

  #concat(offsets: Uint32Array, ids: Uint32Array): SequenceMatrix {
    const { dimension, words, values } = this.#vectors;
    return {
      kind: "sequence",
      rows: offsets.length - 1,
      columns: this.columns,
      positions: this.options.maxTokens,
      offsets,
      ids,
      table: { kind: "dense", rows: words.length + 1, columns: dimension, values },
    };
  }

  /** Mean over the tokens, unknown ones included, weighted by idf if asked, summed in float64; zeros for an empty text. */
  *#mean(offsets: Uint32Array, ids: Uint32Array): Work<DenseMatrix> {
    const { dimension, values, idf } = this.#vectors;
    const rows = offsets.length - 1;
    const means = new Float32Array(rows * dimension);
    const sum = new Float64Array(dimension);
    yield* each(offsets.subarray(1), (to, row) => {
      const from = offsets[row] ?? 0;
      if (from === to) return;
      sum.fill(0);
      let total = 0;
      for (let at = from; at < to; at++) {
        const id = ids[at] ?? 0;
        const weight = idf === undefined ? 1 : (idf[id] ?? 0);
        total += weight;
        for (let i = 0; i < dimension; i++) sum[i] = (sum[i] ?? 0) + weight * (values[id * dimension + i] ?? 0);
      }
      for (let i = 0; i < dimension; i++) means[row * dimension + i] = (sum[i] ?? 0) / total;
    });
    return { kind: "dense", rows, columns: dimension, values: means };
  }
}
