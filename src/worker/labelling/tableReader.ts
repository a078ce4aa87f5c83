import { UserError } from "../../base/errors.ts";
import { headerNames } from "../../data/cells.ts";
import type { FileLayout } from "../../data/layout.ts";
import { listed } from "../../data/phrases.ts";
import { RecordScanner } from "../../data/records.ts";
import { LineCutter } from "./lineCutter.ts";
import { checked, type InputRow, type ReaderOptions, type RowReader, type Wanted } from "./rows.ts";

interface Row {
  readonly fields: readonly string[];
  readonly line: number;
}

/** Where the cells stand that a model reads. */
interface Places {
  /** -1 where the model reads no text. */
  readonly text: number;
  /** By place in `wanted.columns`. */
  readonly columns: readonly number[];
}

/**
 * The rows of a table. Its first row names the columns if the columns that the model reads are among them; else, if the
 * run's own data had no header, the columns stand as they did there, with or without the label.
 */
export class TableReader implements RowReader {
  columns: readonly string[] | null = null;
  header = false;
  readonly #options: ReaderOptions;
  readonly #delimiter: "," | "\t";
  readonly #cut: (text: string, last: boolean) => readonly Row[];
  #places: Places | undefined;

  constructor(options: ReaderOptions, delimiter: "," | "\t") {
    this.#options = options;
    this.#delimiter = delimiter;
    this.#cut =
      options.layout.format === "lines" && delimiter === "\t" ? lineCutter(options) : tableCutter(options, delimiter);
  }

  push(text: string, last: boolean): readonly InputRow[] {
    const { wanted, problem } = this.#options;
    const found: InputRow[] = [];
    for (const { fields, line } of this.#cut(text, last)) {
      if (this.#places === undefined) {
        this.#places = this.#begin(fields);
        if (this.header) continue;
      }
      const { text, columns } = this.#places;
      const missing = [...(text < 0 ? [] : [text]), ...columns].find((at) => at >= fields.length);
      if (missing !== undefined) {
        problem({ line, reason: `the row ends before column ${String(missing + 1)}` });
        found.push({ line, kept: fields, input: null });
        continue;
      }
      const input = {
        text: text < 0 ? null : (fields[text] ?? ""),
        columns: Object.fromEntries(wanted.columns.map((name, at) => [name, fields[columns[at] ?? -1] ?? ""])),
      };
      found.push({ line, kept: fields, input: checked(input, line, wanted.numeric, problem) });
    }
    return found;
  }

  #begin(first: readonly string[]): Places {
    const { name, layout, wanted } = this.#options;
    const names = headerNames(first);
    const needed = [...(wanted.text === undefined ? [] : [wanted.text]), ...wanted.columns];
    const absent = needed.filter((column) => !names.includes(column));
    if (absent.length === 0) {
      this.columns = names;
      this.header = true;
      return placesIn(names, wanted);
    }
    // A file of another kind than the run's data has its columns in an order of its own, unless there is but one.
    const alike = !layout.header && (layout.delimiter === this.#delimiter || first.length === 1);
    const same = alike ? sameColumns(layout, first.length) : undefined;
    if (same === undefined || needed.some((column) => !same.includes(column)))
      throw new UserError(
        `There is no column ${listed(absent)}; the first row has ${listed(names)}.`,
        wanted.text !== undefined && absent.includes(wanted.text)
          ? "Name the column that holds the text, or write the names that the run's data has in the first row."
          : "Write the names that the run's data has in the first row.",
        { file: name, line: 1 },
      );
    this.columns = same;
    return placesIn(same, wanted);
  }
}

function placesIn(names: readonly string[], wanted: Wanted): Places {
  return {
    text: wanted.text === undefined ? -1 : names.indexOf(wanted.text),
    columns: wanted.columns.map((name) => names.indexOf(name)),
  };
}

/** The columns of the run's data as a row of so many cells has them. */
function sameColumns({ columns, label }: FileLayout, cells: number): readonly string[] | undefined {
  if (cells === columns.length) return columns;
  return cells === columns.length - 1 ? columns.filter((name) => name !== label) : undefined;
}

function tableCutter({ name, problem }: ReaderOptions, delimiter: "," | "\t") {
  let rows: Row[] = [];
  const scanner = new RecordScanner({ format: "table", delimiter, columns: [] }, name, {
    row: (fields, line) => rows.push({ fields, line }),
    broken: (line, reason) => {
      problem({ line, reason: `${reason}; the row was left out` });
    },
  });
  return (text: string, last: boolean): readonly Row[] => {
    scanner.push(text);
    if (last) scanner.end();
    const found = rows;
    rows = [];
    return found;
  };
}

/** As the run read its own data: no quotes; the first or last field of a line is the label, and what is left is the text. */
function lineCutter({ name, layout, wanted }: ReaderOptions) {
  const lines = new LineCutter(name);
  const labelFirst = layout.columns[0] === layout.label;
  let named: boolean | undefined;
  return (text: string, last: boolean): readonly Row[] =>
    lines
      .push(text, last)
      .filter((line) => line.text !== "")
      .map((line) => {
        const fields = line.text.split("\t");
        named ??= wanted.text !== undefined && headerNames(fields).includes(wanted.text);
        if (named || fields.length < 3) return { fields, line: line.line };
        const rest = labelFirst ? fields.slice(1).join("\t") : fields.slice(0, -1).join("\t");
        const label = (labelFirst ? fields[0] : fields.at(-1)) ?? "";
        return { fields: labelFirst ? [label, rest] : [rest, label], line: line.line };
      });
}
