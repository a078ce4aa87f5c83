import { type Backend, selectBackend } from "../engine/backend.ts";
import type { LayoutChoices } from "../data/layout.ts";
import type { PoolResult } from "../experiment/comparison/foldPools.ts";
import type { PairResult } from "../experiment/comparison/pair.ts";
import { packCurve } from "../protocol/curves.ts";
import type { RunRecord } from "../experiment/record.ts";
import type { RateTest } from "../experiment/rateTest.ts";
import type { ExportOutcome, ExportQuery } from "../protocol/exports.ts";
import type { LabelledPart, LabellingStarted, LabelPart, StartLabelling } from "../protocol/labelling.ts";
import type { DatasetSearch, DatasetsFound, PlaceSeen, PlaceToLook } from "../protocol/datasetSearch.ts";
import { FrameProducer } from "../protocol/frameFlow.ts";
import type { MetricFrame } from "../protocol/frames.ts";
import {
  type DatasetSummary,
  type ExamplesPage,
  type ExamplesQuery,
  type FlipsPage,
  type FlipsQuery,
  type PairQuery,
  type PoolQuery,
  type RunOutcome,
  type CurveQuery,
  type SeriesQuery,
  type StartRun,
  type TestRates,
  trainerProtocolVersion,
} from "../protocol/trainer.ts";
import type { Reproductions } from "../protocol/reproduction.ts";
import type { RunDifference, VerificationResult, VerifyQuery } from "../protocol/verification.ts";
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
import { inspectDataset } from "./inspectDataset.ts";
import { KeptPreparation } from "./keptPreparation.ts";
import type { TrainerPorts } from "./ports.ts";
import { comparePair, flipsOfPair } from "./pairOfRuns.ts";
import { poolOfRuns } from "./poolOfRuns.ts";
import { Predictors } from "./predictors.ts";
import { RunControl, StopSignal } from "./runControl.ts";
import type { TrainerPeer } from "./runJournal.ts";
import { curveOfRun, seriesOfRun } from "./seriesOfRun.ts";
import { testRates } from "./testRates.ts";
import { Throttle } from "./throttle.ts";
import { trainRun } from "./trainRun.ts";
import { WordVectorTrainer } from "./wordVectorTrainer.ts";

const drainMilliseconds = 200;

/** Between how many milliseconds it is told how far a counting is. */
const tellMilliseconds = 100;

/** The trainer behind the protocol: what a worker can be asked, over ports that know files and time. */
export class TrainerSession {
  #datasets: Promise<OpenDatasets> | undefined;
  readonly #ports: TrainerPorts;
  readonly #peer: TrainerPeer;
  readonly #backend: Backend;
  readonly #crew = { threads: 1 };
  readonly #predictors: Predictors;
  readonly #wordVectors: WordVectorTrainer;
  readonly #kept = new KeptPreparation();
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
  train(start: StartRun): Promise<RunOutcome> {
    return this.#train(start, this.#kept);
  }

  /** Lets go of what was kept of the last run for the next one, since none comes for now. */
  rest(): void {
    this.#kept.forget();
  }

  async #train(start: StartRun, kept: KeptPreparation): Promise<RunOutcome> {
    const { runId, generation } = start;
    const control = new RunControl(this.#ports.clock);
    const frames = new FrameProducer(generation, (frame) => {
      this.#peer.notify("frame", { runId, frame });
    });
    for (const [id, ended] of this.#frames) if (ended.drained && !this.#controls.has(id)) this.#frames.delete(id);
    this.#controls.set(runId, control);
    this.#frames.set(runId, frames);
    try {
      const tools = { ports: this.#ports, peer: this.#peer, backend: this.#backend, control, frames, kept };
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
      const [ports, peer, backend, kept] = [this.#ports, this.#peer, this.#backend, this.#kept];
      return await testRates(start, { ports, peer, backend, control, kept });
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

  /** Counts a dataset. With an id it tells how far it is, and may be stopped: null then. */
  async inspect(path: string, choices: LayoutChoices, id?: string): Promise<DatasetSummary | null> {
    const { clock, files } = this.#ports;
    const control = new RunControl(clock);
    const throttle = new Throttle(() => clock.ticks(), tellMilliseconds);
    if (id !== undefined) this.#controls.set(id, control);
    const tell = (fraction: number): void => {
      if (id !== undefined && throttle.pass()) this.#peer.notify("inspection", { id, fraction });
    };
    try {
      return await inspectDataset(files, path, choices, { control, tell });
    } catch (error) {
      if (error instanceof StopSignal) return null;
      throw error;
    } finally {
      if (id !== undefined) this.#controls.delete(id);
    }
  }

  async findCandidates(search: DatasetSearch): Promise<DatasetsFound> {
    return (await import("./datasets/walkFolders.ts")).findCandidates(search, this.#ports);
  }

  async lookAt(places: readonly PlaceToLook[]): Promise<readonly (PlaceSeen | null)[]> {
    return (await import("./datasets/lookAt.ts")).lookAt(places, this.#ports);
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

  pool(query: PoolQuery): Promise<PoolResult> {
    return poolOfRuns(this.#ports, query);
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

  /** Takes runs to other machines and back: code that most workers never need. */
  reproductions(): Promise<Reproductions> {
    const { reproductions } = this.#ports;
    if (reproductions === undefined) throw new Error("nothing is reproduced here");
    return reproductions(this.#backend.flavour);
  }

  /** Trains a run again, elsewhere, and compares. */
  async verify(query: VerifyQuery): Promise<VerificationResult> {
    const { verifyRun } = await import("./verification/verifyRun.ts");
    // Nothing of another run is taken over by one that is to prove it.
    const train = async (start: StartRun): Promise<RunRecord> =>
      (await this.#train(start, new KeptPreparation())).record;
    return verifyRun(query, { ports: this.#ports, kernelFlavour: this.#backend.flavour, train });
  }

  async series(query: SeriesQuery): Promise<{ readonly frame: MetricFrame | null }> {
    return { frame: await seriesOfRun(this.#ports, query) };
  }

  async curve(query: CurveQuery): Promise<{ readonly points: ArrayBuffer }> {
    return { points: packCurve(await curveOfRun(this.#ports, query)).buffer };
  }
}
