import { UserError } from "../base/errors.ts";
import type { FileLayout } from "./layout.ts";
import { parseRecord, type ParsedRecord } from "./delimited.ts";
import { longestRow, type RowReader, type RowSink, rowTooLong } from "./rowReader.ts";

/** Characters that may be read again because of quotes that never close, before the file is given up. */
const rereadLimit = 64_000_000;

/**
 * Cuts text that arrives in pieces into rows of fields. Blank lines are no rows. A row whose quotes are broken is
 * told as broken and reading goes on with the line after its first, so that one stray quote costs one row.
 */
export class RecordScanner implements RowReader {
  readonly #layout: Pick<FileLayout, "format" | "delimiter" | "columns">;
  readonly #path: string;
  readonly #sink: RowSink;
  #parts: string[] = [];
  #waiting = 0;
  /** Rows that straddle many pieces are tried again only when the text has doubled: linear in all. */
  #wanted = 0;
  #line = 1;
  #reread = 0;

  constructor(layout: Pick<FileLayout, "format" | "delimiter" | "columns">, path: string, sink: RowSink) {
    this.#layout = layout;
    this.#path = path;
    this.#sink = sink;
  }

  push(text: string): void {
    this.#parts.push(text);
    this.#waiting += text.length;
    if (this.#waiting >= this.#wanted) this.#scan(false);
  }

  /** Takes what is left as the last row, whether or not a newline ends it. */
  end(): void {
    this.#scan(true);
  }

  /** The line after the last whole row. */
  get line(): number {
    return this.#line;
  }

  #scan(last: boolean): void {
    const text = this.#parts.join("");
    const used = this.#layout.format === "lines" ? this.#scanLines(text, last) : this.#scanTable(text, last);
    const rest = text.slice(used);
    if (rest.length > longestRow) throw this.#tooLong();
    this.#parts = rest === "" ? [] : [rest];
    this.#waiting = rest.length;
    this.#wanted = rest.length * 2;
  }

  #scanLines(text: string, last: boolean): number {
    const labelFirst = this.#layout.columns[0] === "label";
    let at = 0;
    while (at < text.length) {
      const newline = text.indexOf("\n", at);
      if (newline < 0 && !last) return at;
      const next = newline < 0 ? text.length : newline + 1;
      const line = this.#lineText(text, at, newline < 0 ? text.length : newline);
      const tab = labelFirst ? line.indexOf("\t") : line.lastIndexOf("\t");
      if (tab >= 0) this.#sink.row([line.slice(0, tab), line.slice(tab + 1)], this.#line);
      else if (line.trim() !== "")
        this.#sink.broken(this.#line, "there is no tab between text and label on this line", "separator");
      this.#line++;
      at = next;
    }
    return at;
  }

  #scanTable(text: string, last: boolean): number {
    const { delimiter } = this.#layout;
    let at = 0;
    let quote = text.indexOf('"');
    while (at < text.length) {
      const newline = text.indexOf("\n", at);
      const end = newline < 0 ? text.length : newline;
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
      if (quote >= 0 && quote < end) {
        const record = parseRecord(text, at, delimiter, last);
        // A broken row is given up at its line's end, which must be there to go on from.
        if (record === undefined || (record.broken !== undefined && newline < 0 && !last)) return at;
        at = this.#take(record, text, at, newline);
        continue;
      }
      if (newline < 0 && !last) return at;
      const line = this.#lineText(text, at, end);
      if (line !== "") this.#sink.row(line.split(delimiter), this.#line);
      this.#line++;
      at = newline < 0 ? text.length : newline + 1;
    }
    return at;
  }

  #take(record: ParsedRecord, text: string, at: number, newline: number): number {
    if (record.end - at > longestRow) throw this.#tooLong();
    if (record.broken === undefined) {
      this.#sink.row(record.fields, this.#line);
      this.#line += record.lines;
      return record.end;
    }
    const next = newline < 0 ? text.length : newline + 1;
    this.#reread += Math.max(0, record.end - next);
    if (this.#reread > rereadLimit)
      throw new UserError(
        "Too many quoted fields never close.",
        'Check the quotes: inside a quoted field a quote is written as "".',
        { file: this.#path, line: this.#line },
      );
    this.#sink.broken(this.#line, record.broken, "quotes");
    this.#line++;
    return next;
  }

  #lineText(text: string, from: number, to: number): string {
    if (to - from > longestRow) throw this.#tooLong();
    return text.slice(from, to > from && text.charCodeAt(to - 1) === 13 ? to - 1 : to);
  }

  #tooLong(): UserError {
    return rowTooLong(this.#path, this.#line);
  }
}
