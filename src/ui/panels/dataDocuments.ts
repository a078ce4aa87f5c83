import { Uri, workspace } from "vscode";
import type { Disposable } from "../../base/lifecycle.ts";
import { UserError } from "../../base/errors.ts";
import { hasRowsOnly } from "../../base/filePlace.ts";
import { dataFiles, isPacked } from "../../platform/dataFiles.ts";
import { fileName } from "../../platform/vscode/paths.ts";

const scheme = "benchtop-data";
const rowsScheme = "benchtop-rows";
/** Of the texts that show data files which are no texts. */
export const dataSchemes: readonly string[] = [scheme, rowsScheme];
/** The editor shows no more text to extensions anyway. */
const longestText = 50 * 1024 * 1024;
/** Rows of a Parquet file that one document shows. */
const rowsOfDocument = 10_000;

/** What packed data files hold, as texts that can be read and not written. */
export function registerDataDocuments(): Disposable {
  const texts = workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: ({ query }) => unpackedText(query),
  });
  const rows = workspace.registerTextDocumentContentProvider(rowsScheme, {
    provideTextDocumentContent: ({ query, fragment }) => rowsText(query, Number(fragment)),
  });
  return {
    dispose: () => {
      texts.dispose();
      rows.dispose();
    },
  };
}

/** Under the file's name without its last ending, so that the editor knows its kind. */
function dataDocument(path: string): Uri {
  return Uri.from({ scheme, path: `/${fileName(path).replace(/\.gz$/i, "")}`, query: path });
}

/** A row of a Parquet file: the document that shows it among others, a row a line as JSON, and its line there. */
function rowDocument(path: string, row: number): { readonly uri: Uri; readonly line: number } {
  const from = Math.floor(Math.max(0, row - 1) / rowsOfDocument) * rowsOfDocument + 1;
  const rows = `rows ${String(from)} to ${String(from + rowsOfDocument - 1)}`;
  const uri = Uri.from({
    scheme: rowsScheme,
    path: `/${fileName(path)}, ${rows}.jsonl`,
    query: path,
    fragment: String(from),
  });
  return { uri, line: row - from + 1 };
}

/** Where an example of a file is shown as text. */
export function documentAt(path: string, line: number): { readonly uri: Uri; readonly line: number } {
  if (hasRowsOnly(path)) return rowDocument(path, line);
  return { uri: isPacked(path) ? dataDocument(path) : Uri.file(path), line };
}

async function rowsText(path: string, from: number): Promise<string> {
  const { rowsAsJson } = await import("../../data/formats/parquet/rowsAsJson.ts");
  const source = await dataFiles.open(path);
  return rowsAsJson(source, { from, count: rowsOfDocument, mostCharacters: longestText });
}

async function unpackedText(path: string): Promise<string> {
  const source = await dataFiles.open(path);
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of source.chunks()) {
    bytes += chunk.length;
    if (bytes > longestText)
      throw new UserError("The file holds more than 50 MB.", "Unpack it to look at it.", { file: path });
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return parts.join("") + decoder.decode();
}
