import type { Cells } from "../memory.ts";
import type { Kernels } from "./kernels.ts";

type LinearKernels = Pick<
  Kernels,
  | "denseMultiply"
  | "denseUpdate"
  | "denseInputGradient"
  | "finishLinear"
  | "gatherRows"
  | "sequenceMultiply"
  | "sequenceUpdate"
>;

/** The reference kernels of linear layers, by the definition of a matrix product. */
export function referenceLinear(cells: () => Cells): LinearKernels {
  /** Adds value × (width floats at from) to the float64 sums. */
  function addRow(sums: Float64Array, from: number, value: number, width: number): void {
    const { floats } = cells();
    for (let j = 0; j < width; j++) sums[j]! += value * floats[from + j]!;
  }

  /** target −= rate (gradient + l2 · target) for one row; returns the gradient's sum of squares. */
  function descendRow(target: number, gradient: Float64Array, rate: number, l2: number): number {
    const { floats } = cells();
    let squares = 0;
    for (let j = 0; j < gradient.length; j++) {
      const value = floats[target + j]!;
      floats[target + j] = value - rate * (gradient[j]! + l2 * value);
      squares += gradient[j]! * gradient[j]!;
    }
    return squares;
  }

  return {
    denseMultiply(x, rows, inputs, xStride, w, stride, out) {
      const { floats } = cells();
      const sums = new Float64Array(stride);
      for (let row = 0; row < rows; row++) {
        sums.fill(0);
        for (let k = 0; k < inputs; k++) addRow(sums, w + k * stride, floats[x + row * xStride + k]!, stride);
        floats.set(sums, out + row * stride);
      }
    },
    denseUpdate(x, rows, inputs, xStride, g, stride, target, rate, l2) {
      const { floats } = cells();
      const gradient = new Float64Array(stride);
      let squares = 0;
      for (let k = 0; k < inputs; k++) {
        gradient.fill(0);
        for (let row = 0; row < rows; row++) addRow(gradient, g + row * stride, floats[x + row * xStride + k]!, stride);
        squares += descendRow(target + k * stride, gradient, rate, l2);
      }
      return squares;
    },
    denseInputGradient(g, rows, stride, w, inputs, into, intoStride, accumulate) {
      const { floats } = cells();
      for (let row = 0; row < rows; row++) {
        for (let k = 0; k < inputs; k++) {
          let sum = accumulate ? floats[into + row * intoStride + k]! : 0;
          for (let j = 0; j < stride; j++) sum += floats[g + row * stride + j]! * floats[w + k * stride + j]!;
          floats[into + row * intoStride + k] = sum;
        }
      }
    },
    finishLinear(out, rows, stride, factor, bias) {
      const { floats } = cells();
      for (let row = 0; row < rows; row++) {
        for (let j = 0; j < stride; j++) {
          floats[out + row * stride + j] = floats[out + row * stride + j]! * factor + floats[bias + j]!;
        }
      }
    },
    gatherRows(list, count, table, stride, into) {
      const { floats, integers } = cells();
      for (let row = 0; row < count; row++) {
        const from = table + integers[list + row]! * stride;
        floats.copyWithin(into + row * stride, from, from + stride);
      }
    },
    sequenceMultiply(tokens, counts, positions, dimension, tokenStride, w, stride, out, rows) {
      const { floats, integers } = cells();
      const sums = new Float64Array(rows * stride);
      let token = tokens;
      for (let position = 0; position < positions; position++) {
        const count = integers[counts + position]!;
        for (let row = 0; row < count; row++) {
          const vector = token;
          token += tokenStride;
          const into = sums.subarray(row * stride, (row + 1) * stride);
          for (let d = 0; d < dimension; d++) {
            addRow(into, w + (position * dimension + d) * stride, floats[vector + d]!, stride);
          }
        }
      }
      floats.set(sums, out);
    },
    sequenceUpdate(tokens, counts, positions, dimension, tokenStride, g, stride, target, rate) {
      const { floats, integers } = cells();
      const gradient = new Float64Array(stride);
      let squares = 0;
      let token = tokens;
      for (let position = 0; position < positions; position++) {
        const count = integers[counts + position]!;
        for (let d = 0; d < dimension; d++) {
          gradient.fill(0);
          for (let row = 0; row < count; row++) {
            addRow(gradient, g + row * stride, floats[token + row * tokenStride + d]!, stride);
          }
          squares += descendRow(target + (position * dimension + d) * stride, gradient, rate, 0);
        }
        token += count * tokenStride;
      }
      return squares;
    },
  };
}
