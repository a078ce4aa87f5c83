import { UserError } from "../base/errors.ts";
import type { CsrMatrix } from "../base/matrix.ts";
import { isMissing, parseNumber } from "./cells.ts";
import { parsePairs } from "./formats/svmlight.ts";
import type { FileLayout } from "./layout.ts";
import { SparseBuilder } from "./sparseBuilder.ts";
import type { ExampleTable } from "./table.ts";

/** An example without a label, as a person gives it. */
export interface ExampleInput {
  /** null where the dataset has no texts. */
  readonly text: string | null;
  /** Cells by column as they would stand in the file; an absent one has no value. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Longest text that is classified, in characters. */
export const longestText = 1_000_000;

/** Examples as a table of the layout that a run was trained on, all labelled with the first class. UserError: a cell that is no number. */
export function inputTable(
  inputs: readonly ExampleInput[],
  layout: FileLayout,
  classes: readonly string[],
): ExampleTable {
  const cells = (name: string): readonly string[] =>
    inputs.map(({ columns }) => (Object.hasOwn(columns, name) ? (columns[name] ?? "") : ""));
  const numbers = (name: string): Float64Array =>
    Float64Array.from(cells(name), (cell) => {
      const value = parseNumber(cell);
      if (value !== undefined) return value;
      throw new UserError(`“${cell}” is not a number.`, "Write a decimal number, or leave the field empty.", {
        field: name,
      });
    });
  const { text, numeric, categories = [], sparse } = layout;
  return {
    size: inputs.length,
    classes,
    labels: new Int32Array(inputs.length),
    ...(text !== undefined && { texts: inputs.map((input) => textOf(input, text)) }),
    numeric: new Map(numeric.map((name) => [name, numbers(name)])),
    categories: new Map(
      categories.map((name) => [name, cells(name).map((cell) => (isMissing(cell) ? "" : cell.trim()))]),
    ),
    ...(sparse !== undefined && { sparse: pairsOf(cells(sparse), sparse) }),
    fileOf: new Uint8Array(inputs.length),
    lineOf: new Uint32Array(inputs.length),
    files: [],
  };
}

function pairsOf(cells: readonly string[], field: string): CsrMatrix {
  const builder = new SparseBuilder();
  for (const cell of cells) {
    const pairs = parsePairs(cell);
    if ("reason" in pairs)
      throw new UserError(`The numbers cannot be read: ${pairs.reason}.`, "Write pairs such as 3:0.5 7:1.", { field });
    builder.push(pairs, "", 0);
  }
  return builder.finish();
}

function textOf({ text }: ExampleInput, column: string): string {
  if (text === null) throw new UserError("The model reads texts.", "Give a text.", { field: column });
  if (text.length > longestText)
    throw new UserError("The text is longer than a million characters.", "Give a part of it.", { field: column });
  return text;
}
