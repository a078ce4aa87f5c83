import { headerNames, parseNumber } from "./cells.ts";
import { parsePairs, type SparseRow } from "./formats/svmlight.ts";
import { noSuchColumn } from "./labelChecks.ts";
import type { BrokenKind, FileLayout } from "./layout.ts";
import { excerpt } from "./phrases.ts";

/** Why a row is no example: the kind, and the reason in words. */
export type Refusal = readonly [BrokenKind, string];

/** Columns that say how examples are split. */
export interface SplitColumns {
  readonly groupColumn?: string;
  readonly splitColumn?: string;
}

/** Where in a row the wanted columns stand; -1 for what is not wanted. */
interface Positions {
  readonly width: number;
  readonly label: number;
  readonly text: number;
  readonly group: number;
  readonly split: number;
  readonly sparse: number;
  readonly numeric: readonly number[];
  readonly categories: readonly number[];
}

/**
 * Looks at the rows of one file, the header among them. After a row that it accepts its fields hold what the row says,
 * until the next one: no row costs an object of its own.
 */
export class RowChecker {
  readonly #layout: FileLayout;
  readonly #path: string;
  readonly #groupColumn: string | undefined;
  readonly #splitColumn: string | undefined;
  #positions: Positions | undefined;
  #fields: readonly string[] = [];
  /** Trimmed, not empty. */
  label = "";
  /** Undefined where no group column was asked for. */
  group: string | undefined;
  readonly numbers: Float64Array;
  pairs: SparseRow | undefined;

  constructor(layout: FileLayout, path: string, { groupColumn, splitColumn }: SplitColumns = {}) {
    this.#layout = layout;
    this.#path = path;
    this.numbers = new Float64Array(layout.numeric.length);
    this.#groupColumn = groupColumn;
    this.#splitColumn = splitColumn;
    if (!layout.header) this.#positions = this.#find(layout.columns);
  }

  /** Whether the row is an example, the header, or why it is neither. UserError: a header that lacks a column. */
  check(fields: readonly string[]): "example" | "header" | Refusal {
    if (this.#positions === undefined) {
      this.#positions = this.#find(headerNames(fields));
      return "header";
    }
    const { width, label, group, numeric, sparse } = this.#positions;
    if (fields.length !== width) return ["fields", `${String(fields.length)} fields, not ${String(width)}`];
    this.label = (fields[label] ?? "").trim();
    if (this.label === "") return ["label", `no label in column "${this.#layout.label}"`];
    this.group = group < 0 ? undefined : (fields[group] ?? "").trim();
    if (this.group === "") return ["group", `no value in the group column "${this.#groupColumn ?? ""}"`];
    for (let index = 0; index < numeric.length; index++) {
      const cell = fields[numeric[index] ?? -1] ?? "";
      const value = parseNumber(cell);
      if (value === undefined)
        return ["number", `"${excerpt(cell)}" in column "${this.#layout.numeric[index] ?? ""}" is not a number`];
      this.numbers[index] = value;
    }
    if (sparse >= 0) {
      const pairs = parsePairs(fields[sparse] ?? "");
      if ("reason" in pairs) return ["number", pairs.reason];
      this.pairs = pairs;
    }
    this.#fields = fields;
    return "example";
  }

  /** The text of the row; "" where no text column is wanted. */
  get text(): string {
    return this.#fields[this.#positions?.text ?? -1] ?? "";
  }

  /** What the split column says; "" where none is wanted. */
  get split(): string {
    return this.#fields[this.#positions?.split ?? -1] ?? "";
  }

  /** The cell of a column of few values, by its place among them. */
  category(index: number): string {
    return (this.#fields[this.#positions?.categories[index] ?? -1] ?? "").trim();
  }

  #find(columns: readonly string[]): Positions {
    const places = new Map(columns.map((name, at) => [name, at]));
    const find = (name: string | undefined, role: string): number => {
      if (name === undefined) return -1;
      const at = places.get(name);
      if (at === undefined) throw noSuchColumn(this.#path, role, name, columns);
      return at;
    };
    const { label, text, sparse, numeric, categories = [] } = this.#layout;
    return {
      width: columns.length,
      label: find(label, "label"),
      text: find(text, "text"),
      group: find(this.#groupColumn, "groups"),
      split: find(this.#splitColumn, "splits"),
      sparse: find(sparse, "features"),
      numeric: numeric.map((name) => find(name, "features")),
      categories: categories.map((name) => find(name, "features")),
    };
  }
}
