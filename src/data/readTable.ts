import { UserError } from "../base/errors.ts";
import { Sha256 } from "../base/sha256.ts";
import { listed } from "./phrases.ts";
import type { FileLayout } from "./layout.ts";
import { RecordScanner } from "./records.ts";
import type { BrokenRow, ByteSource, ExampleTable, FileRole, TableFile } from "./table.ts";
import { TableBuilder } from "./tableBuilder.ts";
import { TextStream } from "./text.ts";

/** Largest file that is read into memory, in bytes. */
const largestFile = 2 ** 30;
/** Bytes decoded at once, whatever the size of the pieces that a source hands over. */
const pieceBytes = 2 ** 20;
const brokenInDetail = 100;
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
  const broken: BrokenRow[] = [];
  let brokenCount = 0;
  const report = (line: number, reason: string): void => {
    brokenCount++;
    if (broken.length < brokenInDetail) broken.push({ line, reason });
  };
  const rows = builder.file(source.path, report);
  const scanner = new RecordScanner(layout, source.path, { row: rows.row, broken: report });
  const text = new TextStream(source.path);
  const hash = new Sha256();
  let bytes = 0;
  for await (const chunk of source.chunks()) {
    for (let from = 0; from < chunk.length; from += pieceBytes) {
      const piece = chunk.subarray(from, from + pieceBytes);
      bytes += piece.length;
      if (bytes > largestFile)
        throw new UserError("The file grew beyond 1 GB while it was read.", "Try again.", { file: source.path });
      hash.update(piece);
      scanner.push(text.push(piece));
      onBytes(piece.length);
    }
  }
  scanner.push(text.end());
  scanner.end();
  if (bytes === 0)
    throw new UserError("The file is empty.", "Give a file with labelled examples.", { file: source.path });
  const examples = rows.end();
  if (examples === 0) {
    const first = broken[0];
    throw new UserError(
      first === undefined
        ? "The file has no examples."
        : `None of its ${String(brokenCount)} rows can be used: ${first.reason}.`,
      `Its columns are expected to be ${listed(layout.columns)}.`,
      first === undefined ? { file: source.path } : { file: source.path, line: first.line },
    );
  }
  return {
    path: source.path,
    role,
    bytes,
    sha256: hash.digestHex(),
    invalidBytes: text.invalid,
    broken,
    brokenCount,
  };
}
