import type { FitState } from "../engine/fitState.ts";
import type { UnitTally } from "../engine/unitTally.ts";
import type { EpochFigure } from "../engine/plateau.ts";
import type {
  EpochReport,
  FitOptions as SteppedOptions,
  LabelledMatrix,
  StepReport,
  WorkReport,
} from "../engine/trainer.ts";
import type { Optimizer } from "./modelOptions.ts";

export type { FitState } from "../engine/fitState.ts";
export type { UnitFigures, UnitTally } from "../engine/unitTally.ts";
export type { EpochFigure } from "../engine/plateau.ts";
export type { EpochReport, LabelledMatrix, LayerGradient, StepReport, WorkReport } from "../engine/trainer.ts";

/** How a model is trained; only an optimizer that looks at all examples at once goes without a batch size. */
export interface FitOptions extends Omit<SteppedOptions, "optimizer" | "batchSize"> {
  readonly optimizer: Optimizer;
  readonly batchSize?: number;
}

/** One layer as screens and records show it. */
export interface LayerSummary {
  readonly name: string;
  readonly kind: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: number;
  readonly activation?: string;
  readonly norm?: "batch" | "layer";
  readonly normPlace?: "input" | "weightedSum" | "output";
  /** Share of the outputs that become 0 in training. */
  readonly dropout?: number;
  /** How many layers, this one the last, the skip connection spans whose value is added to the output. */
  readonly residual?: number;
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
  /** Whether its loss is made small step by step, so that divergence and stalling can be told from it. */
  readonly followsGradient: boolean;
  readonly classes: number;
  readonly layers: readonly LayerSummary[];
  readonly parameterCount: number;
  /** Trains from the current parameters. Yields after every step, within long ones, and, after an epoch's last step, its epoch report, which a schedule may need an answer to. */
  fit(
    train: LabelledMatrix,
    options: FitOptions,
    from?: FitState,
  ): Generator<StepReport | EpochReport | WorkReport, void, EpochFigure | undefined>;
  /** What the fit under way goes on from after its latest report; absent where a model trains in one go. */
  fitState?(): FitState;
  /** Evaluates rows [from, to); a tally counts what units do with them. */
  evaluate(data: LabelledMatrix, from: number, to: number, tally?: UnitTally): Evaluation;
  /** A tally of units that looks at each so-manyth row; absent where a model has no units. */
  tallyUnits?(every: number): UnitTally;
  /**
   * Copies of all parameters and of the statistics that evaluation needs, in a fixed order.
   * @param over copies of before, whose arrays may be written over and given back: fresh ones for every epoch of a large
   * model keep the garbage collector at work.
   */
  parameters(over?: readonly NamedArray[]): readonly NamedArray[];
  /** Overwrites all parameters; names and shapes must be those of `parameters()`. */
  load(parameters: readonly NamedArray[]): void;
  /** Lets go of engine memory. */
  dispose(): void;
}
