import { valueAt } from "../../data/formats/jsonValues.ts";
import { LineCutter } from "./lineCutter.ts";
import { checked, type InputRow, type ReaderOptions, type RowReader, type TellProblem } from "./rows.ts";
import { TableReader } from "./tableReader.ts";

/** The reader of a format; a UserError where the model needs more than the format holds, or the file lacks a column. */
export function createReader(options: ReaderOptions): RowReader {
  switch (options.format) {
    case "text":
      return new TextReader(options);
    case "jsonl":
      return new ObjectReader(options);
    case "csv":
    case "tsv":
      return new TableReader(options, options.format === "csv" ? "," : "\t");
  }
}

/** Each line is a text, an empty one too: as many lines come out as went in. */
class TextReader implements RowReader {
  readonly columns = null;
  readonly header = false;
  readonly #problem: TellProblem;
  readonly #lines: LineCutter;

  constructor({ name, problem }: ReaderOptions) {
    this.#problem = problem;
    this.#lines = new LineCutter(name);
  }

  push(text: string, last: boolean): readonly InputRow[] {
    return this.#lines.push(text, last).map(({ text, line }) => ({
      line,
      kept: text,
      input: checked({ text, columns: {} }, line, [], this.#problem),
    }));
  }
}

/** Each line that is not blank is an object, or a string that is the text. */
class ObjectReader implements RowReader {
  readonly columns = null;
  readonly header = false;
  readonly #options: ReaderOptions;
  readonly #lines: LineCutter;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#lines = new LineCutter(options.name);
  }

  push(text: string, last: boolean): readonly InputRow[] {
    return this.#lines
      .push(text, last)
      .filter(({ text }) => text.trim() !== "")
      .flatMap(({ text, line }) => this.#row(text, line) ?? []);
  }

  #row(text: string, line: number): InputRow | undefined {
    const { problem, wanted } = this.#options;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      problem({ line, reason: "this line is no JSON, and was left out" });
      return undefined;
    }
    if (typeof value === "string") value = { [wanted.text ?? "text"]: value };
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      problem({ line, reason: "this line holds no object with the columns as its keys, and was left out" });
      return undefined;
    }
    const kept = value as Readonly<Record<string, unknown>>;
    // A name of the run's data may be a path into the object, such as `review.text`.
    const cell = (name: string): string | undefined => cellOf(valueAt(kept, name));
    const found = wanted.text === undefined ? null : cell(wanted.text);
    if (found === undefined) {
      problem({ line, reason: `there is no text under "${wanted.text ?? ""}"` });
      return { line, kept, input: null };
    }
    const columns = Object.fromEntries(wanted.columns.map((name) => [name, cell(name) ?? ""]));
    return { line, kept, input: checked({ text: found, columns }, line, wanted.numeric, problem) };
  }
}

/** A value as it would stand in a cell; undefined for what is no cell. */
function cellOf(value: unknown): string | undefined {
  if (value === null) return "";
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}
