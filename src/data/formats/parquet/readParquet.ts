import { UserError } from "../../../base/errors.ts";
import { noSuchColumn } from "../../labelChecks.ts";
import { longestRow, type RowSink, rowTooLong } from "../../rowReader.ts";
import type { ByteSource } from "../../table.ts";
import { ColumnCursor } from "./columnCursor.ts";
import { type ParquetFile, readFooter, type RowGroup } from "./footer.ts";

/** Bytes read ahead in all columns together, and in one at least and at most. */
const aheadBytes = 32 * 1024 * 1024;
const leastBlock = 16 * 1024;
const largestBlock = 1024 * 1024;
/** Rows told at once, before whoever paces the source gets a turn. */
const rowsAtOnce = 16_384;

/** Which columns of a Parquet file are told, and how. */
export interface ParquetRows {
  /** The fields of a row in their order; a column that is not wanted is "". */
  readonly columns: readonly string[];
  readonly wanted: readonly string[];
  /** The row to begin at; the first when absent. */
  readonly from?: number;
  /** Rows count from 1. Reading ends when it answers false. */
  readonly row: (fields: readonly string[], row: number) => boolean;
  readonly onBytes: (bytes: number) => void;
}

/**
 * Reads the rows of a Parquet file in their order, row group by row group and page by page. UserError: damaged, lying
 * about its sizes, without a wanted column, a row beyond all bounds.
 */
export async function readParquet(source: ByteSource, file: ParquetFile, rows: ParquetRows): Promise<void> {
  const { columns, wanted } = rows;
  const positions = wanted.map((name) => columns.indexOf(name));
  const found = wanted.map((name) => {
    const column = file.columns.find((one) => one.name === name);
    if (column === undefined)
      throw noSuchColumn(
        source.path,
        "dataset",
        name,
        file.columns.map((one) => one.name),
      );
    return column;
  });
  const blockBytes = Math.max(leastBlock, Math.min(largestBlock, Math.floor(aheadBytes / Math.max(1, found.length))));
  let before = 0;
  for (const group of file.groups) {
    if (before + group.rows < (rows.from ?? 1)) {
      before += group.rows;
      continue;
    }
    const cursors = found.map((column) => {
      const chunk = group.chunks[column.chunk];
      if (chunk === undefined) throw new Error("invariant: every row group has all column chunks");
      return new ColumnCursor(source, { column, chunk, rows: group.rows }, { blockBytes, onBytes: rows.onBytes });
    });
    if (!(await readGroup(source, group, before, { cursors, positions, rows }))) return;
    before += group.rows;
  }
}

interface GroupReading {
  readonly cursors: readonly ColumnCursor[];
  readonly positions: readonly number[];
  readonly rows: ParquetRows;
}

async function readGroup(
  source: ByteSource,
  group: RowGroup,
  before: number,
  { cursors, positions, rows }: GroupReading,
): Promise<boolean> {
  for (let row = 0; row < group.rows;) {
    let ready = Math.min(rowsAtOnce, group.rows - row);
    for (const cursor of cursors) {
      if (cursor.ready === 0) await cursor.fill();
      ready = Math.min(ready, cursor.ready);
    }
    await source.slice?.(0, 0);
    for (const end = row + ready; row < end; row++) {
      const fields = new Array<string>(rows.columns.length).fill("");
      let length = 0;
      for (let at = 0; at < cursors.length; at++) {
        const cell = cursors[at]?.next() ?? "";
        length += cell.length;
        fields[positions[at] ?? 0] = cell;
      }
      if (length > longestRow) throw rowTooLong(source.path, before + row + 1);
      if (before + row + 1 < (rows.from ?? 1)) continue;
      if (!rows.row(fields, before + row + 1)) return false;
    }
  }
  return true;
}

/** Tells the rows of a Parquet file to those who hear rows of any format. */
export async function readParquetRows(
  source: ByteSource,
  {
    columns,
    wanted = columns,
  }: { readonly columns: readonly string[]; readonly wanted?: readonly string[] | undefined },
  sink: RowSink,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const file = await readFooter(source);
  if (file.rows === 0)
    throw new UserError("The file has no rows.", "Give a file with labelled rows.", { file: source.path });
  await readParquet(source, file, {
    columns,
    wanted,
    onBytes,
    row: (fields, row) => {
      sink.row(fields, row);
      return true;
    },
  });
}
