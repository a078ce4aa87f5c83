import { UserError } from "../base/errors.ts";
import { headerNames, isMissing, parseNumber } from "./cells.ts";
import { excerpt } from "./phrases.ts";
import {
  isContinuous,
  labelSeparator,
  mostClasses,
  noSuchColumn,
  numericTarget,
  severalLabels,
  tooManyClasses,
} from "./labelChecks.ts";
import type { FileLayout } from "./layout.ts";
import type { ExampleTable, TableFile } from "./table.ts";

/** Takes the rows of one file; `end` tells how many became examples. */
export interface FileRows {
  readonly row: (fields: readonly string[], line: number) => void;
  readonly end: () => number;
}

/** Where in a row the wanted columns stand. */
interface Positions {
  readonly width: number;
  readonly label: number;
  readonly text: number;
  readonly group: number;
  readonly numeric: readonly number[];
  readonly categories: readonly number[];
}

/** Collects examples column by column, file after file. */
export class TableBuilder {
  readonly #layout: FileLayout;
  readonly #groupColumn: string | undefined;
  readonly #classIds = new Map<string, number>();
  readonly #labels: number[] = [];
  readonly #texts: string[] = [];
  readonly #numeric: readonly number[][];
  readonly #categories: readonly string[][];
  readonly #values = new Map<string, string>();
  readonly #groups: string[] = [];
  readonly #groupNames = new Map<string, string>();
  readonly #fileOf: number[] = [];
  readonly #lineOf: number[] = [];
  #files = 0;

  constructor(layout: FileLayout, groupColumn: string | undefined) {
    this.#layout = layout;
    this.#groupColumn = groupColumn;
    this.#numeric = layout.numeric.map(() => []);
    this.#categories = (layout.categories ?? []).map(() => []);
  }

  /** Starts the next file. Rows that cannot be used go to `report`. */
  file(path: string, report: (line: number, reason: string) => void): FileRows {
    const file = this.#files++;
    const before = this.#labels.length;
    let positions = this.#layout.header ? undefined : this.#positions(path, this.#layout.columns);
    return {
      row: (fields, line) => {
        if (positions === undefined) positions = this.#positions(path, headerNames(fields));
        else this.#row(file, path, positions, fields, line, report);
      },
      end: () => this.#labels.length - before,
    };
  }

  /** The table, with class ids in UTF-16 order of the labels. */
  finish(files: readonly TableFile[]): ExampleTable {
    const classes = [...this.#classIds.keys()].sort();
    this.#checkClasses(files[0]?.path ?? "", classes);
    const order = new Map(classes.map((name, id) => [name, id]));
    const finalId = Int32Array.from(this.#classIds.keys(), (name) => order.get(name) ?? 0);
    const { text, numeric, categories } = this.#layout;
    return {
      size: this.#labels.length,
      classes,
      labels: Int32Array.from(this.#labels, (id) => finalId[id] ?? 0),
      ...(text === undefined ? {} : { texts: this.#texts }),
      numeric: new Map(numeric.map((name, index) => [name, Float64Array.from(this.#numeric[index] ?? [])])),
      ...(categories !== undefined && {
        categories: new Map(categories.map((name, index) => [name, this.#categories[index] ?? []])),
      }),
      ...(this.#groupColumn === undefined ? {} : { groups: this.#groups }),
      fileOf: Uint8Array.from(this.#fileOf),
      lineOf: Uint32Array.from(this.#lineOf),
      files,
    };
  }

  #row(
    file: number,
    path: string,
    positions: Positions,
    fields: readonly string[],
    line: number,
    report: (line: number, reason: string) => void,
  ): void {
    if (fields.length !== positions.width) {
      report(line, `${String(fields.length)} fields, not ${String(positions.width)}`);
      return;
    }
    const label = (fields[positions.label] ?? "").trim();
    if (label === "") {
      report(line, `no label in column "${this.#layout.label}"`);
      return;
    }
    const group = positions.group < 0 ? undefined : (fields[positions.group] ?? "").trim();
    if (group === "") {
      report(line, `no value in the group column "${this.#groupColumn ?? ""}"`);
      return;
    }
    const numbers: number[] = [];
    for (const [index, position] of positions.numeric.entries()) {
      const cell = fields[position] ?? "";
      const value = parseNumber(cell);
      if (value === undefined) {
        report(line, `"${excerpt(cell)}" in column "${this.#layout.numeric[index] ?? ""}" is not a number`);
        return;
      }
      numbers.push(value);
    }
    this.#labels.push(this.#classId(label, path));
    numbers.forEach((value, index) => this.#numeric[index]?.push(value));
    positions.categories.forEach((position, index) => {
      const cell = (fields[position] ?? "").trim();
      this.#categories[index]?.push(isMissing(cell) ? "" : interned(this.#values, cell));
    });
    if (positions.text >= 0) this.#texts.push(fields[positions.text] ?? "");
    if (group !== undefined) this.#groups.push(interned(this.#groupNames, group));
    this.#fileOf.push(file);
    this.#lineOf.push(line);
  }

  #classId(label: string, path: string): number {
    const known = this.#classIds.get(label);
    if (known !== undefined) return known;
    const id = this.#classIds.size;
    if (id >= mostClasses) throw tooManyClasses(path, this.#layout.label);
    this.#classIds.set(detached(label), id);
    return id;
  }

  #checkClasses(path: string, classes: readonly string[]): void {
    const { label } = this.#layout;
    const [first] = classes;
    if (first !== undefined && classes.length === 1)
      throw new UserError(
        `All examples have the same label, "${excerpt(first)}".`,
        "A classifier needs at least two classes: check that this is the label column.",
        { file: path, field: label },
      );
    const separator = labelSeparator(classes);
    if (separator !== undefined)
      throw severalLabels(path, label, classes.find((name) => name.includes(separator)) ?? "");
    const names = [...this.#classIds.keys()];
    if (isContinuous(this.#labels.map((id) => names[id] ?? ""))) throw numericTarget(path, label, first ?? "");
  }

  #positions(path: string, columns: readonly string[]): Positions {
    const find = (name: string, role: string): number => {
      const at = columns.indexOf(name);
      if (at < 0) throw noSuchColumn(path, role, name, columns);
      return at;
    };
    return {
      width: columns.length,
      label: find(this.#layout.label, "label"),
      text: this.#layout.text === undefined ? -1 : find(this.#layout.text, "text"),
      group: this.#groupColumn === undefined ? -1 : find(this.#groupColumn, "groups"),
      numeric: this.#layout.numeric.map((name) => find(name, "features")),
      categories: (this.#layout.categories ?? []).map((name) => find(name, "features")),
    };
  }
}

/** One string per distinct value, so that a column of few values holds few strings. */
function interned(known: Map<string, string>, value: string): string {
  const found = known.get(value);
  if (found !== undefined) return found;
  const copy = detached(value);
  known.set(copy, copy);
  return copy;
}

/** A copy that does not keep the piece of the file alive that the value was cut from. */
function detached(value: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(value));
}
