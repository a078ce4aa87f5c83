import { applyEdits, modify } from "jsonc-parser";

/** A key of an experiment file, as a path from its root, and the value to write there. */
export type FileEdit = readonly [path: readonly string[], value: unknown];

/** The text of an experiment file with values written into it; comments and everything else stay as they are. */
export function withWritten(text: string, edits: readonly FileEdit[]): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes("\r\n") ? "\r\n" : "\n" };
  return edits.reduce(
    (written, [path, value]) => applyEdits(written, modify(written, [...path], value, { formattingOptions })),
    text,
  );
}
