import { UserError } from "../base/errors.ts";
import { isBlank, parseDecimals } from "./decimals.ts";
import { plural } from "./phrases.ts";
import type { ByteSource } from "./table.ts";
import { normaliseText } from "./text.ts";
import { WordIndex } from "./wordIndex.ts";

const longestLine = 8_000_000;
const mostDimensions = 10_000;
const newlineCode = 10;

/** The rows of a vectors file for the words that were asked for. */
export interface WordVectors {
  readonly dimension: number;
  /** Rows in the file. */
  readonly rows: number;
  /** Row of `values` per word asked for, -1 where the file has none. */
  readonly rowOf: Int32Array;
  /** Kept rows × dimension, in file order. */
  readonly values: Float32Array;
  /** What an unknown word gets: the row named `<unk>` or `unk`, else the mean of all rows, summed in file order. */
  readonly unknown: Float64Array;
  readonly unknownIs: "mean" | "unk";
}

/**
 * Reads GloVe or word2vec text (`word number number …`, with or without a first line `count dimension`) as a stream and
 * keeps only the words in use. UserError, with the line: a row of another length, something that is not a number.
 */
export async function readWordVectors(
  source: ByteSource,
  words: readonly string[],
  onProgress?: (fraction: number) => void,
): Promise<WordVectors> {
  const rows = new VectorRows(source.path, words);
  let carry: Uint8Array = new Uint8Array(0);
  let done = 0;
  for await (const chunk of source.chunks()) {
    if (done === 0 && chunk.includes(0)) throw notVectors(source.path);
    let at = 0;
    if (carry.length > 0) {
      const newline = chunk.indexOf(newlineCode);
      at = newline < 0 ? chunk.length : newline + 1;
      carry = joined(carry, chunk.subarray(0, at));
      if (carry.length > longestLine) throw rows.error("This line is longer than 8 MB.");
      if (newline >= 0) {
        rows.line(carry, 0, carry.length - 1);
        carry = new Uint8Array(0);
      }
    }
    for (let newline = chunk.indexOf(newlineCode, at); newline >= 0; newline = chunk.indexOf(newlineCode, at)) {
      rows.line(chunk, at, newline);
      at = newline + 1;
    }
    if (at < chunk.length) carry = chunk.slice(at);
    done += chunk.length;
    onProgress?.(Math.min(1, done / Math.max(1, source.size)));
  }
  if (carry.length > 0) rows.line(carry, 0, carry.length);
  return rows.finish();
}

class VectorRows {
  readonly #path: string;
  readonly #index: WordIndex;
  readonly #rowOf: Int32Array;
  #kept = 0;
  #values = new Float32Array(0);
  #numbers = new Float64Array(0);
  #sum = new Float64Array(0);
  #rows = 0;
  #lines = 0;
  #unk: Float64Array | undefined;
  #unkTag: Float64Array | undefined;

  constructor(path: string, words: readonly string[]) {
    this.#path = path;
    this.#index = new WordIndex(words);
    this.#rowOf = new Int32Array(words.length).fill(-1);
  }

  /** Takes bytes[from, to), one line without its newline. */
  line(bytes: Uint8Array, from: number, to: number): void {
    this.#lines++;
    let end = to;
    while (end > from && isBlank(bytes[end - 1] ?? 0)) end--;
    if (end === from) return;
    if (end - from > longestLine) throw this.error("This line is longer than 8 MB.");
    if (this.#numbers.length === 0 && this.#start(bytes, from, end)) return;
    let wordEnd = from;
    while (wordEnd < end && bytes[wordEnd] !== 32 && bytes[wordEnd] !== 9) wordEnd++;
    const dimension = this.#numbers.length;
    const count = parseDecimals(bytes, wordEnd, end, this.#numbers);
    if (count !== dimension) wordEnd = this.#wordWithSpaces(bytes, from, wordEnd, end, count);
    this.#keep(bytes, from, wordEnd);
    for (let i = 0; i < dimension; i++) this.#sum[i] = (this.#sum[i] ?? 0) + (this.#numbers[i] ?? 0);
    this.#rows++;
  }

  finish(): WordVectors {
    if (this.#rows === 0)
      throw new UserError("The vectors file has no rows.", "Give a file of GloVe or word2vec text.", {
        file: this.#path,
      });
    const unk = this.#unkTag ?? this.#unk;
    return {
      dimension: this.#numbers.length,
      rows: this.#rows,
      rowOf: this.#rowOf,
      values: this.#values.slice(0, this.#kept * this.#numbers.length),
      unknown: unk ?? this.#sum.map((sum) => sum / this.#rows),
      unknownIs: unk === undefined ? "mean" : "unk",
    };
  }

  error(what: string): UserError {
    return new UserError(what, "Check that the file is whole and that all its rows have the same length.", {
      file: this.#path,
      line: this.#lines,
    });
  }

  /** Learns the dimension from the first line; true when that line is a header. */
  #start(bytes: Uint8Array, from: number, end: number): boolean {
    const header = new Float64Array(2);
    const isHeader =
      parseDecimals(bytes, from, end, header) === 2 && header.every((value) => Number.isInteger(value) && value >= 0);
    let fields = 0;
    for (let i = from; i < end; i++)
      if (!isBlank(bytes[i] ?? 0) && (i + 1 === end || isBlank(bytes[i + 1] ?? 0))) fields++;
    const dimension = isHeader ? (header[1] ?? 0) : fields - 1;
    if (dimension < 1 || dimension > mostDimensions) throw notVectors(this.#path);
    this.#numbers = new Float64Array(dimension);
    this.#sum = new Float64Array(dimension);
    return isHeader;
  }

  /** Some files have words with spaces in them (". . ."): the last fields are the numbers, if what is before is no number. */
  #wordWithSpaces(bytes: Uint8Array, from: number, firstEnd: number, end: number, count: number): number {
    const dimension = this.#numbers.length;
    let at = end;
    for (let fields = 0; fields < dimension; fields++) {
      while (at > firstEnd && isBlank(bytes[at - 1] ?? 0)) at--;
      while (at > firstEnd && !isBlank(bytes[at - 1] ?? 0)) at--;
    }
    let wordEnd = at;
    while (wordEnd > from && isBlank(bytes[wordEnd - 1] ?? 0)) wordEnd--;
    const onlyNumbers = count > dimension && parseDecimals(bytes, firstEnd, wordEnd, new Float64Array(wordEnd)) >= 0;
    if (at > firstEnd && !onlyNumbers && parseDecimals(bytes, at, end, this.#numbers) === dimension) return wordEnd;
    if (count < 0) throw this.error("This row holds something that is not a number.");
    throw this.error(
      `This row has ${count > dimension ? `more than ${plural(dimension, "number")}` : plural(count, "number")}, not ${String(dimension)}.`,
    );
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    const dimension = this.#numbers.length;
    if (isNamed(bytes, from, to, "unk")) this.#unk ??= this.#numbers.slice();
    if (isNamed(bytes, from, to, "<unk>")) this.#unkTag ??= this.#numbers.slice();
    const word = this.#find(bytes, from, to);
    if (word < 0 || this.#rowOf[word] !== -1) return;
    if ((this.#kept + 1) * dimension > this.#values.length) {
      const larger = new Float32Array(Math.max(1024, this.#kept * 2) * dimension);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values.set(this.#numbers, this.#kept * dimension);
    this.#rowOf[word] = this.#kept++;
  }

  /** Words in use are in NFC; those of the file may not be. */
  #find(bytes: Uint8Array, from: number, to: number): number {
    const found = this.#index.find(bytes, from, to);
    if (found >= 0) return found;
    for (let i = from; i < to; i++) {
      if ((bytes[i] ?? 0) < 128) continue;
      const word = new TextEncoder().encode(normaliseText(new TextDecoder().decode(bytes.subarray(from, to))));
      return this.#index.find(word, 0, word.length);
    }
    return -1;
  }
}

function isNamed(bytes: Uint8Array, from: number, to: number, name: string): boolean {
  if (to - from !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name.charCodeAt(i)) return false;
  return true;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function notVectors(path: string): UserError {
  return new UserError(
    "This is not a file of word vectors as text.",
    "Give GloVe or word2vec text: a word and its numbers on each line.",
    { file: path },
  );
}
