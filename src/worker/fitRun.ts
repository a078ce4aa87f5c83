import { assertNever, invariant } from "../base/assert.ts";
import { EarlyStopping, judgeOf, type Judge } from "../experiment/earlyStopping.ts";
import { constantLoss } from "../experiment/constantLoss.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import type { ResolvedTraining } from "../experiment/resolved.ts";
import { epochDivergence, isStalled, parameterDivergence, replacesKept, stepDivergence } from "../experiment/rules.ts";
import { toJsonNumbers } from "../experiment/scores.ts";
import { metricNamed } from "../experiment/metricTable.ts";
import type { Classifier, EpochFigure, EpochReport, NamedArray, StepReport, WorkReport } from "../models/classifier.ts";
import type { FrameProducer } from "../protocol/frameFlow.ts";
import { evaluateSplit } from "./evaluateSplit.ts";
import { layerFigures } from "./layerFigures.ts";
import type { PhaseTimer } from "./phaseTimer.ts";
import type { PreparedData } from "./prepare.ts";
import { type RunControl, StopSignal } from "./runControl.ts";
import type { RunJournal } from "./runJournal.ts";
import type { StepLog } from "./stepLog.ts";
import { classWeightsOf } from "./lossOfRun.ts";
import { Throttle } from "./throttle.ts";

const frameMilliseconds = 100;
/** About how many of the evaluated train examples show what units do; the same in every epoch. */
const talliedExamples = 1000;

/** What driving a fit needs. */
export interface FitTools {
  readonly classifier: Classifier;
  readonly prepared: PreparedData;
  readonly training: ResolvedTraining;
  readonly journal: RunJournal;
  readonly control: RunControl;
  /** The epochs after which to stand still until told to go on. */
  readonly holds: readonly number[];
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

/** Why a run ends before its last epoch. */
interface Ending {
  readonly status: "finished" | "diverged";
  readonly message: string;
}

type Place = Pick<EpochReport, "epoch" | "step"> & {
  readonly runningLoss: number | null;
  /** Absent within an epoch. */
  readonly gradients?: EpochReport["gradients"];
};

export interface KeptModel {
  readonly epoch: EpochMetrics;
  readonly parameters: readonly NamedArray[];
}

/** Drives one fit in slices, from the evaluation before the first step to the last epoch, a stop, or divergence. */
export class FitRun {
  readonly #tools: FitTools;
  /** What the train loss is where nothing but the shares of the classes was learned. */
  readonly #constantLoss: number;
  readonly #framing: Throttle;
  readonly #judge: Judge;
  readonly #stopping: EarlyStopping | null;
  #start: EpochMetrics | null = null;
  #recent: readonly EpochMetrics[] = [];
  #kept: KeptModel | null = null;
  /** The parameters at the end of the last epoch. */
  #before: readonly NamedArray[] | null = null;
  #examples = 0;
  #evaluations = 0;
  #step = 0;
  #epoch = 0;

  constructor(tools: FitTools) {
    this.#tools = tools;
    const { training, prepared } = tools;
    const { classes, counts } = prepared.data;
    const trained = counts.train ?? [];
    this.#constantLoss = constantLoss(training.loss, trained, classWeightsOf(training, classes, trained));
    this.#judge = judgeOf(training, prepared.watchedValidation !== undefined);
    this.#stopping =
      training.earlyStopping === undefined ? null : new EarlyStopping(training.earlyStopping, this.#judge);
    this.#framing = new Throttle(tools.ticks, frameMilliseconds);
  }

  async run(): Promise<FitOutcome> {
    const { steps, frames, journal } = this.#tools;
    try {
      const { status, message } = (await this.#fit()) ?? { status: "finished", message: null };
      return { status, message, kept: this.#kept };
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

  /** Null when all epochs were trained, else why the run ended sooner. */
  async #fit(): Promise<Ending | null> {
    const { classifier, prepared, training, control, timer } = this.#tools;
    const before = await this.#evaluated({ epoch: 0, step: 0, runningLoss: null, gradients: [] });
    if (before !== null) return before;
    timer.enter("training");
    const reports = classifier.fit(prepared.splits.train, training);
    for (let next = reports.next(); next.done !== true; next = reports.next(this.#answer(next.value))) {
      const ending = await this.#take(next.value);
      if (ending !== null) return ending;
      await this.#hold(next.value);
      if (control.due) await this.#turn();
    }
    return null;
  }

  async #hold(report: StepReport | EpochReport | WorkReport): Promise<void> {
    const { control, holds, timer, training, journal } = this.#tools;
    if (report.kind !== "epoch" || report.epoch === training.epochs || !holds.includes(report.epoch)) return;
    await this.settle();
    journal.change({ seconds: timer.seconds() });
    timer.pause();
    journal.hold(report.epoch);
    try {
      await control.hold(report.epoch);
    } finally {
      timer.resume();
    }
  }

  /** What a schedule wants to know of an epoch that was evaluated. */
  #answer({ kind }: StepReport | EpochReport | WorkReport): EpochFigure | undefined {
    const { schedule } = this.#tools.training;
    const metrics = this.#recent.at(-1)?.metrics;
    if (kind !== "epoch" || schedule?.kind !== "reduceOnPlateau" || metrics === undefined) return undefined;
    const entry = metricNamed(schedule.metric);
    invariant(entry !== undefined && entry.better !== "neither", `the metric ${schedule.metric} gets better`);
    return { value: (metrics.validation ?? metrics.train)[entry.id] ?? NaN, better: entry.better };
  }

  async #take(report: StepReport | EpochReport | WorkReport): Promise<Ending | null> {
    switch (report.kind) {
      case "work":
        return null;
      case "step":
        return this.#takeStep(report);
      case "epoch":
        return (await this.#evaluated(report)) ?? convergence(report);
      default:
        return assertNever(report, "report");
    }
  }

  async #takeStep(report: StepReport): Promise<Ending | null> {
    const { classifier, steps, frames, training, journal } = this.#tools;
    const row = [report.loss, report.learningRate, report.gradientNorm] as const;
    this.#step = report.step;
    this.#epoch = report.epoch;
    this.#examples += report.examples;
    // A step without a loss by its nature has nothing to draw: a number gone wrong looks alike.
    if (classifier.followsGradient || !Number.isNaN(report.loss)) {
      steps.append(report.step, row);
      frames.append(row);
    }
    if (steps.due) await steps.flush();
    const divergence = classifier.followsGradient ? stepDivergence(report) : null;
    if (divergence !== null) return { status: "diverged", message: divergence };
    const { stepsPerEpoch } = journal.record.progress;
    const every = training.evaluateEvery?.steps ?? 0;
    // The last step of an epoch is evaluated with the epoch.
    if (every === 0 || report.step % every !== 0 || report.step % stepsPerEpoch === 0) return null;
    return this.#evaluated({ epoch: report.step / stepsPerEpoch, step: report.step, runningLoss: null });
  }

  /** Evaluates, records and tells; epoch 0 is before the first step, a fraction within an epoch. */
  async #evaluated(place: Place): Promise<Ending | null> {
    const { classifier, journal, timer, steps, training } = this.#tools;
    const parameters = classifier.parameters();
    const metrics = await this.#evaluate(place, parameters);
    const whole = place.gradients !== undefined;
    if (whole) {
      this.#recent = [...this.#recent, metrics].slice(-3);
      this.#before = parameters;
    }
    const divergence =
      parameterDivergence(metrics.epoch, parameters) ??
      (this.#start === null || !whole || !classifier.followsGradient
        ? null
        : epochDivergence(this.#start, this.#recent));
    this.#start ??= metrics;
    if (divergence === null && replacesKept(training.keep, this.#kept?.epoch ?? null, metrics, this.#judge))
      this.#kept = { epoch: metrics, parameters };
    const { progress } = journal.record;
    const epoch = Math.floor(metrics.epoch);
    journal.change({
      stalled: classifier.followsGradient && isStalled(this.#recent, this.#constantLoss),
      best: this.#kept?.epoch ?? null,
      last: metrics,
      progress: { ...progress, epoch, step: metrics.step, examplesPerSecond: this.#rate() },
      seconds: timer.seconds(),
    });
    // The steps of an epoch are on disk before its line is.
    await steps.flush();
    await journal.epoch(metrics, this.#kept?.epoch.epoch ?? 0);
    await journal.saveSoon();
    if (divergence !== null) return { status: "diverged", message: divergence };
    const enough = this.#stopping?.tell(metrics) ?? null;
    return enough === null || metrics.epoch === training.epochs ? null : { status: "finished", message: enough };
  }

  async #evaluate(place: Place, parameters: readonly NamedArray[]): Promise<EpochMetrics> {
    const { epoch, step, runningLoss, gradients } = place;
    const { classifier, prepared, control, timer } = this.#tools;
    const { majorityClass } = prepared.data;
    const seconds = timer.seconds().training;
    const phase = timer.enter("evaluation");
    const { watched, watchedValidation: validation } = prepared;
    const tally = gradients && classifier.tallyUnits?.(Math.ceil(watched.labels.length / talliedExamples));
    const looking = tally === undefined ? {} : { units: tally };
    const train = await evaluateSplit(classifier, watched, majorityClass, control, looking);
    const held = validation === undefined ? null : await evaluateSplit(classifier, validation, majorityClass, control);
    const layers =
      gradients &&
      layerFigures({
        layers: classifier.layers,
        parameters,
        before: this.#before,
        gradients,
        units: tally?.figures() ?? [],
      });
    timer.enter(phase);
    this.#evaluations++;
    const unknown = !classifier.followsGradient && Number.isNaN(runningLoss);
    const { values, nonFinite } = toJsonNumbers({ runningLoss: unknown ? null : runningLoss });
    return {
      epoch,
      step,
      seconds,
      runningLoss: values.runningLoss,
      metrics: { train: train.metrics, ...(held !== null && { validation: held.metrics }) },
      ...(layers !== undefined && layers.length > 0 && { layers }),
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
        evaluationSecondsLeft: this.#evaluationSecondsLeft(epochs, stepsPerEpoch),
        examplesPerSecond: this.#rate() ?? 0,
      },
      always,
    );
  }

  /** Until the last epoch, each evaluation taken to last as long as the mean one so far. */
  #evaluationSecondsLeft(epochs: number, stepsPerEpoch: number): number {
    const { timer, training } = this.#tools;
    const evaluated = Math.max(1, this.#evaluations);
    const epochsLeft = epochs - this.#step / Math.max(1, stepsPerEpoch);
    const perEpoch = Math.max(1, stepsPerEpoch / (training.evaluateEvery?.steps ?? stepsPerEpoch));
    return (timer.seconds().evaluation / evaluated) * Math.max(0, epochsLeft) * perEpoch;
  }

  /** Training examples per second of training, pauses and evaluation left out. */
  #rate(): number | null {
    const { training } = this.#tools.timer.seconds();
    return training > 0 ? this.#examples / training : null;
  }
}

/** What a run says that ends because there is nothing left to gain. */
function convergence({ epoch, converged }: EpochReport): Ending | null {
  if (converged === undefined) return null;
  const reason = {
    gradient: "the gradient is within the optimizer's tolerance",
    precision: "no step makes the loss smaller any more at the precision of the numbers",
  }[converged];
  return { status: "finished", message: `Converged at epoch ${epoch}: ${reason}.` };
}
