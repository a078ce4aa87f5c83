import type { CsrMatrix } from "../../base/matrix.ts";
import { type SparseColumns, valuesOf } from "../kernels/columns.ts";

/** A sparse matrix by columns, in which equal ones may stand once. */
export interface DistinctColumns extends SparseColumns {
  /** The column here that stands for each of the original. */
  readonly placeOf: Uint32Array;
}

const unplaced = 0xffffffff;

/**
 * The matrix by columns, rows ascending. With `merge`, columns that have the same value in the same one row, and columns
 * that have no entry, count as one: in texts most pairs of words occur in one example alone.
 */
export function distinctColumns(matrix: CsrMatrix, merge: boolean): DistinctColumns {
  const { rows, columns, offsets, indices, values } = matrix;
  const counts = entriesOfColumns(matrix);
  const { placeOf, copies } = merge ? mergedPlaces(matrix, counts) : ownPlaces(columns);
  const starts = new Uint32Array(copies.length + 1);
  for (let column = 0; column < columns; column++) starts[(placeOf[column] ?? 0) + 1] = counts[column] ?? 0;
  for (let place = 0; place < copies.length; place++) {
    starts[place + 1] = (starts[place + 1] ?? 0) + (starts[place] ?? 0);
  }
  const kept = starts[copies.length] ?? 0;
  const next = starts.slice();
  const placed = new Uint32Array(2 * kept);
  const placedValues = valuesOf(placed);
  for (let row = 0; row < rows; row++) {
    const end = offsets[row + 1] ?? 0;
    for (let entry = offsets[row] ?? 0; entry < end; entry++) {
      const place = placeOf[indices[entry] ?? 0] ?? 0;
      const at = next[place] ?? 0;
      // A copy of a column that is there already.
      if (at === starts[place + 1]) continue;
      next[place] = at + 1;
      placed[2 * at] = row;
      placedValues[2 * at + 1] = values[entry] ?? 0;
    }
  }
  return { rows, columns: copies.length, starts, entries: placed, copies, placeOf };
}

/** How many entries each column has. */
function entriesOfColumns({ rows, columns, offsets, indices }: CsrMatrix): Uint32Array {
  const entries = offsets[rows] ?? 0;
  const counts = new Uint32Array(columns);
  for (let entry = 0; entry < entries; entry++) {
    const column = indices[entry] ?? 0;
    counts[column] = (counts[column] ?? 0) + 1;
  }
  return counts;
}

interface Places {
  readonly placeOf: Uint32Array;
  readonly copies: Uint32Array;
}

function ownPlaces(columns: number): Places {
  return {
    placeOf: Uint32Array.from({ length: columns }, (_, column) => column),
    copies: new Uint32Array(columns).fill(1),
  };
}

/** Places in the order in which the rows first have their columns; columns without an entry share the last. */
function mergedPlaces({ rows, columns, offsets, indices, values }: CsrMatrix, counts: Uint32Array): Places {
  const placeOf = new Uint32Array(columns).fill(unplaced);
  const copies = new Uint32Array(columns);
  let places = 0;
  for (let row = 0; row < rows; row++) {
    const end = offsets[row + 1] ?? 0;
    // The values that this row has in columns of its own, and their places.
    const own: number[] = [];
    const ownPlaces: number[] = [];
    for (let entry = offsets[row] ?? 0; entry < end; entry++) {
      const column = indices[entry] ?? 0;
      if (counts[column] === 1) {
        const value = values[entry] ?? 0;
        let known = own.indexOf(value);
        if (known < 0) {
          known = own.push(value) - 1;
          ownPlaces.push(places++);
        }
        const place = ownPlaces[known] ?? 0;
        placeOf[column] = place;
        copies[place] = (copies[place] ?? 0) + 1;
      } else if (placeOf[column] === unplaced) {
        placeOf[column] = places;
        copies[places++] = 1;
      }
    }
  }
  for (let column = 0; column < columns; column++) {
    if (placeOf[column] !== unplaced) continue;
    placeOf[column] = places;
    copies[places] = (copies[places] ?? 0) + 1;
  }
  if ((copies[places] ?? 0) > 0) places++;
  return { placeOf, copies: copies.slice(0, places) };
}
