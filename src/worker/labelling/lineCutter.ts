import { UserError } from "../../base/errors.ts";

/** Longest line, in characters. */
const longestLine = 8_000_000;

/** Cuts characters that arrive in pieces into lines, without their ends. Lines count from 1. */
export class LineCutter {
  readonly #name: string;
  #parts: string[] = [];
  #waiting = 0;
  #line = 0;

  constructor(name: string) {
    this.#name = name;
  }

  push(text: string, last: boolean): { readonly text: string; readonly line: number }[] {
    const end = text.lastIndexOf("\n");
    this.#parts.push(end < 0 ? text : text.slice(0, end));
    this.#waiting += end < 0 ? text.length : end;
    const found: { text: string; line: number }[] = [];
    if (end >= 0) {
      for (const line of this.#take().split("\n")) found.push(this.#next(line));
      this.#parts = [text.slice(end + 1)];
      this.#waiting = text.length - end - 1;
    }
    if (this.#waiting > longestLine)
      throw new UserError("A line is longer than 8 million characters.", "Check that the file has line breaks.", {
        file: this.#name,
        line: this.#line + 1,
      });
    if (last && this.#waiting > 0) found.push(this.#next(this.#take()));
    return found;
  }

  #take(): string {
    const text = this.#parts.join("");
    this.#parts = [];
    this.#waiting = 0;
    return text;
  }

  #next(line: string): { readonly text: string; readonly line: number } {
    return { text: line.endsWith("\r") ? line.slice(0, -1) : line, line: ++this.#line };
  }
}
