import { multiplyAdd, sumOfLanes, zero } from "./lanes";
import { exponential, logarithmOfOnePlus } from "./loss";

/**
 * The embedding bag: one hidden vector, the mean or the sum of an example's rows of a table, and a linear output. Batches
 * are compressed sparse rows. Rows of the table and of the output (one for each class) are `stride` floats.
 */

/** Σ of the values of entries from … to − 1, or 1 where rows are only added up; 1 for an example without entries. */
// @ts-ignore: decorator
@inline
function divisorOf(values: usize, from: usize, to: usize, mean: bool): f32 {
  if (!mean || from === to) return 1;
  let sum: f32 = 0;
  for (let at = from; at < to; at++) sum += load<f32>(values + (at << 2));
  return sum;
}

/** hidden = Σ value · row / divisor, `width` vectors of it, whose sums stay in registers over all entries. */
// @ts-ignore: decorator
@inline
function gatherColumns(
  width: i32, indices: usize, values: usize, from: usize, to: usize, table: usize, bytes: usize, hidden: usize, share: v128,
): void {
  let p0 = zero(), p1 = zero(), p2 = zero(), p3 = zero(), p4 = zero(), p5 = zero(), p6 = zero();
  for (let at = from; at < to; at++) {
    const row = table + usize(load<u32>(indices + (at << 2))) * bytes;
    const value = v128.load32_splat(values + (at << 2));
    p0 = multiplyAdd(value, v128.load(row), p0);
    if (width > 1) {
      p1 = multiplyAdd(value, v128.load(row, 16), p1);
      p2 = multiplyAdd(value, v128.load(row, 32), p2);
      p3 = multiplyAdd(value, v128.load(row, 48), p3);
    }
    if (width > 4) {
      p4 = multiplyAdd(value, v128.load(row, 64), p4);
      p5 = multiplyAdd(value, v128.load(row, 80), p5);
      p6 = multiplyAdd(value, v128.load(row, 96), p6);
    }
  }
  v128.store(hidden, f32x4.mul(p0, share));
  if (width > 1) {
    v128.store(hidden, f32x4.mul(p1, share), 16);
    v128.store(hidden, f32x4.mul(p2, share), 32);
    v128.store(hidden, f32x4.mul(p3, share), 48);
  }
  if (width > 4) {
    v128.store(hidden, f32x4.mul(p4, share), 64);
    v128.store(hidden, f32x4.mul(p5, share), 80);
    v128.store(hidden, f32x4.mul(p6, share), 96);
  }
}

/** Every row += value · step · gradient, `width` vectors of it, the gradient's in registers. */
// @ts-ignore: decorator
@inline
function scatterColumns(
  width: i32, indices: usize, values: usize, from: usize, to: usize, table: usize, bytes: usize, gradient: usize, step: f32,
): void {
  const g0 = v128.load(gradient);
  let g1 = g0, g2 = g0, g3 = g0, g4 = g0, g5 = g0, g6 = g0;
  if (width > 1) {
    g1 = v128.load(gradient, 16);
    g2 = v128.load(gradient, 32);
    g3 = v128.load(gradient, 48);
  }
  if (width > 4) {
    g4 = v128.load(gradient, 64);
    g5 = v128.load(gradient, 80);
    g6 = v128.load(gradient, 96);
  }
  for (let at = from; at < to; at++) {
    const row = table + usize(load<u32>(indices + (at << 2))) * bytes;
    const down = f32x4.splat(step * load<f32>(values + (at << 2)));
    v128.store(row, multiplyAdd(down, g0, v128.load(row)));
    if (width > 1) {
      v128.store(row, multiplyAdd(down, g1, v128.load(row, 16)), 16);
      v128.store(row, multiplyAdd(down, g2, v128.load(row, 32)), 32);
      v128.store(row, multiplyAdd(down, g3, v128.load(row, 48)), 48);
    }
    if (width > 4) {
      v128.store(row, multiplyAdd(down, g4, v128.load(row, 64)), 64);
      v128.store(row, multiplyAdd(down, g5, v128.load(row, 80)), 80);
      v128.store(row, multiplyAdd(down, g6, v128.load(row, 96)), 96);
    }
  }
}

function gather(
  indices: usize, values: usize, from: usize, to: usize, table: usize, bytes: usize, hidden: usize, divisor: f32,
): void {
  const share = f32x4.splat(1 / divisor);
  let d: usize = 0;
  for (; d + 112 <= bytes; d += 112) gatherColumns(7, indices, values, from, to, table + d, bytes, hidden + d, share);
  for (; d + 64 <= bytes; d += 64) gatherColumns(4, indices, values, from, to, table + d, bytes, hidden + d, share);
  for (; d < bytes; d += 16) gatherColumns(1, indices, values, from, to, table + d, bytes, hidden + d, share);
}

function scatter(
  indices: usize, values: usize, from: usize, to: usize, table: usize, bytes: usize, gradient: usize, step: f32,
): void {
  let d: usize = 0;
  for (; d + 112 <= bytes; d += 112) scatterColumns(7, indices, values, from, to, table + d, bytes, gradient + d, step);
  for (; d + 64 <= bytes; d += 64) scatterColumns(4, indices, values, from, to, table + d, bytes, gradient + d, step);
  for (; d < bytes; d += 16) scatterColumns(1, indices, values, from, to, table + d, bytes, gradient + d, step);
}

// @ts-ignore: decorator
@inline
function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = zero();
  for (let d: usize = 0; d < bytes; d += 16) sum = multiplyAdd(v128.load(a + d), v128.load(b + d), sum);
  return f32(sumOfLanes(sum));
}

/** logits (rows × classes, logitStride floats apart) of a batch. */
export function bagForward(
  offsets: usize, indices: usize, values: usize, rows: usize, table: usize, stride: usize,
  output: usize, classes: usize, logits: usize, logitStride: usize, hidden: usize, mean: bool,
): void {
  const bytes = stride << 2;
  for (let row: usize = 0; row < rows; row++) {
    const from = usize(load<u32>(offsets + (row << 2)));
    const to = usize(load<u32>(offsets + (row << 2), 4));
    gather(indices, values, from, to, table, bytes, hidden, divisorOf(values, from, to, mean));
    for (let j: usize = 0; j < classes; j++) store<f32>(logits + (j << 2), dot(hidden, output + j * bytes, bytes));
    logits += logitStride << 2;
  }
}

/**
 * One step of gradient descent for each example in turn, at the rate of its own of `rates`: softmax cross-entropy, the
 * output moved first, the rows by the gradient that it had before. Returns the sum of the losses before each step; to
 * `squares` go two float64, the sums of the squares of the gradients of table and output.
 */
export function bagSteps(
  offsets: usize, indices: usize, values: usize, rows: usize, labels: usize, rates: usize,
  table: usize, stride: usize, output: usize, classes: usize,
  hidden: usize, gradient: usize, probabilities: usize, squares: usize, mean: bool,
): f64 {
  const bytes = stride << 2;
  let total: f64 = 0;
  let tableSquares: f64 = 0;
  let outputSquares: f64 = 0;
  for (let row: usize = 0; row < rows; row++) {
    const from = usize(load<u32>(offsets + (row << 2)));
    const to = usize(load<u32>(offsets + (row << 2), 4));
    const label = usize(load<u32>(labels + (row << 2)));
    const rate = load<f32>(rates + (row << 2));
    const divisor = divisorOf(values, from, to, mean);
    gather(indices, values, from, to, table, bytes, hidden, divisor);
    let top: usize = 0;
    for (let j: usize = 0; j < classes; j++) {
      store<f32>(probabilities + (j << 2), dot(hidden, output + j * bytes, bytes));
      if (load<f32>(probabilities + (j << 2)) > load<f32>(probabilities + (top << 2))) top = j;
    }
    const highest = f64(load<f32>(probabilities + (top << 2)));
    const own = f64(load<f32>(probabilities + (label << 2)));
    let rest: f64 = 0;
    for (let j: usize = 0; j < classes; j++) {
      const e = exponential(f64(load<f32>(probabilities + (j << 2))) - highest);
      if (j !== top) rest += e;
      store<f32>(probabilities + (j << 2), f32(e));
    }
    total += highest - own + logarithmOfOnePlus(rest);
    const norm = 1 / (1 + rest);
    memory.fill(gradient, 0, bytes);
    let errors: f64 = 0;
    for (let j: usize = 0; j < classes; j++) {
      const e = f64(load<f32>(probabilities + (j << 2)));
      // 1 − p(label) is the share of the others; subtracting p from 1 would lose it.
      const error = f32(j !== label ? e * norm : (label === top ? -rest : e - 1 - rest) * norm);
      errors += f64(error) * f64(error);
      const pull = f32x4.splat(error);
      const down = f32x4.splat(-rate * error);
      const weights = output + j * bytes;
      for (let d: usize = 0; d < bytes; d += 16) {
        const w = v128.load(weights + d);
        v128.store(gradient + d, multiplyAdd(pull, w, v128.load(gradient + d)));
        v128.store(weights + d, multiplyAdd(down, v128.load(hidden + d), w));
      }
    }
    const length = f64(dot(gradient, gradient, bytes));
    outputSquares += errors * f64(dot(hidden, hidden, bytes));
    const step = -rate / divisor;
    let weight: f64 = 0;
    for (let at = from; at < to; at++) {
      const value = load<f32>(values + (at << 2));
      weight += f64(value) * f64(value);
    }
    scatter(indices, values, from, to, table, bytes, gradient, step);
    tableSquares += (length * weight) / (f64(divisor) * f64(divisor));
  }
  store<f64>(squares, tableSquares);
  store<f64>(squares, outputSquares, 8);
  return total;
}
