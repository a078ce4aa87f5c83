import { UserError } from "../base/errors.ts";
import { Sha256 } from "../base/sha256.ts";
import { classesOfFolder } from "./formats/folders.ts";
import { readFastText } from "./formats/fastText.ts";
import { JsonListReader, type ObjectSink, readJsonLines } from "./formats/json.ts";
import { cellOf, valueAt } from "./formats/jsonValues.ts";
import { readSvmlight } from "./formats/svmlight.ts";
import type { FileFormat, FileLayout } from "./layout.ts";
import { RecordScanner } from "./records.ts";
import { LineCutter, longestRow, type RowReader, type RowSink, rowTooLong } from "./rowReader.ts";
import type { ByteSource, Digest } from "./table.ts";
import { TextStream } from "./text.ts";

/** Bytes decoded at once, whatever the size of the pieces that a source hands over. */
const pieceBytes = 2 ** 18;

/** What reading a file showed beside its rows. */
export interface RowsRead {
  readonly bytes: number;
  /** SHA-256 of the file's bytes, of a folder of the names and bytes of its files, hexadecimal. */
  readonly sha256: string;
  /** Byte sequences that the encoding does not have. */
  readonly invalidBytes: number;
  /** Whether some character beyond ASCII was read as UTF-8. */
  readonly wide: boolean;
}

type TextFormat = Exclude<FileFormat, "folders" | "classFiles" | "parquet">;
/** What is known of the rows to read; all but columns may be the default. */
export type RowLayout = Pick<FileLayout, "format" | "delimiter" | "columns" | "encoding" | "severalLabels"> & {
  /** The columns that are looked at, where reading others can be spared; all when absent. */
  readonly wanted?: readonly string[];
};
type OpenText = (layout: RowLayout, path: string, sink: RowSink) => RowReader;

/** How the text of each format becomes rows. */
const textFormats: Readonly<Record<TextFormat, OpenText>> = {
  table: (layout, path, sink) => new RecordScanner(layout, path, sink),
  lines: (layout, path, sink) => new RecordScanner(layout, path, sink),
  fastText: ({ severalLabels }, path, sink) => readFastText(path, sink, severalLabels === "each"),
  jsonl: ({ columns }, path, sink) => readJsonLines(path, objectsAsRows(columns, sink)),
  json: ({ columns }, path, sink) => new JsonListReader(path, objectsAsRows(columns, sink)),
  svmlight: (_, path, sink) => readSvmlight(path, sink),
};

function objectsAsRows(columns: readonly string[], sink: RowSink): ObjectSink {
  return {
    object: (object, line) => {
      sink.row(
        columns.map((column) => cellOf(valueAt(object, column))),
        line,
      );
    },
    broken: (line, reason, kind) => {
      sink.broken(line, reason, kind);
    },
  };
}

/**
 * Reads a dataset's file or folder through and tells its rows: the one door to all formats. UserError: a binary file,
 * a row beyond all bounds, a file of another format.
 * @param onBytes hears of every piece before it is taken, and may throw
 */
export async function readRows(
  source: ByteSource,
  layout: RowLayout,
  sink: RowSink,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<RowsRead> {
  const { format } = layout;
  if (format === "folders" || format === "classFiles") return readFolder(source, format, layout, sink, onBytes);
  if (source.parts !== undefined)
    throw new UserError("This is a folder.", "Name a file inside it.", { file: source.path });
  if (format === "parquet") return readPacked(source, layout, sink, onBytes);
  const reader = textFormats[format](layout, source.path, sink);
  const text = new TextStream(source.path, layout.encoding);
  const hash = digestFor(source);
  const bytes = await readText(source, text, reader, (piece) => {
    onBytes(piece.length);
    hash.update(piece);
  });
  return { bytes, sha256: hash.digestHex(), invalidBytes: text.invalid, wide: text.wide };
}

export function digestFor({ sha256 }: ByteSource): Digest {
  return sha256?.() ?? new Sha256();
}

/** What few files are is loaded when one comes. The file is read once more for the hash of its bytes. */
async function readPacked(
  source: ByteSource,
  layout: RowLayout,
  sink: RowSink,
  onBytes: (bytes: number) => void,
): Promise<RowsRead> {
  const { readParquetRows } = await import("./formats/parquet/readParquet.ts");
  await readParquetRows(source, layout, sink, onBytes);
  const hash = digestFor(source);
  let bytes = 0;
  for await (const chunk of source.chunks()) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digestHex(), invalidBytes: 0, wide: true };
}

async function readText(
  source: ByteSource,
  text: TextStream,
  reader: RowReader,
  onPiece: (piece: Uint8Array) => void,
): Promise<number> {
  let bytes = 0;
  for await (const chunk of source.chunks()) {
    for (let from = 0; from < chunk.length; from += pieceBytes) {
      const piece = chunk.subarray(from, from + pieceBytes);
      bytes += piece.length;
      onPiece(piece);
      reader.push(text.push(piece));
    }
  }
  reader.push(text.end());
  reader.end();
  return bytes;
}

/** Columns of the rows that folders give. */
export const folderColumns: readonly string[] = ["text", "label", "file"];

async function readFolder(
  folder: ByteSource,
  format: "folders" | "classFiles",
  { encoding }: RowLayout,
  sink: RowSink,
  onBytes: (bytes: number) => void,
): Promise<RowsRead> {
  const classes = classesOfFolder(folder.parts ?? [], format);
  if (classes === undefined)
    throw new UserError(
      format === "folders" ? "There are no folders with files in it." : "There are no files named after classes in it.",
      "Name a folder that holds a folder of text files, or a file of lines, for each class.",
      { file: folder.path },
    );
  const hash = digestFor(folder);
  const name = new TextEncoder();
  const total = { bytes: 0, invalidBytes: 0, wide: false };
  let line = 0;
  for (const part of classes.files) {
    hash.update(name.encode(`${part.name} ${String(part.source.size)}\n`));
    const text = new TextStream(part.source.path, encoding);
    const place = (at: number) => ({ file: part.source.path, line: at });
    let lines = 0;
    const content: string[] = [];
    const reader: RowReader =
      format === "folders"
        ? wholeText(part.source.path, content)
        : new LineCutter(part.source.path, (row, at) => {
            lines = at;
            if (row.trim() !== "") sink.row([row, part.label, part.name], line + at, place(at));
          });
    try {
      total.bytes += await readText(part.source, text, reader, (piece) => {
        onBytes(piece.length);
        hash.update(piece);
      });
      if (format === "folders") sink.row([content.join(""), part.label, part.name], line + 1, place(1));
    } catch (error) {
      // One picture among thousands of texts is no reason to refuse them all; a limit on the whole is.
      if (!(error instanceof UserError) || error.place.file !== part.source.path) throw error;
      sink.broken(line + lines + 1, error.what, "text", place(lines + 1));
    }
    line += format === "folders" ? 1 : lines;
    total.invalidBytes += text.invalid;
    total.wide ||= text.wide;
  }
  return { ...total, sha256: hash.digestHex() };
}

function wholeText(path: string, content: string[]): RowReader {
  let length = 0;
  return {
    push(text) {
      length += text.length;
      if (length > longestRow) throw rowTooLong(path, 1);
      content.push(text);
    },
    end: () => undefined,
  };
}
