/** Kernels of word vectors; what they compute stands in wordVectors/skipGram.ts. */
export interface SkipGramKernels {
  /**
   * Steps of skip-gram with negative sampling for `centres` words in turn. Centre c has the input rows
   * rows[rowOffsets[c]] …, whose mean is its hidden vector, and the pairs from pairOffsets[c] on; pair p has 1 + negatives
   * output rows at targets[p · (1 + negatives)], the first of them the word that stands there. Each pair moves its output
   * rows by rate[c] times the gradient; the sum of the gradients of hidden then moves every input row, whole, as
   * fastText does. Returns the sum of the losses before each step: softplus(−h·o) for the word, softplus(h·o) for the
   * others. `hidden` and `gradient` are room for one row of `stride` cells.
   */
  skipGramSteps(
    rowOffsets: number,
    rows: number,
    pairOffsets: number,
    targets: number,
    negatives: number,
    rates: number,
    centres: number,
    input: number,
    output: number,
    stride: number,
    hidden: number,
    gradient: number,
  ): number;
}

export const skipGramKernelNames = ["skipGramSteps"] as const satisfies readonly (keyof SkipGramKernels)[];

/** The module's kernels with addresses in cells. */
export function skipGramByCells(e: SkipGramKernels): SkipGramKernels {
  return {
    skipGramSteps: (rowOffsets, rows, pairOffsets, targets, negatives, rates, centres, ...model) => {
      const [input, output, stride, hidden, gradient] = model;
      return e.skipGramSteps(
        ...([rowOffsets << 2, rows << 2, pairOffsets << 2, targets << 2, negatives, rates << 2, centres] as const),
        ...([input << 2, output << 2, stride, hidden << 2, gradient << 2] as const),
      );
    },
  };
}
