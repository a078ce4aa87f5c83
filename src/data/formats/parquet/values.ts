import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from "hyparquet/src/delta.js";
import { byteStreamSplit, readRleBitPackedHybrid } from "hyparquet/src/encoding.js";
import { readPlain } from "hyparquet/src/plain.js";
import { type Cells, cellsOf, EntryCells } from "./cells.ts";
import { ParquetFault } from "./fault.ts";
import { checkDeltas, checkRuns } from "./runChecks.ts";
import type { ParquetColumn } from "./schema.ts";

/** Encodings by their number in the format. */
const encodings = {
  ...{ plain: 0, plainDictionary: 2, runs: 3, deltas: 5, deltaLengths: 6, deltaTexts: 7 },
  ...{ dictionary: 8, split: 9 },
} as const;
/** What texts that share their beginnings may grow to in any case, and how many times the bytes of their page beyond. */
const sharedBytes = 64 * 1024 * 1024;
const mostSharing = 100;

/** Entries of a dictionary that are made text at once: so few are asked for again and again. */
const fewEntries = 1024;

/** Which of `count` values are there, from 1 for those that are; undefined where all must be. */
export interface Levels {
  readonly levels: Uint8Array | undefined;
  readonly present: number;
}

/** Reads the definition levels in bytes `from` to `to`. */
export function readLevels(page: Uint8Array, from: number, to: number, definition: number, count: number): Levels {
  if (definition === 0) return { levels: undefined, present: count };
  const width = 32 - Math.clz32(definition);
  checkRuns(page, from, to, width, count);
  const levels = new Uint8Array(count);
  readRleBitPackedHybrid(readerAt(page, from, to), width, levels, to - from);
  let present = 0;
  for (let i = 0; i < count; i++) {
    const isThere = levels[i] === definition;
    levels[i] = isThere ? 1 : 0;
    if (isThere) present++;
  }
  return { levels, present };
}

/** The cells of the first page of a column, which others point into. */
export function readDictionary(page: Uint8Array, count: number, column: ParquetColumn): Cells {
  const cells = cellsOf(readPlain(readerAt(page, 0), column.type, count, column.width), column);
  return cells.length > fewEntries ? cells : Array.from({ length: cells.length }, (_, place) => cells.at(place) ?? "");
}

/** The cells of the values of a page from `from` on, as many as are there. */
export function readCells(
  page: Uint8Array,
  from: number,
  encoding: number,
  count: number,
  column: ParquetColumn,
  dictionary: Cells | undefined,
): Cells {
  if (count === 0) return [];
  if (encoding === encodings.dictionary || encoding === encodings.plainDictionary)
    return fromDictionary(page, from, count, dictionary);
  return cellsOf(readValues(page, from, encoding, count, column), column);
}

function fromDictionary(page: Uint8Array, from: number, count: number, dictionary: Cells | undefined): Cells {
  if (dictionary === undefined) throw new ParquetFault("values point into a dictionary that is not there");
  const width = page[from] ?? 33;
  checkRuns(page, from + 1, page.length, width, count);
  // What a run repeats may be any number of as many bytes as its bits take.
  const places = width <= 8 ? new Uint8Array(count) : new Uint32Array(count);
  readRleBitPackedHybrid(readerAt(page, from + 1), width, places, page.length - from - 1);
  const beyond = places.find((place) => place >= dictionary.length);
  if (beyond !== undefined)
    throw new ParquetFault(`a value points to entry ${String(beyond)} of a dictionary of ${String(dictionary.length)}`);
  return new EntryCells(places, dictionary);
}

function readValues(
  page: Uint8Array,
  from: number,
  encoding: number,
  count: number,
  { type, width }: ParquetColumn,
): ArrayLike<unknown> {
  const reader = readerAt(page, from);
  switch (encoding) {
    case encodings.plain:
      return readPlain(reader, type, count, width);
    case encodings.runs: {
      if (type !== "BOOLEAN") break;
      const length = reader.view.getUint32(from, true);
      checkRuns(page, from + 4, from + 4 + length, 1, count);
      const bits = new Uint8Array(count);
      readRleBitPackedHybrid(reader, 1, bits);
      return Array.from(bits, (bit) => bit === 1);
    }
    case encodings.deltas: {
      if (type !== "INT32" && type !== "INT64") break;
      checkDeltas(page, from, count);
      const numbers = type === "INT32" ? new Int32Array(count) : new BigInt64Array(count);
      deltaBinaryUnpack(reader, count, numbers);
      return numbers;
    }
    case encodings.deltaLengths: {
      checkDeltas(page, from, count);
      const values = new Array<Uint8Array>(count);
      deltaLengthByteArray(reader, count, values);
      return values;
    }
    case encodings.deltaTexts: {
      checkShared(page, from, count);
      const values = new Array<Uint8Array>(count);
      deltaByteArray(reader, count, values);
      return values;
    }
    case encodings.split:
      return byteStreamSplit(reader, count, type, width);
  }
  throw new ParquetFault(`encoding ${String(encoding)} of ${type} is not known`);
}

/** Texts that begin as the one before are written by their ends: a page may claim any amount of text. */
function checkShared(page: Uint8Array, from: number, count: number): void {
  const suffixes = checkDeltas(page, from, count);
  checkDeltas(page, suffixes, count);
  const lengths = new Int32Array(count);
  let sum = 0;
  let before = 0;
  const prefixes = lengths.slice();
  deltaBinaryUnpack(readerAt(page, from), count, prefixes);
  deltaBinaryUnpack(readerAt(page, suffixes), count, lengths);
  for (let i = 0; i < count; i++) {
    const [prefix, suffix] = [prefixes[i] ?? 0, lengths[i] ?? 0];
    if (prefix < 0 || suffix < 0 || prefix > before)
      throw new ParquetFault("a text shares more with the one before than that has");
    before = prefix + suffix;
    sum += before;
  }
  if (sum > Math.max(sharedBytes, mostSharing * page.length))
    throw new ParquetFault("texts that share their beginnings claim more than 100 times the bytes of their page");
}

function readerAt(page: Uint8Array, offset: number, end = page.length) {
  return { view: new DataView(page.buffer, page.byteOffset, end), offset };
}
