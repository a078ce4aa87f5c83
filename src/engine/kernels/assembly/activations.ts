import {
  exponential,
  exponentialLessOne,
  logarithmOfOnePlus,
  normalDensity,
  normalDistribution,
  sigmoidOf,
  tanhOf,
  vanishingSigmoid,
} from "./functions";
import { multiplyAdd } from "./lanes";

/** Codes as in src/engine/activations.ts; 0 is the identity. */
const relu: i32 = 1;
const sigmoid: i32 = 2;
const tanh: i32 = 3;
const leakyRelu: i32 = 4;
const elu: i32 = 5;
const selu: i32 = 6;
const gelu: i32 = 7;
const geluTanh: i32 = 8;
const silu: i32 = 9;
const mish: i32 = 10;
const softplus: i32 = 11;
const hardSigmoid: i32 = 12;
const hardTanh: i32 = 13;

const leak: f32 = 0.01;
const seluScale: f32 = 1.05070099;
/** λα */
const seluDepth: f32 = 1.75809934;
/** 2√(2/π) */
const geluFactor: f32 = 1.59576912;
const geluCubic: f32 = 0.044715;

/** a = f(z); counts are whole vectors. */
export function activate(kind: i32, z: usize, a: usize, count: usize): void {
  const bytes = count << 2;
  if (kind === 0) memory.copy(a, z, bytes);
  else for (let at: usize = 0; at < bytes; at += 16) v128.store(a + at, activated(kind, v128.load(z + at)));
}

/** into = g · f′, or into += g · f′, the derivative taken from z and a = f(z). */
export function activationGradient(
  kind: i32,
  z: usize,
  a: usize,
  g: usize,
  into: usize,
  count: usize,
  accumulate: bool,
): void {
  const bytes = count << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    let gradient = v128.load(g + at);
    if (kind !== 0) gradient = f32x4.mul(gradient, derivative(kind, v128.load(z + at), v128.load(a + at)));
    if (accumulate) gradient = f32x4.add(v128.load(into + at), gradient);
    v128.store(into + at, gradient);
  }
}

// @ts-ignore: decorator
@inline
function activated(kind: i32, z: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  switch (kind) {
    case relu:
      return f32x4.max(z, zero);
    case sigmoid:
      return sigmoidOf(z);
    case tanh:
      return tanhOf(z);
    case leakyRelu:
      return where(f32x4.gt(z, zero), z, f32x4.mul(z, f32x4.splat(leak)));
    case elu:
      return where(f32x4.gt(z, zero), z, exponentialLessOne(z));
    case selu:
      return where(
        f32x4.gt(z, zero),
        f32x4.mul(z, f32x4.splat(seluScale)),
        f32x4.mul(exponentialLessOne(z), f32x4.splat(seluDepth)),
      );
    case gelu:
      return f32x4.mul(z, normalDistribution(z));
    case geluTanh:
      return f32x4.mul(z, vanishingSigmoid(geluArgument(z)));
    case silu:
      return f32x4.mul(z, sigmoidOf(z));
    case mish: {
      const q = exponential(f32x4.neg(f32x4.abs(z)));
      const up = multiplyAdd(q, f32x4.splat(2), one);
      const n = f32x4.mul(q, f32x4.add(q, f32x4.splat(2)));
      const above = f32x4.gt(z, zero);
      return f32x4.mul(z, f32x4.div(where(above, up, n), mishBelow(above, up, n, q)));
    }
    case softplus:
      return f32x4.add(f32x4.max(z, zero), logarithmOfOnePlus(exponential(f32x4.neg(f32x4.abs(z)))));
    case hardSigmoid:
      return f32x4.min(f32x4.max(f32x4.mul(f32x4.add(z, f32x4.splat(3)), f32x4.splat(0.166666667)), zero), one);
    case hardTanh:
      return f32x4.min(f32x4.max(z, f32x4.splat(-1)), one);
    default:
      return z;
  }
}

// @ts-ignore: decorator
@inline
function derivative(kind: i32, z: v128, a: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  switch (kind) {
    case relu:
      return v128.and(one, f32x4.gt(z, zero));
    case sigmoid:
      return f32x4.mul(a, f32x4.sub(one, a));
    case tanh:
      return f32x4.sub(one, f32x4.mul(a, a));
    case leakyRelu:
      return where(f32x4.gt(z, zero), one, f32x4.splat(leak));
    case elu:
      return where(f32x4.gt(z, zero), one, exponential(z));
    case selu:
      return where(
        f32x4.gt(z, zero),
        f32x4.splat(seluScale),
        f32x4.mul(exponential(z), f32x4.splat(seluDepth)),
      );
    case gelu:
      return multiplyAdd(z, normalDensity(z), normalDistribution(z));
    case geluTanh: {
      const s = vanishingSigmoid(geluArgument(z));
      const slope = multiplyAdd(f32x4.mul(z, z), f32x4.splat(3 * geluCubic * geluFactor), f32x4.splat(geluFactor));
      return multiplyAdd(f32x4.mul(f32x4.mul(z, slope), f32x4.sub(one, s)), s, s);
    }
    case silu: {
      const s = sigmoidOf(z);
      return f32x4.mul(s, multiplyAdd(z, f32x4.sub(one, s), one));
    }
    case mish: {
      const q = exponential(f32x4.neg(f32x4.abs(z)));
      const up = multiplyAdd(q, f32x4.splat(2), one);
      const n = f32x4.mul(q, f32x4.add(q, f32x4.splat(2)));
      const above = f32x4.gt(z, zero);
      const below = mishBelow(above, up, n, q);
      const gate = f32x4.div(where(above, up, n), below);
      const four = f32x4.mul(f32x4.splat(4), f32x4.mul(where(above, f32x4.mul(q, q), q), f32x4.add(q, one)));
      return multiplyAdd(z, f32x4.div(four, f32x4.mul(below, below)), gate);
    }
    case softplus:
      return sigmoidOf(z);
    case hardSigmoid:
      return v128.and(f32x4.splat(0.166666667), f32x4.lt(f32x4.abs(z), f32x4.splat(3)));
    case hardTanh:
      return v128.and(one, f32x4.lt(f32x4.abs(z), one));
    default:
      return one;
  }
}

/** The denominator of tanh(softplus(z)) in q = e^−|z|. */
// @ts-ignore: decorator
@inline
function mishBelow(above: v128, up: v128, n: v128, q: v128): v128 {
  const two = f32x4.splat(2);
  return where(above, multiplyAdd(f32x4.mul(q, q), two, up), f32x4.add(n, two));
}

// @ts-ignore: decorator
@inline
function geluArgument(z: v128): v128 {
  const square = f32x4.mul(z, z);
  return f32x4.mul(z, multiplyAdd(square, f32x4.splat(geluCubic * geluFactor), f32x4.splat(geluFactor)));
}

// @ts-ignore: decorator
@inline
function where(mask: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, mask);
}
