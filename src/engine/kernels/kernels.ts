import type { BagKernels } from "./bagKernels.ts";
import type { NormKernels } from "./normKernels.ts";
import type { SkipGramKernels } from "./skipGramKernels.ts";

/**
 * The one interface of all kernel flavours. Addresses are cells of the engine's memory, strides count cells and are
 * multiples of 4, `count` covers padding. `reference` defines what is right. X is the batch (rows × inputs), W weights
 * (inputs × stride), G the gradient of the loss by the layer's output (rows × stride).
 */
export interface Kernels extends NormKernels, BagKernels, SkipGramKernels {
  fill(target: number, count: number, value: number): void;
  scale(target: number, count: number, factor: number): void;
  /** into = from, or into += from. */
  transfer(from: number, into: number, count: number, accumulate: boolean): void;
  /** target −= rate (gradient + l2 · target) */
  descend(target: number, gradient: number, count: number, rate: number, l2: number): void;

  /** out = X·W */
  denseMultiply(x: number, rows: number, inputs: number, xStride: number, w: number, stride: number, out: number): void;
  /** target −= rate (Xᵀ·G + l2 · target); returns Σ (Xᵀ·G)². `partials` is room of `partialCells(inputs)` cells. */
  denseUpdate(
    x: number,
    rows: number,
    inputs: number,
    xStride: number,
    g: number,
    stride: number,
    target: number,
    rate: number,
    l2: number,
    partials: number,
  ): number;
  /** into = G·Wᵀ, or into += G·Wᵀ, for columns below `inputs`. */
  denseInputGradient(
    g: number,
    rows: number,
    stride: number,
    w: number,
    inputs: number,
    into: number,
    intoStride: number,
    accumulate: boolean,
  ): void;
  /** out = factor · out + bias in every row. */
  finishLinear(out: number, rows: number, stride: number, factor: number, bias: number): void;

  /** into = rows list[0] … list[count − 1] of a table whose rows are `stride` cells. */
  gatherRows(list: number, count: number, table: number, stride: number, into: number): void;
  /**
   * out = X·W for a batch of sequences sorted longest first: at position p the first counts[p] rows have a token, and
   * `tokens` holds their vectors position by position, tokenStride cells apart.
   */
  sequenceMultiply(
    tokens: number,
    counts: number,
    positions: number,
    dimension: number,
    tokenStride: number,
    w: number,
    stride: number,
    out: number,
    rows: number,
  ): void;
  /** target −= rate · Xᵀ·G; returns Σ (Xᵀ·G)². `partials` is room for two cells per position. */
  sequenceUpdate(
    tokens: number,
    counts: number,
    positions: number,
    dimension: number,
    tokenStride: number,
    g: number,
    stride: number,
    target: number,
    rate: number,
    partials: number,
  ): number;

  /** out = X·W for compressed sparse rows. */
  sparseMultiply(
    offsets: number,
    indices: number,
    values: number,
    rows: number,
    w: number,
    stride: number,
    out: number,
  ): void;
  /**
   * Chains the entries of each feature of the batch and returns how many features it has, which `list` then holds in
   * order of appearance: `heads` (a cell per feature, zero before), `next` and `rowOf` (a cell per entry) are for the
   * update that follows, which makes the heads zero again.
   */
  sparseChain(
    offsets: number,
    indices: number,
    rows: number,
    heads: number,
    next: number,
    rowOf: number,
    list: number,
  ): number;
  /**
   * target −= rate · Xᵀ·G on the weight rows of the `count` listed features, chained before; returns Σ (Xᵀ·G)².
   * `partials` is room of `partialCells(count)` cells.
   */
  sparseUpdate(
    list: number,
    count: number,
    values: number,
    g: number,
    stride: number,
    target: number,
    rate: number,
    heads: number,
    next: number,
    rowOf: number,
    partials: number,
  ): number;
  /** adamStep in place of descending, with that same gradient, which is not stored; `rate` and `root` are as for adamStep. */
  sparseAdam(
    list: number,
    count: number,
    values: number,
    g: number,
    stride: number,
    target: number,
    mean: number,
    squares: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    root: number,
    heads: number,
    next: number,
    rowOf: number,
    partials: number,
  ): number;

  /** a = f(z), `kind` being the activation's code. */
  activate(kind: number, z: number, a: number, count: number): void;
  /** into = g · f′, or into += g · f′; f′ is taken from z and the activated value a. */
  activationGradient(
    kind: number,
    z: number,
    a: number,
    g: number,
    into: number,
    count: number,
    accumulate: boolean,
  ): void;

  /** Writes factor · (softmax(Z) − onehot(y)) to g, zero beyond `classes`; returns Σ ln(1 + Σ_{j≠y} e^(Z_j − Z_y)). */
  softmaxCrossEntropy(
    z: number,
    rows: number,
    classes: number,
    stride: number,
    labels: number,
    g: number,
    factor: number,
  ): number;

  /**
   * Writes factor · ∂loss/∂Z to g, zero beyond `classes`, and returns the sum of the losses, each with its class's weight
   * of `weights`; `kind` is the loss's code, `smoothing` is of cross-entropy alone (losses.ts).
   */
  lossGradient(
    kind: number,
    z: number,
    rows: number,
    classes: number,
    stride: number,
    labels: number,
    g: number,
    factor: number,
    weights: number,
    smoothing: number,
  ): number;

  /**
   * Steps of optimizers, as their formulas in optimizers.ts say, over rows list[0] … list[rows − 1] of a parameter, or
   * 0 … rows − 1 where list is 0. Gradient and state lie as the parameter does; the gradient counts as
   * factor · gradient + l2 · W + l1 · sign W.
   */
  momentumStep(
    list: number,
    rows: number,
    stride: number,
    target: number,
    gradient: number,
    velocity: number,
    rate: number,
    factor: number,
    l2: number,
    l1: number,
    momentum: number,
    nesterov: boolean,
  ): void;
  adagradStep(
    list: number,
    rows: number,
    stride: number,
    target: number,
    gradient: number,
    squares: number,
    rate: number,
    factor: number,
    l2: number,
    l1: number,
    epsilon: number,
  ): void;
  rmspropStep(
    list: number,
    rows: number,
    stride: number,
    target: number,
    gradient: number,
    squares: number,
    velocity: number,
    rate: number,
    factor: number,
    l2: number,
    l1: number,
    decay: number,
    epsilon: number,
    momentum: number,
  ): void;
  /** `root` is √(1 − β₂^t); `rate` holds 1/(1 − β₁^t) already. */
  adamStep(
    list: number,
    rows: number,
    stride: number,
    target: number,
    gradient: number,
    mean: number,
    squares: number,
    rate: number,
    factor: number,
    l2: number,
    l1: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    root: number,
  ): void;
  /** Zeroes the rows. */
  clearRows(list: number, rows: number, stride: number, target: number): void;
}

/** Cells that an update of so many weight rows keeps its sums of squares in: a float64 for each block of rows. */
export function partialCells(weightRows: number): number {
  return 2 * Math.ceil(weightRows / 64);
}
