/** Vectors that live outside engine memory, of all parameters at once; sums are float64 in a fixed order. */
type Vector = Float32Array | Float64Array;

/** Σ aᵢ bᵢ in four sums, which a processor adds side by side. */
export function dot(a: Vector, b: Vector): number {
  const { length } = a;
  const whole = length - (length % 4);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < length; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

/** into += factor · a */
export function addScaled(into: Float64Array, factor: number, a: Vector): void {
  for (let i = 0; i < into.length; i++) into[i]! += factor * a[i]!;
}

/** into = factor · a */
export function scaleInto(into: Float64Array, factor: number, a: Vector): void {
  for (let i = 0; i < into.length; i++) into[i] = factor * a[i]!;
}

/** into = into · a, each by each. */
export function multiplyInto(into: Float64Array, a: Vector): void {
  for (let i = 0; i < into.length; i++) into[i]! *= a[i]!;
}

/** Σ wᵢ aᵢ² */
export function weightedSquare(a: Vector, weights: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += weights[i]! * a[i]! * a[i]!;
  return sum;
}

/** into = a + factor · b, rounded to what `into` holds. */
export function stepInto(into: Float32Array, a: Vector, factor: number, b: Vector): void {
  for (let i = 0; i < into.length; i++) into[i] = a[i]! + factor * b[i]!;
}

/** into = a − b, rounded to what `into` holds. */
export function differenceInto(into: Float32Array, a: Vector, b: Vector): void {
  for (let i = 0; i < into.length; i++) into[i] = a[i]! - b[i]!;
}

/** max |aᵢ|; NaN where one is not a number. */
export function largest(a: Vector): number {
  let top = 0;
  for (let i = 0; i < a.length; i++) {
    const size = Math.abs(a[i]!);
    if (!(size <= top)) top = size;
  }
  return top;
}

/** into += factor · the rows list[0] … list[count − 1] (0 … count − 1 without a list) of a tensor at `start`. */
export function addRows(
  into: Float64Array,
  offset: number,
  { floats, integers }: { readonly floats: Vector; readonly integers: Uint32Array },
  { start, stride, columns }: { readonly start: number; readonly stride: number; readonly columns: number },
  { list, count }: { readonly list: number; readonly count: number },
  factor: number,
): void {
  for (let r = 0; r < count; r++) {
    const row = list === 0 ? r : integers[list + r]!;
    const from = start + row * stride;
    const to = offset + row * columns;
    for (let j = 0; j < columns; j++) into[to + j]! += factor * floats[from + j]!;
  }
}
