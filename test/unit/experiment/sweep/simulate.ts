import { RandomStream } from "../../../../src/base/random.ts";
import type { RunEnded, SweepEvent } from "../../../../src/experiment/sweep/events.ts";
import { type NextRun, SweepSchedule, type SweepShape } from "../../../../src/experiment/sweep/schedule.ts";
import type { TrialSettings } from "../../../../src/experiment/sweep/space.ts";

/** What a run comes to: null for one that fails. */
export type Outcome = (
  settings: TrialSettings,
  run: { readonly trial: number; readonly repeat: number },
) => number | null;

export interface Simulated {
  /** Runs trained at once. */
  readonly workers: number;
  /** Decides which of the runs under way ends next. */
  readonly luck: number;
  readonly known?: readonly SweepEvent[];
  /** After how many events everything is lost but the events. */
  readonly killAfter?: number;
}

/** Drives a schedule as a pool would, without training: runs end in a random order. The events, in the order they came. */
export function simulate(shape: SweepShape, outcome: Outcome, how: Simulated): readonly SweepEvent[] {
  const schedule = new SweepSchedule(shape);
  const events: SweepEvent[] = [...(how.known ?? [])];
  for (const event of events) schedule.take(event);
  const stream = new RandomStream(how.luck, "luck");
  const running: NextRun[] = [];
  const dies = (): boolean => events.length >= (how.killAfter ?? Infinity);
  const tell = (event: SweepEvent): void => {
    events.push(event);
    schedule.take(event);
  };
  while (!dies()) {
    const next = running.length < how.workers ? schedule.next() : null;
    if (next !== null) {
      const { trial, settings } = next;
      if (schedule.progress(trial).settings === null) tell({ event: "trial", trial, settings });
      running.push(next);
      continue;
    }
    const [run] = running.splice(stream.below(Math.max(1, running.length)), 1);
    if (run === undefined) break;
    tell(endOf(run, outcome));
  }
  if (how.killAfter === undefined && !schedule.isOver) throw new Error("the schedule stands still");
  return events;
}

function endOf({ trial, repeat, settings }: NextRun, outcome: Outcome): RunEnded {
  const value = outcome(settings, { trial, repeat });
  const status = value === null ? "failed" : "finished";
  const facts = { epochs: 3, seconds: 1, data: "d", message: null };
  return { event: "end", trial, repeat, run: `${String(trial)}/${String(repeat)}`, status, value, ...facts };
}

/** The events as a set, for sweeps whose runs ended in another order. */
export function inOrder(events: readonly SweepEvent[]): readonly SweepEvent[] {
  const key = (event: SweepEvent): string => JSON.stringify([event.trial, event.event, event]);
  return [...events].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
