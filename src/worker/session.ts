import { type Backend, selectBackend } from "../engine/backend.ts";
import type { LayoutChoices } from "../data/layout.ts";
import type { PairResult } from "../experiment/comparison/pair.ts";
import type { RateTest } from "../experiment/rateTest.ts";
import type { ExportOutcome, ExportQuery } from "../protocol/exports.ts";
import type { LabelledPart, LabellingStarted, LabelPart, StartLabelling } from "../protocol/labelling.ts";
import { FrameProducer } from "../protocol/frameFlow.ts";
import type { MetricFrame } from "../protocol/frames.ts";
import {
  type DatasetSummary,
  type ExamplesPage,
  type ExamplesQuery,
  type FlipsPage,
  type FlipsQuery,
  type PairQuery,
  type RunDifference,
  type RunOutcome,
  type SeriesQuery,
  type StartRun,
  type TestRates,
  trainerProtocolVersion,
} from "../protocol/trainer.ts";
import type { NearestQuery, TrainedVectors, TrainVectors, WordNeighbours } from "../protocol/wordVectors.ts";
import type { ClassCurves } from "../experiment/errors/classCurves.ts";
import type {
  ClassCurvesQuery,
  ErrorAnalysis,
  ErrorsQuery,
  ExplainedExample,
  ExplainExampleQuery,
  Explanation,
  ExplainQuery,
  Prediction,
  PredictQuery,
} from "../protocol/predictions.ts";
import { differencesOfRun } from "./differencesOfRun.ts";
import type { OpenDatasets } from "./datasets/openDatasets.ts";
import { classCurvesOfRun, errorsOfRun } from "./errorsOfRun.ts";
import { examplesOfRun } from "./examplesOfRun.ts";
import { inspectDataset, sniffDataset } from "./inspectDataset.ts";
import type { TrainerPorts } from "./ports.ts";
import { comparePair, flipsOfPair } from "./pairOfRuns.ts";
import { Predictors } from "./predictors.ts";
import { RunControl } from "./runControl.ts";
import type { TrainerPeer } from "./runJournal.ts";
import { seriesOfRun } from "./seriesOfRun.ts";
import { testRates } from "./testRates.ts";
import { trainRun } from "./trainRun.ts";
import { WordVectorTrainer } from "./wordVectorTrainer.ts";

const drainMilliseconds = 200;

/** The trainer behind the protocol: what a worker can be asked, over ports that know files and time. */
export class TrainerSession {
  #datasets: Promise<OpenDatasets> | undefined;
  readonly #ports: TrainerPorts;
  readonly #peer: TrainerPeer;
  readonly #backend: Backend;
  readonly #crew = { threads: 1 };
  readonly #predictors: Predictors;
  readonly #wordVectors: WordVectorTrainer;
  readonly #controls = new Map<string, RunControl>();
  /** Frames that wait for credit, also of runs that have just ended. */
  readonly #frames = new Map<string, FrameProducer>();

  constructor(ports: TrainerPorts, peer: TrainerPeer) {
    this.#ports = ports;
    this.#peer = peer;
    const { kernels, kernelThreads } = ports;
    this.#backend = selectBackend(
      kernels,
      kernelThreads === undefined ? {} : { help: { crew: this.#crew, threads: kernelThreads } },
    );
    this.#predictors = new Predictors(ports, this.#backend);
    this.#wordVectors = new WordVectorTrainer(ports, peer, this.#backend);
  }

  /** Datasets that are held in memory to be looked at: code that most workers never need. */
  datasets(): Promise<OpenDatasets> {
    this.#datasets ??= import("./datasets/openDatasets.ts").then(
      ({ OpenDatasets: Opened }) => new Opened(this.#ports, this.#peer),
    );
    return this.#datasets;
  }

  handshake(): { readonly version: number; readonly kernelFlavour: string } {
    return { version: trainerProtocolVersion, kernelFlavour: this.#backend.flavour };
  }

  /** Settles when the run has ended in whatever status; rejects for defects and when the folder cannot be opened. */
  async train(start: StartRun): Promise<RunOutcome> {
    const { runId, generation } = start;
    const control = new RunControl(this.#ports.clock);
    const frames = new FrameProducer(generation, (frame) => {
      this.#peer.notify("frame", { runId, frame });
    });
    for (const [id, ended] of this.#frames) if (ended.drained && !this.#controls.has(id)) this.#frames.delete(id);
    this.#controls.set(runId, control);
    this.#frames.set(runId, frames);
    try {
      const tools = { ports: this.#ports, peer: this.#peer, backend: this.#backend, control, frames };
      const record = await trainRun(start, tools);
      await this.#drain(frames);
      return { record };
    } finally {
      this.#controls.delete(runId);
      if (frames.drained) this.#frames.delete(runId);
    }
  }

  /** Tries rising learning rates; rejects with what is wrong. */
  async testRates(start: TestRates): Promise<RateTest> {
    const control = new RunControl(this.#ports.clock);
    this.#controls.set(start.testId, control);
    try {
      return await testRates(start, { ports: this.#ports, peer: this.#peer, backend: this.#backend, control });
    } finally {
      this.#controls.delete(start.testId);
    }
  }

  /** Trains word vectors and writes them; rejects with what is wrong. */
  async trainVectors(start: TrainVectors): Promise<TrainedVectors> {
    const control = new RunControl(this.#ports.clock);
    this.#controls.set(start.trainingId, control);
    try {
      return await this.#wordVectors.train(start, control);
    } finally {
      this.#controls.delete(start.trainingId);
    }
  }

  nearestWords(query: NearestQuery): WordNeighbours {
    return this.#wordVectors.nearest(query);
  }

  /** Gives the host a moment to take the last frame before it hears that the run has ended. */
  async #drain(frames: FrameProducer): Promise<void> {
    const { clock } = this.#ports;
    const end = clock.ticks() + drainMilliseconds;
    while (!frames.drained && clock.ticks() < end) await clock.breathe();
  }

  /** Takes effect within a slice of work; a run that is not under way is left alone. */
  pause(runId: string): void {
    this.#controls.get(runId)?.pause();
  }

  resume(runId: string): void {
    this.#controls.get(runId)?.resume();
  }

  /** Lets a run go on that holds after this epoch. */
  proceed(runId: string, epoch: number): void {
    this.#controls.get(runId)?.proceed(epoch);
  }

  stop(runId: string, reason?: string): void {
    this.#controls.get(runId)?.stop(reason);
  }

  /** The host has taken frames of a run. */
  frameCredit(runId: string, count: number): void {
    const frames = this.#frames.get(runId);
    frames?.acknowledge(count);
    if (frames?.drained === true && !this.#controls.has(runId)) this.#frames.delete(runId);
  }

  /** How many threads, its own included, large kernel calls may use from now on. */
  useThreads(count: number): void {
    this.#crew.threads = Math.max(1, Math.floor(count));
  }

  inspect(path: string, choices: LayoutChoices): Promise<DatasetSummary> {
    return inspectDataset(this.#ports.files, path, choices);
  }

  sniff(path: string): Promise<{ readonly labelled: boolean; readonly why: string }> {
    return sniffDataset(this.#ports.files, path);
  }

  examples(query: ExamplesQuery): Promise<ExamplesPage> {
    return examplesOfRun(this.#ports, query);
  }

  errors(query: ErrorsQuery): Promise<ErrorAnalysis> {
    return errorsOfRun(this.#ports, query);
  }

  async classCurves(query: ClassCurvesQuery): Promise<{ readonly curves: ClassCurves | null }> {
    return { curves: await classCurvesOfRun(this.#ports, query) };
  }

  predict(query: PredictQuery): Promise<readonly Prediction[]> {
    return this.#predictors.predict(query);
  }

  explain(query: ExplainQuery): Promise<Explanation> {
    return this.#predictors.explain(query);
  }

  explainExample(query: ExplainExampleQuery): Promise<ExplainedExample> {
    return this.#predictors.explainExample(query);
  }

  label(start: StartLabelling): Promise<LabellingStarted> {
    return this.#predictors.label(start);
  }

  labelPart(part: LabelPart): Promise<LabelledPart> {
    return this.#predictors.labelPart(part);
  }

  /** Lets go of the model that was loaded to classify with. */
  forgetModel(runFolder: string): Promise<void> {
    return this.#predictors.forget(runFolder);
  }

  comparePair(query: PairQuery): Promise<PairResult> {
    return comparePair(this.#ports, query);
  }

  flips(query: FlipsQuery): Promise<FlipsPage> {
    return flipsOfPair(this.#ports, query);
  }

  exportRun(query: ExportQuery): Promise<ExportOutcome> {
    return this.#ports.exportRun(query);
  }

  async differences(place: {
    readonly runFolder: string;
    readonly baseFolder: string;
  }): Promise<{ readonly differences: readonly RunDifference[] }> {
    return { differences: await differencesOfRun(this.#ports, this.#backend.flavour, place) };
  }

  async series(query: SeriesQuery): Promise<{ readonly frame: MetricFrame | null }> {
    return { frame: await seriesOfRun(this.#ports, query) };
  }
}
