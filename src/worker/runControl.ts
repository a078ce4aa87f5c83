import type { Work } from "../base/work.ts";
import type { SessionClock } from "./ports.ts";

/** Longest stretch of work between two looks at the messages, in milliseconds. */
const sliceMilliseconds = 15;

/** Thrown from a turn when the run is to stop; caught by whoever drives the run. */
export class StopSignal extends Error {
  override readonly name = "StopSignal";
}

/** What the run does while it stands still. */
export interface PauseListener {
  paused(): Promise<void>;
  /** @param stopping whether it goes on only to stop. */
  resumed(stopping: boolean): Promise<void>;
}

/**
 * A run's pause and stop switches and its pacing. Work calls `turn` between small pieces: most calls return at once;
 * each slice of 15 ms one lets messages in, stands still while paused, and throws a StopSignal when told to stop.
 * Time decides only when a turn is taken, never what is computed.
 */
export class RunControl {
  readonly #clock: SessionClock;
  #sliceStart: number;
  #stop = false;
  #stoppable = true;
  #paused = false;
  #allowedEpoch = 0;
  #reason: string | null = null;
  #wake: (() => void) | undefined;
  #listener: PauseListener | undefined;

  constructor(clock: SessionClock) {
    this.#clock = clock;
    this.#sliceStart = clock.ticks();
  }

  listen(listener: PauseListener): void {
    this.#listener = listener;
  }

  pause(): void {
    if (this.#stop) return;
    this.#paused = true;
    this.#wake?.();
  }

  /** Lets the run go on that holds after this epoch, or will. */
  proceed(epoch: number): void {
    this.#allowedEpoch = Math.max(this.#allowedEpoch, epoch);
    this.#wake?.();
  }

  /** Stands still until the run may go beyond an epoch; throws a StopSignal when it is told to stop instead. */
  async hold(epoch: number): Promise<void> {
    while (this.#allowedEpoch < epoch && !this.#stop) {
      if (this.#paused) await this.#standStill();
      else await this.#woken();
    }
    this.#sliceStart = this.#clock.ticks();
    this.check();
  }

  resume(): void {
    this.#paused = false;
    this.#wake?.();
  }

  /** @param reason for the record; null for a person's own wish. */
  stop(reason: string | null = null): void {
    if (!this.#stop) this.#reason = reason;
    this.#stop = true;
    this.resume();
  }

  /** Why the run was told to stop, where that was said. */
  get reason(): string | null {
    return this.#reason;
  }

  /** From here on a stop no longer throws: what was trained is being evaluated and saved. */
  finishing(): void {
    this.#stoppable = false;
  }

  /** Whether a slice is over and `turn` would let messages in. */
  get due(): boolean {
    return this.#clock.ticks() - this.#sliceStart >= sliceMilliseconds;
  }

  async turn(): Promise<void> {
    if (this.due) await this.breathe();
  }

  /** Does work in pieces, with a turn between them where one is due. */
  async drive<T>(work: Work<T>): Promise<T> {
    for (;;) {
      const piece = work.next();
      if (piece.done === true) return piece.value;
      if (this.due) await this.breathe();
    }
  }

  /** A turn at once. */
  async breathe(): Promise<void> {
    await this.#clock.breathe();
    if (this.#paused) await this.#standStill();
    this.#sliceStart = this.#clock.ticks();
    this.check();
  }

  /** Throws a StopSignal when the run is to stop, without letting messages in. */
  check(): void {
    if (this.#stop && this.#stoppable) throw new StopSignal("the run was stopped");
  }

  async #woken(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }

  async #standStill(): Promise<void> {
    await this.#listener?.paused();
    while (this.#paused) await this.#woken();
    await this.#listener?.resumed(this.#stop && this.#stoppable);
  }
}
