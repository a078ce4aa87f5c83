import { parseNumber } from "../../data/cells.ts";
import { type ExampleInput, longestText } from "../../data/inputTable.ts";
import type { FileLayout } from "../../data/layout.ts";
import type { LabelFormat, LabelProblem } from "../../protocol/labelling.ts";

/** A row of the file that is being labelled. */
export interface InputRow {
  readonly line: number;
  /** What the file says, to be written again: cells of a table, or the fields of an object, or the text itself. */
  readonly kept: readonly string[] | Readonly<Record<string, unknown>> | string;
  /** null: it cannot be classified, as was told, but stays in its place. */
  readonly input: ExampleInput | null;
}

/** Cuts a file that arrives in pieces into rows. */
export interface RowReader {
  /** Names of the cells that stand in every row; null where rows are not cells. Known once a row was read. */
  readonly columns: readonly string[] | null;
  /** Whether the first row named the columns. */
  readonly header: boolean;
  /** Rows that these characters completed. */
  push(text: string, last: boolean): readonly InputRow[];
}

/** What a model reads of a row. */
export interface Wanted {
  /** The column of the text; undefined where the model reads none. */
  readonly text: string | undefined;
  /** Columns of numbers. */
  readonly numeric: readonly string[];
  /** Columns of numbers or of few values, these included. */
  readonly columns: readonly string[];
}

export type TellProblem = (problem: LabelProblem) => void;

export interface ReaderOptions {
  readonly name: string;
  readonly format: LabelFormat;
  /** Of the data that the run was trained on. */
  readonly layout: FileLayout;
  readonly wanted: Wanted;
  readonly problem: TellProblem;
}

/** The input, or null when a cell of it cannot be used, which is told. */
export function checked(
  input: ExampleInput,
  line: number,
  numeric: readonly string[],
  problem: TellProblem,
): ExampleInput | null {
  if ((input.text?.length ?? 0) > longestText) {
    problem({ line, reason: "its text is longer than a million characters" });
    return null;
  }
  for (const name of numeric) {
    const cell = input.columns[name] ?? "";
    if (parseNumber(cell) !== undefined) continue;
    problem({ line, reason: `“${cell.slice(0, 40)}” under ${name} is not a number` });
    return null;
  }
  return input;
}
