import { meanAndDeviation, type Spread } from "../significance/spread.ts";
import type { RunEnded } from "./events.ts";
import type { TrialProgress } from "./schedule.ts";
import type { TrialSettings } from "./space.ts";

/** A trial as a ranking lists it. */
export interface RankedTrial {
  readonly trial: number;
  readonly settings: TrialSettings | null;
  /** Of its runs together: the first that did not finish says how. */
  readonly status: "waiting" | "running" | RunEnded["status"];
  /** The metric over its repeats; null unless finished. */
  readonly spread: Spread | null;
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
  const values = ended.flatMap(({ value }) => (value === null ? [] : [value]));
  const begun = running > 0 || ended.length > 0;
  const total = (of: (run: RunEnded) => number): number => ended.reduce((sum, run) => sum + of(run), 0);
  return {
    trial,
    settings,
    status: over ? (unfinished?.status ?? "finished") : begun ? "running" : "waiting",
    spread: over && unfinished === undefined ? meanAndDeviation(values) : null,
    epochs: ended.length === 0 ? null : total(({ epochs }) => epochs) / ended.length,
    seconds: total(({ seconds }) => seconds),
    runs: ended.map(({ run }) => run),
    message: unfinished?.message ?? null,
  };
}

/** Best first by the mean; then those that failed, those under way and those that wait; equal ones by number. */
export function rankTrials(trials: readonly RankedTrial[], better: "higher" | "lower"): readonly RankedTrial[] {
  const sign = better === "lower" ? 1 : -1;
  return [...trials].sort((a, b) => {
    const group = groups.indexOf(a.status) - groups.indexOf(b.status);
    if (a.status === b.status && a.spread !== null && b.spread !== null && a.spread.mean !== b.spread.mean)
      return sign * (a.spread.mean - b.spread.mean);
    return group === 0 ? a.trial - b.trial : group;
  });
}

const groups: readonly RankedTrial["status"][] = ["finished", "diverged", "failed", "stopped", "running", "waiting"];
