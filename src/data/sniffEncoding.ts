import { UserError } from "../base/errors.ts";
import type { LayoutChoices, OtherEncoding } from "./layout.ts";
import type { Head } from "./sniffMarked.ts";
import { encodingOfMark, TextStream } from "./text.ts";

interface DecodedHead {
  readonly head: Head;
  /** UTF-8 when absent. */
  readonly encoding?: OtherEncoding;
  readonly reasons: readonly string[];
}

export const latinReason =
  "The file is not UTF-8: its characters are read as latin-1, with the signs that Windows added to it.";

/**
 * The characters of the head. UTF-16 shows by its byte order mark; a file whose characters beyond ASCII are all broken
 * as UTF-8 is taken for latin-1. UserError: an empty or binary file, a first line that does not end.
 */
export function decodeHead(
  bytes: Uint8Array,
  { path, whole, choices }: { readonly path: string; readonly whole: boolean; readonly choices: LayoutChoices },
): DecodedHead {
  if (bytes.length === 0)
    throw new UserError("The file is empty.", "Give a file with labelled examples.", { file: path });
  const { text, encoding, reasons } = decode(bytes, path, choices.encoding);
  if (text.trim() === "")
    throw new UserError("The file holds blank lines only.", "Give a file with labelled examples.", { file: path });
  const lastNewline = text.lastIndexOf("\n");
  const isJson = /^\s*[[{]/.test(text);
  if (!whole && lastNewline < 0 && !isJson) throw firstLineTooLong(path, bytes.length);
  const lines = whole ? text : text.slice(0, lastNewline + 1);
  return { head: { text, lines, whole, path }, ...(encoding !== undefined && { encoding }), reasons };
}

function decode(bytes: Uint8Array, path: string, chosen: LayoutChoices["encoding"]) {
  const mark = encodingOfMark(bytes);
  const encoding = chosen === undefined ? mark : chosen === "utf-8" ? undefined : chosen;
  const stream = new TextStream(path, encoding);
  const text = stream.push(bytes);
  if (chosen === undefined && encoding === undefined && stream.invalid > 0 && !stream.wide) {
    const latin = new TextStream(path, "latin-1");
    return { text: latin.push(bytes), encoding: "latin-1" as const, reasons: [latinReason] };
  }
  // A character that the head cuts in two is none of the file's faults.
  const reasons = encoding === undefined ? [] : [encodingReason(encoding, chosen !== undefined)];
  return { text: text + stream.end(), encoding, reasons };
}

function encodingReason(encoding: OtherEncoding, isChosen: boolean): string {
  const name = encoding === "latin-1" ? "latin-1" : encoding === "utf-16le" ? "UTF-16 (low byte first)" : "UTF-16";
  return `Its characters are ${name}, ${isChosen ? "as chosen" : "as its first two bytes say"}.`;
}

/** @param read the bytes in which no line ends. */
export function firstLineTooLong(path: string, read: number): UserError {
  return new UserError(
    `Its first line is longer than ${String(Math.floor(read / 1024))} KB.`,
    "Check that the file has line breaks between examples.",
    { file: path, line: 1 },
  );
}
