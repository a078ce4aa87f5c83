import type { DenseMatrix, Matrix } from "../base/matrix.ts";
import { type Work, each } from "../base/work.ts";
import type { Coverage, FeatureOptions, Featurizer, FeaturizerState, Transformed } from "./featurizer.ts";
import { StateReader } from "./featurizerState.ts";
import { joinSparse } from "./joinSparse.ts";
import { joinedSize, type MatrixSize } from "./matrixSize.ts";
import type { ExampleTable } from "./table.ts";

/** Features of several kinds side by side, in the order of the parts. */
export class UnionFeaturizer implements Featurizer {
  readonly options: FeatureOptions;
  readonly columns: number;
  readonly summary: string;
  readonly #parts: readonly Featurizer[];

  constructor(options: FeatureOptions, parts: readonly Featurizer[]) {
    this.options = options;
    this.#parts = parts;
    this.columns = parts.reduce((sum, { columns }) => sum + columns, 0);
    this.summary = parts.map(({ summary }) => summary).join("; ");
  }

  *transform(table: ExampleTable, ids: Uint32Array): Work<Transformed> {
    const made: Transformed[] = [];
    for (const part of this.#parts) made.push(yield* part.transform(table, ids));
    const matrix = yield* sideBySide(
      made.map((one) => one.matrix),
      this.columns,
    );
    return { matrix, coverage: yield* coverageOf(made, matrix) };
  }

  *measure(table: ExampleTable, ids: Uint32Array, enough: number): Work<MatrixSize> {
    return joinedSize(yield* this.#sizes(table, ids, enough));
  }

  *#sizes(table: ExampleTable, ids: Uint32Array, enough: number): Work<readonly MatrixSize[]> {
    const sizes: MatrixSize[] = [];
    for (const part of this.#parts) sizes.push(yield* part.measure(table, ids, enough / this.#parts.length));
    return sizes;
  }

  /** The largest part that can give way, the others as they are. */
  *narrower(table: ExampleTable, ids: Uint32Array, values: number): Work<string | null> {
    const sizes = (yield* this.#sizes(table, ids, values)).map((size, at) => ({ at, values: size.values }));
    const all = sizes.reduce((sum, size) => sum + size.values, 0);
    for (const { at, values: own } of sizes.sort((a, b) => b.values - a.values)) {
      const part = this.#parts[at];
      const left = values - (all - own);
      const setting = part !== undefined && left > 0 ? yield* part.narrower(table, ids, left) : null;
      if (setting === null) continue;
      return this.options.kind === "union" ? `${setting} in entry ${String(at + 1)} of features` : setting;
    }
    return null;
  }

  /** json `parts`, a state each; arrays under `<part>.<name>`, parts counted from 0. */
  state(): FeaturizerState {
    const states = this.#parts.map((part) => part.state());
    const arrays = states.flatMap((state, at) =>
      [...state.arrays].map(([name, array]) => [`${String(at)}.${name}`, array] as const),
    );
    return { json: { parts: states.map(({ json }) => json) }, arrays: new Map(arrays) };
  }
}

/** The state of part `at` of a union's. UserError when it is damaged. */
export function partState(state: FeaturizerState, at: number): FeaturizerState {
  const json = new StateReader(state).items("parts")[at];
  const prefix = `${String(at)}.`;
  const arrays = [...state.arrays].flatMap(([name, array]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), array] as const] : [],
  );
  return { json, arrays: new Map(arrays) };
}

function sideBySide(parts: readonly Matrix[], columns: number): Work<Matrix> {
  const plain = parts.filter((part) => part.kind === "dense");
  return plain.length === parts.length ? joinDense(plain, columns) : joinSparse(parts, columns);
}

function* joinDense(parts: readonly DenseMatrix[], columns: number): Work<DenseMatrix> {
  const rows = parts[0]?.rows ?? 0;
  const values = new Float32Array(rows * columns);
  let first = 0;
  for (const part of parts) {
    const width = part.columns;
    for (let row = 0; row < rows; row++)
      values.set(part.values.subarray(row * width, (row + 1) * width), row * columns + first);
    first += width;
    yield;
  }
  return { kind: "dense", rows, columns, values };
}

/**
 * Tokens and cells of all parts together; texts are cut where the part that reads least of them cuts. An example is
 * empty when no part knows anything of it: its row is all zeros.
 */
function* coverageOf(made: readonly Transformed[], matrix: Matrix): Work<Coverage> {
  const of = (pick: (coverage: Coverage) => number): number[] => made.map(({ coverage }) => pick(coverage));
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  return {
    total: sum(of(({ total }) => total)),
    unknown: sum(of(({ unknown }) => unknown)),
    cutExamples: Math.max(0, ...of(({ cutExamples }) => cutExamples)),
    cutTokens: Math.max(0, ...of(({ cutTokens }) => cutTokens)),
    emptyExamples: yield* emptyRows(matrix),
    commonestUnknown:
      made.find(({ coverage }) => coverage.commonestUnknown.length > 0)?.coverage.commonestUnknown ?? [],
  };
}

function* emptyRows(matrix: Matrix): Work<number> {
  let empty = 0;
  const rows = Uint32Array.from({ length: matrix.rows }, (_, row) => row);
  yield* each(rows, (row) => {
    if (matrix.kind === "dense") {
      const values = matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns);
      if (values.every((value) => value === 0)) empty++;
    } else if (matrix.offsets[row] === matrix.offsets[row + 1]) empty++;
  });
  return empty;
}
