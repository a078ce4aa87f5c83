import type { CsrMatrix, DenseMatrix, Matrix } from "../base/matrix.ts";
import { type Work, each } from "../base/work.ts";
import type { Coverage, Featurizer, FeaturizerState, Transformed, UnionOptions } from "./featurizer.ts";
import { StateReader } from "./featurizerState.ts";
import type { ExampleTable } from "./table.ts";

/** Features of several kinds side by side, in the order of the parts. */
export class UnionFeaturizer implements Featurizer {
  readonly options: UnionOptions;
  readonly columns: number;
  readonly summary: string;
  readonly #parts: readonly Featurizer[];

  constructor(options: UnionOptions, parts: readonly Featurizer[]) {
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
    return { matrix, coverage: coverageOf(made, matrix) };
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
  const plain = parts.map((part) => {
    if (part.kind === "sequence") throw new Error("invariant: no part of a union is a sequence");
    return part;
  });
  return plain.some(({ kind }) => kind === "csr") ? sparse(plain, columns) : dense(plain as DenseMatrix[], columns);
}

function* sparse(parts: readonly (CsrMatrix | DenseMatrix)[], columns: number): Work<CsrMatrix> {
  const rows = parts[0]?.rows ?? 0;
  const entries = parts.reduce((sum, part) => sum + entriesOf(part), 0);
  const offsets = new Uint32Array(rows + 1);
  const indices = new Uint32Array(entries);
  const values = new Float32Array(entries);
  let at = 0;
  yield* each(offsets.subarray(1), (_, row) => {
    let first = 0;
    for (const part of parts) {
      if (part.kind === "csr") {
        const from = part.offsets[row] ?? 0;
        const to = part.offsets[row + 1] ?? 0;
        values.set(part.values.subarray(from, to), at);
        for (let entry = from; entry < to; entry++) indices[at++] = first + (part.indices[entry] ?? 0);
      } else
        for (let column = 0; column < part.columns; column++) {
          const value = part.values[row * part.columns + column] ?? 0;
          if (value === 0) continue;
          values[at] = value;
          indices[at++] = first + column;
        }
      first += part.columns;
    }
    offsets[row + 1] = at;
  });
  return { kind: "csr", rows, columns, offsets, indices: indices.slice(0, at), values: values.slice(0, at) };
}

/** Entries of a part at most. */
function entriesOf(part: CsrMatrix | DenseMatrix): number {
  return part.values.length;
}

function* dense(parts: readonly DenseMatrix[], columns: number): Work<DenseMatrix> {
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

/** Tokens and cells of all parts together; an example is empty when no part knows anything of it. */
function coverageOf(made: readonly Transformed[], matrix: Matrix): Coverage {
  const sum = (of: (coverage: Coverage) => number): number => made.reduce((all, one) => all + of(one.coverage), 0);
  let emptyExamples = 0;
  if (matrix.kind === "csr")
    for (let row = 0; row < matrix.rows; row++) if (matrix.offsets[row] === matrix.offsets[row + 1]) emptyExamples++;
  return {
    total: sum(({ total }) => total),
    unknown: sum(({ unknown }) => unknown),
    cutExamples: 0,
    cutTokens: 0,
    emptyExamples,
    commonestUnknown:
      made.find(({ coverage }) => coverage.commonestUnknown.length > 0)?.coverage.commonestUnknown ?? [],
  };
}
