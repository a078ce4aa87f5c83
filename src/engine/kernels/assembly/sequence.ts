import { clearColumns } from "./lanes";
import { multiplyBlock, updateBlock } from "./tiles";

/**
 * Batches of word-vector sequences. Rows come longest first, so that the examples with a token at a position are the
 * first counts[position] rows; `tokens` holds their vectors, those of position 0 first, then those of position 1, and so
 * on. Padding is never looked at. Weight row position × dimension + d belongs to value d of the token there.
 */

/** out = X·W in `width` columns from `column` on, both multiples of 4. */
export function sequenceMultiply(
  tokens: usize,
  counts: usize,
  positions: usize,
  dimension: usize,
  tokenStride: usize,
  w: usize,
  stride: usize,
  out: usize,
  rows: usize,
  column: usize,
  width: usize,
): void {
  const bytes = stride << 2;
  const across = width << 2;
  const vector = tokenStride << 2;
  const step = dimension * bytes;
  w += column << 2;
  out += column << 2;
  clearColumns(out, rows, bytes, across);
  for (let position: usize = 0; position < positions; position++) {
    const count = usize(load<u32>(counts + (position << 2)));
    if (count === 0) return;
    multiplyBlock(tokens, vector, count, dimension, w, bytes, out, across);
    tokens += count * vector;
    w += step;
  }
}

/**
 * target −= rate · Xᵀ·G in every `parts`-th position in use, beginning with the one numbered `part`. The sum of squares
 * of each position's rows of Xᵀ·G goes to partials, a float64 a position.
 */
export function sequenceUpdate(
  tokens: usize,
  counts: usize,
  positions: usize,
  dimension: usize,
  tokenStride: usize,
  g: usize,
  stride: usize,
  target: usize,
  rate: f32,
  partials: usize,
  part: usize,
  parts: usize,
): void {
  const bytes = stride << 2;
  const vector = tokenStride << 2;
  const step = dimension * bytes;
  for (let position: usize = 0; position < positions; position++) {
    const count = usize(load<u32>(counts + (position << 2)));
    if (count === 0) break;
    if (position % parts === part) {
      const squares = updateBlock(tokens, vector, count, dimension, g, bytes, target, rate, 0);
      store<f64>(partials + (position << 3), squares);
    }
    tokens += count * vector;
    target += step;
  }
}

/** How many of the positions have a token. */
export function positionsInUse(counts: usize, positions: usize): usize {
  let used: usize = 0;
  while (used < positions && load<u32>(counts + (used << 2)) !== 0) used++;
  return used;
}

/** Puts rows list[0] … list[count − 1] of a table, `stride` floats each, one behind the other. */
export function gatherRows(list: usize, count: usize, table: usize, stride: usize, into: usize): void {
  const bytes = stride << 2;
  for (let row: usize = 0; row < count; row++) {
    const from = table + usize(load<u32>(list + (row << 2))) * bytes;
    for (let at: usize = 0; at < bytes; at += 16) v128.store(into + at, v128.load(from + at));
    into += bytes;
  }
}
