/** Number containers that the feature code fills and the engine reads, so that neither needs to import the other. */

/** `rows × columns` values, row-major. */
export interface DenseMatrix {
  readonly kind: "dense";
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** Compressed sparse rows: row r owns entries `offsets[r] … offsets[r + 1]`; indices ascend within a row. */
export interface CsrMatrix {
  readonly kind: "csr";
  readonly rows: number;
  readonly columns: number;
  /** rows + 1 entry positions. */
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/**
 * Ragged rows of table ids. Row r stands for the dense row of `positions × table.columns` values that
 * concatenates the table rows of its ids, padded with zeros; `columns` is that width. A row holds at most `positions` ids.
 */
export interface SequenceMatrix {
  readonly kind: "sequence";
  readonly rows: number;
  readonly columns: number;
  readonly positions: number;
  /** rows + 1 id positions. */
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  readonly table: DenseMatrix;
}

export type Matrix = DenseMatrix | CsrMatrix | SequenceMatrix;
