import { multiplyAdd, sumOfLanes, zero } from "./lanes";
import { blocksOf } from "./linear";

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

/** Touched features in one block of an update, as `blocksOf` counts. */
const featuresInBlock: usize = 64;

/**
 * Chains the entries of each feature: heads per feature (zero before), next and rowOf per entry; positions count from 1,
 * 0 ends a chain. Writes the features to `list` in order of appearance and returns how many there are.
 */
export function sparseChain(
  offsets: usize,
  indices: usize,
  rows: usize,
  heads: usize,
  next: usize,
  rowOf: usize,
  list: usize,
): usize {
  const listed = list;
  for (let row: usize = 0; row < rows; row++) {
    const to = load<u32>(offsets + (row << 2), 4);
    for (let entry = load<u32>(offsets + (row << 2)); entry < to; entry++) {
      const at = usize(entry) << 2;
      const feature = load<u32>(indices + at);
      const head = heads + (usize(feature) << 2);
      const before = load<u32>(head);
      if (before === 0) {
        store<u32>(list, feature);
        list += 4;
      }
      store<u32>(next + at, before);
      store<u32>(rowOf + at, u32(row));
      store<u32>(head, entry + 1);
    }
  }
  return (list - listed) >> 2;
}

/** Four columns of one feature's gradient: Σ value · G over the entries of its chain; g is at those columns of row 0. */
// @ts-ignore: decorator
@inline
function gradientOf(first: u32, values: usize, g: usize, bytes: usize, next: usize, rowOf: usize): v128 {
  let gradient = zero();
  for (let link = first; link !== 0;) {
    const at = usize(link - 1) << 2;
    gradient = multiplyAdd(
      v128.load32_splat(values + at),
      v128.load(g + usize(load<u32>(rowOf + at)) * bytes),
      gradient,
    );
    link = load<u32>(next + at);
  }
  return gradient;
}

/** The head of a feature's chain, which is thereby undone. */
// @ts-ignore: decorator
@inline
function takeHead(heads: usize, feature: usize): u32 {
  const head = heads + (feature << 2);
  const first = load<u32>(head);
  store<u32>(head, 0);
  return first;
}

/**
 * target −= rate · Xᵀ·G on the weight rows of share `part` of `parts` of the listed features, chained before. The sum of
 * squares of each block of Xᵀ·G goes to partials, a float64 a block; each chain's head is zero afterwards.
 */
export function sparseUpdate(
  list: usize,
  count: usize,
  values: usize,
  g: usize,
  stride: usize,
  target: usize,
  rate: f32,
  heads: usize,
  next: usize,
  rowOf: usize,
  partials: usize,
  part: usize,
  parts: usize,
): void {
  const bytes = stride << 2;
  const down = f32x4.splat(-rate);
  const blocks = blocksOf(count);
  for (let block = part; block < blocks; block += parts) {
    let total: f64 = 0;
    const last = min(count, (block + 1) * featuresInBlock);
    for (let each = block * featuresInBlock; each < last; each++) {
      const feature = usize(load<u32>(list + (each << 2)));
      const first = takeHead(heads, feature);
      const weights = target + feature * bytes;
      let squares = zero();
      for (let column: usize = 0; column < bytes; column += 16) {
        const gradient = gradientOf(first, values, g + column, bytes, next, rowOf);
        v128.store(weights + column, multiplyAdd(down, gradient, v128.load(weights + column)));
        squares = multiplyAdd(gradient, gradient, squares);
      }
      total += sumOfLanes(squares);
    }
    store<f64>(partials + (block << 3), total);
  }
}

/**
 * sparseUpdate and adamStep in one: the gradient of a touched weight row goes from registers into its moments, so that
 * it is never written, read again and cleared.
 */
export function sparseAdam(
  list: usize,
  count: usize,
  values: usize,
  g: usize,
  stride: usize,
  target: usize,
  mean: usize,
  squares: usize,
  rate: f32,
  beta1: f64,
  beta2: f64,
  epsilon: f32,
  root: f64,
  heads: usize,
  next: usize,
  rowOf: usize,
  partials: usize,
  part: usize,
  parts: usize,
): void {
  const bytes = stride << 2;
  const down = f32x4.splat(-rate);
  const old1 = f32x4.splat(f32(beta1));
  const fresh1 = f32x4.splat(f32(1 - beta1));
  const old2 = f32x4.splat(f32(beta2));
  const fresh2 = f32x4.splat(f32(1 - beta2));
  const small = f32x4.splat(epsilon);
  const inverse = f32x4.splat(f32(1 / root));
  const blocks = blocksOf(count);
  for (let block = part; block < blocks; block += parts) {
    let total: f64 = 0;
    const last = min(count, (block + 1) * featuresInBlock);
    for (let each = block * featuresInBlock; each < last; each++) {
      const feature = usize(load<u32>(list + (each << 2)));
      const first = takeHead(heads, feature);
      const from = feature * bytes;
      let own = zero();
      for (let column: usize = 0; column < bytes; column += 16) {
        const gradient = gradientOf(first, values, g + column, bytes, next, rowOf);
        own = multiplyAdd(gradient, gradient, own);
        const at = from + column;
        const m = multiplyAdd(fresh1, gradient, f32x4.mul(old1, v128.load(mean + at)));
        const s = multiplyAdd(f32x4.mul(fresh2, gradient), gradient, f32x4.mul(old2, v128.load(squares + at)));
        v128.store(mean + at, m);
        v128.store(squares + at, s);
        const below = multiplyAdd(f32x4.sqrt(s), inverse, small);
        v128.store(target + at, multiplyAdd(down, f32x4.div(m, below), v128.load(target + at)));
      }
      total += sumOfLanes(own);
    }
    store<f64>(partials + (block << 3), total);
  }
}
