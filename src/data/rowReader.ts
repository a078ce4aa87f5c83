import { UserError } from "../base/errors.ts";
import type { BrokenKind } from "./layout.ts";

/** Longest row, in characters. */
export const longestRow = 8_000_000;

/** Where a row stands that is not simply a line of the dataset's one file. */
export interface RowPlace {
  readonly file: string;
  readonly line: number;
}

/**
 * Hears the rows of a dataset's file in order. Lines count from 1; a row of several lines is told by its first. In a
 * folder lines count on from file to file, and `place` says where the row really stands.
 */
export interface RowSink {
  row(fields: readonly string[], line: number, place?: RowPlace): void;
  broken(line: number, reason: string, kind: BrokenKind, place?: RowPlace): void;
  /** Something about a row that a person should know although it is used, such as labels that do not count. */
  note?(kind: "severalLabels"): void;
}

/** Makes rows of text that arrives in pieces. */
export interface RowReader {
  push(text: string): void;
  /** Takes what is left as the last row, whether or not a newline ends it. */
  end(): void;
}

/** Cuts text that arrives in pieces into lines, without their ends. */
export class LineCutter implements RowReader {
  readonly #path: string;
  readonly #take: (line: string, number: number) => void;
  #parts: string[] = [];
  #waiting = 0;
  #line = 1;

  constructor(path: string, take: (line: string, number: number) => void) {
    this.#path = path;
    this.#take = take;
  }

  push(text: string): void {
    let from = 0;
    for (let newline = text.indexOf("\n"); newline >= 0; newline = text.indexOf("\n", from)) {
      this.#one(text.slice(from, newline));
      from = newline + 1;
    }
    if (from === text.length) return;
    this.#waiting += text.length - from;
    if (this.#waiting > longestRow) throw rowTooLong(this.#path, this.#line);
    this.#parts.push(text.slice(from));
  }

  end(): void {
    if (this.#waiting > 0) this.#one("");
  }

  #one(rest: string): void {
    const whole = this.#parts.length === 0 ? rest : this.#parts.join("") + rest;
    if (whole.length > longestRow) throw rowTooLong(this.#path, this.#line);
    this.#parts = [];
    this.#waiting = 0;
    this.#take(whole.endsWith("\r") ? whole.slice(0, -1) : whole, this.#line);
    this.#line++;
  }
}

/** Refuses a row that is so long only because of a mistake. */
export function rowTooLong(path: string, line: number): UserError {
  return new UserError(
    `The row that starts on this line is longer than ${String(longestRow / 1e6)} million characters.`,
    "Check that its quotes close and that the file has line breaks between examples; a text that is meant to be so long has to be cut.",
    { file: path, line },
  );
}
