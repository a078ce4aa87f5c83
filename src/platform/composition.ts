import { basename, join } from "node:path";
import type { Disposable } from "../base/lifecycle.ts";
import type {
  Comparisons,
  CrossChecks,
  DatasetSession,
  Datasets,
  Exports,
  ExperimentRequest,
  Predictions,
  Runs,
  Studies,
  Sweeps,
  Training,
} from "../services/api.ts";
import { ComparisonService } from "../services/comparisons.ts";
import { openDataset } from "../services/datasetSessions.ts";
import type { DatasetSource } from "../protocol/datasets.ts";
import { DatasetService } from "../services/datasets.ts";
import { Inspections } from "../services/inspections.ts";
import { Emitter, type Event } from "../base/emitter.ts";
import type { RunDifference, ToldVerification } from "../protocol/verification.ts";
import type { Log, ShowCounting, StoredRun } from "../services/ports.ts";
import type { VectorProgress } from "../protocol/wordVectors.ts";
import { PredictionService } from "../services/predictions.ts";
import { type LiveRateTest, type RateTestTold, startRateTest } from "../services/rateTests.ts";
import { CrossCheckService } from "../services/crosscheck/crossChecks.ts";
import { ExportService } from "../services/runExports.ts";
import { RunsService } from "../services/runs.ts";
import { StudyService } from "../services/studies.ts";
import {
  type LiveVectorTraining,
  startVectorTraining,
  type VectorTrainingRequest,
} from "../services/vectorTrainings.ts";
import type { ReproductionService } from "../services/reproduction/reproductions.ts";
import type { Verification, VerifyRequest } from "../services/verification/verifications.ts";
import { SweepService } from "../services/sweeps.ts";
import { TrainingService } from "../services/training.ts";
import { UtilityWorker } from "../services/utilityWorker.ts";
import { systemClock } from "./clock.ts";
import { readTextIfThere } from "./fileIo.ts";
import { openIndex, type IndexPlace } from "./openIndex.ts";
import { inTemporaryFolder, pythonScripts } from "./pythonScripts.ts";
import { writeReportFiles } from "./reportFiles.ts";
import { runFiles } from "./runFiles.ts";
import { openRunReader, readEpochs, stepColumn } from "./runReader.ts";
import type { RunsFolder } from "./folderStamp.ts";
import { runFile, sizeLimit } from "./storage.ts";
import { sweepFiles } from "./sweepFiles.ts";
import { threadWorkers } from "./trainerWorkers.ts";

export interface CompositionOptions {
  /** Where runs are looked for, each with the folder that paths in its records are relative to. */
  readonly folders: readonly RunsFolder[];
  /** Absolute path of the bundled trainer (dist/trainer.mjs); the kernels lie beside it. */
  readonly trainer: string;
  /** Runs trained at once, at least 1; asked anew for each run. */
  readonly concurrency: () => number;
  /** Seconds from one checkpoint of a run to the next, 0: only when it is stopped. Default 10. */
  readonly checkpointSeconds?: () => number;
  /** Such as `validation.accuracy`; orders the list of runs. */
  readonly keyMetric: () => string;
  readonly log: Log;
  /** Whether to tell of runs that others change. Default true. */
  readonly watch?: boolean;
  /**
   * Whether the thread that looked at a dataset goes on to train on it, warmed up as it is: right for one command, not
   * for an editor that has more questions. Default false.
   */
  readonly oneCommand?: boolean;
  /** Where the list of runs is remembered; without it every run.json is read. */
  readonly index?: IndexPlace;
  /** Where somebody waits: how they are told that a dataset is counted before a run can begin. */
  readonly showCounting?: ShowCounting;
  /** Heap of one worker in MB; by default half the memory, 0.5 to 4 GB. */
  readonly heapMegabytes?: number;
}

const defaultCheckpointSeconds = 10;

/** The services over this machine, the same for the editor and the command line. */
export interface Composition extends Disposable {
  readonly training: Training;
  readonly datasets: Datasets;
  readonly runs: Runs;
  readonly sweeps: Sweeps;
  readonly studies: Studies;
  readonly comparisons: Comparisons;
  readonly predictions: Predictions;
  readonly exports: Exports;
  readonly crossChecks: CrossChecks;
  /** Tries rising learning rates on an experiment, apart from its runs. */
  testRates(request: ExperimentRequest, told: RateTestTold): LiveRateTest;
  /** Trains word vectors on the texts of a dataset. */
  trainVectors(request: VectorTrainingRequest, onProgress: (progress: VectorProgress) => void): LiveVectorTraining;
  /** Holds a dataset in a worker of its own to be looked at, until it is disposed. */
  openDataset(source: DatasetSource): DatasetSession;
  /** What is not as it was when a run was trained. */
  differences(run: Pick<StoredRun, "folder" | "baseFolder">): Promise<readonly RunDifference[]>;
  /** Trains a run again and says whether the same comes out; undefined where it was stopped, a UserError where it cannot. */
  verify(run: StoredRun, request: VerifyRequest): Promise<Verification | undefined>;
  /** What the last verification of a run came to; undefined where there was none. */
  verification(run: Pick<StoredRun, "folder">): Promise<ToldVerification | undefined>;
  /** Fires with the folder of a run that has another verification. */
  readonly onVerified: Event<string>;
  /** Takes runs to other machines and back. */
  reproductions(): Promise<ReproductionService>;
  /** Looks for runs in other folders from now on. */
  setFolders(folders: readonly RunsFolder[]): Promise<void>;
  /** Stops runs, keeping what they trained, and lets go of everything; waits until it is done. */
  shutdown(): Promise<void>;
}

/** Builds the services; no file is read and no thread started before the first question. */
export function compose(options: CompositionOptions): Composition {
  const { log } = options;
  const workers = threadWorkers({
    trainer: options.trainer,
    log,
    ...(options.heapMegabytes !== undefined && { heapMegabytes: options.heapMegabytes }),
  });
  const index = openIndex(options);
  const utility = new UtilityWorker(workers);
  const inspections = new Inspections(runFiles, utility);
  const handedOver = { start: async () => (await utility.handOver()) ?? workers.start() };
  const training = new TrainingService({
    workers: options.oneCommand === true ? handedOver : workers,
    files: runFiles,
    index,
    inspections,
    showCounting: options.showCounting,
    clock: systemClock,
    log,
    concurrency: options.concurrency,
    checkpointSeconds: options.checkpointSeconds ?? (() => defaultCheckpointSeconds),
  });
  const { concurrency } = options;
  const sweeps = new SweepService({ training, files: runFiles, sweepFiles, log, concurrency });
  const runs = new RunsService({
    index,
    files: runFiles,
    training,
    worker: utility,
    log,
    keyMetric: options.keyMetric,
  });
  const exports = new ExportService(utility);
  const verified = new Emitter<string>();
  const kept = (runFolder: string): void => {
    verified.fire(runFolder);
    // Lists tell of it too; whoever opened the run need not wait for them.
    index.refresh(basename(runFolder)).catch((error: unknown) => log.error("a verified run cannot be listed", error));
  };
  const shutdown = async (): Promise<void> => {
    utility.dispose();
    // Told first, so that they take no run for stopped by hand; they have ended once their runs have.
    const swept = sweeps.shutdown();
    await training.shutdown();
    await swept;
    runs.dispose();
    index.dispose();
  };
  return {
    training,
    datasets: new DatasetService(inspections, utility),
    runs,
    sweeps,
    studies: new StudyService({ training, sweeps, runs, writeFiles: writeReportFiles }),
    predictions: new PredictionService(utility, workers),
    exports,
    crossChecks: new CrossCheckService({
      ...{ exports, inTemporaryFolder, scripts: pythonScripts, epochs: readEpochs, writeFiles: writeReportFiles, join },
      losses: async (folder) => stepColumn(await openRunReader(folder).steps(), "loss"),
      readText: readTextIfThere,
    }),
    comparisons: new ComparisonService({ files: runFiles, worker: utility }),
    trainVectors: (request, onProgress) => startVectorTraining(request, workers, onProgress),
    testRates: (request, told) => startRateTest(request, { workers, training }, told),
    openDataset: (source) => openDataset(source, { workers, log }),
    differences: ({ folder, baseFolder }) =>
      utility.ask((worker) => worker.differences({ runFolder: folder, baseFolder })),
    verify: async (run, request) => {
      // Few verify: its code is loaded when one does.
      const { verify } = await import("../services/verification/verifications.ts");
      const threads = (): number => options.concurrency() - training.active.length;
      return verify(run, request, {
        ...{ workers, files: runFiles, inTemporaryFolder, threads, log, now: () => new Date(), kept },
      });
    },
    verification: async ({ folder }) => {
      const text = await readTextIfThere(join(folder, runFile.verification), sizeLimit.verification);
      if (text === undefined) return undefined;
      const { parseVerification } = await import("../services/verification/stored.ts");
      return parseVerification(text);
    },
    onVerified: verified.event,
    reproductions: async () => {
      const { ReproductionService: Service } = await import("../services/reproduction/reproductions.ts");
      return new Service({ worker: utility, files: runFiles, now: () => new Date(), log, kept });
    },
    setFolders: (folders) => index.setFolders(folders),
    shutdown,
    dispose: () => void shutdown(),
  };
}
