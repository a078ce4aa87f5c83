import { assertNever, invariant } from "../base/assert.ts";
import { EarlyStopping, judgeOf, type Judge } from "../experiment/earlyStopping.ts";
import { constantLoss } from "../experiment/constantLoss.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import type { ResolvedTraining } from "../experiment/resolved.ts";
import { epochDivergence, isStalled, parameterDivergence, replacesKept, stepDivergence } from "../experiment/rules.ts";
import { toJsonNumbers } from "../experiment/scores.ts";
import { metricNamed } from "../experiment/metricTable.ts";
import type {
  Classifier,
  EpochFigure,
  EpochReport,
  FitState,
  NamedArray,
  StepReport,
  WorkReport,
} from "../models/classifier.ts";
import type { FrameProducer } from "../protocol/frameFlow.ts";
import type { FitEnd } from "../protocol/trainer.ts";
import type { RunState } from "./checkpoint.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { convergence, type Ending } from "./endings.ts";
import { evaluateSplit } from "./evaluateSplit.ts";
import { FitProgress } from "./fitProgress.ts";
import { layerFigures } from "./layerFigures.ts";
import type { PhaseTimer } from "./phaseTimer.ts";
import type { PreparedData } from "./prepare.ts";
import { type RunControl, StopSignal } from "./runControl.ts";
import type { RunJournal } from "./runJournal.ts";
import type { StepLog } from "./stepLog.ts";
import { SpareParameters } from "./spareParameters.ts";
import { classWeightsOf } from "../experiment/lossOfRun.ts";
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
  /** Where to end without being told to; at the end of the epochs when undefined. */
  readonly end: FitEnd | undefined;
  readonly timer: PhaseTimer;
  readonly steps: StepLog;
  readonly frames: FrameProducer;
  /** Absent for a run that cannot be resumed. */
  readonly checkpoints: Checkpoints | null;
  /** Monotonic milliseconds. */
  readonly ticks: () => number;
}

/** What a fit goes on from: a checkpoint and the epochs recorded until then, epoch 0 the first. */
export interface ResumedFit {
  readonly state: RunState;
  readonly epochs: readonly EpochMetrics[];
}

/** How training ended. `kept` is absent when it was stopped before anything had been evaluated. */
export interface FitOutcome {
  readonly status: "finished" | "stopped" | "diverged";
  readonly message: string | null;
  readonly kept: KeptModel | null;
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
  /** The train loss where nothing but the shares of the classes was learned; NaN for models without a loss that falls. */
  readonly #constantLoss: number;
  readonly #framing: Throttle;
  readonly #judge: Judge;
  readonly #stopping: EarlyStopping | null;
  #start: EpochMetrics | null = null;
  #recent: readonly EpochMetrics[] = [];
  #kept: KeptModel | null = null;
  /** The parameters at the end of the last epoch. */
  #before: readonly NamedArray[] | null = null;
  readonly #spare = new SpareParameters();
  /** Of the last evaluation, and of the last one after a whole epoch. */
  #evaluatedStep = 0;
  #evaluatedEpoch: number | null = null;
  readonly #progress: FitProgress;
  readonly #from: FitState | undefined;
  /** Epochs of before. */
  readonly #resumed: readonly EpochMetrics[];
  #over = false;

  constructor(tools: FitTools, from: ResumedFit | null = null) {
    this.#tools = tools;
    const { training, prepared } = tools;
    const { classes, counts } = prepared.data;
    const trained = counts.train ?? [];
    const weights = classWeightsOf(training, classes, trained);
    this.#constantLoss = tools.classifier.followsGradient ? constantLoss(training.loss, trained, weights) : NaN;
    this.#judge = judgeOf(training, prepared.watchedValidation !== undefined);
    this.#stopping =
      training.earlyStopping === undefined ? null : new EarlyStopping(training.earlyStopping, this.#judge);
    this.#framing = new Throttle(tools.ticks, frameMilliseconds);
    this.#from = from?.state.fit;
    this.#resumed = from?.epochs ?? [];
    this.#progress = new FitProgress(tools);
    if (from !== null) this.#goOn(from);
  }

  /** All that is remembered follows from what was recorded, and from the parameters of a checkpoint. */
  #goOn({ state, epochs }: ResumedFit): void {
    const { fit, kept, before, seconds } = state;
    this.#start = epochs[0] ?? null;
    this.#recent = epochs.filter(({ epoch }) => Number.isInteger(epoch)).slice(-3);
    for (const epoch of epochs) this.#stopping?.tell(epoch);
    const best = kept && epochs.find(({ epoch }) => epoch === kept.epoch);
    this.#kept = best ? { epoch: best, parameters: kept.parameters } : null;
    this.#before = before;
    this.#progress.goOn(fit.at, epochs.length, seconds.training);
    this.#evaluatedStep = epochs.at(-1)?.step ?? 0;
    this.#evaluatedEpoch = this.#recent.at(-1)?.epoch ?? null;
  }

  async run(): Promise<FitOutcome> {
    const { steps, frames, journal } = this.#tools;
    try {
      const { status, message } = (await this.#fit()) ?? { status: "finished", message: null };
      journal.change({ stalled: status === "finished" && isStalled(this.#recent, this.#constantLoss, true) });
      return { status, message, kept: this.#kept };
    } catch (error) {
      if (!(error instanceof StopSignal)) throw error;
      await this.#lastCheckpoint();
      return { status: "stopped", message: null, kept: this.#kept };
    } finally {
      this.#over = true;
      await steps.flush();
      frames.finish();
      const { progress } = journal.record;
      journal.change({
        progress: { ...progress, step: this.#progress.step, examplesPerSecond: this.#progress.rate() },
      });
      this.#progress.tell(true);
    }
  }

  /** Before the run stands still: disk and screens catch up with it. */
  async settle(): Promise<void> {
    const { steps, frames, checkpoints } = this.#tools;
    await steps.flush();
    frames.send();
    this.#progress.tell(true);
    // Nobody knows for how long; once training is over the model holds what was kept.
    if (checkpoints !== null && !this.#over && this.#start !== null) {
      await checkpoints.settle();
      await this.#checkpoint(checkpoints);
    }
  }

  /** Null when all epochs were trained, else why the run ended sooner. */
  async #fit(): Promise<Ending | null> {
    const { classifier, prepared, training, control, timer, checkpoints } = this.#tools;
    // Before anything is evaluated: one that goes on puts the model where it stood.
    const reports = classifier.fit(prepared.splits.train, training, this.#from);
    const before = await this.#evaluateFirst();
    if (before !== null) return before;
    timer.enter("training");
    for (let next = reports.next(); next.done !== true; next = reports.next(this.#answer(next.value))) {
      const ending = await this.#take(next.value);
      if (ending !== null) return ending;
      await this.#hold(next.value);
      const isOver = control.due;
      if (isOver) await this.#turn();
      // Where epochs are short a slice always ends in an evaluation.
      if (checkpoints !== null && (isOver || next.value.kind === "epoch") && checkpoints.due)
        await this.#checkpoint(checkpoints);
    }
    return null;
  }

  /** The evaluation before the first step, or one within an epoch that a stop had cut short. */
  async #evaluateFirst(): Promise<Ending | null> {
    const { journal } = this.#tools;
    if (this.#start === null) return this.#evaluated({ epoch: 0, step: 0, runningLoss: null, gradients: [] });
    for (const epoch of this.#resumed) journal.retell(epoch, this.#kept?.epoch.epoch ?? 0);
    const last = this.#resumed.at(-1);
    if (last !== undefined) this.#record(last);
    await journal.save();
    return this.#evaluateWithin(this.#progress.step);
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
        // A resumed fit makes the report again after which it was stopped.
        if (report.epoch === this.#evaluatedEpoch) return null;
        return (await this.#evaluated(report)) ?? convergence(report);
      default:
        return assertNever(report, "report");
    }
  }

  async #takeStep(report: StepReport): Promise<Ending | null> {
    const { classifier, steps, frames } = this.#tools;
    const row = [report.loss, report.learningRate, report.gradientNorm] as const;
    this.#progress.stepped(report);
    // A step without a loss by its nature has nothing to draw: a number gone wrong looks alike.
    if (classifier.followsGradient || !Number.isNaN(report.loss)) {
      steps.append(report.step, row);
      frames.append(row);
    }
    if (steps.due) await steps.flush();
    const divergence = classifier.followsGradient ? stepDivergence(report) : null;
    if (divergence !== null) return { status: "diverged", message: divergence };
    this.#endAt({ step: report.step, evaluated: false });
    return this.#evaluateWithin(report.step);
  }

  #endAt({ step, evaluated }: FitEnd): void {
    const { end } = this.#tools;
    if (end?.step === step && end.evaluated === evaluated) throw new StopSignal("the run was to end here");
  }

  /** After a step within an epoch after which that is asked for. */
  async #evaluateWithin(step: number): Promise<Ending | null> {
    const { training, journal } = this.#tools;
    const { stepsPerEpoch } = journal.record.progress;
    const every = training.evaluateEvery?.steps ?? 0;
    // The last step of an epoch is evaluated with the epoch.
    if (every === 0 || step % every !== 0 || step % stepsPerEpoch === 0 || step === this.#evaluatedStep) return null;
    return this.#evaluated({ epoch: step / stepsPerEpoch, step, runningLoss: null });
  }

  /** Evaluates, records and tells; epoch 0 is before the first step, a fraction within an epoch. */
  async #evaluated(place: Place): Promise<Ending | null> {
    const { classifier, journal, steps, training, checkpoints } = this.#tools;
    const parameters = this.#spare.copy(classifier);
    const [before, kept] = [this.#before, this.#kept?.parameters];
    const metrics = await this.#evaluate(place, parameters);
    const whole = place.gradients !== undefined;
    this.#evaluatedStep = place.step;
    if (whole) this.#evaluatedEpoch = place.epoch;
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
    if (divergence === null && replacesKept(training.keep, this.#kept?.epoch ?? null, metrics, this.#judge)) {
      this.#kept = { epoch: metrics, parameters };
      checkpoints?.better();
    }
    this.#spare.release([before, kept, parameters], [this.#before, this.#kept?.parameters]);
    this.#record(metrics);
    // The steps of an epoch are on disk before its line is.
    await steps.flush();
    await journal.epoch(metrics, this.#kept?.epoch.epoch ?? 0);
    journal.saveSoon();
    if (divergence !== null) return { status: "diverged", message: divergence };
    this.#endAt({ step: place.step, evaluated: true });
    const enough = this.#stopping?.tell(metrics) ?? null;
    return enough === null || metrics.epoch === training.epochs ? null : { status: "finished", message: enough };
  }

  /** What the run's record says after an evaluation. */
  #record(last: EpochMetrics): void {
    const { journal, timer } = this.#tools;
    const { progress } = journal.record;
    journal.change({
      stalled: isStalled(this.#recent, this.#constantLoss, false),
      best: this.#kept?.epoch ?? null,
      last,
      progress: {
        ...progress,
        epoch: Math.floor(last.epoch),
        step: last.step,
        examplesPerSecond: this.#progress.rate(),
      },
      seconds: timer.seconds(),
    });
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
    this.#progress.evaluated();
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
    this.#progress.tell(false);
  }

  /** Between two reports, of which everything is recorded but the rows of steps that wait. */
  async #checkpoint(checkpoints: Checkpoints): Promise<void> {
    const { classifier, steps, timer } = this.#tools;
    await steps.flush();
    checkpoints.take(() => {
      const fit = classifier.fitState?.();
      const kept = this.#kept && { epoch: this.#kept.epoch.epoch, parameters: this.#kept.parameters };
      // A model that trains in one go begins anew.
      for (const each of [kept?.parameters, this.#before]) if (each != null) this.#spare.lend(each);
      return fit === undefined ? null : { fit, kept, before: this.#before, seconds: timer.seconds() };
    });
  }

  /** Of a run that is stopped, so that it can go on from here. */
  async #lastCheckpoint(): Promise<void> {
    const { checkpoints } = this.#tools;
    // Before anything was evaluated there is nothing to go on from but the beginning.
    if (checkpoints === null || this.#start === null) return;
    await checkpoints.settle();
    await this.#checkpoint(checkpoints);
    await checkpoints.settle();
  }
}
