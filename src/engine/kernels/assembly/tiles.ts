import { multiplyAdd, sumOfLanes, zero } from "./lanes";

/**
 * The register tiles under every matrix product. In each of them an element of the result is one accumulator that
 * takes its terms in ascending order, so that its bits do not depend on which tile computes it.
 */

/** Adds four rows of A (depth floats each, at a0 … a3) times B (depth rows, stride bytes apart) to four rows at c, stride bytes apart. */
export function multiplyFourRows(
  a0: usize, a1: usize, a2: usize, a3: usize,
  depth: usize, b: usize, stride: usize, c: usize,
): void {
  const bytes = depth << 2;
  const c1 = c + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  let column: usize = 0;
  for (; column + 32 <= stride; column += 32) {
    let p0 = v128.load(c + column), q0 = v128.load(c + column, 16);
    let p1 = v128.load(c1 + column), q1 = v128.load(c1 + column, 16);
    let p2 = v128.load(c2 + column), q2 = v128.load(c2 + column, 16);
    let p3 = v128.load(c3 + column), q3 = v128.load(c3 + column, 16);
    let row = b + column;
    for (let k: usize = 0; k < bytes; k += 4) {
      const u = v128.load(row);
      const v = v128.load(row, 16);
      row += stride;
      let s = v128.load32_splat(a0 + k);
      p0 = multiplyAdd(s, u, p0);
      q0 = multiplyAdd(s, v, q0);
      s = v128.load32_splat(a1 + k);
      p1 = multiplyAdd(s, u, p1);
      q1 = multiplyAdd(s, v, q1);
      s = v128.load32_splat(a2 + k);
      p2 = multiplyAdd(s, u, p2);
      q2 = multiplyAdd(s, v, q2);
      s = v128.load32_splat(a3 + k);
      p3 = multiplyAdd(s, u, p3);
      q3 = multiplyAdd(s, v, q3);
    }
    v128.store(c + column, p0);
    v128.store(c + column, q0, 16);
    v128.store(c1 + column, p1);
    v128.store(c1 + column, q1, 16);
    v128.store(c2 + column, p2);
    v128.store(c2 + column, q2, 16);
    v128.store(c3 + column, p3);
    v128.store(c3 + column, q3, 16);
  }
  for (; column < stride; column += 16) {
    let p0 = v128.load(c + column);
    let p1 = v128.load(c1 + column);
    let p2 = v128.load(c2 + column);
    let p3 = v128.load(c3 + column);
    let row = b + column;
    for (let k: usize = 0; k < bytes; k += 4) {
      const u = v128.load(row);
      row += stride;
      p0 = multiplyAdd(v128.load32_splat(a0 + k), u, p0);
      p1 = multiplyAdd(v128.load32_splat(a1 + k), u, p1);
      p2 = multiplyAdd(v128.load32_splat(a2 + k), u, p2);
      p3 = multiplyAdd(v128.load32_splat(a3 + k), u, p3);
    }
    v128.store(c + column, p0);
    v128.store(c1 + column, p1);
    v128.store(c2 + column, p2);
    v128.store(c3 + column, p3);
  }
}

/** Adds one row of A times B to the row at c. */
export function multiplyOneRow(a: usize, depth: usize, b: usize, stride: usize, c: usize): void {
  const bytes = depth << 2;
  let column: usize = 0;
  for (; column + 112 <= stride; column += 112) {
    let p0 = v128.load(c + column), p1 = v128.load(c + column, 16), p2 = v128.load(c + column, 32);
    let p3 = v128.load(c + column, 48), p4 = v128.load(c + column, 64), p5 = v128.load(c + column, 80);
    let p6 = v128.load(c + column, 96);
    let row = b + column;
    for (let k: usize = 0; k < bytes; k += 4) {
      const s = v128.load32_splat(a + k);
      p0 = multiplyAdd(s, v128.load(row), p0);
      p1 = multiplyAdd(s, v128.load(row, 16), p1);
      p2 = multiplyAdd(s, v128.load(row, 32), p2);
      p3 = multiplyAdd(s, v128.load(row, 48), p3);
      p4 = multiplyAdd(s, v128.load(row, 64), p4);
      p5 = multiplyAdd(s, v128.load(row, 80), p5);
      p6 = multiplyAdd(s, v128.load(row, 96), p6);
      row += stride;
    }
    v128.store(c + column, p0);
    v128.store(c + column, p1, 16);
    v128.store(c + column, p2, 32);
    v128.store(c + column, p3, 48);
    v128.store(c + column, p4, 64);
    v128.store(c + column, p5, 80);
    v128.store(c + column, p6, 96);
  }
  for (; column + 32 <= stride; column += 32) {
    let p0 = v128.load(c + column), p1 = v128.load(c + column, 16);
    let row = b + column;
    for (let k: usize = 0; k < bytes; k += 4) {
      const s = v128.load32_splat(a + k);
      p0 = multiplyAdd(s, v128.load(row), p0);
      p1 = multiplyAdd(s, v128.load(row, 16), p1);
      row += stride;
    }
    v128.store(c + column, p0);
    v128.store(c + column, p1, 16);
  }
  for (; column < stride; column += 16) {
    let p0 = v128.load(c + column);
    let row = b + column;
    for (let k: usize = 0; k < bytes; k += 4) {
      p0 = multiplyAdd(v128.load32_splat(a + k), v128.load(row), p0);
      row += stride;
    }
    v128.store(c + column, p0);
  }
}

/**
 * One block of the outer product: target (depth rows) −= rate (Aᵀ·G + l2 · target), where A has `rows` rows of depth
 * floats, aStride bytes apart, and G as many of `stride` bytes. Returns the sum of squares of Aᵀ·G.
 */
export function updateBlock(
  a: usize, aStride: usize, rows: usize, depth: usize,
  g: usize, stride: usize, target: usize, rate: f32, l2: f32,
): f64 {
  const down = f32x4.splat(-rate);
  const penalty = f32x4.splat(l2);
  const end = g + rows * stride;
  let total: f64 = 0;
  let k: usize = 0;
  for (; k + 4 <= depth; k += 4) {
    let squares = zero();
    const t0 = target + k * stride;
    const t1 = t0 + stride;
    const t2 = t1 + stride;
    const t3 = t2 + stride;
    let column: usize = 0;
    for (; column + 32 <= stride; column += 32) {
      let p0 = zero(), q0 = zero(), p1 = zero(), q1 = zero(), p2 = zero(), q2 = zero(), p3 = zero(), q3 = zero();
      let x = a + (k << 2);
      for (let row = g + column; row < end; row += stride) {
        const u = v128.load(row);
        const v = v128.load(row, 16);
        let s = v128.load32_splat(x);
        p0 = multiplyAdd(s, u, p0);
        q0 = multiplyAdd(s, v, q0);
        s = v128.load32_splat(x, 4);
        p1 = multiplyAdd(s, u, p1);
        q1 = multiplyAdd(s, v, q1);
        s = v128.load32_splat(x, 8);
        p2 = multiplyAdd(s, u, p2);
        q2 = multiplyAdd(s, v, q2);
        s = v128.load32_splat(x, 12);
        p3 = multiplyAdd(s, u, p3);
        q3 = multiplyAdd(s, v, q3);
        x += aStride;
      }
      squares = apply(t0 + column, p0, down, penalty, squares);
      squares = apply(t0 + column + 16, q0, down, penalty, squares);
      squares = apply(t1 + column, p1, down, penalty, squares);
      squares = apply(t1 + column + 16, q1, down, penalty, squares);
      squares = apply(t2 + column, p2, down, penalty, squares);
      squares = apply(t2 + column + 16, q2, down, penalty, squares);
      squares = apply(t3 + column, p3, down, penalty, squares);
      squares = apply(t3 + column + 16, q3, down, penalty, squares);
    }
    for (; column < stride; column += 16) {
      let p0 = zero(), p1 = zero(), p2 = zero(), p3 = zero();
      let x = a + (k << 2);
      for (let row = g + column; row < end; row += stride) {
        const u = v128.load(row);
        p0 = multiplyAdd(v128.load32_splat(x), u, p0);
        p1 = multiplyAdd(v128.load32_splat(x, 4), u, p1);
        p2 = multiplyAdd(v128.load32_splat(x, 8), u, p2);
        p3 = multiplyAdd(v128.load32_splat(x, 12), u, p3);
        x += aStride;
      }
      squares = apply(t0 + column, p0, down, penalty, squares);
      squares = apply(t1 + column, p1, down, penalty, squares);
      squares = apply(t2 + column, p2, down, penalty, squares);
      squares = apply(t3 + column, p3, down, penalty, squares);
    }
    total += sumOfLanes(squares);
  }
  for (; k < depth; k++) {
    let squares = zero();
    const t0 = target + k * stride;
    for (let column: usize = 0; column < stride; column += 16) {
      let p0 = zero();
      let x = a + (k << 2);
      for (let row = g + column; row < end; row += stride) {
        p0 = multiplyAdd(v128.load32_splat(x), v128.load(row), p0);
        x += aStride;
      }
      squares = apply(t0 + column, p0, down, penalty, squares);
    }
    total += sumOfLanes(squares);
  }
  return total;
}

/** target −= rate (gradient + l2 · target) for four columns; returns squares + gradient². */
// @ts-ignore: decorator
@inline
function apply(target: usize, gradient: v128, down: v128, penalty: v128, squares: v128): v128 {
  const value = v128.load(target);
  v128.store(target, multiplyAdd(down, multiplyAdd(penalty, value, gradient), value));
  return multiplyAdd(gradient, gradient, squares);
}
