/** Lets at most one event through per interval of wall time. */
export class Throttle {
  readonly #ticks: () => number;
  readonly #interval: number;
  #last = Number.NEGATIVE_INFINITY;

  /** @param ticks monotonic milliseconds. @param interval milliseconds. */
  constructor(ticks: () => number, interval: number) {
    this.#ticks = ticks;
    this.#interval = interval;
  }

  /** Whether the interval has passed since the last time this said yes. */
  pass(): boolean {
    const now = this.#ticks();
    if (now - this.#last < this.#interval) return false;
    this.#last = now;
    return true;
  }
}
