import { multiplyBlock, updateBlock } from "./tiles";

/**
 * Batches of word-vector sequences. Rows come longest first, so that the examples with a token at a position are the
 * first counts[position] rows; `ids` holds the table rows of position 0 for those, then of position 1, and so on.
 * Padding is never looked at. Weight row position × dimension + d belongs to value d of the token there.
 */
export function sequenceMultiply(
  ids: usize,
  counts: usize,
  positions: usize,
  table: usize,
  dimension: usize,
  tableStride: usize,
  w: usize,
  stride: usize,
  out: usize,
  rows: usize,
  packed: usize,
): void {
  const bytes = stride << 2;
  const vector = tableStride << 2;
  const step = dimension * bytes;
  memory.fill(out, 0, rows * bytes);
  for (let position: usize = 0; position < positions; position++) {
    const count = load<u32>(counts + (position << 2));
    if (count === 0) return;
    pack(ids, count, table, vector, packed);
    multiplyBlock(packed, vector, count, dimension, w, bytes, out);
    ids += usize(count) << 2;
    w += step;
  }
}

/** target −= rate · Xᵀ·G for the positions in use; returns the sum of squares of Xᵀ·G. `packed` holds one vector per row. */
export function sequenceUpdate(
  ids: usize,
  counts: usize,
  positions: usize,
  table: usize,
  dimension: usize,
  tableStride: usize,
  g: usize,
  stride: usize,
  target: usize,
  rate: f32,
  packed: usize,
): f64 {
  const bytes = stride << 2;
  const vector = tableStride << 2;
  const step = dimension * bytes;
  let total: f64 = 0;
  for (let position: usize = 0; position < positions; position++) {
    const count = load<u32>(counts + (position << 2));
    if (count === 0) break;
    pack(ids, count, table, vector, packed);
    ids += usize(count) << 2;
    total += updateBlock(packed, vector, count, dimension, g, bytes, target, rate, 0);
    target += step;
  }
  return total;
}

/** Puts the table rows of one position side by side. */
function pack(ids: usize, count: u32, table: usize, vector: usize, into: usize): void {
  for (let row: u32 = 0; row < count; row++) {
    const from = table + load<u32>(ids) * vector;
    for (let at: usize = 0; at < vector; at += 16) v128.store(into + at, v128.load(from + at));
    into += vector;
    ids += 4;
  }
}
