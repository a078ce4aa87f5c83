import { invariant } from "../base/assert.ts";
import type { CsrMatrix, DenseMatrix, Matrix } from "../base/matrix.ts";

/**
 * The entries of one row at a time, read where they lie: entry k of `count` has the column
 * `indices[firstIndex + k]` and the value `values[firstValue + k]`. A dense row has an entry for every column.
 */
export class RowEntries {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
  readonly #matrix: DenseMatrix | CsrMatrix;
  #firstIndex = 0;
  #firstValue = 0;
  #count = 0;

  constructor(matrix: Matrix) {
    invariant(matrix.kind !== "sequence", "this model takes no sequences");
    this.#matrix = matrix;
    this.values = matrix.values;
    this.indices =
      matrix.kind === "csr" ? matrix.indices : Uint32Array.from({ length: matrix.columns }, (_, column) => column);
  }

  get firstIndex(): number {
    return this.#firstIndex;
  }

  get firstValue(): number {
    return this.#firstValue;
  }

  get count(): number {
    return this.#count;
  }

  seek(row: number): void {
    const matrix = this.#matrix;
    if (matrix.kind === "dense") {
      this.#firstValue = row * matrix.columns;
      this.#count = matrix.columns;
      return;
    }
    const from = matrix.offsets[row] ?? 0;
    this.#firstIndex = from;
    this.#firstValue = from;
    this.#count = (matrix.offsets[row + 1] ?? from) - from;
  }
}
