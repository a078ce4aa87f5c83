import { assertNever } from "../../base/assert.ts";
import type { Matrix } from "../../base/matrix.ts";
import type { Engine } from "../backend.ts";
import type { SparseGradient, TouchedRows } from "../layers/layer.ts";
import type { Tensor } from "../tensor.ts";
import { DenseBatch } from "./denseBatch.ts";
import { SequenceBatch } from "./sequenceBatch.ts";
import { SparseBatch } from "./sparseBatch.ts";

/** What a linear layer multiplies its weights with. */
export interface LinearSource {
  readonly columns: number;
  /** Whether a batch leaves most weight rows untouched, so that an l2 penalty goes through a scale factor. */
  readonly sparse: boolean;
  /** into = X·W for the first rows. */
  multiply(weights: Tensor, into: Tensor, rows: number): void;
  /** target −= rate (Xᵀ·G + l2 · target); l2 is 0 for sparse sources. Returns Σ (Xᵀ·G)². */
  update(gradient: Tensor, target: Tensor, rows: number, rate: number, l2: number): number;
  /** The batch's rows with the gradient at their output; absent where they are not sparse. */
  gradientAt?(output: Tensor, rows: number): SparseGradient;
  /** From now on `touched` names the weight rows that the batch reads; absent where it may read all. */
  keepTouched?(): void;
  readonly touched?: TouchedRows | undefined;
}

/** The rows of features that a network works on. */
export interface InputBatch extends LinearSource {
  /** Batch row r holds what was asked for at place order[r]. */
  readonly order: Uint32Array;
  /** The batch as a tensor, where it is dense. */
  readonly tensor: Tensor | undefined;
  /** Takes in rows rowIds[from] … rowIds[from + count − 1] of the features. */
  fill(features: Matrix, rowIds: Uint32Array, from: number, count: number): void;
}

/**
 * Room for batches of the kind and width of `like`; `averaged` sparse rows have their values divided by
 * their sum, so that weights are averaged and not added up.
 */
export function createInput(
  engine: Engine,
  like: Matrix,
  batchSize: number,
  { averaged = false }: { readonly averaged?: boolean } = {},
): InputBatch {
  switch (like.kind) {
    case "dense":
      return new DenseBatch(engine, like, batchSize);
    case "csr":
      return new SparseBatch(engine, like, batchSize, averaged);
    case "sequence":
      return new SequenceBatch(engine, like, batchSize);
    default:
      return assertNever(like, "kind of features");
  }
}
