import { multiplyAdd, sumOfLanes, zero } from "./lanes";

/**
 * The register tiles under every matrix product, forward and update alike: a few rows by a few vectors of columns are
 * held in registers while their terms are added up. An element of the result is one accumulator that takes its terms in
 * ascending order, so that its bits do not depend on which tile computes it.
 *
 * Two rows by five vectors are ten accumulators, enough to keep two multiply-add units of four cycles' latency busy, and
 * with the two factors and the vector under way they fit V8's fifteen registers. Narrow results take four rows at once.
 */

/** Bytes of the widest tile: five vectors. */
const widest: usize = 80;

/** What a tile does with its sums. */
const add = 0;
const descend = 1;
const descendPenalised = 2;

/**
 * Sums over `depth` terms: element (i, column) takes factor i × vector, where term t's factor of row i is the float at
 * fi + t · factorStep and its vectors lie at b + t · bStep. `add`: the sums go on from, and back to, rows at c,
 * `stride` bytes apart. `descend`: the rows there move by down × (sum + penalty × value), and squares + sums² is returned.
 */
// @ts-ignore: decorator
@inline
function tile(
  finish: i32, rows: i32, width: i32,
  f0: usize, f1: usize, f2: usize, f3: usize, factorStep: usize,
  b: usize, bStep: usize, depth: usize,
  c: usize, stride: usize, down: v128, penalty: v128, squares: v128,
): v128 {
  let p0 = zero(), p1 = zero(), p2 = zero(), p3 = zero(), p4 = zero();
  let q0 = zero(), q1 = zero(), q2 = zero(), q3 = zero(), q4 = zero();
  let r0 = zero(), r1 = zero(), t0 = zero(), t1 = zero();
  const c1 = c + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  if (finish == add) {
    p0 = v128.load(c);
    if (width > 1) p1 = v128.load(c, 16);
    if (width > 2) p2 = v128.load(c, 32);
    if (width > 3) p3 = v128.load(c, 48);
    if (width > 4) p4 = v128.load(c, 64);
    if (rows > 1) {
      q0 = v128.load(c1);
      if (width > 1) q1 = v128.load(c1, 16);
      if (width > 2) q2 = v128.load(c1, 32);
      if (width > 3) q3 = v128.load(c1, 48);
      if (width > 4) q4 = v128.load(c1, 64);
    }
    if (rows > 2) {
      r0 = v128.load(c2);
      t0 = v128.load(c3);
      if (width > 1) r1 = v128.load(c2, 16);
      if (width > 1) t1 = v128.load(c3, 16);
    }
  }
  for (const end = b + depth * bStep; b < end; b += bStep) {
    // Factors of an update lie side by side, which spares the loop their pointers.
    const f = v128.load32_splat(f0);
    const g = rows > 1 ? (finish == add ? v128.load32_splat(f1) : v128.load32_splat(f0, 4)) : f;
    const h = rows > 2 ? (finish == add ? v128.load32_splat(f2) : v128.load32_splat(f0, 8)) : f;
    const i = rows > 2 ? (finish == add ? v128.load32_splat(f3) : v128.load32_splat(f0, 12)) : f;
    let v = v128.load(b);
    p0 = multiplyAdd(f, v, p0);
    if (rows > 1) q0 = multiplyAdd(g, v, q0);
    if (rows > 2) r0 = multiplyAdd(h, v, r0);
    if (rows > 2) t0 = multiplyAdd(i, v, t0);
    if (width > 1) {
      v = v128.load(b, 16);
      p1 = multiplyAdd(f, v, p1);
      if (rows > 1) q1 = multiplyAdd(g, v, q1);
      if (rows > 2) r1 = multiplyAdd(h, v, r1);
      if (rows > 2) t1 = multiplyAdd(i, v, t1);
    }
    if (width > 2) {
      v = v128.load(b, 32);
      p2 = multiplyAdd(f, v, p2);
      if (rows > 1) q2 = multiplyAdd(g, v, q2);
    }
    if (width > 3) {
      v = v128.load(b, 48);
      p3 = multiplyAdd(f, v, p3);
      if (rows > 1) q3 = multiplyAdd(g, v, q3);
    }
    if (width > 4) {
      v = v128.load(b, 64);
      p4 = multiplyAdd(f, v, p4);
      if (rows > 1) q4 = multiplyAdd(g, v, q4);
    }
    f0 += factorStep;
    if (finish == add) {
      if (rows > 1) f1 += factorStep;
      if (rows > 2) f2 += factorStep;
      if (rows > 2) f3 += factorStep;
    }
  }
  squares = settle(finish, c, p0, down, penalty, squares);
  if (width > 1) squares = settle(finish, c + 16, p1, down, penalty, squares);
  if (width > 2) squares = settle(finish, c + 32, p2, down, penalty, squares);
  if (width > 3) squares = settle(finish, c + 48, p3, down, penalty, squares);
  if (width > 4) squares = settle(finish, c + 64, p4, down, penalty, squares);
  if (rows > 1) {
    squares = settle(finish, c1, q0, down, penalty, squares);
    if (width > 1) squares = settle(finish, c1 + 16, q1, down, penalty, squares);
    if (width > 2) squares = settle(finish, c1 + 32, q2, down, penalty, squares);
    if (width > 3) squares = settle(finish, c1 + 48, q3, down, penalty, squares);
    if (width > 4) squares = settle(finish, c1 + 64, q4, down, penalty, squares);
  }
  if (rows > 2) {
    squares = settle(finish, c2, r0, down, penalty, squares);
    if (width > 1) squares = settle(finish, c2 + 16, r1, down, penalty, squares);
    squares = settle(finish, c3, t0, down, penalty, squares);
    if (width > 1) squares = settle(finish, c3 + 16, t1, down, penalty, squares);
  }
  return squares;
}

// @ts-ignore: decorator
@inline
function settle(finish: i32, at: usize, sum: v128, down: v128, penalty: v128, squares: v128): v128 {
  if (finish == add) {
    v128.store(at, sum);
    return squares;
  }
  const value = v128.load(at);
  v128.store(at, multiplyAdd(down, finish == descendPenalised ? multiplyAdd(penalty, value, sum) : sum, value));
  return multiplyAdd(sum, sum, squares);
}

/** All rows of one column of tiles that is `width` vectors wide: factors are rows of A, or columns of A for an update. */
// @ts-ignore: decorator
@inline
function column(
  finish: i32, width: i32,
  a: usize, aRow: usize, aTerm: usize, rows: usize,
  b: usize, bStep: usize, depth: usize,
  c: usize, stride: usize, down: v128, penalty: v128,
): v128 {
  let squares = zero();
  let row: usize = 0;
  if (width < 3) {
    for (; row + 4 <= rows; row += 4) {
      const a2 = a + (aRow << 1);
      squares = tile(finish, 4, width, a, a + aRow, a2, a2 + aRow, aTerm, b, bStep, depth, c, stride, down, penalty, squares);
      a += aRow << 2;
      c += stride << 2;
    }
  } else {
    for (; row + 2 <= rows; row += 2) {
      squares = tile(finish, 2, width, a, a + aRow, a, a, aTerm, b, bStep, depth, c, stride, down, penalty, squares);
      a += aRow << 1;
      c += stride << 1;
    }
  }
  for (; row < rows; row++) {
    squares = tile(finish, 1, width, a, a, a, a, aTerm, b, bStep, depth, c, stride, down, penalty, squares);
    a += aRow;
    c += stride;
  }
  return squares;
}

/** Columns of tiles over the first `across` bytes: as few as can be, and as even in width as can be. */
// @ts-ignore: decorator
@inline
function columns(
  finish: i32,
  a: usize, aRow: usize, aTerm: usize, rows: usize,
  b: usize, bStep: usize, depth: usize,
  c: usize, stride: usize, across: usize, down: v128, penalty: v128,
): f64 {
  let total: f64 = 0;
  let tiles = (across + widest - 1) / widest;
  let at: usize = 0;
  for (; tiles > 0; tiles--) {
    const width = ((across - at) >> 4) / tiles;
    let squares: v128;
    switch (i32(width)) {
      case 5: squares = column(finish, 5, a, aRow, aTerm, rows, b + at, bStep, depth, c + at, stride, down, penalty); break;
      case 4: squares = column(finish, 4, a, aRow, aTerm, rows, b + at, bStep, depth, c + at, stride, down, penalty); break;
      case 3: squares = column(finish, 3, a, aRow, aTerm, rows, b + at, bStep, depth, c + at, stride, down, penalty); break;
      case 2: squares = column(finish, 2, a, aRow, aTerm, rows, b + at, bStep, depth, c + at, stride, down, penalty); break;
      default: squares = column(finish, 1, a, aRow, aTerm, rows, b + at, bStep, depth, c + at, stride, down, penalty); break;
    }
    if (finish != add) total += sumOfLanes(squares);
    at += width << 4;
  }
  return total;
}

/**
 * C += A·B in the first `across` bytes of the rows of B and C, which lie `stride` bytes apart; A has `rows` rows of
 * `depth` floats, aStride bytes apart.
 */
export function multiplyBlock(
  a: usize, aStride: usize, rows: usize, depth: usize,
  b: usize, stride: usize, c: usize, across: usize,
): void {
  columns(add, a, aStride, 4, rows, b, stride, depth, c, stride, across, zero(), zero());
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
  if (l2 == 0) return columns(descend, a, 4, aStride, depth, g, stride, rows, target, stride, stride, down, zero());
  const penalty = f32x4.splat(l2);
  return columns(descendPenalised, a, 4, aStride, depth, g, stride, rows, target, stride, stride, down, penalty);
}
