/** Rows of entries for models that go example by example, in float64 and plain TypeScript: the same bits in every flavour. */
export interface EntryRows {
  /** rows + 1 entry positions. */
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  /** Whether every row has the same indices, which are there once. */
  readonly repeated: boolean;
  readonly values: Float32Array;
}

/** into = b + x·W for one row, W being columns × outputs. */
export function rowMargins(
  { offsets, indices, repeated, values }: EntryRows,
  row: number,
  weights: Float64Array,
  biases: Float64Array,
  into: Float64Array,
): void {
  const first = offsets[row]!;
  const end = offsets[row + 1]!;
  const ahead = repeated ? first : 0;
  const outputs = biases.length;
  if (outputs === 1) {
    // Two sums, so that neither waits for the other.
    let even = biases[0]!;
    let odd = 0;
    let entry = first;
    for (; entry + 1 < end; entry += 2) {
      even += values[entry]! * weights[indices[entry - ahead]!]!;
      odd += values[entry + 1]! * weights[indices[entry + 1 - ahead]!]!;
    }
    if (entry < end) even += values[entry]! * weights[indices[entry - ahead]!]!;
    into[0] = even + odd;
    return;
  }
  let id = 0;
  for (; id + 3 <= outputs; id += 3) {
    let s0 = biases[id]!;
    let s1 = biases[id + 1]!;
    let s2 = biases[id + 2]!;
    for (let entry = first; entry < end; entry++) {
      const value = values[entry]!;
      const at = indices[entry - ahead]! * outputs + id;
      s0 += value * weights[at]!;
      s1 += value * weights[at + 1]!;
      s2 += value * weights[at + 2]!;
    }
    into[id] = s0;
    into[id + 1] = s1;
    into[id + 2] = s2;
  }
  for (; id < outputs; id++) {
    let sum = biases[id]!;
    for (let entry = first; entry < end; entry++) {
      sum += values[entry]! * weights[indices[entry - ahead]! * outputs + id]!;
    }
    into[id] = sum;
  }
}

/** Adds `times` the row to the weights of one output. */
export function addRow(
  { offsets, indices, repeated, values }: EntryRows,
  row: number,
  weights: Float64Array,
  outputs: number,
  id: number,
  times: number,
): void {
  const first = offsets[row]!;
  const end = offsets[row + 1]!;
  const ahead = repeated ? first : 0;
  for (let entry = first; entry < end; entry++) {
    weights[indices[entry - ahead]! * outputs + id]! += times * values[entry]!;
  }
}

/**
 * Adds the values of entries first … end − 1 to their indices' cells of the table that begins at `start`; false, with some
 * of them added, where one is below 0 or not a number.
 */
export function tally(
  indices: Uint32Array,
  values: Float32Array,
  firstIndex: number,
  firstValue: number,
  count: number,
  sums: Float64Array,
  start: number,
): boolean {
  for (let entry = 0; entry < count; entry++) {
    const value = values[firstValue + entry]!;
    if (!(value >= 0)) return false;
    sums[start + indices[firstIndex + entry]!]! += value;
  }
  return true;
}
