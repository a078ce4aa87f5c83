/** A run beside another program that trained the same: what is stored beside the run, told to screens and printed. */

/** Figures of one split after an epoch; null: not finite. */
interface SplitFigures {
  readonly loss: number | null;
  readonly accuracy: number | null;
}
export type EpochFigures = Readonly<Partial<Record<"train" | "validation", SplitFigures | undefined>>>;

/** |a − b| / |b| of two losses; `infinite` where one of them is finite and the other is not. */
export type Deviation = number | "infinite";

/** Accuracies at the epoch that the run kept. */
export type Accuracies = Readonly<Record<"train" | "validation" | "test", number | null>>;

/** One epoch of a run and of the other program. */
export interface EpochPair {
  readonly epoch: number;
  readonly run: EpochFigures;
  /** From the run's initial weights. */
  readonly peer: EpochFigures;
  /** From initial weights of the other's own. */
  readonly own?: EpochFigures;
  /** The largest of a loss of `peer` from that of `run`; null where there is none to compare. */
  readonly deviation: Deviation | null;
}

export interface CrossCheck {
  readonly schemaVersion: 1;
  /** Such as `PyTorch 1.13.0`. */
  readonly peer: string;
  /** Largest deviation of a step's loss among the first hundred, and of all; null where there are no steps. */
  readonly firstSteps: Deviation | null;
  readonly allSteps: Deviation | null;
  readonly steps: number;
  /** Epoch by epoch; empty where the other fits at once. */
  readonly epochs: readonly EpochPair[];
  readonly accuracy: { readonly run: Accuracies; readonly peer: Accuracies; readonly own?: Accuracies };
  /** Of training alone: features and evaluation are not in it. null where the other did not tell. */
  readonly secondsPerEpoch: { readonly run: number; readonly peer: number | null; readonly own?: number | null };
  /** Largest distance between test outputs of both; null where there are none. */
  readonly largestDifference: number | null;
}

/** A stored one with what it shows, in sentences for a person. */
export interface ToldCrossCheck {
  readonly check: CrossCheck;
  readonly words: readonly string[];
}

/** The same to the digits that a person reads. */
export function deviationText(value: Deviation | null): string {
  if (value === null) return "–";
  if (value === "infinite") return "infinite";
  return value === 0 ? "0" : value.toExponential(1);
}
