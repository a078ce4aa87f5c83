import { UserError } from "../base/errors.ts";
import type { Backend } from "../engine/backend.ts";
import { fullBatchRows } from "../engine/fullBatch.ts";
import type { SplitName } from "../data/table.ts";
import type { RunRecord } from "../experiment/record.ts";
import { createClassifier } from "../models/createClassifier.ts";
import type { FrameProducer } from "../protocol/frameFlow.ts";
import type { StartRun } from "../protocol/trainer.ts";
import { Checkpoints } from "./checkpoints.ts";
import { finishRun } from "./finishRun.ts";
import { FitRun, type ResumedFit } from "./fitRun.ts";
import { PhaseTimer } from "./phaseTimer.ts";
import type { KeptPreparation } from "./keptPreparation.ts";
import type { RunWriter, TrainerPorts } from "./ports.ts";
import { prepareFeatures, type PrepareTools, readData } from "./prepare.ts";
import { asBegun, checkSame, cutBackRun, replaySteps, stoppedRecord } from "./resumedRun.ts";
import { type RunControl, StopSignal } from "./runControl.ts";
import { RunJournal, type TrainerPeer } from "./runJournal.ts";
import { lossOfRun } from "../experiment/lossOfRun.ts";
import { memoryOf, refuseLargeModel } from "./sizes.ts";
import { startRecord } from "./startRecord.ts";
import { StepLog, stepStride } from "./stepLog.ts";

const noCheckpoint = "The last checkpoint could not be written, so that the run may have to begin anew:";

/** What a run needs of the session that trains it. */
export interface RunTools {
  readonly ports: TrainerPorts;
  readonly peer: TrainerPeer;
  readonly backend: Backend;
  readonly control: RunControl;
  readonly frames: FrameProducer;
  readonly kept: KeptPreparation;
}

/**
 * Trains a run from its files to its folder. Whatever is wrong with the data ends in a record with status `failed`; a
 * defect of ours does too and is thrown as well. Throws, with nothing written, when the folder cannot be opened.
 */
export async function trainRun(start: StartRun, tools: RunTools): Promise<RunRecord> {
  const { ports, peer } = tools;
  const { clock, files, versions } = ports;
  const writer = await ports.openRun(start.runFolder);
  try {
    const relative = (folder: string, path: string): string => files.relative(folder, path);
    const stopped = start.resume === true ? await stoppedRecord(await ports.readRun(start.runFolder)) : null;
    const first = stopped ?? startRecord(start, { relative, created: clock.timestamp(), versions });
    const journal = new RunJournal(first, writer, peer, () => clock.ticks());
    if (stopped === null) await journal.save();
    const timer = new PhaseTimer(() => clock.ticks());
    const ending = await new TrainedRun(start, { ...tools, writer, journal, timer, stopped }).train();
    if (ending.untouched === true) {
      await journal.enter("stopped", { ...stopped, message: ending.message ?? stopped?.message ?? null });
      if (ending.defect !== undefined) throw ending.defect;
      return journal.record;
    }
    await journal.enter(ending.status, {
      ended: clock.timestamp(),
      message: ending.message,
      seconds: timer.seconds(),
    });
    if (ending.status === "finished" || ending.status === "diverged") await writer.removeCheckpoints();
    if (ending.defect !== undefined) throw ending.defect;
    return journal.record;
  } finally {
    await writer.close();
  }
}

interface Ending {
  readonly status: "finished" | "stopped" | "failed" | "diverged";
  readonly message: string | null;
  readonly defect?: Error;
  /** A stopped run that did not go on: nothing of it was changed. */
  readonly untouched?: boolean;
}

interface TrainedRunTools extends RunTools {
  readonly writer: RunWriter;
  readonly journal: RunJournal;
  readonly timer: PhaseTimer;
  /** The record of a run that goes on. */
  readonly stopped: RunRecord | null;
}

class TrainedRun {
  readonly #start: StartRun;
  readonly #tools: TrainedRunTools;
  /** Whether a run that goes on stands as it was found. */
  #isUntouched: boolean;

  constructor(start: StartRun, tools: TrainedRunTools) {
    this.#start = start;
    this.#tools = tools;
    this.#isUntouched = tools.stopped !== null;
  }

  async train(): Promise<Ending> {
    try {
      return await this.#train();
    } catch (error) {
      const ending = this.#endingOf(error);
      // What stopped it a second time may be mended, and its checkpoint is whole.
      return this.#isUntouched ? { ...ending, status: "stopped", untouched: true } : ending;
    }
  }

  #endingOf(error: unknown): Ending {
    if (error instanceof StopSignal) return { status: "stopped", message: this.#tools.control.reason };
    if (error instanceof UserError) return { status: "failed", message: error.message };
    if (isOutOfMemory(error))
      return {
        status: "failed",
        message: "The run needs more memory than there is. Train on fewer examples or terms.",
      };
    const defect = error instanceof Error ? error : new Error(String(error));
    return { status: "failed", message: `Benchtop failed: ${defect.message}`, defect };
  }

  async #train(): Promise<Ending> {
    const { ports, journal, timer, control, writer, backend, frames, stopped } = this.#tools;
    const { experiment, checkpointSeconds } = this.#start;
    const { training } = experiment;
    const ticks = (): number => ports.clock.ticks();
    control.check();
    const now = ports.clock.timestamp();
    await journal.enter("running", {
      started: stopped?.started ?? now,
      kernelFlavour: stopped?.kernelFlavour ?? backend.flavour,
      ...(stopped !== null && { ended: null, message: null }),
    });
    const going: { fit: FitRun | null } = { fit: null };
    control.listen(this.#pauseListener(going));

    timer.enter("read");
    const prepareTools = this.#prepareTools();
    const data = await readData(experiment, prepareTools);
    const { files } = data;
    if (stopped === null) journal.change({ fingerprints: { data: data.fingerprint, files, features: null } });
    else checkSame(stopped.fingerprints, { data: data.fingerprint });
    timer.enter("features");
    const prepared = await prepareFeatures(experiment, data, prepareTools);
    if (stopped !== null)
      checkSame(stopped.fingerprints, { data: data.fingerprint, features: prepared.featuresFingerprint });
    const { train } = prepared.splits;
    refuseLargeModel(experiment, train.features.columns, prepared.data.classes.length, train.labels.length);
    const { classes, counts } = prepared.data;
    const loss = lossOfRun(training, classes, counts.train ?? []);
    await control.breathe();

    timer.enter("training");
    const classifier = createClassifier({
      model: experiment.model,
      input: train.features,
      classes: classes.length,
      seed: training.seed,
      backend,
      loss,
      batchSize: training.batchSize ?? Math.min(fullBatchRows, train.labels.length),
    });
    try {
      const stepsPerEpoch = Math.ceil(train.labels.length / (training.batchSize ?? train.labels.length));
      const stride = stepStride(stepsPerEpoch * training.epochs);
      const matrices = [...Object.values(prepared.splits), prepared.watched].map(({ features }) => features);
      const memory = memoryOf(experiment, matrices, train.features.columns, prepared.data.classes.length);
      const notes = stride === 1 ? [] : [`Of the steps, every ${stride}th is kept in steps.f32.`];
      journal.change({
        fingerprints: { data: data.fingerprint, files, features: prepared.featuresFingerprint },
        data: { ...prepared.data, memory, notes: [...prepared.data.notes, ...notes] },
        model: { layers: classifier.layers, parameters: classifier.parameterCount, outputs: classifier.outputs },
        progress: { ...journal.record.progress, stepsPerEpoch },
        seconds: timer.seconds(),
      });
      const from = await this.#goOn(stride);
      await journal.save();
      journal.phase("training", null);
      const { holds = [], end } = this.#start;
      const checkpoints = checkpointSeconds === undefined ? null : this.#checkpoints(checkpointSeconds, ticks);
      const steps = new StepLog(writer, stride, ticks);
      const fit = new FitRun(
        { classifier, prepared, training, journal, control, holds, end, timer, steps, frames, checkpoints, ticks },
        from,
      );
      going.fit = fit;
      const { status, message, kept } = await fit.run();
      control.finishing();
      timer.enter("evaluation");
      journal.phase("evaluation", 0);
      if (kept !== null) {
        const places = (name: SplitName) => this.#tools.kept.places(data, name, control);
        await finishRun(kept, { classifier, prepared, places, experiment, journal, writer, control });
      }
      return { status, message: status === "stopped" ? control.reason : message };
    } finally {
      classifier.dispose();
    }
  }

  /** Of a run that was stopped, what it goes on from; null: from the beginning. */
  async #goOn(stride: number): Promise<ResumedFit | null> {
    const { ports, journal, timer, writer, backend, frames, control, stopped } = this.#tools;
    if (stopped === null) return null;
    const { versions } = ports;
    this.#isUntouched = false;
    const reader = await ports.readRun(this.#start.runFolder);
    const from = await cutBackRun(reader, writer);
    const step = from?.state.fit.at.step ?? 0;
    const resume = { at: ports.clock.timestamp(), step, versions, kernelFlavour: backend.flavour };
    journal.change({
      // What it had kept when it was stopped was measured then; the end measures anew.
      ...{ metrics: {}, confusion: {} },
      ...(from === null && { ...asBegun(journal.record), versions, kernelFlavour: backend.flavour }),
      resumes: [...(stopped.resumes ?? []), resume],
    });
    if (from === null) return null;
    timer.add(from.state.seconds);
    await replaySteps(await reader.steps(), frames, { stride, steps: step, control });
    return from;
  }

  #checkpoints(seconds: number, ticks: () => number): Checkpoints {
    const { journal, writer } = this.#tools;
    const every = seconds === 0 ? Number.POSITIVE_INFINITY : seconds * 1000;
    const told = (failure: string | null): void => {
      const { data } = journal.record;
      if (data === null) return;
      const notes = data.notes.filter((note) => !note.startsWith(noCheckpoint));
      if (failure === null && notes.length === data.notes.length) return;
      journal.change({
        data: { ...data, notes: failure === null ? notes : [...notes, `${noCheckpoint} ${failure}`] },
      });
    };
    return new Checkpoints(writer, { every, ticks, told });
  }

  #prepareTools(): PrepareTools {
    const { ports, writer, control, journal, kept } = this.#tools;
    return {
      files: ports.files,
      kept,
      writer,
      control,
      ...(ports.vectorCache !== undefined && { vectorCache: ports.vectorCache(this.#start.runFolder) }),
      shown: (path) => ports.files.relative(this.#start.baseFolder, path),
      phase: (phase, fraction) => {
        control.check();
        journal.phase(phase, fraction);
      },
    };
  }

  #pauseListener(going: { readonly fit: FitRun | null }) {
    const { journal, timer } = this.#tools;
    return {
      paused: async (): Promise<void> => {
        timer.pause();
        await going.fit?.settle();
        await journal.enter("paused", { seconds: timer.seconds() });
      },
      resumed: async (stopping: boolean): Promise<void> => {
        timer.resume();
        if (!stopping) await journal.enter("running");
      },
    };
  }
}

/** What engines throw when a typed array or WebAssembly memory cannot be had. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof RangeError && /allocat|memory|invalid (typed )?array length/i.test(error.message);
}
