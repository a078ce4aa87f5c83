/** How much of the past the estimate forgets with each report: the last ten or so count. */
const weightOfNewest = 0.1;

/** Estimates how long a run still needs from the pace of its latest steps, so that a slow start does not weigh on it. */
export class RemainingTime {
  #secondsPerStep: number | null = null;
  #last = { step: 0, seconds: 0 };
  #besides = 0;

  /**
   * @param seconds training time so far, pauses and evaluations left out.
   * @param besides seconds of what else is still to come.
   */
  report(step: number, seconds: number, besides: number): void {
    this.#besides = besides;
    const steps = step - this.#last.step;
    const pace = steps > 0 ? (seconds - this.#last.seconds) / steps : 0;
    if (steps <= 0 || pace < 0) return;
    this.#last = { step, seconds };
    this.#secondsPerStep =
      this.#secondsPerStep === null ? pace : this.#secondsPerStep + weightOfNewest * (pace - this.#secondsPerStep);
  }

  /** Seconds until the last of `steps`; null before the first report. */
  estimate(steps: number): number | null {
    if (this.#secondsPerStep === null) return null;
    return Math.max(0, steps - this.#last.step) * this.#secondsPerStep + this.#besides;
  }
}
