import { exp, log1p } from "../../base/elementary.ts";
import type { Cells } from "../memory.ts";
import type { BagKernels } from "./bagKernels.ts";

/** The reference kernels of the embedding bag: what is right. */
export function referenceBag(cells: () => Cells): BagKernels {
  /** Writes the hidden vector of a row and returns what its entries are divided by. */
  function gather(
    [offsets, indices, values]: readonly [number, number, number],
    row: number,
    table: number,
    hidden: Float64Array,
    mean: boolean,
  ): number {
    const { floats, integers } = cells();
    const [from, to] = [integers[offsets + row]!, integers[offsets + row + 1]!];
    let divisor = 1;
    if (mean && from < to) {
      divisor = 0;
      for (let at = from; at < to; at++) divisor += floats[values + at]!;
    }
    hidden.fill(0);
    for (let at = from; at < to; at++) {
      const start = table + integers[indices + at]! * hidden.length;
      for (let d = 0; d < hidden.length; d++) hidden[d]! += (floats[values + at]! * floats[start + d]!) / divisor;
    }
    return divisor;
  }

  function dot(a: Float64Array, start: number): number {
    const { floats } = cells();
    return a.reduce((sum, value, d) => sum + value * floats[start + d]!, 0);
  }

  return {
    bagForward(offsets, indices, values, rows, ...[table, stride, output, classes, logits, logitStride, , mean]) {
      const { floats } = cells();
      const hidden = new Float64Array(stride);
      for (let row = 0; row < rows; row++) {
        gather([offsets, indices, values], row, table, hidden, mean);
        for (let j = 0; j < classes; j++) floats[logits + row * logitStride + j] = dot(hidden, output + j * stride);
      }
    },
    bagSteps(offsets, indices, values, rows, labels, rates, table, stride, output, classes, ...room) {
      const { floats, integers } = cells();
      const [, , , squares, mean] = room;
      const hidden = new Float64Array(stride);
      const gradient = new Float64Array(stride);
      const logits = new Float64Array(classes);
      const sums = [0, 0];
      let total = 0;
      for (let row = 0; row < rows; row++) {
        const label = integers[labels + row]!;
        const rate = floats[rates + row]!;
        const divisor = gather([offsets, indices, values], row, table, hidden, mean);
        let top = 0;
        for (let j = 0; j < classes; j++) {
          logits[j] = dot(hidden, output + j * stride);
          if (logits[j]! > logits[top]!) top = j;
        }
        let rest = 0;
        for (let j = 0; j < classes; j++) if (j !== top) rest += exp(logits[j]! - logits[top]!);
        total += logits[top]! - logits[label]! + log1p(rest);
        gradient.fill(0);
        const lengthOfHidden = hidden.reduce((sum, value) => sum + value * value, 0);
        for (let j = 0; j < classes; j++) {
          const e = j === top ? 1 : exp(logits[j]! - logits[top]!);
          // 1 − p(label) is the share of the others; subtracting p from 1 would lose it.
          const error = (j !== label ? e : label === top ? -rest : e - 1 - rest) / (1 + rest);
          sums[1]! += error * error * lengthOfHidden;
          for (let d = 0; d < stride; d++) {
            const at = output + j * stride + d;
            gradient[d]! += error * floats[at]!;
            floats[at] = floats[at]! - rate * error * hidden[d]!;
          }
        }
        const length = gradient.reduce((sum, value) => sum + value * value, 0);
        for (let at = integers[offsets + row]!; at < integers[offsets + row + 1]!; at++) {
          const share = floats[values + at]! / divisor;
          sums[0]! += length * share * share;
          const start = table + integers[indices + at]! * stride;
          for (let d = 0; d < stride; d++) floats[start + d] = floats[start + d]! - rate * share * gradient[d]!;
        }
      }
      // Four cells hold two float64 in float32 memory; wider memory has one number a cell.
      if (floats instanceof Float64Array) floats.set(sums, squares);
      else new Float64Array(floats.buffer, floats.byteOffset + squares * 4, 2).set(sums);
      return total;
    },
  };
}
