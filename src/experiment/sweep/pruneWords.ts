import { halvingPlaces } from "./pruning.ts";
import type { SweepShape } from "./schedule.ts";

type Rules = Pick<SweepShape, "prune" | "trials">;

/** Why a run was pruned: where, and against what. */
export function prunedMessage(
  at: {
    readonly epoch: number;
    readonly value: number | null;
    readonly metric: string;
    readonly needed: number;
    readonly among: number;
  },
  { prune, trials }: Rules,
): string {
  const which =
    prune?.kind === "asha"
      ? `the best of the ${String(at.among)} trials up to it that came so far`
      : `the best ${String(placesAt(at.epoch, { prune, trials }))} of ${String(at.among)} trials`;
  return `Pruned after ${epochs(at.epoch)}: ${at.metric} was ${figure(at.value ?? 0)}, and ${figure(at.needed)} was needed to be among ${which}.`;
}

/** Why a run stopped that is judged once all have come so far. */
export function judgedMessage(epoch: number, rules: Rules): string {
  const places = placesAt(epoch, rules);
  return `Stopped after ${epochs(epoch)} to be judged with all trials: the best ${String(places)} of ${String(rules.trials)} go on, trained anew.`;
}

function placesAt(epoch: number, { prune, trials }: Rules): number {
  return prune === null ? trials : halvingPlaces(trials, prune.factor, prune.rungs.indexOf(epoch));
}

function epochs(count: number): string {
  return count === 1 ? "1 epoch" : `${String(count)} epochs`;
}

function figure(value: number): string {
  return value.toFixed(4);
}
