import { UserError } from "../base/errors.ts";

/** What "the same text" means for splits: Unicode normalisation form C (DEFINITIONS: splits). */
export function normaliseText(text: string): string {
  return text.normalize("NFC");
}

const replacement = "\uFFFD";

/**
 * Turns the bytes of a text file into characters as they arrive: a byte order mark is left out, sequences
 * that are not UTF-8 become U+FFFD and are counted, characters may straddle pieces. Binary files are a UserError.
 */
export class TextStream {
  readonly #decoder = new TextDecoder("utf-8");
  readonly #path: string;
  #replacements = 0;
  #written = 0;
  #tail: readonly number[] = [];
  #first = true;

  constructor(path: string) {
    this.#path = path;
  }

  /** Sequences replaced so far: the U+FFFD that came out less those that stood in the file. */
  get invalid(): number {
    return this.#replacements - this.#written;
  }

  push(bytes: Uint8Array): string {
    if (this.#first) this.#refuseUtf16(bytes);
    if (bytes.includes(0)) throw binaryFile(this.#path);
    this.#countWritten(bytes);
    return this.#count(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The last characters, once all bytes were pushed. */
  end(): string {
    return this.#count(this.#decoder.decode());
  }

  #count(text: string): string {
    for (let at = text.indexOf(replacement); at >= 0; at = text.indexOf(replacement, at + 1)) this.#replacements++;
    return text;
  }

  /** Counts EF BF BD, which is U+FFFD wherever it stands: EF never continues a character. */
  #countWritten(bytes: Uint8Array): void {
    const border = [...this.#tail, ...bytes.subarray(0, 2)];
    for (let i = 0; i + 2 < border.length; i++) if (isReplacement(border, i)) this.#written++;
    for (let at = bytes.indexOf(0xef); at >= 0; at = bytes.indexOf(0xef, at + 1))
      if (isReplacement(bytes, at)) this.#written++;
    this.#tail = bytes.length >= 2 ? [...bytes.subarray(-2)] : border.slice(-2);
  }

  #refuseUtf16(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#first = false;
    if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
      throw new UserError("The file is UTF-16 text.", "Save it as UTF-8.", { file: this.#path });
  }
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
