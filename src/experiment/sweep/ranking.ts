import { meanAndDeviation, type Spread } from "../significance/spread.ts";
import type { RunEnded } from "./events.ts";
import type { TrialSettings } from "./space.ts";
import type { TrialProgress } from "./trialProgress.ts";

/** A trial as a ranking lists it. */
export interface RankedTrial {
  readonly trial: number;
  readonly settings: TrialSettings | null;
  /** Of its runs together: the first that did not finish says how. */
  readonly status: "waiting" | "running" | RunEnded["status"];
  /** The metric over its repeats; null unless finished. */
  readonly spread: Spread | null;
  /** Where a pruned trial ended: the epoch, and the metric there; null unless pruned. */
  readonly pruned: { readonly epoch: number; readonly value: number } | null;
  /** Epochs trained, mean over the runs that have ended; null while there is none. */
  readonly epochs: number | null;
  /** Of all its runs together. */
  readonly seconds: number;
  readonly runs: readonly string[];
  /** Why it did not finish, for a person. */
  readonly message: string | null;
}

export function rankedTrial({ trial, settings, ended, running, over }: TrialProgress): RankedTrial {
  const unfinished = ended.find(({ status }) => status !== "finished");
  const pruned = over && unfinished?.status === "pruned" ? unfinished : null;
  const values = ended.flatMap(({ value }) => (value === null ? [] : [value]));
  const begun = running > 0 || ended.length > 0;
  const total = (of: (run: RunEnded) => number): number => ended.reduce((sum, run) => sum + of(run), 0);
  return {
    trial,
    settings,
    status: over ? (unfinished?.status ?? "finished") : begun ? "running" : "waiting",
    spread: over && unfinished === undefined ? meanAndDeviation(values) : null,
    pruned: pruned !== null && pruned.value !== null ? { epoch: pruned.epochs, value: pruned.value } : null,
    epochs: ended.length === 0 ? null : total(({ epochs }) => epochs) / ended.length,
    seconds: total(({ seconds }) => seconds),
    runs: ended.map(({ run }) => run),
    message: unfinished?.message ?? null,
  };
}

/**
 * Best first by the mean; then those that were pruned, the longest trained and of these the best first; those that failed,
 * those under way and those that wait; equal ones by number.
 */
export function rankTrials(trials: readonly RankedTrial[], better: "higher" | "lower"): readonly RankedTrial[] {
  const sign = better === "lower" ? 1 : -1;
  return [...trials].sort((a, b) => {
    const group = groups.indexOf(a.status) - groups.indexOf(b.status);
    if (group !== 0) return group;
    if (a.spread !== null && b.spread !== null && a.spread.mean !== b.spread.mean)
      return sign * (a.spread.mean - b.spread.mean);
    if (a.pruned !== null && b.pruned !== null)
      return b.pruned.epoch - a.pruned.epoch || sign * (a.pruned.value - b.pruned.value) || a.trial - b.trial;
    return a.trial - b.trial;
  });
}

/** The numbers of trials that are over, the best first. */
export function bestFirst(trials: readonly TrialProgress[], better: "higher" | "lower"): readonly number[] {
  return rankTrials(trials.map(rankedTrial), better).map(({ trial }) => trial);
}

const groups: readonly RankedTrial["status"][] = [
  "finished",
  "pruned",
  "diverged",
  "failed",
  "stopped",
  "running",
  "waiting",
];
