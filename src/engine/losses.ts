import { exp, log1p } from "../base/elementary.ts";
import type { Kernels } from "./kernels/kernels.ts";

export type LossName = "crossEntropy";

/** Where a batch of logits, its labels and the gradient lie in engine memory. */
interface LossBatch {
  readonly logits: number;
  readonly rows: number;
  readonly classes: number;
  readonly stride: number;
  readonly labels: number;
  readonly gradient: number;
}

/** One entry of the table of losses. */
export interface Loss {
  /** The loss of one example, from its `classes` logits at `start`. */
  forward(logits: ArrayLike<number>, start: number, classes: number, label: number): number;
  /** Writes ∂(mean loss)/∂Z of the batch and returns the sum of its losses, in one pass. */
  backward(kernels: Kernels, batch: LossBatch): number;
  readonly formula: string;
  readonly source: string;
}

export const losses: Readonly<Record<LossName, Loss>> = {
  crossEntropy: {
    forward: softmaxLoss,
    backward: (kernels, batch) =>
      kernels.softmaxCrossEntropy(
        batch.logits,
        batch.rows,
        batch.classes,
        batch.stride,
        batch.labels,
        batch.gradient,
        1 / batch.rows,
      ),
    formula: "loss = ln(1 + Σ_{j≠y} e^(Z_j − Z_y)), ∂loss/∂Z = softmax(Z) − onehot(y)",
    source: "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990",
  },
};

/** The highest logit's class; ties go to the lowest. */
export function argmax(logits: ArrayLike<number>, start: number, classes: number): number {
  let top = 0;
  for (let j = 1; j < classes; j++) if ((logits[start + j] ?? NaN) > (logits[start + top] ?? NaN)) top = j;
  return top;
}

/** ln(1 + Σ_{j≠y} e^(Z_j − Z_y)), taken about the highest logit so that nothing overflows or cancels. */
function softmaxLoss(logits: ArrayLike<number>, start: number, classes: number, label: number): number {
  const top = argmax(logits, start, classes);
  const highest = logits[start + top] ?? NaN;
  let rest = 0;
  for (let j = 0; j < classes; j++) if (j !== top) rest += exp((logits[start + j] ?? NaN) - highest);
  return highest - (logits[start + label] ?? NaN) + log1p(rest);
}

/** Writes softmax of the logits to `into` at the same place. */
export function softmax(logits: ArrayLike<number>, start: number, classes: number, into: Float32Array): void {
  const highest = logits[start + argmax(logits, start, classes)] ?? NaN;
  let sum = 0;
  for (let j = 0; j < classes; j++) sum += exp((logits[start + j] ?? NaN) - highest);
  for (let j = 0; j < classes; j++) into[start + j] = exp((logits[start + j] ?? NaN) - highest) / sum;
}
