import { multiplyAdd, sumOfLanes } from "./lanes";

/** Layer norm over rows and batch norm over columns. Means and deviations are taken in float64, the rest in float32. */

// @ts-ignore: decorator
@inline
function put(at: usize, value: v128, accumulate: bool): void {
  v128.store(at, accumulate ? f32x4.add(v128.load(at), value) : value);
}

export function normaliseRows(
  x: usize,
  rows: usize,
  columns: usize,
  stride: usize,
  epsilon: f64,
  gain: usize,
  bias: usize,
  normal: usize,
  inverse: usize,
  out: usize,
): void {
  const bytes = stride << 2;
  const width = columns << 2;
  for (let row: usize = 0; row < rows; row++) {
    let mean: f64 = 0;
    for (let at: usize = 0; at < width; at += 4) mean += f64(load<f32>(x + at));
    mean /= f64(columns);
    let squares: f64 = 0;
    for (let at: usize = 0; at < width; at += 4) {
      const less = f64(load<f32>(x + at)) - mean;
      squares += less * less;
    }
    const scale = 1 / Math.sqrt(squares / f64(columns) + epsilon);
    store<f32>(inverse + (row << 2), f32(scale));
    for (let at: usize = 0; at < width; at += 4) {
      const value = f32((f64(load<f32>(x + at)) - mean) * scale);
      store<f32>(normal + at, value);
      store<f32>(out + at, value * load<f32>(gain + at) + load<f32>(bias + at));
    }
    for (let at = width; at < bytes; at += 4) {
      store<f32>(normal + at, 0);
      store<f32>(out + at, 0);
    }
    x += bytes;
    normal += bytes;
    out += bytes;
  }
}

export function rowNormGradient(
  g: usize,
  rows: usize,
  columns: usize,
  stride: usize,
  gain: usize,
  normal: usize,
  inverse: usize,
  into: usize,
  accumulate: bool,
): void {
  const bytes = stride << 2;
  const width = columns << 2;
  for (let row: usize = 0; row < rows; row++) {
    let mean: f64 = 0;
    let product: f64 = 0;
    for (let at: usize = 0; at < width; at += 4) {
      const h = f64(load<f32>(g + at) * load<f32>(gain + at));
      mean += h;
      product += h * f64(load<f32>(normal + at));
    }
    mean /= f64(columns);
    product /= f64(columns);
    const scale = f64(load<f32>(inverse + (row << 2)));
    for (let at: usize = 0; at < width; at += 4) {
      const h = f64(load<f32>(g + at) * load<f32>(gain + at));
      const gradient = f32(scale * (h - mean - f64(load<f32>(normal + at)) * product));
      store<f32>(into + at, accumulate ? load<f32>(into + at) + gradient : gradient);
    }
    g += bytes;
    normal += bytes;
    into += bytes;
  }
}

export function columnStatistics(
  x: usize,
  rows: usize,
  stride: usize,
  epsilon: f64,
  mean: usize,
  inverse: usize,
  runningMean: usize,
  runningVariance: usize,
  momentum: f64,
): void {
  const bytes = stride << 2;
  const end = x + rows * bytes;
  const count = f64(rows);
  for (let column: usize = 0; column < bytes; column += 8) {
    // Two columns at a time, in float64 lanes.
    let sums = f64x2.splat(0);
    for (let at = x + column; at < end; at += bytes) sums = f64x2.add(sums, f64x2.promote_low_f32x4(v128.load64_zero(at)));
    const center = f64x2.div(sums, f64x2.splat(count));
    let squares = f64x2.splat(0);
    for (let at = x + column; at < end; at += bytes) {
      const less = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(at)), center);
      squares = f64x2.add(squares, f64x2.mul(less, less));
    }
    const deviation = f64x2.sqrt(f64x2.add(f64x2.div(squares, f64x2.splat(count)), f64x2.splat(epsilon)));
    v128.store64_lane(mean + column, f32x4.demote_f64x2_zero(center), 0);
    v128.store64_lane(inverse + column, f32x4.demote_f64x2_zero(f64x2.div(f64x2.splat(1), deviation)), 0);
    follow(runningMean + column, center, momentum);
    follow(runningVariance + column, f64x2.div(squares, f64x2.splat(count - 1)), momentum);
  }
}

/** running ← running + momentum (batch − running) */
// @ts-ignore: decorator
@inline
function follow(running: usize, batch: v128, momentum: f64): void {
  const before = f64x2.promote_low_f32x4(v128.load64_zero(running));
  const after = f64x2.add(before, f64x2.mul(f64x2.splat(momentum), f64x2.sub(batch, before)));
  v128.store64_lane(running, f32x4.demote_f64x2_zero(after), 0);
}

export function inverseDeviation(variance: usize, count: usize, epsilon: f64, inverse: usize): void {
  const bytes = count << 2;
  for (let at: usize = 0; at < bytes; at += 4) {
    store<f32>(inverse + at, f32(1 / Math.sqrt(f64(load<f32>(variance + at)) + epsilon)));
  }
}

export function normaliseColumns(
  x: usize,
  rows: usize,
  stride: usize,
  mean: usize,
  inverse: usize,
  gain: usize,
  bias: usize,
  normal: usize,
  out: usize,
): void {
  const bytes = stride << 2;
  for (let row: usize = 0; row < rows; row++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const value = f32x4.mul(f32x4.sub(v128.load(x + at), v128.load(mean + at)), v128.load(inverse + at));
      v128.store(normal + at, value);
      v128.store(out + at, multiplyAdd(value, v128.load(gain + at), v128.load(bias + at)));
    }
    x += bytes;
    normal += bytes;
    out += bytes;
  }
}

export function columnNormGradient(
  g: usize,
  rows: usize,
  stride: usize,
  gain: usize,
  normal: usize,
  inverse: usize,
  gainGradient: usize,
  biasGradient: usize,
  share: f32,
  into: usize,
  accumulate: bool,
): void {
  const bytes = stride << 2;
  const less = f32x4.splat(-share);
  for (let row: usize = 0; row < rows; row++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const shared = multiplyAdd(v128.load(normal + at), v128.load(gainGradient + at), v128.load(biasGradient + at));
      const scale = f32x4.mul(v128.load(gain + at), v128.load(inverse + at));
      put(into + at, f32x4.mul(scale, multiplyAdd(less, shared, v128.load(g + at))), accumulate);
    }
    g += bytes;
    normal += bytes;
    into += bytes;
  }
}

export function normParameterGradients(
  g: usize,
  normal: usize,
  rows: usize,
  stride: usize,
  gainGradient: usize,
  biasGradient: usize,
): f64 {
  const bytes = stride << 2;
  const end = rows * bytes;
  let squares: f64 = 0;
  for (let column: usize = 0; column < bytes; column += 16) {
    let ofGain = f32x4.splat(0);
    let ofBias = f32x4.splat(0);
    for (let at = column; at < end; at += bytes) {
      const gradient = v128.load(g + at);
      ofBias = f32x4.add(ofBias, gradient);
      ofGain = multiplyAdd(gradient, v128.load(normal + at), ofGain);
    }
    v128.store(gainGradient + column, ofGain);
    v128.store(biasGradient + column, ofBias);
    squares += sumOfLanes(multiplyAdd(ofGain, ofGain, f32x4.mul(ofBias, ofBias)));
  }
  return squares;
}
