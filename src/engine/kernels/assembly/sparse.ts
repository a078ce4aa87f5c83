import { multiplyAdd, sumOfLanes, zero } from "./lanes";

/** Batches of compressed sparse rows: row r owns entries offsets[r] … offsets[r + 1]. */

/** out = X·W. Every row keeps four sums, entry i going to sum i mod 4, however many rows there are. */
export function sparseMultiply(
  offsets: usize,
  indices: usize,
  values: usize,
  rows: usize,
  w: usize,
  stride: usize,
  out: usize,
): void {
  const bytes = stride << 2;
  for (let row: usize = 0; row < rows; row++) {
    const from = usize(load<u32>(offsets + (row << 2))) << 2;
    const to = usize(load<u32>(offsets + (row << 2), 4)) << 2;
    let column: usize = 0;
    for (; column + 64 <= bytes; column += 64) {
      let p0 = zero(),
        p1 = zero(),
        p2 = zero(),
        p3 = zero();
      for (let entry = from; entry < to; entry += 4) {
        const at = w + column + usize(load<u32>(indices + entry)) * bytes;
        const value = v128.load32_splat(values + entry);
        p0 = multiplyAdd(value, v128.load(at), p0);
        p1 = multiplyAdd(value, v128.load(at, 16), p1);
        p2 = multiplyAdd(value, v128.load(at, 32), p2);
        p3 = multiplyAdd(value, v128.load(at, 48), p3);
      }
      v128.store(out + column, p0);
      v128.store(out + column, p1, 16);
      v128.store(out + column, p2, 32);
      v128.store(out + column, p3, 48);
    }
    for (; column < bytes; column += 16) {
      let p0 = zero(),
        p1 = zero(),
        p2 = zero(),
        p3 = zero();
      const base = w + column;
      let entry = from;
      for (; entry + 16 <= to; entry += 16) {
        p0 = multiplyAdd(
          v128.load32_splat(values + entry),
          v128.load(base + usize(load<u32>(indices + entry)) * bytes),
          p0,
        );
        p1 = multiplyAdd(
          v128.load32_splat(values + entry, 4),
          v128.load(base + usize(load<u32>(indices + entry, 4)) * bytes),
          p1,
        );
        p2 = multiplyAdd(
          v128.load32_splat(values + entry, 8),
          v128.load(base + usize(load<u32>(indices + entry, 8)) * bytes),
          p2,
        );
        p3 = multiplyAdd(
          v128.load32_splat(values + entry, 12),
          v128.load(base + usize(load<u32>(indices + entry, 12)) * bytes),
          p3,
        );
      }
      for (; entry < to; entry += 4) {
        p0 = multiplyAdd(
          v128.load32_splat(values + entry),
          v128.load(base + usize(load<u32>(indices + entry)) * bytes),
          p0,
        );
      }
      v128.store(out + column, f32x4.add(f32x4.add(p0, p1), f32x4.add(p2, p3)));
    }
    out += bytes;
  }
}

/**
 * target −= rate · Xᵀ·G on the weight rows that the batch touches; returns the sum of squares of Xᵀ·G.
 * Entries of one feature are chained (heads per feature: zero before and after; next and rowOf per entry), so that each
 * weight row is updated once and its gradient's norm is known.
 */
export function sparseUpdate(
  offsets: usize,
  indices: usize,
  values: usize,
  rows: usize,
  g: usize,
  stride: usize,
  target: usize,
  rate: f32,
  heads: usize,
  next: usize,
  rowOf: usize,
): f64 {
  const bytes = stride << 2;
  for (let row: usize = 0; row < rows; row++) {
    const to = load<u32>(offsets + (row << 2), 4);
    for (let entry = load<u32>(offsets + (row << 2)); entry < to; entry++) {
      const at = usize(entry) << 2;
      const head = heads + (usize(load<u32>(indices + at)) << 2);
      store<u32>(next + at, load<u32>(head));
      store<u32>(rowOf + at, u32(row));
      store<u32>(head, entry + 1);
    }
  }
  const down = f32x4.splat(-rate);
  let total: f64 = 0;
  const entries = load<u32>(offsets + (rows << 2));
  for (let entry: u32 = 0; entry < entries; entry++) {
    const feature = usize(load<u32>(indices + (usize(entry) << 2)));
    const head = heads + (feature << 2);
    const first = load<u32>(head);
    if (first === 0) continue;
    store<u32>(head, 0);
    const weights = target + feature * bytes;
    let squares = zero();
    for (let column: usize = 0; column < bytes; column += 16) {
      let gradient = zero();
      for (let link = first; link !== 0;) {
        const at = usize(link - 1) << 2;
        gradient = multiplyAdd(
          v128.load32_splat(values + at),
          v128.load(g + column + usize(load<u32>(rowOf + at)) * bytes),
          gradient,
        );
        link = load<u32>(next + at);
      }
      v128.store(weights + column, multiplyAdd(down, gradient, v128.load(weights + column)));
      squares = multiplyAdd(gradient, gradient, squares);
    }
    total += sumOfLanes(squares);
  }
  return total;
}
