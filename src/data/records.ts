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
  /** Fields of the row before: as many as the next one will likely have. */
  #width = 0;
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
    const rest = this.#restOf(this.#parts, last);
    if (rest.length > longestRow) throw this.#tooLong();
    this.#parts = rest === "" ? [] : [rest];
    this.#waiting = rest.length;
    this.#wanted = rest.length * 2;
  }

  /** Takes the rows of what has come; what is left is the beginning of the next one. */
  #restOf([begun = "", more, ...others]: readonly string[], last: boolean): string {
    if (more === undefined) return begun.slice(this.#rows(begun, 0, last));
    const end = more.indexOf("\n") + 1;
    if (end === 0 || others.length > 0) return this.#restOf([[begun, more, ...others].join("")], last);
    // Only the row that had begun is joined to its end: copying all that came with it costs as much as cutting it.
    const row = begun + more.slice(0, end);
    const used = this.#rows(row, 0, false);
    if (used < row.length) return this.#restOf([row.slice(used) + more.slice(end)], last);
    return more.slice(this.#rows(more, end, last));
  }

  /** Takes the rows of a text from `from` on; returns where the first one starts that is not whole. */
  #rows(text: string, from: number, last: boolean): number {
    return this.#layout.format === "lines" ? this.#scanLines(text, from, last) : this.#scanTable(text, from, last);
  }

  #scanLines(text: string, from: number, last: boolean): number {
    const labelFirst = this.#layout.columns[0] === "label";
    let at = from;
    while (at < text.length) {
      const newline = text.indexOf("\n", at);
      if (newline < 0 && !last) return at;
      const next = newline < 0 ? text.length : newline + 1;
      const line = text.slice(at, this.#endOfLine(text, at, newline));
      const tab = labelFirst ? line.indexOf("\t") : line.lastIndexOf("\t");
      if (tab >= 0) this.#sink.row([line.slice(0, tab), line.slice(tab + 1)], this.#line);
      else if (line.trim() !== "")
        this.#sink.broken(this.#line, "there is no tab between text and label on this line", "separator");
      this.#line++;
      at = next;
    }
    return at;
  }

  #scanTable(text: string, from: number, last: boolean): number {
    const { delimiter } = this.#layout;
    let at = from;
    // Where the next ones stand, each looked for once: in a row of many they may be far behind it.
    let quote = placeOf('"', text, at);
    let border = placeOf(delimiter, text, at);
    while (at < text.length) {
      const newline = text.indexOf("\n", at);
      if (quote < at) quote = placeOf('"', text, at);
      if (border < at) border = placeOf(delimiter, text, at);
      if (newline < 0 ? quote < text.length : quote < newline) {
        const record = parseRecord(text, at, delimiter, last);
        // A broken row is given up at its line's end, which must be there to go on from.
        if (record === undefined || (record.broken !== undefined && newline < 0 && !last)) return at;
        at = this.#take(record, text, at, newline);
        continue;
      }
      if (newline < 0 && !last) return at;
      const end = this.#endOfLine(text, at, newline);
      if (end > at) {
        const fields = new Array<string>(this.#width);
        let count = 0;
        for (; border < end; border = placeOf(delimiter, text, at)) {
          fields[count++] = text.slice(at, border);
          at = border + 1;
        }
        fields[count++] = text.slice(at, end);
        fields.length = count;
        this.#width = count;
        this.#sink.row(fields, this.#line);
      }
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

  /** Where a line ends, without its break, which is at `newline` or not there. */
  #endOfLine(text: string, from: number, newline: number): number {
    const to = newline < 0 ? text.length : newline;
    if (to - from > longestRow) throw this.#tooLong();
    return to > from && text.charCodeAt(to - 1) === 13 ? to - 1 : to;
  }

  #tooLong(): UserError {
    return rowTooLong(this.#path, this.#line);
  }
}

/** Where a character stands from `from` on; the text's end where it does not. */
function placeOf(character: string, text: string, from: number): number {
  const at = text.indexOf(character, from);
  return at < 0 ? text.length : at;
}
