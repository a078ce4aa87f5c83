import { epochText } from "../base/epochText.ts";
import type { EpochMetrics, MetricId } from "./metrics.ts";
import { metricNamed } from "./metricTable.ts";
import type { ResolvedTraining } from "./resolved.ts";

/** The metric that says which of two epochs is better, and the split it is taken of. */
export interface Judge {
  readonly metric: MetricId;
  readonly split: "train" | "validation";
}

/** What judges the epochs of a run: early stopping looks at train where there is no validation. */
export function judgeOf(
  { earlyStopping, keepBy = "loss" }: Pick<ResolvedTraining, "earlyStopping" | "keepBy">,
  hasValidation: boolean,
): Judge {
  const split = earlyStopping === undefined || hasValidation ? "validation" : "train";
  return { metric: earlyStopping?.metric ?? keepBy, split };
}

/** By how much the first value is better than the second; not a number where either is not. */
export function gain(metric: MetricId, value: number, than: number): number {
  return metricNamed(metric)?.better === "higher" ? value - than : than - value;
}

/** `validation macro F1`, as messages name it. */
export function judgeTitle({ metric, split }: Judge): string {
  return `${split} ${metricNamed(metric)?.title ?? metric}`;
}

/** Counts how long a run has not got better; goes by recorded numbers alone. */
export class EarlyStopping {
  readonly #options: NonNullable<ResolvedTraining["earlyStopping"]>;
  readonly #judge: Judge;
  #best: { readonly value: number; readonly epoch: number } | null = null;
  #waited = 0;

  constructor(options: NonNullable<ResolvedTraining["earlyStopping"]>, judge: Judge) {
    this.#options = options;
    this.#judge = judge;
  }

  /** Takes in the next evaluation, from epoch 0 on; why the run is to end, for a person, or null. */
  tell({ epoch, metrics }: EpochMetrics): string | null {
    const { patience, minChange, counts } = this.#options;
    if (counts === "epochs" && !Number.isInteger(epoch)) return null;
    const value = metrics[this.#judge.split]?.[this.#judge.metric] ?? null;
    const best = this.#best;
    if (value !== null && (best === null || gain(this.#judge.metric, value, best.value) > minChange)) {
      this.#best = { value, epoch };
      this.#waited = 0;
      return null;
    }
    this.#waited++;
    if (this.#waited < patience) return null;
    const better = `no better ${judgeTitle(this.#judge)}${minChange > 0 ? `, by more than ${String(minChange)},` : ""}`;
    const since =
      best === null ? "" : ` since epoch ${epochText(best.epoch)} (${String(Number(best.value.toPrecision(4)))})`;
    return `Stopped early at epoch ${epochText(epoch)}: ${better}${since}.`;
  }
}
