import { UserError } from "../base/errors.ts";
import type { FileLayout } from "./layout.ts";
import type { SplitColumns } from "./rowChecker.ts";
import { RowReport } from "./rowReport.ts";
import { readRows } from "./rows.ts";
import type { ByteSource, ExampleTable, FileRole, TableFile } from "./table.ts";
import { TableBuilder } from "./tableBuilder.ts";

/** Largest file that is read into memory, in bytes. */
const largestFile = 2 ** 30;
const mostFiles = 256;

export interface ReadOptions {
  /** Keeps an even sample, of so many examples one; all are checked, and files of any size are read then. */
  readonly every?: number;
  readonly onProgress?: (fraction: number) => void;
}

/** One file to read and what its examples are for. */
export interface TableSource {
  readonly role: FileRole;
  readonly source: ByteSource;
}

/**
 * Reads labelled files into one table. Rows that cannot be used are reported in `files`, never dropped in silence.
 * UserError: an empty or binary file, a row beyond all bounds, a column that is not there, fewer than two classes or
 * more than 1,000, a numeric target, several labels per example.
 */
export async function readTable(
  sources: readonly TableSource[],
  layout: FileLayout,
  options: SplitColumns & ReadOptions = {},
): Promise<ExampleTable> {
  if (sources.length > mostFiles)
    throw new UserError(`The dataset has more than ${String(mostFiles)} files.`, "Join some of them.");
  const { every = 1 } = options;
  const builder = new TableBuilder(layout, options, every);
  const total = sources.reduce((sum, { source }) => sum + source.size, 0);
  let done = 0;
  const files: TableFile[] = [];
  for (const { role, source } of sources) {
    files.push(
      await readFile(source, role, { layout, builder, largest: every > 1 ? Infinity : largestFile }, (bytes) => {
        done += bytes;
        options.onProgress?.(total === 0 ? 1 : Math.min(1, done / total));
      }),
    );
  }
  return builder.finish(files);
}

interface FileReading {
  readonly layout: FileLayout;
  readonly builder: TableBuilder;
  /** In bytes. */
  readonly largest: number;
}

async function readFile(
  source: ByteSource,
  role: FileRole,
  { layout, builder, largest }: FileReading,
  onBytes: (bytes: number) => void,
): Promise<TableFile> {
  if (source.size > largest)
    throw new UserError("The file is larger than 1 GB.", "Cut it to the part to train on.", { file: source.path });
  const report = new RowReport(layout);
  const rows = builder.file(source.path, report.broken);
  let read = 0;
  const { bytes, sha256, invalidBytes } = await readRows(
    source,
    { ...layout, wanted: builder.columns },
    report.sink(rows.row),
    (piece) => {
      read += piece;
      if (read > largest)
        throw new UserError(
          "The file holds more than 1 GB, or grew while it was read.",
          "Cut it to the part to train on.",
          { file: source.path },
        );
      onBytes(piece);
    },
  );
  if (rows.end() === 0) throw report.noExamples(source.path, bytes);
  return { path: source.path, role, bytes, sha256, invalidBytes, ...report.facts() };
}
