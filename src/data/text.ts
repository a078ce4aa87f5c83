import { UserError } from "../base/errors.ts";
import type { OtherEncoding } from "./layout.ts";

/** What "the same text" means for splits: Unicode normalisation form C (DEFINITIONS: splits). */
export function normaliseText(text: string): string {
  return text.normalize("NFC");
}

const replacement = "\uFFFD";

/** The encoding that a byte order mark at the start of a file tells, where it is UTF-16. */
export function encodingOfMark(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return undefined;
}

/**
 * Turns the bytes of a text file into characters as they arrive: a byte order mark is left out, sequences
 * that the encoding does not have become U+FFFD and are counted, characters may straddle pieces. Binary files are a UserError.
 */
export class TextStream {
  readonly #decode: (bytes: Uint8Array | undefined) => string;
  readonly #path: string;
  readonly #encoding: OtherEncoding | undefined;
  #replacements = 0;
  #written = 0;
  #wide = false;
  #tail: readonly number[] = [];
  #first = true;

  /** @param encoding UTF-8 when absent */
  constructor(path: string, encoding?: OtherEncoding) {
    this.#path = path;
    this.#encoding = encoding;
    this.#decode = encoding === "latin-1" ? decodeLatin1 : decodeBy(new TextDecoder(encoding ?? "utf-8"));
  }

  /** Sequences replaced so far: the U+FFFD that came out less those that stood in the file. */
  get invalid(): number {
    return this.#replacements - this.#written;
  }

  /** Whether UTF-8 bytes so far held a whole character beyond ASCII: a sign that the file is UTF-8. */
  get wide(): boolean {
    return this.#wide;
  }

  push(bytes: Uint8Array): string {
    if (this.#encoding === "utf-16le" || this.#encoding === "utf-16be") return this.#count(this.#decode(bytes));
    if (this.#first) this.#refuseUtf16(bytes);
    const text = this.#decode(bytes);
    if (text.includes("\0")) throw binaryFile(this.#path);
    if (this.#encoding === "latin-1") return text;
    // Several bytes of one character make fewer units than they are: where none is lost, there is none beyond ASCII.
    const plain = text.length === bytes.length && !endsInside(this.#tail) && !endsInside(bytes);
    if (plain) this.#tail = lastTwo(this.#tail, bytes);
    else this.#countWritten(bytes);
    return this.#count(text, plain);
  }

  /** The last characters, once all bytes were pushed. */
  end(): string {
    return this.#count(this.#decode(undefined));
  }

  /** @param plain whether it is known to be ASCII but for what was replaced */
  #count(text: string, plain = false): string {
    for (let at = text.indexOf(replacement); at >= 0; at = text.indexOf(replacement, at + 1)) this.#replacements++;
    if (!plain) this.#wide ||= /[^\0-\x7F\uFFFD]/.test(text);
    return text;
  }

  /** Counts EF BF BD, which is U+FFFD wherever it stands: EF never continues a character. */
  #countWritten(bytes: Uint8Array): void {
    const border = [...this.#tail, ...bytes.subarray(0, 2)];
    for (let i = 0; i + 2 < border.length; i++) if (isReplacement(border, i)) this.#written++;
    for (let at = bytes.indexOf(0xef); at >= 0; at = bytes.indexOf(0xef, at + 1))
      if (isReplacement(bytes, at)) this.#written++;
    this.#tail = lastTwo(this.#tail, bytes);
  }

  #refuseUtf16(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#first = false;
    const encoding = encodingOfMark(bytes);
    if (encoding !== undefined)
      throw new UserError("The file is UTF-16 text.", `Give it "encoding": "${encoding}", or save it as UTF-8.`, {
        file: this.#path,
      });
  }
}

function decodeBy(decoder: InstanceType<typeof TextDecoder>): (bytes: Uint8Array | undefined) => string {
  return (bytes) => (bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }));
}

/** Whether the last byte may be one of a sequence that goes on. */
function endsInside(bytes: ArrayLike<number>): boolean {
  return (bytes[bytes.length - 1] ?? 0) >= 0x80;
}

function lastTwo(before: readonly number[], bytes: Uint8Array): readonly number[] {
  return [...(bytes.length >= 2 ? [] : before), ...bytes.subarray(-2)].slice(-2);
}

function isReplacement(bytes: ArrayLike<number>, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd;
}

function binaryFile(path: string): UserError {
  return new UserError(
    "The file is not text: it holds NUL bytes.",
    "Give a text file with one labelled example a row (csv, tsv, or text, a tab, the label).",
    { file: path },
  );
}

/** What the bytes 80 to 9F mean in Windows-1252; those it leaves out stay control characters. */
const windowsSigns =
  "\u20AC\x81\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\x8D\u017D\x8F" +
  "\x90\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\x9D\u017E\u0178";
const latinUnits = Uint16Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x80 && byte < 0xa0 ? windowsSigns.charCodeAt(byte - 0x80) : byte,
);
const unitDecoder = new TextDecoder("utf-16le");

/** By a table of our own: engines disagree about the bytes 80 to 9F. */
function decodeLatin1(bytes: Uint8Array | undefined): string {
  if (bytes === undefined || bytes.length === 0) return "";
  const pairs = new Uint8Array(bytes.length * 2);
  for (let i = 0; i < bytes.length; i++) {
    const unit = latinUnits[bytes[i] ?? 0] ?? 0;
    pairs[i * 2] = unit & 0xff;
    pairs[i * 2 + 1] = unit >> 8;
  }
  return unitDecoder.decode(pairs);
}
