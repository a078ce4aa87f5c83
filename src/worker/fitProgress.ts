import type { ResolvedTraining } from "../experiment/resolved.ts";
import type { StepReport } from "../models/classifier.ts";
import type { PhaseTimer } from "./phaseTimer.ts";
import type { RunJournal } from "./runJournal.ts";

interface ProgressTools {
  readonly journal: RunJournal;
  readonly timer: PhaseTimer;
  readonly training: Pick<ResolvedTraining, "evaluateEvery">;
}

/** Counts how far a fit is and tells it. */
export class FitProgress {
  readonly #tools: ProgressTools;
  #step = 0;
  #epoch = 0;
  #evaluations = 0;
  /** Of this fit alone, and the seconds of training before it. */
  #examples = 0;
  #secondsBefore = 0;

  constructor(tools: ProgressTools) {
    this.#tools = tools;
  }

  get step(): number {
    return this.#step;
  }

  /** Begins where an earlier fit was stopped. */
  goOn({ step, epoch }: { readonly step: number; readonly epoch: number }, evaluations: number, seconds: number): void {
    this.#step = step;
    this.#epoch = epoch;
    this.#evaluations = evaluations;
    this.#secondsBefore = seconds;
  }

  stepped({ step, epoch, examples }: StepReport): void {
    this.#step = step;
    this.#epoch = epoch;
    this.#examples += examples;
  }

  evaluated(): void {
    this.#evaluations++;
  }

  /** At most ten times a second, or always. */
  tell(always: boolean): void {
    const { journal, timer } = this.#tools;
    const { epochs, stepsPerEpoch } = journal.record.progress;
    journal.progress(
      {
        step: this.#step,
        epoch: this.#epoch,
        steps: epochs * stepsPerEpoch,
        seconds: timer.seconds().training,
        evaluationSecondsLeft: this.#evaluationSecondsLeft(epochs, stepsPerEpoch),
        examplesPerSecond: this.rate() ?? 0,
      },
      always,
    );
  }

  /** Training examples per second of training, pauses and evaluation left out. */
  rate(): number | null {
    const training = this.#tools.timer.seconds().training - this.#secondsBefore;
    return training > 0 ? this.#examples / training : null;
  }

  /** Until the last epoch, each evaluation taken to last as long as the mean one so far. */
  #evaluationSecondsLeft(epochs: number, stepsPerEpoch: number): number {
    const { timer, training } = this.#tools;
    const evaluated = Math.max(1, this.#evaluations);
    const epochsLeft = epochs - this.#step / Math.max(1, stepsPerEpoch);
    const perEpoch = Math.max(1, stepsPerEpoch / (training.evaluateEvery?.steps ?? stepsPerEpoch));
    return (timer.seconds().evaluation / evaluated) * Math.max(0, epochsLeft) * perEpoch;
  }
}
