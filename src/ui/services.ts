import type { DatasetSource } from "../protocol/datasets.ts";
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
import type { Event } from "../base/emitter.ts";
import type { RunDifference, ToldVerification } from "../protocol/verification.ts";
import type { StoredRun } from "../services/ports.ts";
import type { VectorProgress } from "../protocol/wordVectors.ts";
import type { LiveRateTest, RateTestTold } from "../services/rateTests.ts";
import type { ReproductionService } from "../services/reproduction/reproductions.ts";
import type { Verification, VerifyRequest } from "../services/verification/verifications.ts";
import type { LiveVectorTraining, VectorTrainingRequest } from "../services/vectorTrainings.ts";

/** The services that screens speak to. */
export interface Services {
  readonly training: Training;
  readonly datasets: Datasets;
  readonly runs: Runs;
  readonly comparisons: Comparisons;
  readonly sweeps: Sweeps;
  readonly studies: Studies;
  readonly predictions: Predictions;
  readonly exports: Exports;
  readonly crossChecks: CrossChecks;
  /** Tries rising learning rates on an experiment, apart from its runs. */
  testRates(request: ExperimentRequest, told: RateTestTold): LiveRateTest;
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
  /** Trains word vectors on the texts of a dataset. */
  trainVectors(request: VectorTrainingRequest, onProgress: (progress: VectorProgress) => void): LiveVectorTraining;
  /** Holds a dataset in a worker of its own to be looked at, until it is disposed. */
  openDataset(source: DatasetSource): DatasetSession;
}

/** Builds the services at the first call: a window that only shows its sidebar icon pays nothing. */
export type ServicesDoor = () => Services;
