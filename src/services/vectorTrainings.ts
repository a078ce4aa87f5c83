import type { TrainedVectors, TrainVectors, VectorProgress, WordNeighbours } from "../protocol/wordVectors.ts";
import type { TrainerWorkers, TrainerWorker } from "./ports.ts";

/** Words near to one, unless more are asked for. */
const nearWords = 10;

export type VectorTrainingRequest = Omit<TrainVectors, "trainingId">;

/** Word vectors being trained, then trained: what they know can be asked until it is disposed. */
export interface LiveVectorTraining {
  /** Rejects with what is wrong with the data. */
  readonly ended: Promise<TrainedVectors>;
  /** Ends it soon, with nothing written. */
  stop(): void;
  /** The words nearest to one; only once it has ended. */
  nearest(word: string): Promise<WordNeighbours>;
  /** Lets go of its thread. */
  dispose(): void;
}

/** Trains word vectors on a thread of its own. */
export function startVectorTraining(
  request: VectorTrainingRequest,
  workers: TrainerWorkers,
  onProgress: (progress: VectorProgress) => void,
): LiveVectorTraining {
  const trainingId = "vectors";
  let worker: TrainerWorker | undefined;
  let stopped = false;
  let disposed = false;
  const run = async (): Promise<TrainedVectors> => {
    worker = await workers.start();
    if (disposed) worker.dispose();
    worker.onVectors(onProgress);
    const ended = worker.trainVectors({ ...request, trainingId });
    if (stopped) void worker.stop(trainingId).catch(() => undefined);
    return ended;
  };
  return {
    ended: run(),
    stop: () => {
      stopped = true;
      void worker?.stop(trainingId).catch(() => undefined);
    },
    nearest: (word) => {
      if (worker === undefined) return Promise.resolve({ word, near: null });
      return worker.nearestWords({ word, count: nearWords });
    },
    dispose: () => {
      disposed = true;
      worker?.dispose();
    },
  };
}
