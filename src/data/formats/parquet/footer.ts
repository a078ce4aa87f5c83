import { UserError } from "../../../base/errors.ts";
import { plural, thousands } from "../../phrases.ts";
import type { ByteSource } from "../../table.ts";
import { isParquetMark } from "../parquetMark.ts";
import { guarded, ParquetFault } from "./fault.ts";
import { type ParquetSchema, readSchema } from "./schema.ts";
import { Struct } from "./thrift.ts";

/** Where a column of a row group lies. */
export interface ColumnChunk {
  readonly from: number;
  readonly to: number;
  /** How its pages are packed, by the format's number. */
  readonly codec: number;
}

export interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly ColumnChunk[];
}

/** What the footer of a Parquet file says, each size of it checked against the file. */
export interface ParquetFile extends ParquetSchema {
  readonly rows: number;
  readonly groups: readonly RowGroup[];
}

/** Bytes of the file's two marks and of the footer's length. */
const markBytes = 4;
const tailBytes = 8;
const mostFooterBytes = 64 * 1024 * 1024;
/** Rows that any file may claim, and beyond that how many for each of its bytes. */
const rowsInAnyCase = 10_000_000;
const mostRowsPerByte = 8;

/**
 * Reads the footer. Nothing is read or allocated by a size before it was checked against the file's own. UserError: no
 * Parquet, encrypted, packed once more, damaged, lying about its sizes.
 */
export async function readFooter(source: ByteSource): Promise<ParquetFile> {
  const { path, size } = source;
  if (source.slice === undefined)
    throw new UserError("A Parquet file cannot be read from within another packing.", "Unpack it first.", {
      file: path,
    });
  if (size < markBytes + tailBytes) throw noParquet(path);
  const tail = await source.slice(size - tailBytes, size);
  if (new TextDecoder().decode(tail.subarray(4)) === "PARE")
    throw new UserError("The Parquet file is encrypted.", "Write it without encryption.", { file: path });
  if (!isParquetMark(tail, 4)) throw noParquet(path);
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  const start = size - tailBytes - length;
  guarded(path, "its footer", () => {
    if (start < markBytes)
      throw new ParquetFault(`${thousands(length)} bytes are claimed of a file of ${thousands(size)}`);
    if (length > mostFooterBytes) throw new ParquetFault(`${thousands(length)} bytes are claimed, more than 64 MB`);
  });
  const footer = await source.slice(start, size - tailBytes);
  return guarded(path, "its footer", () => fileOf(Struct.read(footer, 0).struct, start));
}

function noParquet(path: string): UserError {
  return new UserError(
    "The file is not Parquet, or does not end as Parquet does.",
    "Check that it came through whole.",
    {
      file: path,
    },
  );
}

/** @param end of what may hold column chunks */
function fileOf(footer: Struct, end: number): ParquetFile {
  const schema = readSchema(footer.structs(2));
  const rows = footer.count(3, "the number of rows");
  if (rows > Math.max(rowsInAnyCase, mostRowsPerByte * end))
    throw new ParquetFault(`${thousands(rows)} rows are claimed of ${thousands(end)} bytes`);
  const groups = footer.structs(4).map((group) => groupOf(group, schema, end));
  const sum = groups.reduce((total, group) => total + group.rows, 0);
  if (sum !== rows)
    throw new ParquetFault(`${thousands(rows)} rows are claimed, but ${thousands(sum)} in its row groups`);
  return { ...schema, rows, groups };
}

function groupOf(group: Struct, schema: ParquetSchema, end: number): RowGroup {
  const rows = group.count(3, "the number of rows of a row group");
  const written = group.structs(1);
  if (written.length !== schema.chunks)
    throw new ParquetFault(`a row group has ${plural(written.length, "column")} of ${String(schema.chunks)}`);
  const single = new Set(schema.columns.map(({ chunk }) => chunk));
  return { rows, chunks: written.map((column, at) => chunkOf(column, single.has(at) ? rows : undefined, end)) };
}

/** @param rows values that there must be, where each row has one */
function chunkOf(column: Struct, rows: number | undefined, end: number): ColumnChunk {
  if (column.text(1) !== "") throw new ParquetFault("a column lies in another file");
  const about = column.struct(3);
  if (about === undefined) throw new ParquetFault("a column chunk is not described, or is encrypted");
  const values = about.count(5, "the number of values of a column");
  if (rows !== undefined && values !== rows)
    throw new ParquetFault(`a column has ${thousands(values)} values for ${thousands(rows)} rows`);
  const data = about.count(9, "the place of a column");
  const dictionary = about.optionalCount(11) ?? 0;
  // Some writers say 0 where there is no dictionary.
  const from = dictionary >= markBytes ? Math.min(data, dictionary) : data;
  const to = from + about.count(7, "the size of a column");
  if (from < markBytes || to > end)
    throw new ParquetFault(`a column is claimed at bytes ${thousands(from)} to ${thousands(to)} of ${thousands(end)}`);
  return { from, to, codec: about.count(4, "the packing of a column") };
}
