import { philox4x32, RandomStream } from "../../base/random.ts";
import type { Cells } from "../memory.ts";
import type { NormKernels } from "./normKernels.ts";

/** The reference kernels of what is drawn at random and of normalisation; sums are float64. */
export function referenceNorms(cells: () => Cells): NormKernels {
  /** Writes or adds. */
  function put(at: number, value: number, accumulate: boolean): void {
    const { floats } = cells();
    floats[at] = value + (accumulate ? floats[at]! : 0);
  }

  return {
    dropoutMask(mask, count, key0, key1, threshold, kept) {
      const { floats } = cells();
      const words = new Uint32Array(4);
      for (let cell = 0; cell < count; cell++) {
        if (cell % 4 === 0) philox4x32(cell / 4, 0, 0, 0, key0, key1, words);
        floats[mask + cell] = words[cell % 4]! >= threshold ? kept : 0;
      }
    },
    uniformRows(into, rows, columns, stride, key0, key1, words, factor, divisor) {
      const { floats } = cells();
      const stream = RandomStream.restore({ key: [key0, key1], drawn: 0, spareNormal: null });
      for (let row = 0; row < rows; row++) {
        for (let at = into + row * stride; at < into + row * stride + columns; at++) {
          const share = words === 2 ? stream.float64() : stream.uint32() / 2 ** 32;
          // The same start for memory of float64, whose results others are judged by.
          floats[at] = Math.fround(((2 * share - 1) * factor) / divisor);
        }
        floats.fill(0, into + row * stride + columns, into + (row + 1) * stride);
      }
    },
    multiply(a, b, into, count, accumulate) {
      const { floats } = cells();
      for (let at = 0; at < count; at++) put(into + at, floats[a + at]! * floats[b + at]!, accumulate);
    },
    normaliseRows(x, rows, columns, stride, epsilon, gain, bias, normal, inverse, out) {
      const { floats } = cells();
      for (let row = 0; row < rows; row++) {
        const from = row * stride;
        let mean = 0;
        for (let j = 0; j < columns; j++) mean += floats[x + from + j]!;
        mean /= columns;
        let variance = 0;
        for (let j = 0; j < columns; j++) variance += (floats[x + from + j]! - mean) ** 2;
        const scale = 1 / Math.sqrt(variance / columns + epsilon);
        floats[inverse + row] = scale;
        for (let j = 0; j < stride; j++) {
          const value = j < columns ? (floats[x + from + j]! - mean) * scale : 0;
          floats[normal + from + j] = value;
          floats[out + from + j] = j < columns ? value * floats[gain + j]! + floats[bias + j]! : 0;
        }
      }
    },
    rowNormGradient(g, rows, columns, stride, gain, normal, inverse, into, accumulate) {
      const { floats } = cells();
      for (let row = 0; row < rows; row++) {
        const from = row * stride;
        let mean = 0;
        let product = 0;
        for (let j = 0; j < columns; j++) {
          const h = floats[g + from + j]! * floats[gain + j]!;
          mean += h;
          product += h * floats[normal + from + j]!;
        }
        mean /= columns;
        product /= columns;
        for (let j = 0; j < columns; j++) {
          const h = floats[g + from + j]! * floats[gain + j]!;
          const gradient = floats[inverse + row]! * (h - mean - floats[normal + from + j]! * product);
          put(into + from + j, gradient, accumulate);
        }
      }
    },
    columnStatistics(x, rows, stride, epsilon, mean, inverse, runningMean, runningVariance, momentum) {
      const { floats } = cells();
      for (let j = 0; j < stride; j++) {
        let center = 0;
        for (let row = 0; row < rows; row++) center += floats[x + row * stride + j]!;
        center /= rows;
        let squares = 0;
        for (let row = 0; row < rows; row++) squares += (floats[x + row * stride + j]! - center) ** 2;
        floats[mean + j] = center;
        floats[inverse + j] = 1 / Math.sqrt(squares / rows + epsilon);
        floats[runningMean + j]! += momentum * (center - floats[runningMean + j]!);
        floats[runningVariance + j]! += momentum * (squares / (rows - 1) - floats[runningVariance + j]!);
      }
    },
    inverseDeviation(variance, count, epsilon, inverse) {
      const { floats } = cells();
      for (let j = 0; j < count; j++) floats[inverse + j] = 1 / Math.sqrt(floats[variance + j]! + epsilon);
    },
    normaliseColumns(x, rows, stride, mean, inverse, gain, bias, normal, out) {
      const { floats } = cells();
      for (let row = 0; row < rows; row++) {
        for (let j = 0; j < stride; j++) {
          const value = (floats[x + row * stride + j]! - floats[mean + j]!) * floats[inverse + j]!;
          floats[normal + row * stride + j] = value;
          floats[out + row * stride + j] = value * floats[gain + j]! + floats[bias + j]!;
        }
      }
    },
    columnNormGradient(
      ...[g, rows, stride, gain, normal, inverse, gainGradient, biasGradient, share, into, accumulate]
    ) {
      const { floats } = cells();
      for (let row = 0; row < rows; row++) {
        for (let j = 0; j < stride; j++) {
          const at = row * stride + j;
          const shared = share * (floats[biasGradient + j]! + floats[normal + at]! * floats[gainGradient + j]!);
          const gradient = floats[gain + j]! * floats[inverse + j]! * (floats[g + at]! - shared);
          put(into + at, gradient, accumulate);
        }
      }
    },
    normParameterGradients(g, normal, rows, stride, gainGradient, biasGradient) {
      const { floats } = cells();
      let squares = 0;
      for (let j = 0; j < stride; j++) {
        let ofGain = 0;
        let ofBias = 0;
        for (let row = 0; row < rows; row++) {
          ofBias += floats[g + row * stride + j]!;
          ofGain += floats[g + row * stride + j]! * floats[normal + row * stride + j]!;
        }
        floats[gainGradient + j] = ofGain;
        floats[biasGradient + j] = ofBias;
        squares += ofGain * ofGain + ofBias * ofBias;
      }
      return squares;
    },
  };
}
