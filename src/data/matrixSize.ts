import type { Matrix } from "../base/matrix.ts";

/** How large a matrix will be, known before it is made. */
export interface MatrixSize {
  readonly kind: Matrix["kind"];
  readonly rows: number;
  readonly columns: number;
  /** Values that are not 0, at most: what its rows take in a sparse matrix. Of vectors in order, those of all tokens. */
  readonly values: number;
  readonly bytes: number;
}

const bytesPerNumber = 4;
/** A value and its column. */
const bytesPerEntry = 8;

export function denseSize(rows: number, columns: number, values = rows * columns): MatrixSize {
  return { kind: "dense", rows, columns, values, bytes: rows * columns * bytesPerNumber };
}

export function sparseSize(rows: number, columns: number, values: number): MatrixSize {
  return { kind: "csr", rows, columns, values, bytes: values * bytesPerEntry + offsetBytes(rows) };
}

/** Of vectors in order: a number for each token, and a table of vectors that is there once. */
export function sequenceSize(rows: number, columns: number, tokens: number, dimension: number): MatrixSize {
  return {
    kind: "sequence",
    rows,
    columns,
    values: tokens * dimension,
    bytes: tokens * bytesPerNumber + offsetBytes(rows),
  };
}

/** Of several matrices side by side (joinSparse.ts). */
export function joinedSize(parts: readonly MatrixSize[]): MatrixSize {
  const rows = parts[0]?.rows ?? 0;
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const values = parts.reduce((sum, part) => sum + part.values, 0);
  return parts.every(({ kind }) => kind === "dense")
    ? denseSize(rows, columns, values)
    : sparseSize(rows, columns, values);
}

/** How many values a sparse matrix of so many rows may have within so many bytes. */
export function entriesWithin(bytes: number, rows: number): number {
  return Math.floor((bytes - offsetBytes(rows)) / bytesPerEntry);
}

function offsetBytes(rows: number): number {
  return (rows + 1) * bytesPerNumber;
}

/** What a matrix that has been made takes. */
export function bytesOf(matrix: Matrix): number {
  switch (matrix.kind) {
    case "dense":
      return matrix.values.byteLength;
    case "csr":
      return matrix.values.byteLength + matrix.indices.byteLength + matrix.offsets.byteLength;
    case "sequence":
      return matrix.ids.byteLength + matrix.offsets.byteLength + matrix.table.values.byteLength;
  }
}

/** The greatest whole number up to `high` that is accepted, where all below an accepted one are; 0 when none is. */
export function greatest(high: number, accepts: (candidate: number) => boolean): number {
  let low = 0;
  let above = high + 1;
  while (above - low > 1) {
    const middle = Math.floor((low + above) / 2);
    if (accepts(middle)) low = middle;
    else above = middle;
  }
  return low;
}
