import type { Matrix } from "../base/matrix.ts";
import type { EntryRows } from "../engine/kernels/rows.ts";

/** The rows for a model that goes by the example; throws where they are sequences. */
export function entryRows(matrix: Matrix): EntryRows {
  const { rows, columns } = matrix;
  switch (matrix.kind) {
    case "dense": {
      const multiples = (count: number, step: number): Uint32Array =>
        Uint32Array.from({ length: count }, (_, index) => index * step);
      const { values } = matrix;
      return { offsets: multiples(rows + 1, columns), indices: multiples(columns, 1), repeated: true, values };
    }
    case "csr": {
      const { offsets, indices, values } = matrix;
      return { offsets, indices, repeated: false, values };
    }
    case "sequence":
      throw new Error("invariant: this model takes no sequences");
  }
}
