import { UserError } from "../base/errors.ts";
import type { FileLayout } from "./layout.ts";
import { RowReport } from "./rowReport.ts";
import { readRows } from "./rows.ts";
import type { ByteSource, ExampleTable, FileRole, TableFile } from "./table.ts";
import { TableBuilder } from "./tableBuilder.ts";

/** Largest file that is read into memory, in bytes. */
const largestFile = 2 ** 30;
const mostFiles = 256;

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
  options: { readonly groupColumn?: string; readonly onProgress?: (fraction: number) => void } = {},
): Promise<ExampleTable> {
  if (sources.length > mostFiles)
    throw new UserError(`The dataset has more than ${String(mostFiles)} files.`, "Join some of them.");
  const builder = new TableBuilder(layout, options.groupColumn);
  const total = sources.reduce((sum, { source }) => sum + source.size, 0);
  let done = 0;
  const files: TableFile[] = [];
  for (const { role, source } of sources) {
    files.push(
      await readFile(source, role, layout, builder, (bytes) => {
        done += bytes;
        options.onProgress?.(total === 0 ? 1 : Math.min(1, done / total));
      }),
    );
  }
  return builder.finish(files);
}

async function readFile(
  source: ByteSource,
  role: FileRole,
  layout: FileLayout,
  builder: TableBuilder,
  onBytes: (bytes: number) => void,
): Promise<TableFile> {
  if (source.size > largestFile)
    throw new UserError("The file is larger than 1 GB.", "Cut it to the part to train on.", { file: source.path });
  const report = new RowReport(layout);
  const rows = builder.file(source.path, report.broken);
  let read = 0;
  const { bytes, sha256, invalidBytes } = await readRows(source, layout, report.sink(rows.row), (piece) => {
    read += piece;
    if (read > largestFile)
      throw new UserError(
        "The file holds more than 1 GB, or grew while it was read.",
        "Cut it to the part to train on.",
        { file: source.path },
      );
    onBytes(piece);
  });
  if (rows.end() === 0) throw report.noExamples(source.path, bytes);
  return { path: source.path, role, bytes, sha256, invalidBytes, ...report.facts() };
}
