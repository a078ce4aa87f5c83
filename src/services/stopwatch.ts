import type { Clock } from "./ports.ts";

/** Counts the seconds a run works, pauses left out. */
export class Stopwatch {
  readonly #clock: Clock;
  #since: number | null = null;
  #before = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get seconds(): number {
    return (this.#before + (this.#since === null ? 0 : this.#clock.now() - this.#since)) / 1000;
  }

  start(): void {
    this.#since ??= this.#clock.now();
  }

  stop(): void {
    if (this.#since !== null) this.#before += this.#clock.now() - this.#since;
    this.#since = null;
  }
}
