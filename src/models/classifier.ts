import type { Matrix } from "../base/matrix.ts";

/** Rows of features with the class id of each. */
export interface LabelledMatrix {
  readonly features: Matrix;
  readonly labels: Int32Array;
}

/** After one update; steps and epochs count from 1. `loss` is the batch loss before the update, in training mode. */
export interface StepReport {
  readonly kind: "step";
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
  /** L2 norm of all gradients before clipping, without penalties. */
  readonly gradientNorm: number;
  /** Examples in the batch. */
  readonly examples: number;
}

/** After the last step of an epoch, lazy state flushed: weights may be read and evaluated now. */
export interface EpochReport {
  readonly kind: "epoch";
  readonly epoch: number;
  readonly step: number;
  /** Mean batch loss over the epoch, training mode. */
  readonly runningLoss: number;
}

export interface FitOptions {
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
  readonly l2: number;
  readonly optimizer: { readonly kind: "sgd"; readonly learningRate: number };
}

/** One layer as screens and records show it. */
export interface LayerSummary {
  readonly name: string;
  readonly kind: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: number;
  readonly activation?: string;
}

export interface NamedArray {
  readonly name: string;
  /** For example [inputs, outputs] for a weight matrix, row-major. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Scores of consecutive rows in evaluation mode. */
export interface Evaluation {
  /** rows × classes, each row sums to 1 (or margins, see `outputs`). */
  readonly outputs: Float32Array;
  /** Sum over the rows of the configured data loss, float64. */
  readonly lossSum: number;
  /** Sum over the rows of −ln p(true class), float64; NaN for margins. */
  readonly logLossSum: number;
}

/** What every model that can be fitted offers. It knows no files, no clock and no screens; whoever drives `fit` paces it. */
export interface Classifier {
  readonly outputs: "probabilities" | "margins";
  readonly classes: number;
  readonly layers: readonly LayerSummary[];
  readonly parameterCount: number;
  /** Trains from the current parameters. Yields after every step and, after an epoch's last step, its epoch report. */
  fit(train: LabelledMatrix, options: FitOptions): Generator<StepReport | EpochReport, void, undefined>;
  /** Evaluates rows [from, to). */
  evaluate(data: LabelledMatrix, from: number, to: number): Evaluation;
  /** Copies of all parameters, in a fixed order. */
  parameters(): readonly NamedArray[];
  /** Overwrites all parameters; names and shapes must be those of `parameters()`. */
  load(parameters: readonly NamedArray[]): void;
  /** Lets go of engine memory. */
  dispose(): void;
}
