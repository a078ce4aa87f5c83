import { UserError } from "../base/errors.ts";
import { type Work, each } from "../base/work.ts";
import type { Featurizer, FeaturizerState, OneHotOptions, Transformed } from "./featurizer.ts";
import { StateReader } from "./featurizerState.ts";
import { denseSize, type MatrixSize } from "./matrixSize.ts";
import { plural } from "./phrases.ts";
import type { ExampleTable } from "./table.ts";

/** The inputs of one column of text. */
interface ColumnValues {
  readonly name: string;
  /** One input each, in UTF-16 order. */
  readonly values: readonly string[];
  /** Whether train lacks values: one more input behind the others says so. */
  readonly missing: boolean;
}

/** Learns the values that the training examples have in each column, of many the commonest. */
export function* fitOneHot(options: OneHotOptions, table: ExampleTable, train: Uint32Array): Work<Featurizer> {
  const learned: ColumnValues[] = [];
  for (const name of options.columns) {
    const cells = cellsOf(table, name);
    const counts = new Map<string, number>();
    for (const id of train) counts.set(cells[id] ?? "", (counts.get(cells[id] ?? "") ?? 0) + 1);
    const missing = counts.delete("");
    const values = [...counts]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, options.maxValues)
      .map(([value]) => value)
      .sort();
    learned.push({ name, values, missing });
    yield;
  }
  if (learned.every(({ values }) => values.length === 0))
    throw new UserError(
      "The training examples have no value in these columns.",
      "Choose other columns, or other features.",
      { file: table.files[0]?.path ?? "", field: options.columns.join(", ") },
    );
  return new OneHotFeaturizer(options, learned);
}

export function restoreOneHot(options: OneHotOptions, state: FeaturizerState): Featurizer {
  const parts = new StateReader(state).items("columns").map((json) => {
    const reader = new StateReader({ json, arrays: new Map() });
    return { name: reader.string("name"), values: reader.strings("values"), missing: reader.flag("missing") };
  });
  return new OneHotFeaturizer(options, parts);
}

class OneHotFeaturizer implements Featurizer {
  readonly options: OneHotOptions;
  readonly columns: number;
  readonly summary: string;
  readonly #learned: readonly ColumnValues[];

  constructor(options: OneHotOptions, learned: readonly ColumnValues[]) {
    this.options = options;
    this.#learned = learned;
    this.columns = learned.reduce((sum, column) => sum + widthOf(column), 0);
    this.summary = `${plural(learned.length, "column")} one-hot, ${plural(this.columns, "input")}`;
  }

  *transform(table: ExampleTable, ids: Uint32Array): Work<Transformed> {
    const { columns } = this;
    const values = new Float32Array(ids.length * columns);
    const known = new Uint8Array(ids.length);
    const unseen = new Map<string, number>();
    let unknown = 0;
    let first = 0;
    for (const column of this.#learned) {
      const cells = cellsOf(table, column.name);
      const inputOf = new Map(column.values.map((value, at) => [value, first + at]));
      if (column.missing) inputOf.set("", first + column.values.length);
      yield* each(ids, (id, row) => {
        const cell = cells[id] ?? "";
        const input = inputOf.get(cell);
        if (input !== undefined) values[row * columns + input] = 1;
        if (input !== undefined && cell !== "") known[row] = 1;
        else unknown++;
        if (input === undefined && cell !== "") unseen.set(cell, (unseen.get(cell) ?? 0) + 1);
      });
      first += widthOf(column);
    }
    return {
      matrix: { kind: "dense", rows: ids.length, columns, values },
      coverage: {
        total: ids.length * this.#learned.length,
        unknown,
        cutExamples: 0,
        cutTokens: 0,
        emptyExamples: known.filter((seen) => seen === 0).length,
        commonestUnknown: [...unseen].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, mostNamed),
      },
    };
  }

  *measure(_table: ExampleTable, ids: Uint32Array): Work<MatrixSize> {
    yield;
    return denseSize(ids.length, this.columns, ids.length * this.#learned.length);
  }

  *narrower(): Work<null> {
    yield;
    return null;
  }

  /** json `columns`, each with `name`, `values` and `missing`. */
  state(): FeaturizerState {
    return { json: { columns: this.#learned }, arrays: new Map() };
  }
}

const mostNamed = 20;

function widthOf({ values, missing }: ColumnValues): number {
  return values.length + (missing ? 1 : 0);
}

function cellsOf(table: ExampleTable, name: string): readonly string[] {
  const cells = table.categories?.get(name);
  if (cells !== undefined) return cells;
  throw new UserError("The features need this column.", "Give data with the columns that the model was trained on.", {
    field: name,
  });
}
