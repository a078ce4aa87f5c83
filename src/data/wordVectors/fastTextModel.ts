import { UserError } from "../../base/errors.ts";
import { thousands } from "../phrases.ts";
import type { ByteSource } from "../table.ts";
import { WordIndex } from "../wordIndex.ts";
import type { ByteStream } from "./byteStream.ts";
import { type FastTextHeader, readFastTextHeader } from "./fastTextHeader.ts";
import { findWord, isNamed } from "./keptRows.ts";
import { SubwordUse } from "./subwordUse.ts";
import { damagedVectors, longestWord, refuseLyingHeader, type VectorRequest, type WordVectors } from "./wordVectors.ts";

/**
 * A fastText model (`.bin`): the vector of a word is the mean of its own row and those of its subwords, of a word that
 * the model lacks the mean of its subwords' rows (FastText::getWordVector). Summed in float64, in the order of the file.
 * UserError: what `readFastTextHeader` refuses, fewer bytes than the header promises, a number that is not finite.
 */
export async function readFastTextModel(
  stream: ByteStream,
  source: ByteSource,
  request: VectorRequest,
): Promise<WordVectors> {
  const header = await readFastTextHeader(stream, source);
  if (request.subwords && header.subwords[1] === 0)
    throw new UserError(
      "This fastText model was trained without subwords.",
      'Write "mean", "zero" or "random" for words that it lacks.',
      { file: source.path, field: "features.unknown" },
    );
  const model = new FastTextModel(header, source.path, request);
  await model.readWords(stream);
  if (request.subwords) model.addUnknown();
  await readMatrix(stream, source, header, model);
  await skipOutput(stream, source, header);
  return model.finish();
}

/** Words in use as sums of rows that pass by. */
class FastTextModel {
  readonly #header: FastTextHeader;
  readonly #path: string;
  readonly #index: WordIndex;
  readonly #words: readonly string[];
  readonly #rowOf: Int32Array;
  readonly #use: SubwordUse;
  /** Rows that each kept vector is the mean of. */
  readonly #counts: number[] = [];
  /** Kept vectors of the rows named unk and `<unk>`. */
  #unk = -1;
  #unkTag = -1;
  #sums = new Float64Array(0);
  readonly #total: Float64Array;

  constructor(header: FastTextHeader, path: string, { words }: VectorRequest) {
    this.#header = header;
    this.#path = path;
    this.#words = words;
    this.#index = new WordIndex(words);
    this.#rowOf = new Int32Array(words.length).fill(-1);
    this.#use = new SubwordUse(header.words, header.buckets, header.subwords);
    this.#total = new Float64Array(header.dimension);
  }

  /** Reads the dictionary: for each entry its bytes, a NUL, a count of 64 bits and whether it is a label. */
  async readWords(stream: ByteStream): Promise<void> {
    const { words, labels } = this.#header;
    for (let entry = 0; entry < words + labels; entry++) {
      const what = `word ${thousands(entry + 1)} of ${thousands(words + labels)}`;
      let end = stream.indexOf(0);
      while (end < 0 || stream.available < end + 10) {
        if (end < 0 && stream.available > longestWord) break;
        const wanted = end < 0 ? stream.available + 1 : end + 10;
        if (!(await stream.has(wanted))) throw damagedVectors(this.#path, `The file ends in ${what}.`);
        end = stream.indexOf(0);
      }
      if (end < 0 || end > longestWord)
        throw damagedVectors(this.#path, `The ${what} is longer than ${thousands(longestWord)} bytes.`);
      const { bytes } = stream;
      const isLabel = bytes[end + 9] === 1;
      if (isLabel !== entry >= words) throw damagedVectors(this.#path, `The ${what} is a label among words.`);
      if (!isLabel) this.#addWord(bytes.subarray(0, end), entry);
      stream.skip(end + 10);
    }
  }

  #addWord(bytes: Uint8Array, row: number): void {
    const rows = this.#use.rowsOf(marked(bytes), row);
    this.#use.weigh(rows);
    const word = findWord(this.#index, bytes, 0, bytes.length);
    const wanted = word >= 0 && this.#rowOf[word] === -1;
    const unk = this.#unk < 0 && isNamed(bytes, 0, bytes.length, "unk");
    const unkTag = this.#unkTag < 0 && isNamed(bytes, 0, bytes.length, "<unk>");
    if (!wanted && !unk && !unkTag) return;
    const kept = this.#keep(rows);
    if (wanted) this.#rowOf[word] = kept;
    if (unk) this.#unk = kept;
    if (unkTag) this.#unkTag = kept;
  }

  /** Gives words that the model lacks a vector of their subwords, where they have any. */
  addUnknown(): void {
    const encoder = new TextEncoder();
    this.#words.forEach((word, i) => {
      if (this.#rowOf[i] !== -1) return;
      const rows = this.#use.rowsOf(encoder.encode(`<${word}>`), -1);
      if (rows.length > 0) this.#rowOf[i] = this.#keep(rows);
    });
  }

  #keep(rows: readonly number[]): number {
    this.#use.use(rows, this.#counts.length);
    return this.#counts.push(rows.length) - 1;
  }

  /** Takes the next row of the input matrix, whose numbers the reader gives by their place. */
  row(row: number, number: (column: number) => number): void {
    const { dimension } = this.#header;
    if (this.#sums.length === 0) this.#sums = new Float64Array(Math.max(1, this.#counts.length) * dimension);
    const [sums, total] = [this.#sums, this.#total];
    const weight = this.#use.weights[row] ?? 0;
    for (let i = 0; i < dimension; i++) total[i] = (total[i] ?? 0) + weight * number(i);
    this.#use.eachTarget(row, (target) => {
      const start = target * dimension;
      for (let i = 0; i < dimension; i++) sums[start + i] = (sums[start + i] ?? 0) + number(i);
    });
  }

  finish(): WordVectors {
    const { dimension, words } = this.#header;
    const values = Float32Array.from(
      { length: this.#counts.length * dimension },
      (_, at) => (this.#sums[at] ?? 0) / (this.#counts[Math.floor(at / dimension)] ?? 1),
    );
    const unk = this.#unkTag >= 0 ? this.#unkTag : this.#unk;
    return {
      dimension,
      rows: words,
      rowOf: this.#rowOf,
      values,
      unknown:
        unk >= 0
          ? Float64Array.from(values.subarray(unk * dimension, (unk + 1) * dimension))
          : this.#total.map((sum) => sum / words),
      unknownIs: unk >= 0 ? "unk" : "mean",
    };
  }
}

async function readMatrix(
  stream: ByteStream,
  source: ByteSource,
  header: FastTextHeader,
  model: FastTextModel,
): Promise<void> {
  const { path } = source;
  const { dimension, words, buckets } = header;
  const { rows, columns } = await readShape(stream, path, header.old);
  if (rows !== words + buckets || columns !== dimension)
    throw damagedVectors(
      path,
      `The matrix has ${thousands(rows)} × ${thousands(columns)} numbers, not the ${thousands(words + buckets)} × ${thousands(dimension)} of the header.`,
    );
  const bytes = dimension * 4;
  const number = (column: number): number => stream.float32(column * 4);
  for (let row = 0; row < rows; row++) {
    if (stream.available < bytes && !(await stream.has(bytes)))
      throw damagedVectors(path, `The file ends in row ${thousands(row + 1)} of ${thousands(rows)}.`);
    let total = 0;
    for (let i = 0; i < dimension; i++) total += number(i);
    if (!Number.isFinite(total))
      throw damagedVectors(path, `A number in row ${thousands(row + 1)} of ${thousands(rows)} is not finite.`);
    model.row(row, number);
    stream.skip(bytes);
  }
}

/** Reads over the output matrix: no word has its vector there, but a file without it is cut off. */
async function skipOutput(stream: ByteStream, source: ByteSource, { old }: FastTextHeader): Promise<void> {
  const { rows, columns } = await readShape(stream, source.path, old);
  refuseLyingHeader(source, rows, columns, rows * columns * 4);
  let left = rows * columns * 4;
  for await (const bytes of stream.rest()) left -= bytes.length;
  if (left !== 0) throw damagedVectors(source.path, `The output matrix has not the size that the file says.`);
}

/** A matrix begins with a byte that says whether it is compressed (not in old models), and two counts of 64 bits. */
async function readShape(
  stream: ByteStream,
  path: string,
  old: boolean,
): Promise<{ readonly rows: number; readonly columns: number }> {
  const flag = old ? 0 : 1;
  if (!(await stream.has(flag + 16))) throw damagedVectors(path, "The file ends before its matrix.");
  if (!old && stream.bytes[0] !== 0)
    throw new UserError(
      "This fastText model was compressed (.ftz).",
      "Give the model that it was made of (.bin), or its .vec file.",
      { file: path },
    );
  stream.skip(flag);
  const rows = stream.int64;
  stream.skip(8);
  const columns = stream.int64;
  stream.skip(8);
  if (rows < 0 || columns < 0) throw damagedVectors(path, "The file's matrix has a size below 0.");
  return { rows, columns };
}

function marked(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(bytes.length + 2);
  all[0] = 60;
  all.set(bytes, 1);
  all[bytes.length + 1] = 62;
  return all;
}
