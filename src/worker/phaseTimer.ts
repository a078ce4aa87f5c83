import type { RunSeconds } from "../experiment/record.ts";

type Phase = Exclude<keyof RunSeconds, "total">;

/** Adds up the time of each phase of a run, pauses left out. */
export class PhaseTimer {
  readonly #ticks: () => number;
  readonly #milliseconds = { read: 0, features: 0, training: 0, evaluation: 0, other: 0 };
  #phase: Phase | "other" = "other";
  #since: number;
  #running = true;

  /** @param ticks monotonic milliseconds. */
  constructor(ticks: () => number) {
    this.#ticks = ticks;
    this.#since = ticks();
  }

  /** Time belongs to this phase from now on; returns the phase before. */
  enter(phase: Phase | "other"): Phase | "other" {
    const before = this.#phase;
    this.#settle();
    this.#phase = phase;
    return before;
  }

  /** Adds what a run took before it was stopped. */
  add({ read, features, training, evaluation, total }: RunSeconds): void {
    const other = Math.max(0, total - read - features - training - evaluation);
    for (const [phase, seconds] of Object.entries({ read, features, training, evaluation, other }))
      this.#milliseconds[phase as Phase | "other"] += seconds * 1000;
  }

  pause(): void {
    this.#settle();
    this.#running = false;
  }

  resume(): void {
    this.#settle();
    this.#running = true;
  }

  /** Seconds so far, the phase under way included; `total` also holds what belongs to no phase. */
  seconds(): RunSeconds {
    this.#settle();
    const { read, features, training, evaluation, other } = this.#milliseconds;
    return {
      read: read / 1000,
      features: features / 1000,
      training: training / 1000,
      evaluation: evaluation / 1000,
      total: (read + features + training + evaluation + other) / 1000,
    };
  }

  #settle(): void {
    const now = this.#ticks();
    if (this.#running) this.#milliseconds[this.#phase] += now - this.#since;
    this.#since = now;
  }
}
