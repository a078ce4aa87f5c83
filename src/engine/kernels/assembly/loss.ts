/** The float64 functions of src/base/elementary.ts again, operation for operation. */
const ln2High: f64 = 6.93147180369123816490e-1;
const ln2Low: f64 = 1.90821492927058770002e-10;

// @ts-ignore: decorator
@inline
function powerOfTwo(k: i64): f64 {
  return reinterpret<f64>((k + 1023) << 52);
}

/** e^x for x ≤ 0; 0 below −708, where a term of a sum that starts at 1 no longer counts. */
export function exponential(x: f64): f64 {
  if (!(x >= -708)) return x < 0 ? 0 : x;
  const k = Math.floor(x * 1.4426950408889634 + 0.5);
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  let sum: f64 = 1 / 1307674368000.0;
  sum = sum * r + 1 / 87178291200.0;
  sum = sum * r + 1 / 6227020800.0;
  sum = sum * r + 1 / 479001600.0;
  sum = sum * r + 1 / 39916800.0;
  sum = sum * r + 1 / 3628800.0;
  sum = sum * r + 1 / 362880.0;
  sum = sum * r + 1 / 40320.0;
  sum = sum * r + 1 / 5040.0;
  sum = sum * r + 1 / 720.0;
  sum = sum * r + 1 / 120.0;
  sum = sum * r + 1 / 24.0;
  sum = sum * r + 1 / 6.0;
  sum = sum * r + 0.5;
  return (1 + (high - (low - r * r * sum))) * powerOfTwo(i64(k));
}

/** ln(1 + x) for x ≥ 0. */
export function logarithmOfOnePlus(x: f64): f64 {
  let f = x;
  let k: f64 = 0;
  let correction: f64 = 0;
  if (!(x < 0.41)) {
    const u = 1 + x;
    if (!(u < Infinity)) return u;
    correction = (x > 1 ? 1 - (u - x) : x - (u - 1)) / u;
    const bits = reinterpret<i64>(u);
    const mantissa = bits & 0xfffffffffffff;
    const up: i64 = mantissa > 0x6a09e00000000 ? 1 : 0;
    k = f64((bits >> 52) - 1023 + up);
    f = reinterpret<f64>(mantissa | ((1023 - up) << 52)) - 1;
  }
  const s = f / (2 + f);
  const square = s * s;
  let series: f64 = 0;
  for (let n = 11; n >= 1; n--) series = (series + 2 / f64(2 * n + 1)) * square;
  const half = 0.5 * f * f;
  return k * ln2High - (half - (s * (half + series) + (k * ln2Low + correction)) - f);
}

/**
 * Writes factor · (softmax(Z) − onehot(label)) to g and returns the sum of ln(1 + Σ_{j≠y} e^(Z_j − Z_y)).
 * Columns beyond `classes` of g become 0.
 */
export function softmaxCrossEntropy(
  z: usize, rows: usize, classes: usize, stride: usize, labels: usize, g: usize, factor: f64,
): f64 {
  let total: f64 = 0;
  for (let row: usize = 0; row < rows; row++) {
    let top: usize = 0;
    for (let j: usize = 1; j < classes; j++) {
      if (load<f32>(z + (j << 2)) > load<f32>(z + (top << 2))) top = j;
    }
    const label = usize(load<u32>(labels + (row << 2)));
    const highest = f64(load<f32>(z + (top << 2)));
    let rest: f64 = 0;
    for (let j: usize = 0; j < classes; j++) {
      const e = exponential(f64(load<f32>(z + (j << 2))) - highest);
      if (j !== top) rest += e;
      store<f32>(g + (j << 2), f32(e));
    }
    total += highest - f64(load<f32>(z + (label << 2))) + logarithmOfOnePlus(rest);
    const share = factor / (1 + rest);
    for (let j: usize = 0; j < classes; j++) {
      const e = f64(load<f32>(g + (j << 2)));
      // 1 − p(label) is the share of the others; subtracting 1 from p would lose it.
      if (j !== label) store<f32>(g + (j << 2), f32(e * share));
      else store<f32>(g + (j << 2), f32(label === top ? -rest * share : (e - 1 - rest) * share));
    }
    for (let j = classes; j < stride; j++) store<f32>(g + (j << 2), 0);
    z += stride << 2;
    g += stride << 2;
  }
  return total;
}
