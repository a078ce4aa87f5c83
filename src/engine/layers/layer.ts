import type { Tensor } from "../tensor.ts";

/** Rows of a parameter that a batch touches: `count` row numbers from address `list`. */
export interface TouchedRows {
  readonly list: number;
  readonly count: number;
}

/** Numbers that training moves. `gradient` exists once the network keeps gradients. */
export interface Parameter {
  readonly name: string;
  readonly value: Tensor;
  readonly gradient: Tensor | undefined;
  /** Whether l2 penalties apply: weights yes, biases no. */
  readonly penalised: boolean;
}

/** The features of a sparse batch, listed and their entries chained, with the output gradient of the layer that reads it. */
export interface SparseGradient {
  readonly list: number;
  readonly count: number;
  readonly values: number;
  /** Address of G, batch rows × stride. */
  readonly output: number;
  readonly stride: number;
  readonly heads: number;
  readonly next: number;
  readonly rowOf: number;
  readonly partials: number;
}

/** Moves the weight rows that a sparse batch touches; returns Σ (Xᵀ·G)². */
type SparseMove = (weights: Parameter, gradient: SparseGradient) => number;

/**
 * What backward does with the gradients of parameters: keep them (those of weights of sparse inputs may move at once
 * instead), or descend at once by rate (gradient + l2 · value).
 */
export type ParameterUpdate =
  | { readonly kind: "store"; readonly moveSparse?: SparseMove | undefined }
  | { readonly kind: "descend"; readonly rate: number; readonly l2: number };

/** A value in the graph with the gradient of the loss by it. */
export interface Signal {
  readonly value: Tensor;
  readonly gradient: Tensor;
}

/** Where a layer's input comes from, and how it hands gradients back: the first to write overwrites, the others add. */
export interface Upstream {
  readonly signal: Signal;
  readonly accumulate: boolean;
}

/** Where training stands: what layers that draw at random draw for. */
export interface TrainingPoint {
  readonly seed: number;
  /** The number of the step, from 1. */
  readonly step: number;
}

/** One node of a network. */
export interface Layer {
  readonly name: string;
  readonly output: Signal;
  /** Computes the output value of the first rows from its inputs; without a training point in evaluation mode. */
  forward(rows: number, training?: TrainingPoint): void;
  /** Turns the output gradient into input gradients and parameter gradients; returns the sum of squares of the latter. */
  backward(rows: number, update: ParameterUpdate): number;
  parameters(): readonly Parameter[];
  /** Numbers that training leaves behind and evaluation needs, such as running means: saved, but never descended. */
  statistics(): readonly Parameter[];
  /** Makes room for the gradients of its parameters, unless `moved` says that backward moves them; to be committed by the caller. */
  keepGradients(moved?: (parameter: Parameter) => boolean): void;
  /** Whether backward can move `parameter` by a SparseMove. */
  readsSparse?(parameter: Parameter): boolean;
  /** The only rows of `parameter` whose gradient the last step left other than 0; undefined where it may be any. */
  touchedRows(parameter: Parameter): TouchedRows | undefined;
  /** Zeroes the touched rows of a stored gradient, so that the next step need not zero all. */
  clearTouched(parameter: Parameter): void;
  /** What the values of `parameter` are to be multiplied with to be true; not 1 while a lazy penalty is pending. */
  pendingScale(parameter: Parameter): number;
  /** Makes `scale` pending again where it was when the stored values were copied; absent where none ever is. */
  resumeScale?(parameter: Parameter, scale: number): void;
  /** Makes every pending scale 1. */
  flush(): void;
  /** Tells that parameters were overwritten, so that nothing is pending. */
  reset(): void;
}
