import { numberOf, type PartState } from "./fitState.ts";

/** How a learning rate falls when a figure no longer gets better. */
export interface PlateauOptions {
  /** What a cut multiplies the learning rate with. */
  readonly factor: number;
  /** How many epochs in a row may be no better before a cut. */
  readonly patience: number;
  /** The share of the best figure that another must beat it by. */
  readonly minChange: number;
  readonly minimumRate: number;
}

/** What an epoch's report is answered with by whoever evaluates: the figure of a schedule that looks at one. */
export interface EpochFigure {
  /** NaN where it is not defined, which is never better. */
  readonly value: number;
  readonly better: "higher" | "lower";
}

/** Cuts smaller than this are not made. */
const smallestCut = 1e-8;

/** torch.optim.lr_scheduler.ReduceLROnPlateau with threshold_mode "rel" and no cooldown. */
export class Plateau {
  readonly #options: PlateauOptions;
  #rate: number;
  /** Null before the first figure. */
  #best: number | null = null;
  #waited = 0;

  constructor(options: PlateauOptions, rate: number) {
    this.#options = options;
    this.#rate = rate;
  }

  get rate(): number {
    return this.#rate;
  }

  /** Takes in the figure of an epoch that is done. */
  tell({ value, better }: EpochFigure): void {
    const { factor, patience, minChange, minimumRate } = this.#options;
    const best = this.#best;
    const lower = better === "lower";
    const beaten = best !== null && (lower ? value < best * (1 - minChange) : value > best * (1 + minChange));
    if (beaten || (best === null && !Number.isNaN(value))) {
      this.#best = value;
      this.#waited = 0;
    } else this.#waited++;
    if (this.#waited <= patience) return;
    this.#waited = 0;
    const next = Math.max(this.#rate * factor, minimumRate);
    if (this.#rate - next > smallestCut) this.#rate = next;
  }

  state(): PartState {
    const numbers = { rate: this.#rate, waited: this.#waited, ...(this.#best !== null && { best: this.#best }) };
    return { numbers, arrays: [] };
  }

  resume(state: PartState): void {
    this.#rate = numberOf(state, "rate");
    this.#waited = numberOf(state, "waited");
    this.#best = state.numbers["best"] ?? null;
  }
}
