import { isMissing } from "./cells.ts";
import { ExampleSample } from "./exampleSample.ts";
import { Float64List } from "./float64List.ts";
import { detached, LabelTally } from "./labelTally.ts";
import { type FileLayout, usedColumns } from "./layout.ts";
import { mostExamples, tooManyExamples } from "./limits.ts";
import { RowChecker, type SplitColumns } from "./rowChecker.ts";
import type { RowSink } from "./rowReader.ts";
import { SparseBuilder } from "./sparseBuilder.ts";
import { SplitCells } from "./splitColumn.ts";
import type { ExampleTable, TableFile } from "./table.ts";

/** Takes the rows of one file; `end` tells how many became examples. */
export interface FileRows {
  readonly row: RowSink["row"];
  readonly end: () => number;
}

/** Collects examples column by column, file after file. */
export class TableBuilder {
  readonly #layout: FileLayout;
  readonly #split: SplitColumns;
  readonly #splitCells: SplitCells | undefined;
  readonly #tally: LabelTally;
  readonly #labels: number[] = [];
  readonly #texts: string[] = [];
  readonly #numeric: readonly Float64List[];
  readonly #categories: readonly string[][];
  readonly #values = new Map<string, string>();
  readonly #sparse: SparseBuilder | undefined;
  readonly #sample: ExampleSample | undefined;
  readonly #groups: string[] = [];
  readonly #groupNames = new Map<string, string>();
  readonly #fileOf: number[] = [];
  readonly #lineOf: number[] = [];
  #files = 0;

  /** @param every keeps a sample, of so many examples one; the classes are those of all. */
  constructor(layout: FileLayout, split: SplitColumns, every = 1) {
    this.#sample = every > 1 ? new ExampleSample(every) : undefined;
    this.#layout = layout;
    this.#split = split;
    this.#splitCells = split.splitColumn === undefined ? undefined : new SplitCells(split.splitColumn);
    this.#tally = new LabelTally(layout.label);
    this.#numeric = layout.numeric.map(() => new Float64List());
    this.#categories = (layout.categories ?? []).map(() => []);
    this.#sparse = layout.sparse === undefined ? undefined : new SparseBuilder();
  }

  /** The columns that are looked at. */
  get columns(): readonly string[] {
    const { groupColumn, splitColumn } = this.#split;
    const more = [groupColumn, splitColumn].filter((name) => name !== undefined);
    return [...new Set([...usedColumns(this.#layout), ...more])];
  }

  /** Starts the next file. Rows that cannot be used go to `report`. */
  file(path: string, report: RowSink["broken"]): FileRows {
    const file = this.#files++;
    const before = this.#labels.length;
    const checker = new RowChecker(this.#layout, path, this.#split);
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
      numeric: new Map(numeric.map((name, index) => [name, this.#numeric[index]?.take() ?? new Float64Array()])),
      ...(categories !== undefined && {
        categories: new Map(categories.map((name, index) => [name, this.#categories[index] ?? []])),
      }),
      ...(this.#sparse !== undefined && { sparse: this.#sparse.finish() }),
      ...(this.#split.groupColumn === undefined ? {} : { groups: this.#groups }),
      ...(this.#splitCells !== undefined && { givenSplits: this.#splitCells.finish(files[0]?.path ?? "") }),
      fileOf: Uint8Array.from(this.#fileOf),
      lineOf: Uint32Array.from(this.#lineOf),
      files,
    };
  }

  #take(checker: RowChecker, file: number, path: string, line: number): void {
    if (this.#labels.length >= mostExamples) throw tooManyExamples(path, line);
    const label = this.#tally.add(checker.label, path);
    if (this.#sample?.keeps(label, contentOf(checker, this.#layout)) === false) return;
    this.#labels.push(label);
    for (let i = 0; i < this.#numeric.length; i++) this.#numeric[i]?.push(checker.numbers[i] ?? NaN);
    for (let i = 0; i < this.#categories.length; i++) {
      const cell = checker.category(i);
      this.#categories[i]?.push(isMissing(cell) ? "" : interned(this.#values, cell));
    }
    if (checker.pairs !== undefined) this.#sparse?.push(checker.pairs, path, line);
    // What is kept of few rows must not keep the piece of the file that it was cut from.
    if (this.#layout.text !== undefined)
      this.#texts.push(this.#sample === undefined ? checker.text : detached(checker.text));
    if (checker.group !== undefined) this.#groups.push(interned(this.#groupNames, checker.group));
    this.#splitCells?.push(checker.split, path, line);
    this.#fileOf.push(file);
    this.#lineOf.push(line);
  }
}

function contentOf(checker: RowChecker, { text, categories = [] }: FileLayout): string {
  if (text !== undefined) return checker.text;
  const { indices = [], values = [] } = checker.pairs ?? {};
  return [...checker.numbers, ...categories.map((_, at) => checker.category(at)), ...indices, ...values].join(" ");
}

/** One string per distinct value, so that a column of few values holds few strings. */
function interned(known: Map<string, string>, value: string): string {
  const found = known.get(value);
  if (found !== undefined) return found;
  const copy = detached(value);
  known.set(copy, copy);
  return copy;
}
