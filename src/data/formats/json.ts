import { UserError } from "../../base/errors.ts";
import { excerpt } from "../phrases.ts";
import { LineCutter, longestRow, type RowReader, rowTooLong } from "../rowReader.ts";
import type { BrokenKind } from "../layout.ts";
import { isObject, type JsonObject } from "./jsonValues.ts";

/** Hears the examples of a JSON file. */
export interface ObjectSink {
  object(object: JsonObject, line: number): void;
  broken(line: number, reason: string, kind: BrokenKind): void;
}

/** One object on each line; blank lines are no rows. */
export function readJsonLines(path: string, sink: ObjectSink): RowReader {
  return new LineCutter(path, (line, number) => {
    // A byte order mark is gone by now.
    if (line.trim() !== "") tell(line, number, sink);
  });
}

function tell(text: string, line: number, sink: ObjectSink): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    sink.broken(line, `"${excerpt(text)}" is not valid JSON`, "syntax");
    return;
  }
  if (isObject(value)) sink.object(value, line);
  else sink.broken(line, `"${excerpt(text)}" is not an object with named values`, "syntax");
}

const codes = {
  newline: 10,
  quote: 34,
  comma: 44,
  openList: 91,
  backslash: 92,
  closeList: 93,
  open: 123,
  close: 125,
} as const;

/**
 * Reads one list of objects: the whole file, or the first list of objects among the values of an outer object
 * (`{"data": [{…}, …]}`). Only one example is held at a time. UserError: the file is something else.
 */
export class JsonListReader implements RowReader {
  readonly #path: string;
  readonly #sink: ObjectSink;
  #text = "";
  #at = 0;
  #line = 1;
  #state: "start" | "outer" | "between" | "element" | "after" = "start";
  /** Of the example under way: where it starts in the text, its line, how deep it is, whether within a string. */
  #from = 0;
  #startLine = 1;
  #depth = 0;
  #inString = false;
  /** In an outer object: a list was opened right here and waits for its first value. */
  #listOpened = false;

  constructor(path: string, sink: ObjectSink) {
    this.#path = path;
    this.#sink = sink;
  }

  push(text: string): void {
    const keep = this.#state === "element" ? this.#from : this.#at;
    this.#text = this.#text.slice(keep) + text;
    this.#at -= keep;
    this.#from -= keep;
    while (this.#at < this.#text.length) this.#step();
    if (this.#state === "element" && this.#at - this.#from > longestRow) throw rowTooLong(this.#path, this.#startLine);
  }

  end(): void {
    if (this.#state === "element") this.#sink.broken(this.#startLine, "the file ends within this example", "syntax");
    else if (this.#state === "start" || this.#state === "outer") throw this.#noList();
  }

  #step(): void {
    const code = this.#text.charCodeAt(this.#at);
    switch (this.#state) {
      case "start":
        if (code === codes.openList) this.#state = "between";
        else if (code === codes.open) this.#state = "outer";
        else if (!isSpace(code)) throw this.#noList();
        break;
      case "outer":
        this.#inOuter(code);
        break;
      case "between":
        if (code === codes.closeList) this.#state = "after";
        else if (code !== codes.comma && !isSpace(code)) {
          this.#begin();
          return;
        }
        break;
      case "element":
        this.#inElement();
        return;
      case "after":
        // What follows the list is not looked at.
        this.#at = this.#text.length;
        return;
    }
    if (code === codes.newline) this.#line++;
    this.#at++;
  }

  #inOuter(code: number): void {
    if (this.#inString) {
      if (code === codes.backslash) this.#at++;
      else if (code === codes.quote) this.#inString = false;
      return;
    }
    if (this.#listOpened && code === codes.open) {
      this.#state = "between";
      this.#at--;
      return;
    }
    if (!isSpace(code)) this.#listOpened = false;
    if (code === codes.quote) this.#inString = true;
    else if (code === codes.openList) {
      this.#listOpened = this.#depth === 0;
      this.#depth++;
    } else if (code === codes.open) this.#depth++;
    else if (code === codes.closeList || code === codes.close) this.#depth--;
    if (this.#depth < 0) throw this.#noList();
  }

  #begin(): void {
    this.#state = "element";
    this.#from = this.#at;
    this.#startLine = this.#line;
    this.#depth = 0;
    this.#inString = false;
  }

  /** Goes on through the example as far as the text is there. */
  #inElement(): void {
    const text = this.#text;
    let at = this.#at;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === codes.newline) this.#line++;
      if (this.#inString) {
        if (code === codes.backslash) at++;
        else if (code === codes.quote) this.#inString = false;
      } else if (code === codes.quote) this.#inString = true;
      else if (code === codes.open || code === codes.openList) this.#depth++;
      else if (code === codes.close || code === codes.closeList) {
        this.#depth--;
        if (this.#depth < 0) {
          // The list itself may end right behind a bare value; a brace too many is part of what is wrong.
          if (code === codes.close) at++;
          this.#finish(at);
          return;
        }
        if (this.#depth === 0) {
          at++;
          this.#finish(at);
          return;
        }
      } else if (code === codes.comma && this.#depth === 0) {
        this.#finish(at);
        return;
      }
    }
    this.#at = at;
  }

  #finish(end: number): void {
    const text = this.#text.slice(this.#from, end);
    if (text.length > longestRow) throw rowTooLong(this.#path, this.#startLine);
    this.#at = end;
    this.#state = "between";
    tell(text.trim(), this.#startLine, this.#sink);
  }

  #noList(): UserError {
    return new UserError(
      "The file holds no list of objects.",
      'JSON files hold a list such as [{"text": "…", "label": "…"}, …], by itself or as a value of one object.',
      { file: this.#path, line: this.#line },
    );
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === codes.newline || code === 13 || code === 9;
}
