import { isMissing } from "./cells.ts";
import { detached, LabelTally } from "./labelTally.ts";
import type { FileLayout } from "./layout.ts";
import { mostExamples, tooManyExamples } from "./limits.ts";
import { RowChecker } from "./rowChecker.ts";
import type { RowSink } from "./rowReader.ts";
import { SparseBuilder } from "./sparseBuilder.ts";
import type { ExampleTable, TableFile } from "./table.ts";

/** Takes the rows of one file; `end` tells how many became examples. */
export interface FileRows {
  readonly row: RowSink["row"];
  readonly end: () => number;
}

/** Collects examples column by column, file after file. */
export class TableBuilder {
  readonly #layout: FileLayout;
  readonly #groupColumn: string | undefined;
  readonly #tally: LabelTally;
  readonly #labels: number[] = [];
  readonly #texts: string[] = [];
  readonly #numeric: readonly number[][];
  readonly #categories: readonly string[][];
  readonly #values = new Map<string, string>();
  readonly #sparse: SparseBuilder | undefined;
  readonly #groups: string[] = [];
  readonly #groupNames = new Map<string, string>();
  readonly #fileOf: number[] = [];
  readonly #lineOf: number[] = [];
  #files = 0;

  constructor(layout: FileLayout, groupColumn: string | undefined) {
    this.#layout = layout;
    this.#groupColumn = groupColumn;
    this.#tally = new LabelTally(layout.label);
    this.#numeric = layout.numeric.map(() => []);
    this.#categories = (layout.categories ?? []).map(() => []);
    this.#sparse = layout.sparse === undefined ? undefined : new SparseBuilder();
  }

  /** Starts the next file. Rows that cannot be used go to `report`. */
  file(path: string, report: RowSink["broken"]): FileRows {
    const file = this.#files++;
    const before = this.#labels.length;
    const checker = new RowChecker(this.#layout, path, this.#groupColumn);
    return {
      row: (fields, line, place) => {
        const found = checker.check(fields);
        if (found === "example") this.#take(checker, file, path, line);
        else if (found !== "header") report(line, found[1], found[0], place);
      },
      end: () => this.#labels.length - before,
    };
  }

  /** The table, with class ids in UTF-16 order of the labels. */
  finish(files: readonly TableFile[]): ExampleTable {
    const { classes, finalId } = this.#tally.finish(files[0]?.path ?? "");
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
      ...(this.#sparse !== undefined && { sparse: this.#sparse.finish() }),
      ...(this.#groupColumn === undefined ? {} : { groups: this.#groups }),
      fileOf: Uint8Array.from(this.#fileOf),
      lineOf: Uint32Array.from(this.#lineOf),
      files,
    };
  }

  #take(checker: RowChecker, file: number, path: string, line: number): void {
    if (this.#labels.length >= mostExamples) throw tooManyExamples(path, line);
    this.#labels.push(this.#tally.add(checker.label, path));
    for (let i = 0; i < this.#numeric.length; i++) this.#numeric[i]?.push(checker.numbers[i] ?? NaN);
    for (let i = 0; i < this.#categories.length; i++) {
      const cell = checker.category(i);
      this.#categories[i]?.push(isMissing(cell) ? "" : interned(this.#values, cell));
    }
    if (checker.pairs !== undefined) this.#sparse?.push(checker.pairs, path, line);
    if (this.#layout.text !== undefined) this.#texts.push(checker.text);
    if (checker.group !== undefined) this.#groups.push(interned(this.#groupNames, checker.group));
    this.#fileOf.push(file);
    this.#lineOf.push(line);
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
