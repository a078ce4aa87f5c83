/**
 * Products of a sparse matrix that lies by columns, in float64 and plain TypeScript: the same bits in every flavour. W is
 * columns × outputs and holds the weights of a single copy of a column. Outputs go four at a time: rows of logits and of
 * their gradients are `strideOf(outputs)` numbers, whose padding stays zero.
 */
export interface SparseColumns {
  readonly rows: number;
  readonly columns: number;
  /** columns + 1 entry positions. */
  readonly starts: Uint32Array;
  /** Entry by entry the row and the bits of the value: side by side, since both are wanted at once. */
  readonly entries: Uint32Array;
  /** How many equal columns of the original a column stands for. */
  readonly copies: Uint32Array;
}

/** The same entries as numbers: values at odd places. */
export function valuesOf(entries: Uint32Array): Float32Array {
  return new Float32Array(entries.buffer, entries.byteOffset, entries.length);
}

export function strideOf(outputs: number): number {
  return outputs === 1 ? 1 : Math.ceil(outputs / 4) * 4;
}

/** into += X·W for columns `from` to `to`. */
export function multiplyColumns(
  x: SparseColumns,
  from: number,
  to: number,
  weights: Float32Array,
  outputs: number,
  into: Float64Array,
): void {
  if (outputs === 1) multiplyOne(x, from, to, weights, into);
  else multiplyFours(x, from, to, weights, outputs, into);
}

function multiplyOne(
  { starts, entries, copies }: SparseColumns,
  from: number,
  to: number,
  weights: Float32Array,
  into: Float64Array,
): void {
  const values = valuesOf(entries);
  for (let column = from; column < to; column++) {
    const weight = copies[column]! * weights[column]!;
    const end = 2 * starts[column + 1]!;
    for (let at = 2 * starts[column]!; at < end; at += 2) into[entries[at]!]! += values[at + 1]! * weight;
  }
}

function multiplyFours(
  { starts, entries, copies }: SparseColumns,
  from: number,
  to: number,
  weights: Float32Array,
  outputs: number,
  into: Float64Array,
): void {
  const stride = strideOf(outputs);
  const values = valuesOf(entries);
  for (let column = from; column < to; column++) {
    const times = copies[column]!;
    const first = 2 * starts[column]!;
    const end = 2 * starts[column + 1]!;
    const at = column * outputs;
    for (let id = 0; id < outputs; id += 4) {
      const w0 = times * weights[at + id]!;
      const w1 = id + 1 < outputs ? times * weights[at + id + 1]! : 0;
      const w2 = id + 2 < outputs ? times * weights[at + id + 2]! : 0;
      const w3 = id + 3 < outputs ? times * weights[at + id + 3]! : 0;
      for (let entry = first; entry < end; entry += 2) {
        const value = values[entry + 1]!;
        const row = entries[entry]! * stride + id;
        into[row]! += value * w0;
        into[row + 1]! += value * w1;
        into[row + 2]! += value * w2;
        into[row + 3]! += value * w3;
      }
    }
  }
}

/** What is found in passing while gradients are taken; of single copies all. */
export interface GradientSums {
  /** Σ w² */
  weights: number;
  /** Σ of the squares of the gradient without its penalty. */
  squares: number;
  /** The largest component of the gradient; NaN where one is not a number. */
  steepest: number;
}

/** gradient = copies · (Xᵀ·G + l2 · W) for columns `from` to `to`, laid out as W. */
export function columnGradients(
  { starts, entries, copies }: SparseColumns,
  from: number,
  to: number,
  g: Float64Array,
  weights: Float32Array,
  outputs: number,
  l2: number,
  gradient: Float64Array,
  sums: GradientSums,
): void {
  const stride = strideOf(outputs);
  const values = valuesOf(entries);
  const slopes = new Float64Array(Math.max(4, stride));
  let ofWeights = 0;
  let squares = 0;
  let { steepest } = sums;
  for (let column = from; column < to; column++) {
    const first = 2 * starts[column]!;
    const end = 2 * starts[column + 1]!;
    if (outputs === 1) {
      let sum = 0;
      for (let entry = first; entry < end; entry += 2) sum += values[entry + 1]! * g[entries[entry]!]!;
      slopes[0] = sum;
    } else {
      for (let id = 0; id < stride; id += 4) foursOf(entries, values, first, end, g, stride, id, slopes);
    }
    const times = copies[column]!;
    const at = column * outputs;
    for (let id = 0; id < outputs; id++) {
      const slope = slopes[id]!;
      const weight = weights[at + id]!;
      const penalised = slope + l2 * weight;
      gradient[at + id] = times * penalised;
      squares += times * slope * slope;
      ofWeights += times * weight * weight;
      if (!(Math.abs(penalised) <= steepest)) steepest = Math.abs(penalised);
    }
  }
  sums.weights += ofWeights;
  sums.squares += squares;
  sums.steepest = steepest;
}

function foursOf(
  entries: Uint32Array,
  values: Float32Array,
  first: number,
  end: number,
  g: Float64Array,
  stride: number,
  id: number,
  slopes: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let entry = first; entry < end; entry += 2) {
    const value = values[entry + 1]!;
    const row = entries[entry]! * stride + id;
    s0 += value * g[row]!;
    s1 += value * g[row + 1]!;
    s2 += value * g[row + 2]!;
    s3 += value * g[row + 3]!;
  }
  slopes[id] = s0;
  slopes[id + 1] = s1;
  slopes[id + 2] = s2;
  slopes[id + 3] = s3;
}
