import { clearColumns, multiplyAdd } from "./lanes";
import { multiplyBlock, updateBlock } from "./tiles";

/** Rows of B that are worked through at a time, so that they stay in the first-level cache. */
const block: usize = 64;

/**
 * out = X·W in `width` columns from `column` on, both multiples of 4; X is rows × inputs with rows xStride floats apart,
 * W and out have rows of stride floats.
 */
export function denseMultiply(
  x: usize,
  rows: usize,
  inputs: usize,
  xStride: usize,
  w: usize,
  stride: usize,
  out: usize,
  column: usize,
  width: usize,
): void {
  const xBytes = xStride << 2;
  const bytes = stride << 2;
  const across = width << 2;
  w += column << 2;
  out += column << 2;
  clearColumns(out, rows, bytes, across);
  for (let from: usize = 0; from < inputs; from += block) {
    const depth = min(block, inputs - from);
    multiplyBlock(x + (from << 2), xBytes, rows, depth, w + from * bytes, bytes, out, across);
  }
}

/**
 * target −= rate (Xᵀ·G + l2 · target) in every `parts`-th block of inputs, beginning with the one numbered `part`. The
 * sum of squares of each block of Xᵀ·G goes to partials, a float64 a block.
 */
export function denseUpdate(
  x: usize,
  rows: usize,
  inputs: usize,
  xStride: usize,
  g: usize,
  stride: usize,
  target: usize,
  rate: f32,
  l2: f32,
  partials: usize,
  part: usize,
  parts: usize,
): void {
  const bytes = stride << 2;
  const blocks = blocksOf(inputs);
  for (let each = part; each < blocks; each += parts) {
    const from = each * block;
    const depth = min(block, inputs - from);
    const squares = updateBlock(x + (from << 2), xStride << 2, rows, depth, g, bytes, target + from * bytes, rate, l2);
    store<f64>(partials + (each << 3), squares);
  }
}

/** How many blocks a dense update works through. */
export function blocksOf(inputs: usize): usize {
  return (inputs + block - 1) / block;
}

/** The sum of `count` float64 numbers, in their order. */
export function sumPartials(partials: usize, count: usize): f64 {
  let total: f64 = 0;
  for (let each: usize = 0; each < count; each++) total += load<f64>(partials + (each << 3));
  return total;
}

/** into = G·Wᵀ, or into += G·Wᵀ; the columns beyond `inputs` are left alone. */
export function denseInputGradient(
  g: usize,
  rows: usize,
  stride: usize,
  w: usize,
  inputs: usize,
  into: usize,
  intoStride: usize,
  accumulate: bool,
): void {
  const bytes = stride << 2;
  for (let row: usize = 0; row < rows; row++) {
    const source = g + row * bytes;
    const target = into + ((row * intoStride) << 2);
    let k: usize = 0;
    for (; k + 4 <= inputs; k += 4) {
      const w0 = w + k * bytes;
      const w1 = w0 + bytes;
      const w2 = w1 + bytes;
      const w3 = w2 + bytes;
      let p0 = f32x4.splat(0),
        p1 = p0,
        p2 = p0,
        p3 = p0;
      for (let at: usize = 0; at < bytes; at += 16) {
        const u = v128.load(source + at);
        p0 = multiplyAdd(u, v128.load(w0 + at), p0);
        p1 = multiplyAdd(u, v128.load(w1 + at), p1);
        p2 = multiplyAdd(u, v128.load(w2 + at), p2);
        p3 = multiplyAdd(u, v128.load(w3 + at), p3);
      }
      const low01 = i8x16.shuffle(p0, p1, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
      const high01 = i8x16.shuffle(p0, p1, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
      const low23 = i8x16.shuffle(p2, p3, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
      const high23 = i8x16.shuffle(p2, p3, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
      const pair01 = f32x4.add(low01, high01);
      const pair23 = f32x4.add(low23, high23);
      let sums = f32x4.add(
        i8x16.shuffle(pair01, pair23, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
        i8x16.shuffle(pair01, pair23, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
      );
      const at = target + (k << 2);
      if (accumulate) sums = f32x4.add(v128.load(at), sums);
      v128.store(at, sums);
    }
    for (; k < inputs; k++) {
      const w0 = w + k * bytes;
      let p0 = f32x4.splat(0);
      for (let at: usize = 0; at < bytes; at += 16) {
        p0 = multiplyAdd(v128.load(source + at), v128.load(w0 + at), p0);
      }
      // The same order of sums as in the shuffles above.
      let sum =
        f32x4.extract_lane(p0, 0) + f32x4.extract_lane(p0, 2) + (f32x4.extract_lane(p0, 1) + f32x4.extract_lane(p0, 3));
      const at = target + (k << 2);
      if (accumulate) sum += load<f32>(at);
      store<f32>(at, sum);
    }
  }
}

/** out = factor · out + bias for every row. */
export function finishLinear(out: usize, rows: usize, stride: usize, factor: f32, bias: usize): void {
  const bytes = stride << 2;
  const times = f32x4.splat(factor);
  for (let row: usize = 0; row < rows; row++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(out + at, f32x4.add(f32x4.mul(v128.load(out + at), times), v128.load(bias + at)));
    }
    out += bytes;
  }
}
