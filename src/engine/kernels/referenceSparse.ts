import type { Cells } from "../memory.ts";
import type { Kernels } from "./kernels.ts";

type SparseKernels = Pick<Kernels, "sparseMultiply" | "sparseChain" | "sparseUpdate" | "sparseAdam">;

/** The reference kernels on compressed sparse rows. */
export function referenceSparse(cells: () => Cells): SparseKernels {
  /** sums += value × (the floats at from) */
  function addRow(sums: Float64Array, from: number, value: number): void {
    const { floats } = cells();
    for (let j = 0; j < sums.length; j++) sums[j]! += value * floats[from + j]!;
  }

  /** Xᵀ·G of one feature, whose chain is thereby undone. */
  function takeGradient(
    feature: number,
    [values, g, stride]: readonly [number, number, number],
    [heads, next, rowOf]: readonly [number, number, number],
  ): Float64Array {
    const { floats, integers } = cells();
    const gradient = new Float64Array(stride);
    for (let link = integers[heads + feature]!; link !== 0; link = integers[next + link - 1]!) {
      addRow(gradient, g + integers[rowOf + link - 1]! * stride, floats[values + link - 1]!);
    }
    integers[heads + feature] = 0;
    return gradient;
  }

  /** Calls `act` with the offset and gradient of each weight of the listed features; returns Σ gradient². */
  function eachTouched(
    list: number,
    count: number,
    batch: readonly [number, number, number],
    chains: readonly [number, number, number],
    act: (offset: number, gradient: number) => void,
  ): number {
    let squares = 0;
    for (const feature of cells().integers.slice(list, list + count)) {
      const gradient = takeGradient(feature, batch, chains);
      gradient.forEach((value, j) => {
        act(feature * gradient.length + j, value);
        squares += value * value;
      });
    }
    return squares;
  }

  return {
    sparseMultiply(offsets, indices, values, rows, w, stride, out) {
      const { floats, integers } = cells();
      const sums = new Float64Array(stride);
      for (let row = 0; row < rows; row++) {
        sums.fill(0);
        for (let entry = integers[offsets + row]!; entry < integers[offsets + row + 1]!; entry++) {
          addRow(sums, w + integers[indices + entry]! * stride, floats[values + entry]!);
        }
        floats.set(sums, out + row * stride);
      }
    },
    sparseChain(offsets, indices, rows, heads, next, rowOf, list) {
      const { integers } = cells();
      let count = 0;
      for (let row = 0; row < rows; row++) {
        for (let entry = integers[offsets + row]!; entry < integers[offsets + row + 1]!; entry++) {
          const feature = integers[indices + entry]!;
          if (integers[heads + feature] === 0) integers[list + count++] = feature;
          integers[next + entry] = integers[heads + feature]!;
          integers[rowOf + entry] = row;
          integers[heads + feature] = entry + 1;
        }
      }
      return count;
    },
    sparseUpdate(list, count, values, g, stride, target, rate, heads, next, rowOf) {
      const { floats } = cells();
      return eachTouched(list, count, [values, g, stride], [heads, next, rowOf], (at, gradient) => {
        floats[target + at]! -= rate * gradient;
      });
    },
    sparseAdam(list, count, values, g, stride, target, mean, squares, ...rest) {
      const [rate, beta1, beta2, epsilon, root, heads, next, rowOf] = rest;
      const { floats } = cells();
      return eachTouched(list, count, [values, g, stride], [heads, next, rowOf], (at, gradient) => {
        const m = beta1 * floats[mean + at]! + (1 - beta1) * gradient;
        const s = beta2 * floats[squares + at]! + (1 - beta2) * gradient * gradient;
        floats[mean + at] = m;
        floats[squares + at] = s;
        floats[target + at]! -= (rate * m) / (Math.sqrt(s) / root + epsilon);
      });
    },
  };
}
