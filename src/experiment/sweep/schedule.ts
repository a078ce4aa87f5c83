import type { RunEnded, RungReached, SweepEvent } from "./events.ts";
import { gridTrial } from "./gridTrial.ts";
import { ashaVerdict, type AtRung, halvingPlaces, halvingVerdicts, type Pruning, type Verdict } from "./pruning.ts";
import { randomTrial } from "./randomTrial.ts";
import { bestFirst } from "./ranking.ts";
import type { Dimension, TrialSettings } from "./space.ts";
import { tpeLag, tpeTrial } from "./tpeTrial.ts";
import type { TrialProgress } from "./trialProgress.ts";

/** What a sweep is to try. */
export interface SweepShape {
  readonly method: "grid" | "random" | "tpe";
  readonly dimensions: readonly Dimension[];
  /** Trials are numbered from 1 to this. */
  readonly trials: number;
  /** Runs of each trial, at least 1: its seeds, each with all folds. */
  readonly repeat: number;
  /** How many folds each seed is trained on in turn, where there are any. */
  readonly folds?: number;
  readonly seed: number;
  readonly better: "higher" | "lower";
  /** Of a trial's first run; the others follow only where that has finished. */
  readonly prune: Pruning | null;
}

/** A run that is to be trained now. */
export interface NextRun {
  readonly trial: number;
  /** From 0. */
  readonly repeat: number;
  readonly settings: TrialSettings;
  /** The epochs after which it is to hold until it is judged. */
  readonly holds: readonly number[];
}

interface TrialState {
  settings: TrialSettings | null;
  readonly ended: Map<number, RunEnded>;
  readonly running: Set<number>;
  /** Where its first run was judged, or waits to be: by epoch. */
  readonly rungs: Map<number, RungReached>;
  /** The epoch after which it stopped to be judged with all; 0 for none. */
  aside: number;
  /** Those that will not change. */
  readonly verdicts: Map<number, Verdict>;
}

/**
 * Decides what a sweep trains next, from its shape and what was learned so far, without clock or files. Runs are handed
 * out in the order of trials, and what is decided about a trial depends on its number and on results that are the same
 * however many runs are under way: so a sweep comes out the same at any parallelism, and after any interruption.
 */
export class SweepSchedule {
  readonly #shape: SweepShape;
  readonly #states: readonly TrialState[];
  readonly #drawn = new Map<number, TrialSettings>();
  /** By epoch: what halving has decided, and the first trial of which it is not known what it brings to that rung. */
  readonly #halved = new Map<number, ReadonlyMap<number, Verdict>>();
  readonly #unknown = new Map<number, number>();
  /** All trials before it are over or under way with all their runs. */
  #first = 1;
  /** All trials before it are over. */
  #open = 1;

  constructor(shape: SweepShape) {
    this.#shape = shape;
    this.#states = Array.from({ length: shape.trials }, () => ({
      settings: null,
      ended: new Map(),
      running: new Set(),
      rungs: new Map(),
      aside: 0,
      verdicts: new Map(),
    }));
  }

  /** Takes in what happened, now or before an interruption. */
  take(event: SweepEvent): void {
    const state = this.#state(event.trial);
    if (event.event === "trial") state.settings = event.settings;
    else if (event.event === "rung") state.rungs.set(event.epoch, event);
    else if (event.event === "aside") {
      state.running.delete(event.repeat);
      state.aside = event.epoch;
      this.#first = Math.min(this.#first, event.trial);
    } else {
      state.running.delete(event.repeat);
      state.ended.set(event.repeat, event);
    }
    while (this.#open <= this.#shape.trials && this.#isOver(this.#open)) this.#open++;
  }

  /** Whether it is known what a trial brings to a rung, from now or from before an interruption. */
  knows(trial: number, epoch: number): boolean {
    return this.#state(trial).rungs.has(epoch);
  }

  /** The run to train next, which counts as running from now on; null when none can begin before another has ended. */
  next(): NextRun | null {
    for (let trial = this.#first; trial <= this.#shape.trials; trial++) {
      const repeat = this.#nextRepeat(trial);
      if (repeat !== null) {
        const settings = this.#settingsOf(trial);
        if (settings === null) return null;
        this.#state(trial).running.add(repeat);
        return { trial, repeat, settings, holds: repeat === 0 ? this.#holdsOf(trial) : [] };
      }
      if (trial === this.#first && this.#isHandedOut(trial)) this.#first++;
    }
    return null;
  }

  /** What becomes of a trial whose first run has come to a rung. */
  verdict(trial: number, epoch: number): Verdict {
    const { prune, better, trials } = this.#shape;
    const { rungs, verdicts } = this.#state(trial);
    const rung = rungs.get(epoch);
    if (rung === undefined) return { kind: "waiting" };
    const { value } = rung;
    // Nothing to judge by: it ends as a run without the metric does.
    if (prune === null || value === null) return { kind: "on" };
    const known = verdicts.get(epoch) ?? this.#halved.get(epoch)?.get(trial);
    if (known !== undefined) return known;
    const judges = prune.kind === "asha" ? trial - 1 : trials;
    if (this.#firstUnknown(epoch) <= judges) return { kind: "waiting" };
    const there = this.#atRung(epoch, judges);
    if (prune.kind === "asha") {
      const before = there.map((one) => one.value);
      const verdict = ashaVerdict(value, before, { factor: prune.factor, better });
      verdicts.set(epoch, verdict);
      return verdict;
    }
    const places = halvingPlaces(trials, prune.factor, prune.rungs.indexOf(epoch));
    const halved = halvingVerdicts(there, places, better);
    this.#halved.set(epoch, halved);
    return halved.get(trial) ?? { kind: "waiting" };
  }

  /** Where runs stand that are not under way and will not go on, for they were pruned since they stopped there. */
  leftBehind(): readonly RungReached[] {
    if (this.#shape.prune === null) return [];
    const left: RungReached[] = [];
    for (let trial = this.#open; trial <= this.#shape.trials; trial++) {
      const { ended, running } = this.#state(trial);
      const rung = this.#asideAt(trial);
      if (rung === undefined || ended.has(0) || running.has(0)) continue;
      const verdict = this.verdict(trial, rung.epoch);
      if (verdict.kind === "pruned") left.push(rung);
      else if (verdict.kind === "waiting" && this.#shape.prune.kind === "halving") break;
    }
    return left;
  }

  /** Whether all is trained. */
  get isOver(): boolean {
    return this.#open > this.#shape.trials;
  }

  /** How many trials are over. */
  get overCount(): number {
    return this.#states.reduce((count, _, at) => count + Number(this.#isOver(at + 1)), 0);
  }

  progress(trial: number): TrialProgress {
    const { settings, ended, running } = this.#state(trial);
    return {
      trial,
      settings,
      ended: [...ended.values()].sort((a, b) => a.repeat - b.repeat),
      running: running.size,
      over: this.#isOver(trial),
    };
  }

  #state(trial: number): TrialState {
    const state = this.#states[trial - 1];
    if (state === undefined) throw new Error(`invariant: there is a trial ${String(trial)}`);
    return state;
  }

  #isOver(trial: number): boolean {
    const { ended } = this.#state(trial);
    if (ended.size === this.#shape.repeat) return true;
    const first = ended.get(0);
    return this.#shape.prune !== null && first !== undefined && first.status !== "finished";
  }

  #isHandedOut(trial: number): boolean {
    const { ended, running } = this.#state(trial);
    return this.#isOver(trial) || ended.size + running.size === this.#shape.repeat;
  }

  #nextRepeat(trial: number): number | null {
    if (this.#isOver(trial)) return null;
    const { ended, running } = this.#state(trial);
    for (let repeat = 0; repeat < this.#shape.repeat; repeat++) {
      if (ended.has(repeat) || running.has(repeat)) {
        if (repeat === 0 && this.#shape.prune !== null && running.has(0)) return null;
        continue;
      }
      const rung = repeat === 0 ? this.#asideAt(trial) : undefined;
      return rung === undefined || this.verdict(trial, rung.epoch).kind === "on" ? repeat : null;
    }
    return null;
  }

  #asideAt(trial: number): RungReached | undefined {
    const { rungs, aside } = this.#state(trial);
    return rungs.get(aside);
  }

  #holdsOf(trial: number): readonly number[] {
    const { rungs } = this.#state(trial);
    return (this.#shape.prune?.rungs ?? []).filter(
      (epoch) => !rungs.has(epoch) || this.verdict(trial, epoch).kind !== "on",
    );
  }

  #firstUnknown(epoch: number): number {
    let trial = this.#unknown.get(epoch) ?? 1;
    while (trial <= this.#shape.trials && this.#broughtTo(trial, epoch) !== undefined) trial++;
    this.#unknown.set(epoch, trial);
    return trial;
  }

  #atRung(epoch: number, trials: number): readonly AtRung[] {
    return Array.from({ length: trials }, (_, at) => at + 1).flatMap((trial) => {
      const value = this.#broughtTo(trial, epoch);
      return typeof value === "number" ? [{ trial, value }] : [];
    });
  }

  /** Null when a trial brings nothing to a rung, undefined while that is not known; one that finished before it stays what it was. */
  #broughtTo(trial: number, epoch: number): number | null | undefined {
    const { rungs, ended } = this.#state(trial);
    const rung = rungs.get(epoch);
    if (rung !== undefined) return rung.value;
    const end = ended.get(0);
    return end?.status === "finished" ? end.value : end && null;
  }

  /** Null while results are missing that decide them. */
  #settingsOf(trial: number): TrialSettings | null {
    const known = this.#state(trial).settings ?? this.#drawn.get(trial);
    if (known !== undefined) return known;
    const settings = this.#draw(trial);
    if (settings !== null) this.#drawn.set(trial, settings);
    return settings;
  }

  #draw(trial: number): TrialSettings | null {
    const { method, dimensions, seed, better } = this.#shape;
    if (method === "grid") return gridTrial(dimensions, trial);
    if (method === "random") return randomTrial(dimensions, seed, trial);
    const counting = trial - tpeLag;
    if (this.#open <= counting) return null;
    const withSettings = (numbers: readonly number[]): readonly (readonly [number, TrialSettings])[] =>
      numbers.flatMap((number) => {
        const settings = this.#settingsOf(number);
        return settings === null ? [] : [[number, settings] as const];
      });
    const numbers = Array.from({ length: trial - 1 }, (_, at) => at + 1);
    const over = numbers.slice(0, Math.max(0, counting));
    const ranked = bestFirst(
      over.map((number) => this.progress(number)),
      better,
    );
    return tpeTrial(dimensions, seed, trial, {
      ranked: withSettings(ranked),
      pending: withSettings(numbers.slice(over.length)),
    });
  }
}
