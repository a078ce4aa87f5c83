import { assertNever } from "../base/assert.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import type { ResolvedTraining } from "../experiment/resolved.ts";
import {
  entropyOfShares,
  epochDivergence,
  isStalled,
  parameterDivergence,
  replacesKept,
  stepDivergence,
} from "../experiment/rules.ts";
import { toJsonNumbers } from "../experiment/scores.ts";
import type { Classifier, EpochReport, NamedArray, StepReport } from "../models/classifier.ts";
import type { FrameProducer } from "../protocol/frameFlow.ts";
import { evaluateSplit } from "./evaluateSplit.ts";
import type { PhaseTimer } from "./phaseTimer.ts";
import type { PreparedData } from "./prepare.ts";
import { type RunControl, StopSignal } from "./runControl.ts";
import type { RunJournal } from "./runJournal.ts";
import type { StepLog } from "./stepLog.ts";
import { Throttle } from "./throttle.ts";

const frameMilliseconds = 100;

/** What driving a fit needs. */
export interface FitTools {
  readonly classifier: Classifier;
  readonly prepared: PreparedData;
  readonly training: ResolvedTraining;
  readonly journal: RunJournal;
  readonly control: RunControl;
  readonly timer: PhaseTimer;
  readonly steps: StepLog;
  readonly frames: FrameProducer;
  /** Monotonic milliseconds. */
  readonly ticks: () => number;
}

/** How training ended. `kept` is absent when it was stopped before anything had been evaluated. */
export interface FitOutcome {
  readonly status: "finished" | "stopped" | "diverged";
  readonly message: string | null;
  readonly kept: KeptModel | null;
}

export interface KeptModel {
  readonly epoch: EpochMetrics;
  readonly parameters: readonly NamedArray[];
}

/** Drives one fit in slices, from the evaluation before the first step to the last epoch, a stop, or divergence. */
export class FitRun {
  readonly #tools: FitTools;
  readonly #entropy: number;
  readonly #framing: Throttle;
  #start: EpochMetrics | null = null;
  #recent: readonly EpochMetrics[] = [];
  #kept: KeptModel | null = null;
  #examples = 0;
  #step = 0;
  #epoch = 0;

  constructor(tools: FitTools) {
    this.#tools = tools;
    this.#entropy = entropyOfShares(tools.prepared.data.counts.train ?? []);
    this.#framing = new Throttle(tools.ticks, frameMilliseconds);
  }

  async run(): Promise<FitOutcome> {
    const { steps, frames, journal } = this.#tools;
    try {
      const message = await this.#fit();
      return { status: message === null ? "finished" : "diverged", message, kept: this.#kept };
    } catch (error) {
      if (error instanceof StopSignal) return { status: "stopped", message: null, kept: this.#kept };
      throw error;
    } finally {
      await steps.flush();
      frames.finish();
      const { progress } = journal.record;
      journal.change({ progress: { ...progress, step: this.#step, examplesPerSecond: this.#rate() } });
      this.#tellProgress(true);
    }
  }

  /** Before the run stands still: disk and screens catch up with it. */
  async settle(): Promise<void> {
    const { steps, frames } = this.#tools;
    await steps.flush();
    frames.send();
    this.#tellProgress(true);
  }

  /** Null when all epochs were trained, else why the run has diverged. */
  async #fit(): Promise<string | null> {
    const { classifier, prepared, training, control, timer } = this.#tools;
    const before = await this.#endEpoch(null);
    if (before !== null) return before;
    timer.enter("training");
    for (const report of classifier.fit(prepared.splits.train, training)) {
      const divergence = await this.#take(report);
      if (divergence !== null) return divergence;
      if (control.due) await this.#turn();
    }
    return null;
  }

  async #take(report: StepReport | EpochReport): Promise<string | null> {
    switch (report.kind) {
      case "step":
        return this.#takeStep(report);
      case "epoch":
        return this.#endEpoch(report);
      default:
        return assertNever(report, "report");
    }
  }

  async #takeStep(report: StepReport): Promise<string | null> {
    const { steps, frames } = this.#tools;
    const row = [report.loss, report.learningRate, report.gradientNorm] as const;
    this.#step = report.step;
    this.#epoch = report.epoch;
    this.#examples += report.examples;
    steps.append(report.step, row);
    frames.append(row);
    if (steps.due) await steps.flush();
    return stepDivergence(report);
  }

  /** Evaluates, records and tells an epoch; null stands for epoch 0, before the first step. */
  async #endEpoch(report: EpochReport | null): Promise<string | null> {
    const { classifier, journal, timer, steps } = this.#tools;
    const metrics = await this.#evaluate(report);
    const parameters = classifier.parameters();
    this.#recent = [...this.#recent, metrics].slice(-3);
    const divergence =
      parameterDivergence(metrics.epoch, parameters) ??
      (this.#start === null ? null : epochDivergence(this.#start, this.#recent));
    this.#start ??= metrics;
    const { keep } = this.#tools.training;
    if (divergence === null && replacesKept(keep, this.#kept?.epoch ?? null, metrics))
      this.#kept = { epoch: metrics, parameters };
    const { progress } = journal.record;
    journal.change({
      stalled: isStalled(this.#recent, this.#entropy),
      best: this.#kept?.epoch ?? null,
      last: metrics,
      progress: { ...progress, epoch: metrics.epoch, step: metrics.step, examplesPerSecond: this.#rate() },
      seconds: timer.seconds(),
    });
    // The steps of an epoch are on disk before its line is.
    await steps.flush();
    await journal.epoch(metrics, this.#kept?.epoch.epoch ?? 0);
    await journal.saveSoon();
    return divergence;
  }

  async #evaluate(report: EpochReport | null): Promise<EpochMetrics> {
    const { classifier, prepared, control, timer } = this.#tools;
    const { majorityClass } = prepared.data;
    const { validation } = prepared.splits;
    const seconds = timer.seconds().training;
    const phase = timer.enter("evaluation");
    const train = await evaluateSplit(classifier, prepared.watched, majorityClass, control);
    const held = validation === undefined ? null : await evaluateSplit(classifier, validation, majorityClass, control);
    timer.enter(phase);
    const { values, nonFinite } = toJsonNumbers({ runningLoss: report?.runningLoss ?? null });
    return {
      epoch: report?.epoch ?? 0,
      step: report?.step ?? 0,
      seconds,
      runningLoss: values.runningLoss,
      metrics: { train: train.metrics, ...(held !== null && { validation: held.metrics }) },
      ...(nonFinite !== undefined && { nonFinite }),
    };
  }

  async #turn(): Promise<void> {
    await this.#tools.control.breathe();
    if (this.#framing.pass()) this.#tools.frames.send();
    this.#tellProgress(false);
  }

  #tellProgress(always: boolean): void {
    const { journal, timer } = this.#tools;
    const { epochs, stepsPerEpoch } = journal.record.progress;
    journal.progress(
      {
        step: this.#step,
        epoch: this.#epoch,
        steps: epochs * stepsPerEpoch,
        seconds: timer.seconds().training,
        examplesPerSecond: this.#rate() ?? 0,
      },
      always,
    );
  }

  /** Training examples per second of training, pauses and evaluation left out. */
  #rate(): number | null {
    const { training } = this.#tools.timer.seconds();
    return training > 0 ? this.#examples / training : null;
  }
}
