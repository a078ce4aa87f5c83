import type { CsrMatrix } from "../base/matrix.ts";
import { UserError } from "../base/errors.ts";
import { type Work, each } from "../base/work.ts";
import type { Featurizer, FeaturizerState, SparseOptions, Transformed } from "./featurizer.ts";
import { StateReader } from "./featurizerState.ts";
import { type MatrixSize, sparseSize } from "./matrixSize.ts";
import { plural } from "./phrases.ts";
import type { ExampleTable } from "./table.ts";

/** What the training examples show of the indices that they have. */
interface KnownIndices {
  /** In ascending order; each is an input. */
  readonly indices: Uint32Array;
  /** What the values of each are divided by: the greatest amount in train, or 1. */
  readonly widths: Float32Array;
}

/** Learns the indices that the training examples have, and with `maxAbs` the greatest amount of each (scikit-learn's MaxAbsScaler). */
export function* fitSparse(options: SparseOptions, table: ExampleTable, train: Uint32Array): Work<Featurizer> {
  const { offsets, indices, values, columns } = sparseOf(table);
  const greatest = new Float32Array(columns);
  const seen = new Uint8Array(columns);
  yield* each(train, (id) => {
    for (let at = offsets[id] ?? 0; at < (offsets[id + 1] ?? 0); at++) {
      const index = indices[at] ?? 0;
      seen[index] = 1;
      greatest[index] = Math.max(greatest[index] ?? 0, Math.abs(values[at] ?? 0));
    }
  });
  const known = Uint32Array.from(seen.keys()).filter((index) => seen[index] === 1);
  if (known.length === 0)
    throw new UserError("The training examples have no numbers.", "Check that the lines hold index:value pairs.", {
      file: table.files[0]?.path ?? "",
    });
  const widthOf = (index: number): number => {
    const amount = options.scale === "maxAbs" ? (greatest[index] ?? 0) : 1;
    return amount === 0 ? 1 : amount;
  };
  return new SparseFeaturizer(options, { indices: known, widths: Float32Array.from(known, widthOf) });
}

export function restoreSparse(options: SparseOptions, state: FeaturizerState): Featurizer {
  const reader = new StateReader(state);
  const indices = reader.integers("indices");
  return new SparseFeaturizer(options, { indices, widths: reader.floats32("widths", indices.length) });
}

class SparseFeaturizer implements Featurizer {
  readonly options: SparseOptions;
  readonly columns: number;
  readonly summary: string;
  readonly #known: KnownIndices;
  readonly #inputOf: ReadonlyMap<number, number>;

  constructor(options: SparseOptions, known: KnownIndices) {
    this.options = options;
    this.#known = known;
    this.columns = known.indices.length;
    this.#inputOf = new Map(Array.from(known.indices, (index, input) => [index, input]));
    const scaled = options.scale === "maxAbs" ? ", scaled to at most 1" : "";
    this.summary = `${plural(this.columns, "numbered feature")}${scaled}`;
  }

  *transform(table: ExampleTable, ids: Uint32Array): Work<Transformed> {
    const from = sparseOf(table);
    const offsets = new Uint32Array(ids.length + 1);
    const total = yield* this.#count(from, ids);
    const indices = new Uint32Array(total);
    const values = new Float32Array(total);
    let filled = 0;
    let unknown = 0;
    let empty = 0;
    yield* each(ids, (id, row) => {
      for (let at = from.offsets[id] ?? 0; at < (from.offsets[id + 1] ?? 0); at++) {
        const value = from.values[at] ?? 0;
        if (value === 0) continue;
        const input = this.#inputOf.get(from.indices[at] ?? 0);
        if (input === undefined) {
          unknown++;
          continue;
        }
        indices[filled] = input;
        values[filled++] = value / (this.#known.widths[input] ?? 1);
      }
      offsets[row + 1] = filled;
      if (filled === offsets[row]) empty++;
    });
    return {
      matrix: {
        kind: "csr",
        rows: ids.length,
        columns: this.columns,
        offsets,
        indices: indices.slice(0, filled),
        values: values.slice(0, filled),
      },
      coverage: {
        total: filled + unknown,
        unknown,
        cutExamples: 0,
        cutTokens: 0,
        emptyExamples: empty,
        commonestUnknown: [],
      },
    };
  }

  *measure(table: ExampleTable, ids: Uint32Array): Work<MatrixSize> {
    return sparseSize(ids.length, this.columns, yield* this.#count(sparseOf(table), ids));
  }

  *narrower(): Work<null> {
    yield;
    return null;
  }

  /** Arrays `indices` and `widths`, one entry an input. */
  state(): FeaturizerState {
    const { indices, widths } = this.#known;
    return {
      json: {},
      arrays: new Map<string, Uint32Array | Float32Array>([
        ["indices", indices],
        ["widths", widths],
      ]),
    };
  }

  /** Pairs of these examples, known or not. */
  *#count({ offsets }: CsrMatrix, ids: Uint32Array): Work<number> {
    let total = 0;
    yield* each(ids, (id) => {
      total += (offsets[id + 1] ?? 0) - (offsets[id] ?? 0);
    });
    return total;
  }
}

function sparseOf(table: ExampleTable): CsrMatrix {
  if (table.sparse !== undefined) return table.sparse;
  throw new UserError(
    "These features need index:value pairs, but the dataset has none.",
    "Use features of texts or of columns of numbers.",
    { file: table.files[0]?.path ?? "", field: "features" },
  );
}
