import type { NormKernels } from "./normKernels.ts";

export const normKernelNames = [
  "dropoutMask",
  "uniformRows",
  "multiply",
  "normaliseRows",
  "rowNormGradient",
  "columnStatistics",
  "inverseDeviation",
  "normaliseColumns",
  "columnNormGradient",
  "normParameterGradients",
] as const satisfies readonly (keyof NormKernels)[];

/** The module's kernels, which count addresses in bytes, with addresses in cells. */
export function normsByCells(e: NormKernels): NormKernels {
  return {
    dropoutMask: (mask, count, key0, key1, threshold, kept) =>
      e.dropoutMask(mask << 2, count, key0, key1, threshold, kept),
    uniformRows: (into, rows, columns, stride, key0, key1, words, factor, divisor) =>
      e.uniformRows(into << 2, rows, columns, stride, key0, key1, words, factor, divisor),
    multiply: (a, b, into, count, accumulate) => e.multiply(a << 2, b << 2, into << 2, count, accumulate),
    normaliseRows: (x, rows, columns, stride, epsilon, gain, bias, normal, inverse, out) =>
      e.normaliseRows(
        ...([x << 2, rows, columns, stride, epsilon, gain << 2, bias << 2, normal << 2] as const),
        ...([inverse << 2, out << 2] as const),
      ),
    rowNormGradient: (g, rows, columns, stride, gain, normal, inverse, into, accumulate) =>
      e.rowNormGradient(
        ...([g << 2, rows, columns, stride, gain << 2, normal << 2, inverse << 2] as const),
        ...([into << 2, accumulate] as const),
      ),
    columnStatistics: (x, rows, stride, epsilon, mean, inverse, runningMean, runningVariance, momentum) =>
      e.columnStatistics(
        ...([x << 2, rows, stride, epsilon, mean << 2, inverse << 2] as const),
        ...([runningMean << 2, runningVariance << 2, momentum] as const),
      ),
    inverseDeviation: (variance, count, epsilon, inverse) =>
      e.inverseDeviation(variance << 2, count, epsilon, inverse << 2),
    normaliseColumns: (x, rows, stride, mean, inverse, gain, bias, normal, out) =>
      e.normaliseColumns(
        ...([x << 2, rows, stride, mean << 2, inverse << 2, gain << 2, bias << 2] as const),
        ...([normal << 2, out << 2] as const),
      ),
    columnNormGradient: (
      ...[g, rows, stride, gain, normal, inverse, gainGradient, biasGradient, share, into, accumulate]
    ) =>
      e.columnNormGradient(
        ...([g << 2, rows, stride, gain << 2, normal << 2, inverse << 2, gainGradient << 2] as const),
        ...([biasGradient << 2, share, into << 2, accumulate] as const),
      ),
    normParameterGradients: (g, normal, rows, stride, gainGradient, biasGradient) =>
      e.normParameterGradients(g << 2, normal << 2, rows, stride, gainGradient << 2, biasGradient << 2),
  };
}
