import { type ExampleKey, keyOfRow } from "../data/exampleKey.ts";
import type { ExampleInput } from "../data/inputTable.ts";
import { type FileLayout, usedColumns } from "../data/layout.ts";
import type { RowPlace } from "../data/rowReader.ts";
import { readRows as readAllRows } from "../data/rows.ts";
import type { ByteSource } from "../data/table.ts";

const longestExcerpt = 500;

/** A row of a labelled file. */
export interface FoundRow {
  /** Its first line, from 1. */
  readonly line: number;
  /** Where it really stands, in a folder. */
  readonly place?: RowPlace;
  readonly fields: readonly string[];
}

/** Reads a labelled file through and keeps the rows that start on the wanted lines (from 1), by line. */
export async function readLines(
  source: ByteSource,
  layout: FileLayout,
  wanted: ReadonlySet<number>,
): Promise<{ readonly lines: ReadonlyMap<number, FoundRow>; readonly sha256: string }> {
  const lines = new Map<number, FoundRow>();
  const sha256 = await readRows(source, layout, (row) => {
    if (wanted.has(row.line)) lines.set(row.line, row);
  });
  return { lines, sha256 };
}

/** Reads a labelled file through and keeps the rows of wanted keys, each by its key as text. */
export async function findRows(
  source: ByteSource,
  layout: FileLayout,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly FoundRow[]>> {
  const found = new Map<string, FoundRow[]>();
  let isHeader = layout.header;
  await readRows(source, layout, (row) => {
    const key = isHeader ? undefined : keyOfRow(row.fields, layout);
    isHeader = false;
    if (key === undefined || !wanted.has(keyText(key))) return;
    const before = found.get(keyText(key));
    if (before === undefined) found.set(keyText(key), [row]);
    else before.push(row);
  });
  return found;
}

export function keyText([first, second]: ExampleKey): string {
  return `${String(first)} ${String(second)}`;
}

async function readRows(source: ByteSource, layout: FileLayout, take: (row: FoundRow) => void): Promise<string> {
  const { sha256 } = await readAllRows(
    source,
    { ...layout, wanted: usedColumns(layout) },
    {
      row: (fields, line, place) => {
        take({ line, fields, ...(place !== undefined && { place }) });
      },
      broken: () => undefined,
    },
  );
  return sha256;
}

/** What a row holds, as an example without a label. */
export function inputOf({ fields }: FoundRow, layout: FileLayout): ExampleInput {
  const valueOf = (name: string): string => fields[layout.columns.indexOf(name)] ?? "";
  const { numeric, categories = [], sparse } = layout;
  const columns = [...numeric, ...categories, ...(sparse === undefined ? [] : [sparse])].map(
    (name) => [name, valueOf(name)] as const,
  );
  return { text: layout.text === undefined ? null : valueOf(layout.text), columns: Object.fromEntries(columns) };
}

/** The text of a row, or its columns as `name = value`, cut to 500 characters. */
export function excerptOf(row: FoundRow, layout: FileLayout): string {
  const { text, columns } = inputOf(row, layout);
  const whole =
    text ??
    Object.entries(columns)
      .map(([name, value]) => `${name} = ${value}`)
      .join(", ");
  return whole.length > longestExcerpt ? `${whole.slice(0, longestExcerpt - 1)}…` : whole;
}
