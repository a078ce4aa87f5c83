import { describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/base/matrix.ts";
import { matrixRows } from "../../../src/base/matrixRows.ts";
import { finish } from "../../../src/base/work.ts";

const table = { kind: "dense", rows: 3, columns: 2, values: Float32Array.of(0, 0, 1, 2, 3, 4) } as const;
const offsets = Uint32Array.of(0, 2, 2, 3);
const matrices: readonly Matrix[] = [
  { kind: "dense", rows: 3, columns: 2, values: Float32Array.of(1, 2, 3, 4, 5, 6) },
  { kind: "csr", rows: 3, columns: 4, offsets, indices: Uint32Array.of(0, 3, 1), values: Float32Array.of(7, 8, 9) },
  { kind: "sequence", rows: 3, columns: 4, positions: 2, offsets, ids: Uint32Array.of(2, 1, 1), table },
];

/** What each row holds, whatever the kind. */
function rowsOf(matrix: Matrix): readonly unknown[] {
  return Array.from({ length: matrix.rows }, (_, row) => {
    if (matrix.kind === "dense") return [...matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns)];
    const [from, to] = [matrix.offsets[row], matrix.offsets[row + 1]];
    if (matrix.kind === "sequence") return [...matrix.ids.subarray(from, to)];
    return [[...matrix.indices.subarray(from, to)], [...matrix.values.subarray(from, to)]];
  });
}

describe.each(matrices)("rows of a $kind matrix", (matrix) => {
  it.each([[[]], [[1]], [[2, 0]], [[0, 1, 2]]])("are %j of it, in that order", (wanted) => {
    const made = finish(matrixRows(matrix, Uint32Array.from(wanted)));
    const all = rowsOf(matrix);
    expect(rowsOf(made)).toEqual(wanted.map((row) => all[row]));
    expect({ ...made, rows: 3 }).toMatchObject({ kind: matrix.kind, columns: matrix.columns, rows: 3 });
  });
});
