/** Kernels of the embedding bag; what they compute stands in models/embeddingBagClassifier.ts. */
export interface BagKernels {
  /**
   * logits of a batch of compressed sparse rows: hidden = Σ value · row, with `mean` divided by Σ value; logits =
   * output · hidden. Rows of the table and of the output, one for each class, are `stride` cells; `hidden` is room for one.
   */
  bagForward(
    offsets: number,
    indices: number,
    values: number,
    rows: number,
    table: number,
    stride: number,
    output: number,
    classes: number,
    logits: number,
    logitStride: number,
    hidden: number,
    mean: boolean,
  ): void;
  /**
   * One step of gradient descent for each example in turn, at the rate of its own of `rates`; returns the sum of the losses
   * before each step. To `squares` go two float64 (four cells): the sums of the squares of the gradients of table and
   * output. `hidden` and `gradient` are room for one row, `probabilities` for one number a class.
   */
  bagSteps(
    offsets: number,
    indices: number,
    values: number,
    rows: number,
    labels: number,
    rates: number,
    table: number,
    stride: number,
    output: number,
    classes: number,
    hidden: number,
    gradient: number,
    probabilities: number,
    squares: number,
    mean: boolean,
  ): number;
}

export const bagKernelNames = ["bagForward", "bagSteps"] as const satisfies readonly (keyof BagKernels)[];

/** The module's kernels with addresses in cells. */
export function bagByCells(e: BagKernels): BagKernels {
  return {
    bagForward(offsets, indices, values, rows, ...[table, stride, output, classes, logits, logitStride, hidden, mean]) {
      const batch = [offsets << 2, indices << 2, values << 2, rows] as const;
      e.bagForward(...batch, table << 2, stride, output << 2, classes, logits << 2, logitStride, hidden << 2, mean);
    },
    bagSteps(offsets, indices, values, rows, labels, rates, table, stride, output, classes, ...room) {
      const [hidden, gradient, probabilities, squares, mean] = room;
      return e.bagSteps(
        ...([offsets << 2, indices << 2, values << 2, rows, labels << 2, rates << 2] as const),
        ...([table << 2, stride, output << 2, classes] as const),
        ...([hidden << 2, gradient << 2, probabilities << 2, squares << 2, mean] as const),
      );
    },
  };
}
