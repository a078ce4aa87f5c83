import { UserError } from "../../base/errors.ts";
import { isBlank, parseDecimals } from "../decimals.ts";
import { plural, thousands } from "../phrases.ts";
import type { ByteStream } from "./byteStream.ts";
import { KeptRows } from "./keptRows.ts";
import { damagedVectors, mostDimensions, notVectors, type WordVectors } from "./wordVectors.ts";

const longestLine = 8_000_000;
const newlineCode = 10;

/**
 * GloVe or word2vec text: `word number number …`, with or without a first line `count dimension`. UserError, with the
 * line: a row of another length, something that is not a number, fewer rows than the first line promises.
 */
export async function readTextVectors(
  stream: ByteStream,
  path: string,
  words: readonly string[],
): Promise<WordVectors> {
  const rows = new TextRows(path, words);
  let carry: Uint8Array = new Uint8Array(0);
  for await (const chunk of stream.rest()) {
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
  }
  if (carry.length > 0) rows.line(carry, 0, carry.length);
  return rows.finish();
}

class TextRows {
  readonly #path: string;
  readonly #words: readonly string[];
  #kept: KeptRows | undefined;
  #numbers = new Float64Array(0);
  #lines = 0;
  #promised = 0;

  constructor(path: string, words: readonly string[]) {
    this.#path = path;
    this.#words = words;
  }

  /** Takes bytes[from, to), one line without its newline. */
  line(bytes: Uint8Array, from: number, to: number): void {
    this.#lines++;
    let end = to;
    while (end > from && isBlank(bytes[end - 1] ?? 0)) end--;
    if (end === from) return;
    if (end - from > longestLine) throw this.error("This line is longer than 8 MB.");
    if (this.#kept === undefined && this.#start(bytes, from, end)) return;
    let wordEnd = from;
    while (wordEnd < end && bytes[wordEnd] !== 32 && bytes[wordEnd] !== 9) wordEnd++;
    const count = parseDecimals(bytes, wordEnd, end, this.#numbers);
    if (count !== this.#numbers.length) wordEnd = this.#wordWithSpaces(bytes, from, wordEnd, end, count);
    this.#kept?.add(bytes, from, wordEnd, this.#numbers);
  }

  finish(): WordVectors {
    const rows = this.#kept?.rows ?? 0;
    if (this.#kept === undefined || rows === 0)
      throw new UserError("The vectors file has no rows.", "Give a file of word vectors.", { file: this.#path });
    if (rows < this.#promised)
      throw damagedVectors(
        this.#path,
        `The first line promises ${thousands(this.#promised)} rows, but the file has ${thousands(rows)}.`,
      );
    return this.#kept.finish();
  }

  error(what: string): UserError {
    return new UserError(what, "Check that the file is whole and that all its rows have the same length.", {
      file: this.#path,
      line: this.#lines,
    });
  }

  /** Learns the dimension from the first line; true when that line is a header. */
  #start(bytes: Uint8Array, from: number, end: number): boolean {
    const header = headerOf(bytes, from, end);
    let fields = 0;
    for (let i = from; i < end; i++)
      if (!isBlank(bytes[i] ?? 0) && (i + 1 === end || isBlank(bytes[i + 1] ?? 0))) fields++;
    const dimension = header?.dimension ?? fields - 1;
    if (dimension < 1 || dimension > mostDimensions) throw notVectors(this.#path);
    this.#numbers = new Float64Array(dimension);
    this.#kept = new KeptRows(this.#words, dimension);
    this.#promised = header?.rows ?? 0;
    return header !== undefined;
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
}

/** Rows and dimension where bytes[from, end) are a first line that says so. */
export function headerOf(
  bytes: Uint8Array,
  from: number,
  end: number,
): { readonly rows: number; readonly dimension: number } | undefined {
  const header = new Float64Array(2);
  if (parseDecimals(bytes, from, end, header) !== 2) return undefined;
  const [rows = -1, dimension = -1] = header;
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  return isCount(rows) && isCount(dimension) ? { rows, dimension } : undefined;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
