import type { Matrix } from "./matrix.ts";
import { each, type Work } from "./work.ts";

/** The named rows of a matrix, in that order, as a matrix of its own; what its rows refer to is shared. */
export function* matrixRows(matrix: Matrix, rows: Uint32Array): Work<Matrix> {
  if (matrix.kind === "dense") {
    const { columns } = matrix;
    const values = new Float32Array(rows.length * columns);
    yield* each(rows, (row, at) => {
      values.set(matrix.values.subarray(row * columns, (row + 1) * columns), at * columns);
    });
    return { ...matrix, rows: rows.length, values };
  }
  const all = matrix.offsets;
  const offsets = new Uint32Array(rows.length + 1);
  for (const [at, row] of rows.entries()) offsets[at + 1] = (offsets[at] ?? 0) + (all[row + 1] ?? 0) - (all[row] ?? 0);
  const entries = offsets[rows.length] ?? 0;
  if (matrix.kind === "sequence") {
    const ids = new Uint32Array(entries);
    yield* each(rows, (row, at) => {
      ids.set(matrix.ids.subarray(all[row], all[row + 1]), offsets[at]);
    });
    return { ...matrix, rows: rows.length, offsets, ids };
  }
  const indices = new Uint32Array(entries);
  const values = new Float32Array(entries);
  yield* each(rows, (row, at) => {
    indices.set(matrix.indices.subarray(all[row], all[row + 1]), offsets[at]);
    values.set(matrix.values.subarray(all[row], all[row + 1]), offsets[at]);
  });
  return { ...matrix, rows: rows.length, offsets, indices, values };
}
