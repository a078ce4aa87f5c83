import type { CsrMatrix } from "../base/matrix.ts";
import type { BrokenKind } from "./layout.ts";

/**
 * The examples of one dataset in memory, column by column, in file order. Example ids are positions in these columns.
 * Class ids follow the UTF-16 order of the labels (DEFINITIONS: metrics and records).
 */
export interface ExampleTable {
  readonly size: number;
  /** Class names by class id. */
  readonly classes: readonly string[];
  /** Class id per example. */
  readonly labels: Int32Array;
  /** Text per example; absent for datasets of numbers only. */
  readonly texts?: readonly string[];
  /** Numeric columns by name; NaN where the file has no value. */
  readonly numeric: ReadonlyMap<string, Float64Array>;
  /** Columns of text with few values by name; "" where the file has no value. */
  readonly categories?: ReadonlyMap<string, readonly string[]>;
  /** Numbered features of which most are absent, for `svmlight`; as many columns as the largest index needs. */
  readonly sparse?: CsrMatrix;
  /** The group column's value per example, when one was asked for. */
  readonly groups?: readonly string[];
  /** The split that each example's row names, as a place in `splitNames`, when a split column was asked for. */
  readonly givenSplits?: Uint8Array;
  /** Which file each example came from: an index into `files`. */
  readonly fileOf: Uint8Array;
  /** First line of the example in its file, from 1. */
  readonly lineOf: Uint32Array;
  readonly files: readonly TableFile[];
}

/** One file that was read. */
export interface TableFile {
  /** The path as it was given. */
  readonly path: string;
  readonly role: FileRole;
  readonly bytes: number;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** Byte sequences that the encoding does not have; they became U+FFFD. */
  readonly invalidBytes: number;
  /** Rows left out, with the reason; the first hundred are kept in detail. */
  readonly broken: readonly BrokenRow[];
  readonly brokenCount: number;
  /** Rows left out because the layout says so; none when absent. */
  readonly skippedCount?: number;
  /** Plain sentences about how the file was read; none when absent. */
  readonly notes?: readonly string[];
}

export interface BrokenRow {
  readonly line: number;
  readonly reason: string;
  readonly kind: BrokenKind;
  /** The file of a folder that the line is in. */
  readonly file?: string;
}

/** `all` is a file that is split by fractions; the others are given splits. */
export type FileRole = "all" | "train" | "validation" | "test";
export type SplitName = "train" | "validation" | "test";
export const splitNames: readonly SplitName[] = ["train", "validation", "test"];

/** Example ids of each split, in file order. An absent split has no key. */
export type Splits = { readonly train: Uint32Array } & Readonly<
  Partial<Record<"validation" | "test" | "inner", Uint32Array>>
>;

/** Fractions sum to 1 (± 1e-9); 0 = no such split. With folds those of train and validation follow from their number. */
export interface SplitOptions {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly stratify: boolean;
  readonly seed: number;
  readonly groupColumn?: string;
  /** The column that names each row's split; the fractions are then of those that say train, as of a training file. */
  readonly splitColumn?: string;
  /** Into how many folds the examples are cut that are not for test, at least 2; given together with `fold`. */
  readonly folds?: number;
  /** Which fold is held out for validation, from 1. */
  readonly fold?: number;
  /** Of the examples that would be trained on the share that is, above 0 and below 1; the rest is in no split. */
  readonly trainShare?: number;
}

/** How the bytes of a file reach the readers: in pieces, so that size is bounded by what is kept. */
export interface ByteSource {
  /** As a person knows it, for messages and records. */
  readonly path: string;
  readonly size: number;
  chunks(): AsyncIterable<Uint8Array>;
  /** The bytes [start, end) of a file that can be read at any place. */
  slice?(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Unpacks bytes to at most `length`, and throws where there are more of them; undefined where the host lacks a kind.
   * For files that pack parts of themselves.
   */
  unpack?(kind: "gzip" | "brotli" | "zstd", bytes: Uint8Array, length: number): Uint8Array | undefined;
  /** The files of a folder in the order of their names; `chunks` is empty then. */
  readonly parts?: readonly FolderPart[];
  /** A SHA-256 that is quicker than the one in src/base, where there is one. */
  readonly sha256?: () => Digest;
}

/** A hash of bytes that arrive in pieces; spent when it was asked for its digest, in hexadecimal. */
export interface Digest {
  update(bytes: Uint8Array): unknown;
  digestHex(): string;
}

/** A file in a folder that is a dataset. */
export interface FolderPart {
  /** Relative to the folder, with forward slashes. */
  readonly name: string;
  readonly source: ByteSource;
}
