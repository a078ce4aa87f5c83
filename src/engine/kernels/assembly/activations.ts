import { multiplyAdd } from "./lanes";

/** Codes as in src/engine/activations.ts. */
const relu: i32 = 1;
const sigmoid: i32 = 2;
const tanh: i32 = 3;

/** e^x in float32: x = k ln 2 + r, Taylor to r^7. */
// @ts-ignore: decorator
@inline
function exponential(x: v128): v128 {
  const bounded = f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(88));
  const k = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504)));
  let r = multiplyAdd(k, f32x4.splat(-0.693359375), bounded);
  r = multiplyAdd(k, f32x4.splat(2.12194440e-4), r);
  let sum = f32x4.splat(1.98412698e-4);
  sum = multiplyAdd(sum, r, f32x4.splat(1.38888889e-3));
  sum = multiplyAdd(sum, r, f32x4.splat(8.33333333e-3));
  sum = multiplyAdd(sum, r, f32x4.splat(4.16666667e-2));
  sum = multiplyAdd(sum, r, f32x4.splat(1.66666667e-1));
  sum = multiplyAdd(sum, r, f32x4.splat(0.5));
  sum = f32x4.add(multiplyAdd(f32x4.mul(r, r), sum, r), f32x4.splat(1));
  const exponent = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
  return f32x4.mul(sum, exponent);
}

// @ts-ignore: decorator
@inline
function sigmoidOf(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exponential(f32x4.neg(x))));
}

/** Near 0 an odd polynomial (Moshier, Cephes tanhf), elsewhere 1 − 2/(e^2|x| + 1). */
// @ts-ignore: decorator
@inline
function tanhOf(x: v128): v128 {
  const one = f32x4.splat(1);
  const size = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let sum = f32x4.splat(-5.70498872745e-3);
  sum = multiplyAdd(sum, square, f32x4.splat(2.06390887954e-2));
  sum = multiplyAdd(sum, square, f32x4.splat(-5.37397155531e-2));
  sum = multiplyAdd(sum, square, f32x4.splat(1.33314422036e-1));
  sum = multiplyAdd(sum, square, f32x4.splat(-3.33332819422e-1));
  const near = multiplyAdd(f32x4.mul(square, sum), x, x);
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(exponential(f32x4.add(size, size)), one)));
  const sign = v128.and(x, i32x4.splat(0x80000000));
  return v128.bitselect(near, v128.or(far, sign), f32x4.lt(size, f32x4.splat(0.625)));
}

/** a = f(z); counts are whole vectors. */
export function activate(kind: i32, z: usize, a: usize, count: usize): void {
  const bytes = count << 2;
  if (kind === relu) {
    const zero = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) v128.store(a + at, f32x4.max(v128.load(z + at), zero));
  } else if (kind === sigmoid) {
    for (let at: usize = 0; at < bytes; at += 16) v128.store(a + at, sigmoidOf(v128.load(z + at)));
  } else if (kind === tanh) {
    for (let at: usize = 0; at < bytes; at += 16) v128.store(a + at, tanhOf(v128.load(z + at)));
  } else {
    memory.copy(a, z, bytes);
  }
}

/** into = g · f′, or into += g · f′, the derivative taken from the activated value a. */
export function activationGradient(kind: i32, a: usize, g: usize, into: usize, count: usize, accumulate: bool): void {
  const bytes = count << 2;
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const value = v128.load(a + at);
    let gradient = v128.load(g + at);
    if (kind === relu) gradient = v128.and(gradient, f32x4.gt(value, zero));
    else if (kind === sigmoid) gradient = f32x4.mul(gradient, f32x4.mul(value, f32x4.sub(one, value)));
    else if (kind === tanh) gradient = f32x4.mul(gradient, f32x4.sub(one, f32x4.mul(value, value)));
    if (accumulate) gradient = f32x4.add(v128.load(into + at), gradient);
    v128.store(into + at, gradient);
  }
}
