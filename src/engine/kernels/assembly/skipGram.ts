import { exponential, logarithmOfOnePlus } from "./functions";
import { multiplyAdd, zero } from "./lanes";

/** Skip-gram with negative sampling; rows of input and output are `stride` floats, a multiple of four. */

/** a·b, in two sums that do not wait for each other; the same in all four lanes. */
// @ts-ignore: decorator
@inline
function dotLanes(a: usize, b: usize, bytes: usize): v128 {
  let even = zero();
  let odd = zero();
  let d: usize = 0;
  for (; d + 32 <= bytes; d += 32) {
    even = multiplyAdd(v128.load(a + d), v128.load(b + d), even);
    odd = multiplyAdd(v128.load(a + d, 16), v128.load(b + d, 16), odd);
  }
  if (d < bytes) even = multiplyAdd(v128.load(a + d), v128.load(b + d), even);
  const sum = f32x4.add(even, odd);
  const half = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
  return f32x4.add(half, v128.shuffle<f32>(half, half, 1, 0, 3, 2));
}

export function skipGramSteps(
  rowOffsets: usize, rows: usize, pairOffsets: usize, targets: usize, negatives: usize, rates: usize, centres: usize,
  input: usize, output: usize, stride: usize, hidden: usize, gradient: usize,
): f64 {
  const bytes = stride << 2;
  const width = negatives + 1;
  let total: f64 = 0;
  for (let centre: usize = 0; centre < centres; centre++) {
    const from = usize(load<u32>(rowOffsets + (centre << 2)));
    const to = usize(load<u32>(rowOffsets + (centre << 2), 4));
    const rate = load<f32>(rates + (centre << 2));
    memory.fill(hidden, 0, bytes);
    memory.fill(gradient, 0, bytes);
    for (let at = from; at < to; at++) {
      const row = input + usize(load<u32>(rows + (at << 2))) * bytes;
      for (let d: usize = 0; d < bytes; d += 16) {
        v128.store(hidden + d, f32x4.add(v128.load(hidden + d), v128.load(row + d)));
      }
    }
    const share = f32x4.splat(1 / f32(to - from));
    if (to - from > 1) {
      for (let d: usize = 0; d < bytes; d += 16) v128.store(hidden + d, f32x4.mul(v128.load(hidden + d), share));
    }
    const begin = usize(load<u32>(pairOffsets + (centre << 2))) * width;
    const end = usize(load<u32>(pairOffsets + (centre << 2), 4)) * width;
    for (let at = begin, place: usize = 0; at < end; at++, place = place === negatives ? 0 : place + 1) {
      const row = output + usize(load<u32>(targets + (at << 2))) * bytes;
      const product = dotLanes(hidden, row, bytes);
      const margin = place === 0 ? f32x4.neg(product) : product;
      // softplus and its derivative, by e to the power of what is below 0.
      const e = exponential(f32x4.neg(f32x4.abs(margin)));
      const above = f32x4.max(margin, zero());
      total += f64(f32x4.extract_lane(f32x4.add(above, logarithmOfOnePlus(e)), 0));
      const one = f32x4.splat(1);
      const numerator = v128.bitselect(one, e, f32x4.gt(margin, zero()));
      const share = f32x4.div(numerator, f32x4.add(one, e));
      const slope = place === 0 ? f32x4.neg(share) : share;
      const down = f32x4.mul(f32x4.splat(-rate), slope);
      for (let d: usize = 0; d < bytes; d += 16) {
        const weight = v128.load(row + d);
        v128.store(gradient + d, multiplyAdd(slope, weight, v128.load(gradient + d)));
        v128.store(row + d, multiplyAdd(down, v128.load(hidden + d), weight));
      }
    }
    const step = f32x4.splat(-rate);
    for (let d: usize = 0; d < bytes; d += 16) v128.store(gradient + d, f32x4.mul(step, v128.load(gradient + d)));
    for (let at = from; at < to; at++) {
      const row = input + usize(load<u32>(rows + (at << 2))) * bytes;
      for (let d: usize = 0; d < bytes; d += 16) {
        v128.store(row + d, f32x4.add(v128.load(row + d), v128.load(gradient + d)));
      }
    }
  }
  return total;
}
