import { multiplyAdd } from "./lanes";

/** Elementary functions of four float32 lanes; their errors stand in docs/engine.md. */

/** e^x in float32: x = k ln 2 + r, Taylor to r^7. */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
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

/** e^x − 1 for x ≤ 0: near 0 its Taylor series, since the difference would lose its digits there. */
// @ts-ignore: decorator
@inline
export function exponentialLessOne(x: v128): v128 {
  const one = f32x4.splat(1);
  let sum = f32x4.splat(2.48015873e-5);
  sum = multiplyAdd(sum, x, f32x4.splat(1.98412698e-4));
  sum = multiplyAdd(sum, x, f32x4.splat(1.38888889e-3));
  sum = multiplyAdd(sum, x, f32x4.splat(8.33333333e-3));
  sum = multiplyAdd(sum, x, f32x4.splat(4.16666667e-2));
  sum = multiplyAdd(sum, x, f32x4.splat(1.66666667e-1));
  sum = multiplyAdd(sum, x, f32x4.splat(0.5));
  const near = multiplyAdd(f32x4.mul(x, x), sum, x);
  return v128.bitselect(near, f32x4.sub(exponential(x), one), f32x4.gt(x, f32x4.splat(-0.5)));
}

/** ln(1 + t) for 0 ≤ t ≤ 1: 2 artanh(t/(2 + t)) by its series. */
// @ts-ignore: decorator
@inline
export function logarithmOfOnePlus(t: v128): v128 {
  const s = f32x4.div(t, f32x4.add(t, f32x4.splat(2)));
  const square = f32x4.mul(s, s);
  let sum = f32x4.splat(1.53846154e-1);
  sum = multiplyAdd(sum, square, f32x4.splat(1.81818182e-1));
  sum = multiplyAdd(sum, square, f32x4.splat(2.22222222e-1));
  sum = multiplyAdd(sum, square, f32x4.splat(2.85714286e-1));
  sum = multiplyAdd(sum, square, f32x4.splat(0.4));
  sum = multiplyAdd(sum, square, f32x4.splat(6.66666667e-1));
  return multiplyAdd(f32x4.mul(s, square), sum, f32x4.add(s, s));
}

// @ts-ignore: decorator
@inline
export function sigmoidOf(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exponential(f32x4.neg(x))));
}

/** Near 0 an odd polynomial (Moshier, Cephes tanhf), elsewhere 1 − 2/(e^2|x| + 1). */
// @ts-ignore: decorator
@inline
export function tanhOf(x: v128): v128 {
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

/** e^x, 0 where that is below the smallest normal number. */
// @ts-ignore: decorator
@inline
function vanishing(x: v128): v128 {
  return v128.andnot(exponential(x), f32x4.lt(x, f32x4.splat(-87)));
}

/** The density of the standard normal distribution. */
// @ts-ignore: decorator
@inline
export function normalDensity(x: v128): v128 {
  // 1/√(2π)
  return f32x4.mul(f32x4.splat(0.39894228), vanishing(f32x4.mul(f32x4.mul(x, f32x4.splat(-0.5)), x)));
}

/**
 * The standard normal distribution function. Its tail is t/2 · e^(−x²/2 + P(t)), t = 1/(1 + |x|/√8), with the polynomial
 * of Press et al., Numerical Recipes, 6.2 (relative error 1.2e-7 everywhere).
 */
// @ts-ignore: decorator
@inline
export function normalDistribution(x: v128): v128 {
  const one = f32x4.splat(1);
  const t = f32x4.div(one, multiplyAdd(f32x4.abs(x), f32x4.splat(0.353553391), one));
  let sum = f32x4.splat(0.17087277);
  sum = multiplyAdd(sum, t, f32x4.splat(-0.82215223));
  sum = multiplyAdd(sum, t, f32x4.splat(1.48851587));
  sum = multiplyAdd(sum, t, f32x4.splat(-1.13520398));
  sum = multiplyAdd(sum, t, f32x4.splat(0.27886807));
  sum = multiplyAdd(sum, t, f32x4.splat(-0.18628806));
  sum = multiplyAdd(sum, t, f32x4.splat(0.09678418));
  sum = multiplyAdd(sum, t, f32x4.splat(0.37409196));
  sum = multiplyAdd(sum, t, f32x4.splat(1.00002368));
  sum = multiplyAdd(sum, t, f32x4.splat(-1.26551223));
  const exponent = multiplyAdd(f32x4.mul(x, f32x4.splat(-0.5)), x, sum);
  const tail = f32x4.mul(f32x4.mul(t, f32x4.splat(0.5)), vanishing(exponent));
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}

/** σ(x), 0 where that is below the smallest normal number. */
// @ts-ignore: decorator
@inline
export function vanishingSigmoid(x: v128): v128 {
  return v128.andnot(sigmoidOf(x), f32x4.lt(x, f32x4.splat(-87)));
}
