import type { CsrMatrix, DenseMatrix, Matrix, SequenceMatrix } from "../base/matrix.ts";
import { type Work, each } from "../base/work.ts";

/** Receives the values of a row that are not 0, with their columns in ascending order. */
type Take = (column: number, value: number) => void;

/** Matrices of the same rows side by side, only the values that are not 0 written down. */
export function* joinSparse(parts: readonly Matrix[], columns: number): Work<CsrMatrix> {
  const rows = parts[0]?.rows ?? 0;
  const readers = parts.map((part) => ({ ...readerOf(part), columns: part.columns }));
  const offsets = new Uint32Array(rows + 1);
  yield* each(offsets.subarray(1), (_, row) => {
    const entries = readers.reduce((sum, reader) => sum + reader.count(row), 0);
    offsets[row + 1] = (offsets[row] ?? 0) + entries;
  });
  const indices = new Uint32Array(offsets[rows] ?? 0);
  const values = new Float32Array(offsets[rows] ?? 0);
  let at = 0;
  let first = 0;
  const take: Take = (column, value) => {
    values[at] = value;
    indices[at++] = first + column;
  };
  yield* each(offsets.subarray(1), (_, row) => {
    first = 0;
    for (const reader of readers) {
      reader.read(row, take);
      first += reader.columns;
    }
  });
  return { kind: "csr", rows, columns, offsets, indices, values };
}

interface RowReader {
  /** How many values of a row are not 0. */
  readonly count: (row: number) => number;
  readonly read: (row: number, take: Take) => void;
}

function readerOf(part: Matrix): RowReader {
  switch (part.kind) {
    case "dense":
      return denseReader(part);
    case "csr":
      return sparseReader(part);
    case "sequence":
      return sequenceReader(part);
  }
}

function denseReader({ columns, values }: DenseMatrix): RowReader {
  return {
    count: (row) => nonZeros(values, row * columns, columns),
    read: (row, take) => {
      for (let column = 0; column < columns; column++) {
        const value = values[row * columns + column] ?? 0;
        if (value !== 0) take(column, value);
      }
    },
  };
}

/** As they stand: what was written down stays so, also a weight that came to 0. */
function sparseReader({ offsets, indices, values }: CsrMatrix): RowReader {
  return {
    count: (row) => (offsets[row + 1] ?? 0) - (offsets[row] ?? 0),
    read: (row, take) => {
      const to = offsets[row + 1] ?? 0;
      for (let at = offsets[row] ?? 0; at < to; at++) take(indices[at] ?? 0, values[at] ?? 0);
    },
  };
}

/** The vector of each token in its place; the padding behind the last one is 0 and takes no room. */
function sequenceReader({ offsets, ids, table }: SequenceMatrix): RowReader {
  const width = table.columns;
  const counts = Uint32Array.from({ length: table.rows }, (_, id) => nonZeros(table.values, id * width, width));
  return {
    count: (row) => {
      let sum = 0;
      const to = offsets[row + 1] ?? 0;
      for (let at = offsets[row] ?? 0; at < to; at++) sum += counts[ids[at] ?? 0] ?? 0;
      return sum;
    },
    read: (row, take) => {
      const from = offsets[row] ?? 0;
      const to = offsets[row + 1] ?? 0;
      for (let at = from; at < to; at++) {
        const vector = (ids[at] ?? 0) * width;
        for (let i = 0; i < width; i++) {
          const value = table.values[vector + i] ?? 0;
          if (value !== 0) take((at - from) * width + i, value);
        }
      }
    },
  };
}

function nonZeros(values: Float32Array, from: number, length: number): number {
  let count = 0;
  for (let at = from; at < from + length; at++) if (values[at] !== 0) count++;
  return count;
}
