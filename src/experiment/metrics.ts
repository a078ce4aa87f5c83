import type { SplitName } from "../data/table.ts";

/** A number that JSON can hold: null stands for a value that is not finite (see `nonFinite` beside it) or not defined. */
export type JsonNumber = number | null;

/** How well a model does on one split, evaluation mode; `metricTable.ts` says what each number is. Optional ones are absent in older records. */
export interface SplitMetrics {
  readonly examples: number;
  readonly loss: JsonNumber;
  readonly logLoss: JsonNumber;
  readonly accuracy: JsonNumber;
  readonly balancedAccuracy: JsonNumber;
  readonly macroF1: JsonNumber;
  /** Accuracy of always predicting the class that is commonest in train. */
  readonly majorityAccuracy: JsonNumber;
  readonly microF1?: JsonNumber;
  readonly weightedF1?: JsonNumber;
  readonly matthews?: JsonNumber;
  readonly kappa?: JsonNumber;
  /** From here on: of the kept model, once the run has ended. Null for margins, as logLoss is: brier and calibrationError. */
  readonly brier?: JsonNumber;
  readonly rocAuc?: JsonNumber;
  readonly averagePrecision?: JsonNumber;
  readonly calibrationError?: JsonNumber;
  /** Names of the numbers above that are 0 because they were 0/0. */
  readonly undefinedFigures?: readonly string[];
  /** Names of the numbers above that were not finite. */
  readonly nonFinite?: Readonly<Record<string, "nan" | "+inf" | "-inf">>;
}

/** A metric's key in a record, in `benchtop.keyMetric` and in JSON. */
export type MetricId = Exclude<keyof SplitMetrics, "examples" | "undefinedFigures" | "nonFinite">;

export type MetricsBySplit = Readonly<Partial<Record<SplitName, SplitMetrics>>>;

/** One line of metrics.ndjson. Epoch 0 is before the first step; a fraction is an evaluation within an epoch. */
export interface EpochMetrics {
  readonly epoch: number;
  readonly step: number;
  /** Training time so far in seconds, pauses left out. */
  readonly seconds: number;
  /** Mean batch loss over the epoch; null at epoch 0 and within epochs. */
  readonly runningLoss: JsonNumber;
  readonly metrics: { readonly train: SplitMetrics; readonly validation?: SplitMetrics };
  /** Of the layers that have weights; absent within epochs and in older records. */
  readonly layers?: readonly LayerFigures[];
  readonly nonFinite?: Readonly<Record<string, "nan" | "+inf" | "-inf">>;
}

/** How one layer fares after an epoch; what does not apply to it is absent, what is not finite null. */
export interface LayerFigures {
  readonly name: string;
  /** Of its parameters, root mean square over the steps of the epoch, before clipping; absent at epoch 0. */
  readonly gradientNorm?: JsonNumber;
  /** L2 norm of its weights. */
  readonly weightNorm: JsonNumber;
  /** Norm of the weights' change over the epoch by their norm before it; absent at epoch 0. */
  readonly updateRatio?: JsonNumber;
  /** Mean size of its activation's derivative; absent in older records. */
  readonly slope?: number;
  /** Shares of its units, as docs/engine.md defines them. */
  readonly dead?: number;
  readonly saturated?: number;
}

/** Per-class figures from a confusion table; 0/0 counts as 0 and is named in `undefinedFigures`. */
export interface ClassMetrics {
  readonly className: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
  readonly undefinedFigures: readonly ("precision" | "recall" | "f1")[];
}
