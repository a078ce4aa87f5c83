/** Four float32 lanes; addresses are in bytes, sizes in floats unless a name says otherwise. */

/** a·b + c; the sum comes last so that V8 keeps it in a register. Fused only where relaxed SIMD and the hardware allow. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function zero(): v128 {
  return f32x4.splat(0);
}

/** The four lanes as one float64 sum, in a fixed order. */
// @ts-ignore: decorator
@inline
export function sumOfLanes(v: v128): f64 {
  return (
    f64(f32x4.extract_lane(v, 0)) +
    f64(f32x4.extract_lane(v, 1)) +
    (f64(f32x4.extract_lane(v, 2)) + f64(f32x4.extract_lane(v, 3)))
  );
}

/** Tells the host whether multiplyAdd rounds once or twice. */
export function probe(a: f32, b: f32, c: f32): f32 {
  return f32x4.extract_lane(multiplyAdd(f32x4.splat(a), f32x4.splat(b), f32x4.splat(c)), 0);
}

export function fill(target: usize, count: usize, value: f32): void {
  const end = target + (count << 2);
  const vector = f32x4.splat(value);
  for (; target + 16 <= end; target += 16) v128.store(target, vector);
  for (; target < end; target += 4) store<f32>(target, value);
}

/** Zeroes the first `across` bytes of rows that lie `stride` bytes apart; both are whole vectors. */
export function clearColumns(target: usize, rows: usize, stride: usize, across: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    for (let at: usize = 0; at < across; at += 16) v128.store(target + at, zero());
    target += stride;
  }
}

export function scale(target: usize, count: usize, factor: f32): void {
  const end = target + (count << 2);
  const vector = f32x4.splat(factor);
  for (; target + 16 <= end; target += 16) v128.store(target, f32x4.mul(v128.load(target), vector));
  for (; target < end; target += 4) store<f32>(target, load<f32>(target) * factor);
}

/** into = from, or into += from. Counts are whole vectors: tensors' rows are padded to four columns. */
export function transfer(from: usize, into: usize, count: usize, accumulate: bool): void {
  const bytes = count << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const value = v128.load(from + at);
    v128.store(into + at, accumulate ? f32x4.add(v128.load(into + at), value) : value);
  }
}

/** target −= rate (gradient + l2 · target) */
export function descend(target: usize, gradient: usize, count: usize, rate: f32, l2: f32): void {
  const bytes = count << 2;
  const down = f32x4.splat(-rate);
  const penalty = f32x4.splat(l2);
  for (let at: usize = 0; at < bytes; at += 16) {
    const value = v128.load(target + at);
    v128.store(target + at, multiplyAdd(down, multiplyAdd(penalty, value, v128.load(gradient + at)), value));
  }
}

/** into = a ∘ b, or into += a ∘ b. Counts are whole vectors. */
export function multiply(a: usize, b: usize, into: usize, count: usize, accumulate: bool): void {
  const bytes = count << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const left = v128.load(a + at);
    const right = v128.load(b + at);
    v128.store(into + at, accumulate ? multiplyAdd(left, right, v128.load(into + at)) : f32x4.mul(left, right));
  }
}
