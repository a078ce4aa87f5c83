import { bytesText } from "../../base/bytesText.ts";
import { UserError } from "../../base/errors.ts";
import { Sha256 } from "../../base/sha256.ts";
import { thousands } from "../phrases.ts";
import type { ByteSource } from "../table.ts";

/** The rows of a vectors file for the words that were asked for. */
export interface WordVectors {
  readonly dimension: number;
  /** Rows in the file: its words. */
  readonly rows: number;
  /** Row of `values` per word asked for, -1 where the file has none. */
  readonly rowOf: Int32Array;
  /** Kept rows × dimension. */
  readonly values: Float32Array;
  /** What an unknown word gets: the row named `<unk>` or `unk`, else the mean of all rows, summed in file order. */
  readonly unknown: Float64Array;
  readonly unknownIs: "mean" | "unk";
}

/** What to read of a vectors file. */
export interface VectorRequest {
  /** In NFC; none twice. */
  readonly words: readonly string[];
  /** Whether words that the file lacks get a vector made of their subwords; only a fastText model has those. */
  readonly subwords: boolean;
}

/** Names a request: changes when the reader's results do. */
export function requestDigest({ words, subwords }: VectorRequest): string {
  const text = `1 ${subwords ? "subwords" : "words"}\n${words.join("\n")}`;
  return new Sha256().update(new TextEncoder().encode(text)).digestHex();
}

export const mostDimensions = 10_000;
/** Of one word, in bytes; fastText's own limit is 1,024. */
export const longestWord = 65_536;
/** What gzip can make of a byte at most. */
const mostUnpacked = 1032;

/** Bytes that a file can hold at most, unpacked: what its header asks for is held against it before anything is allocated. */
function mostBytesOf(source: ByteSource): number {
  return /\.gz$/i.test(source.path) ? source.size * mostUnpacked : source.size;
}

/** Refuses a header that asks for more than the file can hold. */
export function refuseLyingHeader(source: ByteSource, rows: number, dimension: number, bytes: number): void {
  if (bytes <= mostBytesOf(source)) return;
  throw new UserError(
    `The file's header promises ${thousands(rows)} × ${thousands(dimension)} numbers (${bytesText(bytes)}), but the file has only ${bytesText(source.size)}.`,
    "It is cut off or damaged: fetch it anew.",
    { file: source.path },
  );
}

export function damagedVectors(path: string, what: string): UserError {
  return new UserError(what, "It is cut off or damaged: fetch it anew.", { file: path });
}

export function notVectors(path: string): UserError {
  return new UserError(
    "This is no file of word vectors.",
    "Give GloVe or word2vec text (a word and its numbers on each line), a word2vec binary file or a fastText .vec or .bin file, packed with gzip or not.",
    { file: path },
  );
}
