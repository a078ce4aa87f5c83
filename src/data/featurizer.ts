import type { Matrix } from "../base/matrix.ts";
import type { Work } from "../base/work.ts";
import type { MatrixSize } from "./matrixSize.ts";
import type { ExampleTable } from "./table.ts";

export interface TokenizerOptions {
  readonly kind: "words" | "whitespace" | "segmenter" | "characters";
  readonly lowercase: boolean;
  /** What becomes one word each, `_number_` and `_url_`; nothing when absent. */
  readonly normalize?: readonly ("numbers" | "urls")[];
}

export interface WordVectorOptions {
  readonly kind: "wordVectors";
  readonly path: string;
  readonly combine: "concat" | "mean" | "tfidfMean";
  readonly maxTokens: number;
  readonly unknown: "mean" | "zero" | "random" | "subword";
  readonly tokenizer: TokenizerOptions;
}
/**
 * `tfidf`: scikit-learn's TfidfVectorizer with smooth idf; `counts`: CountVectorizer. What is off is left out, so that
 * equal options are written alike.
 */
export interface TermOptions {
  readonly kind: "tfidf" | "counts";
  /** Shortest and longest sequence of words; at least one of this and `characterNgrams` is there. */
  readonly ngrams?: readonly [number, number];
  /** Shortest and longest sequence of characters within a word, scikit-learn's `char_wb`; beside the words when both are there. */
  readonly characterNgrams?: readonly [number, number];
  /** In at least so many training texts; below 1 a share of them. */
  readonly minDocumentFrequency: number;
  /** In at most so many training texts; up to 1 a share of them. All when absent. */
  readonly maxDocumentFrequency?: number;
  /** Only so many terms of words, and of characters, those that occur most often in the training texts; all when absent. */
  readonly maxFeatures?: number;
  /** 1 + ln n in place of a count n. */
  readonly sublinear?: true;
  /** When absent rows of `tfidf` have length 1 and those of `counts` stay as they are. */
  readonly norm?: "l2" | "none";
  readonly tokenizer: TokenizerOptions;
}
export interface NumericOptions {
  readonly kind: "numeric";
  readonly scale: "standard" | "minMax" | "none";
  readonly missing: "mean" | "median";
}
/** An input for each value of each column, 1 where an example has it; a value that train lacks is all zeros. */
export interface OneHotOptions {
  readonly kind: "oneHot";
  readonly columns: readonly string[];
  /** Of more values in a column only the commonest. */
  readonly maxValues: number;
}
/** Numbered features of which most are absent: an input for each index that train has. */
export interface SparseOptions {
  readonly kind: "sparse";
  /** `maxAbs`: values are divided by the greatest amount that train has at their index, so that zeros stay zeros. */
  readonly scale: "maxAbs" | "none";
}
/** Counts of words, and of word and character sequences by their fastText hash; what is off is left out. */
export interface HashedOptions {
  readonly kind: "hashedNgrams";
  /** Shortest and longest word sequence; words alone have inputs of their own and are not hashed. */
  readonly ngrams: readonly [number, number];
  /** Shortest and longest sequence of characters of a word between `<` and `>`. */
  readonly characterNgrams?: readonly [number, number];
  readonly buckets: number;
  readonly tokenizer: TokenizerOptions;
}
export type PartOptions =
  WordVectorOptions | TermOptions | HashedOptions | NumericOptions | OneHotOptions | SparseOptions;
/** Several features side by side: what a list of features in an experiment file becomes. */
export interface UnionOptions {
  readonly kind: "union";
  readonly of: readonly PartOptions[];
}
export type FeatureOptions = PartOptions | UnionOptions;

/** The kinds of features that stand side by side: one, or those of a union. */
export function partsOf(options: FeatureOptions): readonly PartOptions[] {
  return options.kind === "union" ? options.of : [options];
}

/** The same features with every path of a vectors file passed through `write`. */
export function withVectorPaths(options: FeatureOptions, write: (path: string) => string): FeatureOptions {
  const rewrite = (part: PartOptions): PartOptions =>
    part.kind === "wordVectors" ? { ...part, path: write(part.path) } : part;
  return options.kind === "union" ? { ...options, of: options.of.map(rewrite) } : rewrite(options);
}

/** Features made of the words or sequences that a text has. */
export function countsTerms({ kind }: PartOptions): boolean {
  return kind === "tfidf" || kind === "counts" || kind === "hashedNgrams";
}

/** Vectors in the order of a text; alone they are a kind of input of their own. */
export function isSideBySide(options: FeatureOptions): boolean {
  return options.kind === "wordVectors" && options.combine === "concat";
}

/**
 * Whether the matrices of these features hold only the values that are not 0. In a union vectors in the order of a text
 * do too: of its many columns a text fills no more than it has tokens for.
 */
export function isSparse(options: FeatureOptions): boolean {
  if (options.kind !== "union") return options.kind === "sparse" || countsTerms(options);
  return options.of.some((part) => part.kind === "sparse" || countsTerms(part) || isSideBySide(part));
}

/** How much of a split's input the features know. Shares are of tokens (or of cells for numbers). */
export interface Coverage {
  /** Tokens or cells seen. */
  readonly total: number;
  /** Of those, how many had no vector, no vocabulary entry or no value. */
  readonly unknown: number;
  /** Examples longer than maxTokens, and the tokens cut off. */
  readonly cutExamples: number;
  readonly cutTokens: number;
  /** Examples without a single known token. */
  readonly emptyExamples: number;
  /** The commonest unknown words with their counts, at most 20, most frequent first. */
  readonly commonestUnknown: readonly (readonly [string, number])[];
}

/** Rows of features of some examples, and what the features know of them. */
export interface Transformed {
  readonly matrix: Matrix;
  readonly coverage: Coverage;
}

/**
 * Features fitted on the training examples alone. `state` is plain JSON plus named arrays, enough to
 * transform new examples elsewhere (`restoreFeaturizer`).
 */
export interface Featurizer {
  readonly options: FeatureOptions;
  /** Width of the matrices. */
  readonly columns: number;
  /** One line for screens, such as "tf-idf of 1–2-word terms, 20,311 terms". */
  readonly summary: string;
  transform(table: ExampleTable, ids: Uint32Array): Work<Transformed>;
  /** The size of the matrix that `transform` would make; of values up to `enough` a bound will do. */
  measure(table: ExampleTable, ids: Uint32Array, enough: number): Work<MatrixSize>;
  /** The nearest setting with which that matrix would have at most so many values, such as `maxTokens: 120`; null: none. */
  narrower(table: ExampleTable, ids: Uint32Array, values: number): Work<string | null>;
  state(): FeaturizerState;
}

export interface FeaturizerState {
  readonly json: unknown;
  readonly arrays: ReadonlyMap<string, Float32Array | Float64Array | Uint32Array>;
}
