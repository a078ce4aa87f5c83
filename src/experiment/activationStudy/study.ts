import type { ActivationName } from "../../engine/activations.ts";
import type { EpochMetrics } from "../metrics.ts";
import type { Spread } from "../significance/spread.ts";
import type { RunStatus } from "../status.ts";

/** One run of a study as far as it has come. */
export interface StudyRun {
  readonly activation: ActivationName;
  readonly seed: number;
  /** What the initial weights were drawn by, as `initializerText` writes it. */
  readonly initializer: string;
  readonly status: RunStatus;
  /** The run's own flag. */
  readonly stalled: boolean;
  readonly epochs: readonly EpochMetrics[];
}

/** How a layer fared, over the seeds; null where its activation knows no such figure. */
export interface StudyLayer {
  readonly name: string;
  /** Mean over the epochs. */
  readonly gradientNorm: Spread | null;
  /** Mean |f′| after the last epoch. */
  readonly slope: Spread | null;
  /** Shares after the last epoch. */
  readonly dead: Spread | null;
  readonly saturated: Spread | null;
}

/** What became of the runs of one activation. */
export interface StudyRow {
  readonly activation: ActivationName;
  readonly initializer: string;
  readonly seeds: number;
  /** How many of the runs … */
  readonly training: number;
  readonly reached: number;
  readonly stalled: number;
  readonly diverged: number;
  readonly failed: number;
  /** Epochs to the threshold, over the seeds that reached it. */
  readonly epochsToReach: Spread | null;
  /** The most epochs that any of the runs has trained. */
  readonly epochs: number;
  /** Of each run its lowest train and validation loss and its highest validation accuracy. */
  readonly trainLoss: Spread | null;
  readonly validationLoss: Spread | null;
  readonly validationAccuracy: Spread | null;
  /** In the order of the network, the output layer left out. */
  readonly layers: readonly StudyLayer[];
}

export interface StudyReport {
  /** The train loss that is to be reached; null while no run has told of a loss. */
  readonly threshold: number | null;
  readonly rows: readonly StudyRow[];
  /** Plain sentences drawn from the rows, the setting first. */
  readonly sentences: readonly string[];
}
