import { multiplyAdd } from "./lanes";

/**
 * Steps of optimizers over the rows of one parameter: rows list[0] … list[rows − 1], or 0 … rows − 1 where list is 0.
 * Gradient and state lie as the parameter does. The gradient counts as factor · gradient + l2 · W + l1 · sign W.
 * Shares near 1 come in float64, since 1 − 0.999 in float32 is wrong by a relative 5e-5.
 */

// @ts-ignore: decorator
@inline
function offsetOf(list: usize, index: usize, bytes: usize): usize {
  return (list === 0 ? index : usize(load<u32>(list + (index << 2)))) * bytes;
}

// @ts-ignore: decorator
@inline
function penalised(value: v128, gradient: v128, factor: v128, l2: v128, l1: v128): v128 {
  const zero = f32x4.splat(0);
  const sign = f32x4.sub(
    v128.and(f32x4.splat(1), f32x4.gt(value, zero)),
    v128.and(f32x4.splat(1), f32x4.lt(value, zero)),
  );
  return multiplyAdd(l1, sign, multiplyAdd(l2, value, f32x4.mul(factor, gradient)));
}

export function clearRows(list: usize, rows: usize, stride: usize, target: usize): void {
  const bytes = stride << 2;
  if (list === 0) memory.fill(target, 0, rows * bytes);
  else for (let index: usize = 0; index < rows; index++) memory.fill(target + offsetOf(list, index, bytes), 0, bytes);
}

export function momentumStep(
  list: usize,
  rows: usize,
  stride: usize,
  target: usize,
  gradient: usize,
  velocity: usize,
  rate: f32,
  factor: f32,
  l2: f32,
  l1: f32,
  momentum: f32,
  nesterov: bool,
): void {
  const bytes = stride << 2;
  const down = f32x4.splat(-rate);
  const keep = f32x4.splat(momentum);
  const share = f32x4.splat(factor);
  const ridge = f32x4.splat(l2);
  const lasso = f32x4.splat(l1);
  for (let index: usize = 0; index < rows; index++) {
    const from = offsetOf(list, index, bytes);
    for (let at = from; at < from + bytes; at += 16) {
      const value = v128.load(target + at);
      const g = penalised(value, v128.load(gradient + at), share, ridge, lasso);
      let v = g;
      if (momentum !== 0) {
        v = multiplyAdd(keep, v128.load(velocity + at), g);
        v128.store(velocity + at, v);
        if (nesterov) v = multiplyAdd(keep, v, g);
      }
      v128.store(target + at, multiplyAdd(down, v, value));
    }
  }
}

export function adagradStep(
  list: usize,
  rows: usize,
  stride: usize,
  target: usize,
  gradient: usize,
  squares: usize,
  rate: f32,
  factor: f32,
  l2: f32,
  l1: f32,
  epsilon: f32,
): void {
  const bytes = stride << 2;
  const down = f32x4.splat(-rate);
  const small = f32x4.splat(epsilon);
  const share = f32x4.splat(factor);
  const ridge = f32x4.splat(l2);
  const lasso = f32x4.splat(l1);
  for (let index: usize = 0; index < rows; index++) {
    const from = offsetOf(list, index, bytes);
    for (let at = from; at < from + bytes; at += 16) {
      const value = v128.load(target + at);
      const g = penalised(value, v128.load(gradient + at), share, ridge, lasso);
      const s = multiplyAdd(g, g, v128.load(squares + at));
      v128.store(squares + at, s);
      v128.store(target + at, multiplyAdd(down, f32x4.div(g, f32x4.add(f32x4.sqrt(s), small)), value));
    }
  }
}

export function rmspropStep(
  list: usize,
  rows: usize,
  stride: usize,
  target: usize,
  gradient: usize,
  squares: usize,
  velocity: usize,
  rate: f32,
  factor: f32,
  l2: f32,
  l1: f32,
  decay: f64,
  epsilon: f32,
  momentum: f32,
): void {
  const bytes = stride << 2;
  const down = f32x4.splat(-rate);
  const keep = f32x4.splat(momentum);
  const old = f32x4.splat(f32(decay));
  const fresh = f32x4.splat(f32(1 - decay));
  const small = f32x4.splat(epsilon);
  const share = f32x4.splat(factor);
  const ridge = f32x4.splat(l2);
  const lasso = f32x4.splat(l1);
  for (let index: usize = 0; index < rows; index++) {
    const from = offsetOf(list, index, bytes);
    for (let at = from; at < from + bytes; at += 16) {
      const value = v128.load(target + at);
      const g = penalised(value, v128.load(gradient + at), share, ridge, lasso);
      const s = multiplyAdd(f32x4.mul(fresh, g), g, f32x4.mul(old, v128.load(squares + at)));
      v128.store(squares + at, s);
      const v = multiplyAdd(keep, v128.load(velocity + at), f32x4.div(g, f32x4.add(f32x4.sqrt(s), small)));
      v128.store(velocity + at, v);
      v128.store(target + at, multiplyAdd(down, v, value));
    }
  }
}

export function adamStep(
  list: usize,
  rows: usize,
  stride: usize,
  target: usize,
  gradient: usize,
  mean: usize,
  squares: usize,
  rate: f32,
  factor: f32,
  l2: f32,
  l1: f32,
  beta1: f64,
  beta2: f64,
  epsilon: f32,
  root: f64,
): void {
  const bytes = stride << 2;
  const down = f32x4.splat(-rate);
  const old1 = f32x4.splat(f32(beta1));
  const fresh1 = f32x4.splat(f32(1 - beta1));
  const old2 = f32x4.splat(f32(beta2));
  const fresh2 = f32x4.splat(f32(1 - beta2));
  const small = f32x4.splat(epsilon);
  const inverse = f32x4.splat(f32(1 / root));
  const share = f32x4.splat(factor);
  const ridge = f32x4.splat(l2);
  const lasso = f32x4.splat(l1);
  for (let index: usize = 0; index < rows; index++) {
    const from = offsetOf(list, index, bytes);
    for (let at = from; at < from + bytes; at += 16) {
      const value = v128.load(target + at);
      const g = penalised(value, v128.load(gradient + at), share, ridge, lasso);
      const m = multiplyAdd(fresh1, g, f32x4.mul(old1, v128.load(mean + at)));
      const s = multiplyAdd(f32x4.mul(fresh2, g), g, f32x4.mul(old2, v128.load(squares + at)));
      v128.store(mean + at, m);
      v128.store(squares + at, s);
      const below = multiplyAdd(f32x4.sqrt(s), inverse, small);
      v128.store(target + at, multiplyAdd(down, f32x4.div(m, below), value));
    }
  }
}
