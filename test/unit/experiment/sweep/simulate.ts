import { RandomStream } from "../../../../src/base/random.ts";
import type { RunEnded, RungReached, SweepEvent } from "../../../../src/experiment/sweep/events.ts";
import { type NextRun, SweepSchedule, type SweepShape } from "../../../../src/experiment/sweep/schedule.ts";
import type { TrialSettings } from "../../../../src/experiment/sweep/space.ts";

/** What a run has come to after an epoch: null for one that has failed. */
export type Outcome = (
  settings: TrialSettings,
  run: { readonly trial: number; readonly repeat: number },
  epoch: number,
) => number | null;

export interface Simulated {
  /** Runs trained at once. */
  readonly workers: number;
  /** Decides which of the runs under way gets on next. */
  readonly luck: number;
  /** Of every run that is not ended before. */
  readonly epochs?: number;
  readonly known?: readonly SweepEvent[];
  /** After how many events everything is lost but the events. */
  readonly killAfter?: number;
}

const usualEpochs = 9;

interface Running {
  readonly run: NextRun;
  readonly holds: number[];
}

/** Drives a schedule as a live sweep would, without training: runs get on from rung to rung in a random order. The events, in the order they came. */
export function simulate(shape: SweepShape, outcome: Outcome, how: Simulated): readonly SweepEvent[] {
  const schedule = new SweepSchedule(shape);
  const events: SweepEvent[] = [...(how.known ?? [])];
  for (const event of events) schedule.take(event);
  const stream = new RandomStream(how.luck, "luck");
  const epochs = how.epochs ?? usualEpochs;
  const running: Running[] = [];
  const held: (Running & { readonly rung: RungReached })[] = [];
  const dies = (): boolean => events.length >= (how.killAfter ?? Infinity);
  const tell = (event: SweepEvent): void => {
    if (dies()) return;
    events.push(event);
    schedule.take(event);
  };
  const judge = (): void => {
    const before = events.length;
    for (const one of held.splice(0)) {
      const verdict = schedule.verdict(one.rung.trial, one.rung.epoch);
      if (verdict.kind === "on") running.push(one);
      else if (verdict.kind === "pruned") tell(endAt(one.rung));
      else if (shape.prune?.kind === "halving") tell({ event: "aside", ...placeOf(one.run), epoch: one.rung.epoch });
      else held.push(one);
    }
    for (const rung of schedule.leftBehind()) tell(endAt(rung));
    // An end may be what others waited for.
    if (events.length > before) judge();
  };
  judge();
  while (!dies()) {
    const free = running.length + Math.max(0, held.length - how.workers) < how.workers;
    const next = free ? schedule.next() : null;
    if (next !== null) {
      const { trial, settings } = next;
      if (schedule.progress(trial).settings === null) tell({ event: "trial", trial, settings });
      running.push({ run: next, holds: next.holds.filter((epoch) => epoch < epochs) });
      continue;
    }
    const [one] = running.splice(stream.below(Math.max(1, running.length)), 1);
    if (one === undefined) break;
    const epoch = one.holds.shift();
    const value = outcome(one.run.settings, one.run, epoch ?? epochs);
    if (epoch === undefined || value === null) tell(endOf(one.run, value, epoch ?? epochs));
    else {
      const rung = { event: "rung", ...placeOf(one.run), epoch, value, seconds: 1, data: "d" } as const;
      if (!schedule.knows(rung.trial, rung.epoch)) tell(rung);
      held.push({ ...one, rung });
    }
    judge();
  }
  if (how.killAfter === undefined && !schedule.isOver) throw new Error("the schedule stands still");
  return events;
}

function placeOf({ trial, repeat }: NextRun) {
  return { trial, repeat, run: `${String(trial)}/${String(repeat)}` };
}

function endOf(run: NextRun, value: number | null, epochs: number): RunEnded {
  const status = value === null ? "failed" : "finished";
  return { event: "end", ...placeOf(run), status, value, epochs, seconds: 1, data: "d", message: null };
}

function endAt({ trial, repeat, run, epoch, value }: RungReached): RunEnded {
  const facts = { epochs: epoch, seconds: 1, data: "d", message: null };
  return { event: "end", trial, repeat, run, status: "pruned", value, ...facts };
}

/** The events that decide, as a set, for sweeps whose runs ended in another order. */
export function inOrder(events: readonly SweepEvent[]): readonly SweepEvent[] {
  const key = (event: SweepEvent): string => JSON.stringify([event.trial, event.event, event]);
  // Whether a run stops at a rung or goes on at once is a matter of luck.
  const lasting = events.filter(({ event }) => event !== "aside");
  return lasting.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
