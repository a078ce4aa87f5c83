import { thousands } from "../../phrases.ts";
import type { ByteSource } from "../../table.ts";
import type { Cells } from "./cells.ts";
import { EndsEarly, guarded, ParquetFault, spoilt } from "./fault.ts";
import type { ColumnChunk } from "./footer.ts";
import type { ParquetColumn } from "./schema.ts";
import { Struct } from "./thrift.ts";
import { unpackPage } from "./unpack.ts";
import { readCells, readDictionary, readLevels } from "./values.ts";

/** Kinds of pages by their number in the format. */
const pages = { data: 0, index: 1, dictionary: 2, data2: 3 } as const;
/** Most bytes of one page when unpacked, and values in it. */
const mostPageBytes = 2 ** 28;
const mostPageValues = 2 ** 23;
/** What a page may unpack to in any case, and beyond that how many times its size. */
const bombBytes = 64 * 1024 * 1024;
const bombRatio = 100;
/** Bytes at hand for the header of a page, which may hold the least and greatest text of it. */
const headerBytes = [16 * 1024, 1024 * 1024] as const;

/** Goes through one column of a row group, page by page: what is held at a time is a page and the dictionary. */
export class ColumnCursor {
  readonly #source: ByteSource;
  readonly #column: ParquetColumn;
  readonly #chunk: ColumnChunk;
  readonly #blockBytes: number;
  readonly #onBytes: (bytes: number) => void;
  /** Bytes of the file from `#blockAt` on. */
  #block: Uint8Array = new Uint8Array();
  #blockAt = 0;
  #at: number;
  #rowsLeft: number;
  #dictionary: Cells | undefined;
  #cells: Cells = [];
  #levels: Uint8Array | undefined;
  #ready = 0;
  #row = 0;
  #cell = 0;

  constructor(
    source: ByteSource,
    { column, chunk, rows }: { readonly column: ParquetColumn; readonly chunk: ColumnChunk; readonly rows: number },
    { blockBytes, onBytes }: { readonly blockBytes: number; readonly onBytes: (bytes: number) => void },
  ) {
    this.#source = source;
    this.#column = column;
    this.#chunk = chunk;
    this.#at = chunk.from;
    this.#rowsLeft = rows;
    this.#blockBytes = blockBytes;
    this.#onBytes = onBytes;
  }

  /** Rows that `next` gives before `fill` must be called again. */
  get ready(): number {
    return this.#ready - this.#row;
  }

  /** The next row's cell; "" where it has no value. */
  next(): string {
    const at = this.#row++;
    if (this.#levels !== undefined && this.#levels[at] === 0) return "";
    return this.#cells.at(this.#cell++) ?? "";
  }

  /** Reads on until there are rows. UserError: damaged, or lying about its sizes. */
  async fill(): Promise<void> {
    const where = `the column "${this.#column.name}"`;
    while (this.ready === 0) {
      const header = await this.#header(where);
      const body = await this.#bytes(this.#at, header.packed, where);
      guarded(this.#source.path, where, () => {
        this.#take(header, body);
      });
      this.#onBytes(header.unpacked);
      this.#at += header.packed;
      // With many columns what was read of each would be held as long as the page that was made of it.
      if (this.#at >= this.#blockAt + this.#block.length) this.#block = new Uint8Array();
    }
  }

  /** Moves behind the header that comes next. */
  async #header(where: string): Promise<PageHeader> {
    if (this.#at >= this.#chunk.to)
      throw spoilt(this.#source.path, where, new ParquetFault("there are fewer values than rows"));
    for (const wanted of headerBytes) {
      const length = Math.min(wanted, this.#chunk.to - this.#at);
      const bytes = await this.#bytes(this.#at, length, where);
      try {
        const { struct, end } = Struct.read(bytes, 0);
        this.#at += end;
        return this.#checked(struct);
      } catch (error) {
        if (error instanceof EndsEarly && wanted !== headerBytes[1] && length === wanted) continue;
        throw spoilt(this.#source.path, where, error);
      }
    }
    throw spoilt(this.#source.path, where, new ParquetFault("the header of a page is longer than 1 MB"));
  }

  #checked(struct: Struct): PageHeader {
    const kind = struct.count(1, "the kind of a page");
    const unpacked = struct.count(2, "the size of a page");
    const packed = struct.count(3, "the packed size of a page");
    const left = this.#chunk.to - this.#at;
    if (packed > left)
      throw new ParquetFault(`a page claims ${thousands(packed)} bytes of the ${thousands(left)} that are left`);
    if (unpacked > mostPageBytes) throw new ParquetFault(`a page claims to unpack to ${thousands(unpacked)} bytes`);
    if (unpacked > bombBytes && unpacked > bombRatio * packed)
      throw new ParquetFault("a page claims to unpack to more than 100 times its size");
    if (packed > unpacked * 2 + 1024) throw new ParquetFault("a page is larger packed than unpacked");
    return { struct, kind, unpacked, packed };
  }

  #take({ struct, kind, unpacked }: PageHeader, body: Uint8Array): void {
    const { codec } = this.#chunk;
    switch (kind) {
      case pages.index:
        return;
      case pages.dictionary: {
        if (this.#dictionary !== undefined) throw new ParquetFault("there are two dictionaries");
        const count = valuesOf(struct.struct(7), mostPageValues);
        this.#dictionary = readDictionary(unpackPage(codec, body, unpacked, this.#source), count, this.#column);
        return;
      }
      case pages.data:
        this.#data(struct.struct(5), unpackPage(codec, body, unpacked, this.#source));
        return;
      case pages.data2:
        this.#data2(struct.struct(8), unpacked, body);
        return;
      default:
        throw new ParquetFault("there is a page of a kind that is not known");
    }
  }

  /** Levels, with their length in front, and values are packed together. */
  #data(header: Struct | undefined, page: Uint8Array): void {
    const count = this.#countOf(header);
    const { definition } = this.#column;
    let from = 0;
    let to = 0;
    if (definition > 0) {
      if (header?.optionalCount(3) === 4)
        throw new ParquetFault("levels are written in a way that was given up in 2013");
      from = 4;
      to = 4 + new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(0, true);
    }
    this.#read(page, { count, encoding: header?.count(2, "the encoding of a page") ?? 0, from, to });
  }

  /** Levels lie unpacked before the values. */
  #data2(header: Struct | undefined, unpacked: number, body: Uint8Array): void {
    const count = this.#countOf(header);
    const definitions = header?.count(5, "the size of levels") ?? 0;
    const repetitions = header?.count(6, "the size of levels") ?? 0;
    const levels = definitions + repetitions;
    if (levels > body.length || levels > unpacked)
      throw new ParquetFault("levels claim more bytes than their page has");
    const values = body.subarray(levels);
    const isPacked = header?.is(7, false) !== true && unpacked > levels;
    const size = unpacked - levels;
    const plain = unpackPage(isPacked ? this.#chunk.codec : 0, values, size, this.#source);
    const page = new Uint8Array(unpacked);
    page.set(body.subarray(0, levels));
    page.set(plain, levels);
    const encoding = header?.count(4, "the encoding of a page") ?? 0;
    this.#read(page, { count, encoding, from: repetitions, to: levels });
  }

  #read(
    page: Uint8Array,
    { count, encoding, from, to }: { count: number; encoding: number; from: number; to: number },
  ) {
    const { levels, present } = readLevels(page, from, to, this.#column.definition, count);
    // A buffer of their own: hyparquet aligns by the page's start.
    this.#cells = readCells(page, to, encoding, present, this.#column, this.#dictionary);
    if (this.#cells.length < present) throw new ParquetFault("a page has fewer values than it claims");
    this.#levels = levels;
    this.#ready = count;
    this.#row = 0;
    this.#cell = 0;
    this.#rowsLeft -= count;
  }

  #countOf(header: Struct | undefined): number {
    return valuesOf(header, Math.min(this.#rowsLeft, mostPageValues));
  }

  /** Bytes of the column chunk, read in blocks; fewer than there should be are a UserError. */
  async #bytes(from: number, length: number, where: string): Promise<Uint8Array> {
    if (from < this.#blockAt || from + length > this.#blockAt + this.#block.length) {
      const to = Math.min(from + Math.max(length, this.#blockBytes), this.#chunk.to);
      this.#block = (await this.#source.slice?.(from, to)) ?? new Uint8Array();
      this.#blockAt = from;
      if (this.#block.length < length)
        throw spoilt(this.#source.path, where, new ParquetFault("the file is shorter than it was"));
    }
    return this.#block.subarray(from - this.#blockAt, from - this.#blockAt + length);
  }
}

interface PageHeader {
  readonly struct: Struct;
  readonly kind: number;
  readonly unpacked: number;
  readonly packed: number;
}

function valuesOf(header: Struct | undefined, most: number): number {
  if (header === undefined) throw new ParquetFault("the header of a page is missing");
  const count = header.count(1, "the number of values of a page");
  if (count > most)
    throw new ParquetFault(`a page claims ${thousands(count)} values where at most ${thousands(most)} can be`);
  return count;
}
