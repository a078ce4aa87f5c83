import { exp, log1p } from "../base/elementary.ts";
import type { Kernels } from "./kernels/kernels.ts";

/** What training makes small; what is absent is off. */
export type LossOptions =
  | { readonly kind: "crossEntropy"; readonly labelSmoothing?: number; readonly classWeights?: ClassWeights }
  | { readonly kind: "hinge" | "squaredHinge" | "meanSquaredError"; readonly classWeights?: ClassWeights };

/** By class id: what the loss of an example of that class is multiplied with. */
type ClassWeights = readonly number[];

export type LossName = LossOptions["kind"];

/** Where a batch of logits, its labels and the gradient lie in engine memory; weights are one for each class. */
interface LossBatch {
  readonly logits: number;
  readonly rows: number;
  readonly classes: number;
  readonly stride: number;
  readonly labels: number;
  readonly gradient: number;
  readonly weights: number;
}

/** The margins and targets of one example. */
interface Example {
  readonly z: (j: number) => number;
  readonly classes: number;
  readonly label: number;
}

/** One entry of the table of losses. */
interface Loss {
  /** What the kernels know it by. */
  readonly code: number;
  /** Whether softmax makes probabilities of a model that it trained, or its outputs are margins. */
  readonly outputs: "probabilities" | "margins";
  /** Of one example whose class has weight 1. */
  forward(example: Example): number;
  readonly formula: string;
  readonly source: string;
}

export const losses: Readonly<Record<LossName, Loss>> = {
  crossEntropy: {
    code: 0,
    outputs: "probabilities",
    forward: ({ z, classes, label }) => softmaxLoss(z, classes, label),
    formula: "loss = ln(1 + Σ_{j≠y} e^(Z_j − Z_y)), ∂loss/∂Z = softmax(Z) − onehot(y)",
    source: "Bridle, Probabilistic interpretation of feedforward classification network outputs, 1990",
  },
  hinge: {
    code: 1,
    outputs: "margins",
    forward({ z, classes, label }) {
      let rival = -Infinity;
      for (let j = 0; j < classes; j++) if (j !== label) rival = Math.max(rival, z(j));
      return above0(1 + rival - z(label));
    },
    formula: "loss = max(0, 1 + max_{j≠y} Z_j − Z_y); ∂loss/∂Z = +1 at the highest other class, −1 at y",
    source: "Crammer and Singer, On the algorithmic implementation of multiclass kernel-based vector machines, 2001",
  },
  squaredHinge: {
    code: 2,
    outputs: "margins",
    forward({ z, classes, label }) {
      let sum = 0;
      for (let j = 0; j < classes; j++) sum += above0(1 - (j === label ? z(j) : -z(j))) ** 2;
      return sum;
    },
    formula: "loss = Σ_j max(0, 1 − t_j Z_j)², t_y = 1, else −1; ∂loss/∂Z_j = −2 t_j max(0, 1 − t_j Z_j)",
    source: "Fan, Chang, Hsieh, Wang and Lin, LIBLINEAR, 2008, equation 4, one class against the rest",
  },
  meanSquaredError: {
    code: 3,
    outputs: "margins",
    forward({ z, classes, label }) {
      let sum = 0;
      for (let j = 0; j < classes; j++) sum += (z(j) - (j === label ? 1 : 0)) ** 2;
      return sum / classes;
    },
    formula: "loss = 1/K Σ_j (Z_j − onehot(y)_j)², ∂loss/∂Z_j = 2/K (Z_j − onehot(y)_j)",
    source: "torch.nn.MSELoss on one-hot targets",
  },
};

/** The loss of one example, from its `classes` logits at `start`, its class's weight included. */
export function lossOf(
  options: LossOptions,
  logits: ArrayLike<number>,
  start: number,
  classes: number,
  label: number,
): number {
  const z = (j: number): number => logits[start + j] ?? NaN;
  const { classWeights } = options;
  const weight = (j: number): number => classWeights?.[j] ?? 1;
  const smoothing = smoothingOf(options);
  if (smoothing === 0) return weight(label) * losses[options.kind].forward({ z, classes, label });
  // Every class takes its share of the target: a weighted sum of plain losses (torch.nn.CrossEntropyLoss).
  let sum = (1 - smoothing) * weight(label) * softmaxLoss(z, classes, label);
  for (let j = 0; j < classes; j++) sum += (smoothing / classes) * weight(j) * softmaxLoss(z, classes, j);
  return sum;
}

/** Writes ∂(mean loss)/∂Z of the batch and returns the sum of its losses, in one pass. */
export function lossGradient(options: LossOptions, kernels: Kernels, batch: LossBatch): number {
  const { logits, rows, classes, stride, labels, gradient, weights } = batch;
  const smoothing = smoothingOf(options);
  if (options.kind === "crossEntropy" && smoothing === 0 && options.classWeights === undefined)
    return kernels.softmaxCrossEntropy(logits, rows, classes, stride, labels, gradient, 1 / rows);
  const { code } = losses[options.kind];
  return kernels.lossGradient(
    ...([code, logits, rows, classes, stride, labels, gradient, 1 / rows, weights, smoothing] as const),
  );
}

function smoothingOf(options: LossOptions): number {
  return options.kind === "crossEntropy" ? (options.labelSmoothing ?? 0) : 0;
}

/** The highest logit's class; ties go to the lowest. */
export function argmax(logits: ArrayLike<number>, start: number, classes: number): number {
  let top = 0;
  for (let j = 1; j < classes; j++) if ((logits[start + j] ?? NaN) > (logits[start + top] ?? NaN)) top = j;
  return top;
}

/** ln(1 + Σ_{j≠y} e^(Z_j − Z_y)), taken about the highest logit so that nothing overflows or cancels. */
function softmaxLoss(z: (j: number) => number, classes: number, label: number): number {
  let top = 0;
  for (let j = 1; j < classes; j++) if (z(j) > z(top)) top = j;
  const highest = z(top);
  let rest = 0;
  for (let j = 0; j < classes; j++) if (j !== top) rest += exp(z(j) - highest);
  return highest - z(label) + log1p(rest);
}

/** Not Math.max, which is fine with NaN too, but so that −0 never comes out. */
function above0(value: number): number {
  return value <= 0 ? 0 : value;
}

/** Writes softmax of the logits to `into` at the same place. */
export function softmax(logits: ArrayLike<number>, start: number, classes: number, into: Float32Array): void {
  const highest = logits[start + argmax(logits, start, classes)] ?? NaN;
  let sum = 0;
  for (let j = 0; j < classes; j++) sum += exp((logits[start + j] ?? NaN) - highest);
  for (let j = 0; j < classes; j++) into[start + j] = exp((logits[start + j] ?? NaN) - highest) / sum;
}

/** Rows of logits of consecutive examples; labels from the place `first` on. */
interface LogitRows {
  readonly logits: Float32Array | Float64Array;
  readonly rows: number;
  readonly classes: number;
  readonly labels: Int32Array;
  readonly first: number;
}

/**
 * Writes softmax of every row to `into`, which may be the logits themselves, and returns `sum` with their plain
 * cross-entropies added one by one. The bits are those of `softmax` and `lossOf` for each row, at a third of the
 * exponentials and without a number on the heap for every row.
 */
export function softmaxRows({ logits, rows, classes, labels, first }: LogitRows, into: Float32Array, sum = 0): number {
  const exponentials = new Float64Array(classes);
  let total = sum;
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    const top = argmax(logits, start, classes);
    const highest = logits[start + top] ?? NaN;
    let all = 0;
    let rest = 0;
    for (let j = 0; j < classes; j++) {
      const exponential = exp((logits[start + j] ?? NaN) - highest);
      exponentials[j] = exponential;
      all += exponential;
      if (j !== top) rest += exponential;
    }
    total += highest - (logits[start + (labels[first + row] ?? NaN)] ?? NaN) + log1p(rest);
    for (let j = 0; j < classes; j++) into[start + j] = (exponentials[j] ?? NaN) / all;
  }
  return total;
}
