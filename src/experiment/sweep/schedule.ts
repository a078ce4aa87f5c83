import { gridTrial } from "./gridTrial.ts";
import { randomTrial } from "./randomTrial.ts";
import type { RunEnded, SweepEvent } from "./events.ts";
import type { Dimension, TrialSettings } from "./space.ts";

/** What a sweep is to try. */
export interface SweepShape {
  readonly method: "grid" | "random";
  readonly dimensions: readonly Dimension[];
  /** Trials are numbered from 1 to this. */
  readonly trials: number;
  /** Runs of each trial, at least 1. */
  readonly repeat: number;
  readonly seed: number;
}

/** A run that is to be trained now. */
export interface NextRun {
  readonly trial: number;
  /** From 0. */
  readonly repeat: number;
  readonly settings: TrialSettings;
}

/** What is known of a trial. */
export interface TrialProgress {
  readonly trial: number;
  /** Null until they are chosen. */
  readonly settings: TrialSettings | null;
  /** The runs that have ended, in the order of their repeats. */
  readonly ended: readonly RunEnded[];
  readonly running: number;
  /** Whether nothing of it is left to train. */
  readonly over: boolean;
}

/**
 * Decides what a sweep trains next, from its shape and what was learned so far, without clock or files. Runs are handed
 * out in the order of trials, and what is decided about a trial depends on its number and on results that are the same
 * however many runs are under way: so a sweep comes out the same at any parallelism, and after any interruption.
 */
export class SweepSchedule {
  readonly #shape: SweepShape;
  readonly #settings = new Map<number, TrialSettings>();
  readonly #ended = new Map<number, Map<number, RunEnded>>();
  readonly #running = new Map<number, Set<number>>();
  /** All trials before it are over or under way with all their runs. */
  #first = 1;

  constructor(shape: SweepShape) {
    this.#shape = shape;
  }

  /** Takes in what happened, now or before an interruption. */
  take(event: SweepEvent): void {
    const { trial } = event;
    if (event.event === "trial") {
      this.#settings.set(trial, event.settings);
      return;
    }
    this.#running.get(trial)?.delete(event.repeat);
    const ended = this.#ended.get(trial) ?? new Map<number, RunEnded>();
    ended.set(event.repeat, event);
    this.#ended.set(trial, ended);
  }

  /** The run to train next, which counts as running from now on; null when none can begin before another has ended. */
  next(): NextRun | null {
    for (let trial = this.#first; trial <= this.#shape.trials; trial++) {
      const repeat = this.#nextRepeat(trial);
      if (repeat !== null) {
        const running = this.#running.get(trial) ?? new Set();
        this.#running.set(trial, running.add(repeat));
        return { trial, repeat, settings: this.#settingsOf(trial) };
      }
      if (trial === this.#first) this.#first++;
    }
    return null;
  }

  /** Whether all is trained. */
  get isOver(): boolean {
    for (let trial = 1; trial <= this.#shape.trials; trial++) if (!this.#isOver(trial)) return false;
    return true;
  }

  progress(trial: number): TrialProgress {
    const ended = [...(this.#ended.get(trial)?.values() ?? [])];
    return {
      trial,
      settings: this.#settings.get(trial) ?? null,
      ended: ended.sort((a, b) => a.repeat - b.repeat),
      running: this.#running.get(trial)?.size ?? 0,
      over: this.#isOver(trial),
    };
  }

  #isOver(trial: number): boolean {
    return (this.#ended.get(trial)?.size ?? 0) === this.#shape.repeat;
  }

  #nextRepeat(trial: number): number | null {
    const [ended, running] = [this.#ended.get(trial), this.#running.get(trial)];
    for (let repeat = 0; repeat < this.#shape.repeat; repeat++)
      if (ended?.has(repeat) !== true && running?.has(repeat) !== true) return repeat;
    return null;
  }

  #settingsOf(trial: number): TrialSettings {
    const known = this.#settings.get(trial);
    if (known !== undefined) return known;
    const { method, dimensions, seed } = this.#shape;
    return method === "grid" ? gridTrial(dimensions, trial) : randomTrial(dimensions, seed, trial);
  }
}
