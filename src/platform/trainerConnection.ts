import type { Worker } from "node:worker_threads";
import { Emitter } from "../base/emitter.ts";
import { DisposableStore, toDisposable } from "../base/lifecycle.ts";
import { typed } from "../protocol/connection.ts";
import type { DatasetRequests } from "../protocol/datasets.ts";
import type { ReproductionRequests } from "../protocol/reproduction.ts";
import {
  type HostNotifications,
  type TrainerNotifications,
  type TrainerRequests,
  trainerProtocolVersion,
} from "../protocol/trainer.ts";
import type { Log, TrainerWorker } from "../services/ports.ts";
import { connectPort } from "./workerTransport.ts";

export interface TrainerThread {
  readonly log: Log;
  terminate(): void;
  /** Registers who is told, once, when the thread has ended. */
  died(tell: (reason: string) => void): void;
}

/** Shakes hands with a trainer thread and puts the TrainerWorker face on it; rejects when it dies or is of another version. */
export async function openTrainer(worker: Worker, thread: TrainerThread): Promise<TrainerWorker> {
  const store = new DisposableStore();
  const wire = connectPort(worker, (error) => {
    thread.log.error("the wire to a training thread failed", error);
  });
  const connection = typed<TrainerRequests, object, HostNotifications, TrainerNotifications>(wire);
  const death = store.add(new Emitter<string>());
  const emitterOf = <K extends keyof TrainerNotifications>(name: K): Emitter<TrainerNotifications[K]> => {
    const emitter = store.add(
      new Emitter<TrainerNotifications[K]>((error) => {
        thread.log.error(`a listener to ${name} failed`, error);
      }),
    );
    connection.onNotification(name, (params) => {
      emitter.fire(params);
    });
    return emitter;
  };
  const phase = emitterOf("phase");
  const status = emitterOf("status");
  const epoch = emitterOf("epoch");
  const hold = emitterOf("hold");
  const record = emitterOf("record");
  const progress = emitterOf("progress");
  const frame = emitterOf("frame");
  const rates = emitterOf("rates");
  const vectors = emitterOf("vectors");
  const datasetProgress = emitterOf("datasetProgress");
  const inspection = emitterOf("inspection");
  let inspections = 0;
  wire.listen();

  let reason: string | undefined;
  let disposed = false;
  const ended = new Promise<never>((_, reject) => {
    thread.died((why) => {
      reason = why;
      reject(new Error(why));
      if (!disposed) death.fire(why);
      wire.dispose();
    });
  });
  ended.catch(() => undefined);
  const deathOr = (error: unknown): unknown => (reason === undefined ? error : new Error(reason));
  /** A request to a thread that dies is never answered; its caller learns the reason instead. */
  const request: typeof connection.request = async (name, params) => {
    try {
      return await Promise.race([ended, connection.request(name, params)]);
    } catch (error) {
      throw deathOr(error);
    }
  };
  const command = async (name: "pause" | "resume", runId: string): Promise<void> => {
    await request(name, { runId });
  };
  store.add(
    toDisposable(() => {
      disposed = true;
      // Requests under way fail when the thread has really ended: until then it may still be writing.
      thread.terminate();
    }),
  );

  let kernelFlavour: string;
  try {
    const answer = await request("handshake", { version: trainerProtocolVersion });
    if (answer.version !== trainerProtocolVersion) {
      throw new Error(
        `The training thread speaks version ${String(answer.version)} of the protocol, ` +
          `not ${String(trainerProtocolVersion)}: build or install Benchtop anew.`,
      );
    }
    kernelFlavour = answer.kernelFlavour;
  } catch (error) {
    store.dispose();
    throw error;
  }

  return {
    kernelFlavour,
    train: async (run) => (await request("train", run)).record,
    testRates: (start) => request("testRates", start),
    trainVectors: (start) => request("trainVectors", start),
    nearestWords: (query) => request("nearestWords", query),
    pause: (runId) => command("pause", runId),
    resume: (runId) => command("resume", runId),
    proceed: async (runId, epoch) => {
      await request("proceed", { runId, epoch });
    },
    stop: async (runId, reason) => {
      await request("stop", { runId, ...(reason !== undefined && { reason }) });
    },
    inspect: async (path, choices, watch) => {
      if (watch === undefined) return request("inspect", { path, choices });
      const id = `inspection ${String(++inspections)}`;
      const told = inspection.event(({ id: of, fraction }) => {
        if (of === id) watch.onProgress(fraction);
      });
      const stop = (): void => {
        // A thread that has died by now fails the question itself.
        request("stop", { runId: id }).catch(() => undefined);
      };
      watch.signal.addEventListener("abort", stop);
      try {
        return watch.signal.aborted ? null : await request("inspect", { path, choices, id });
      } finally {
        watch.signal.removeEventListener("abort", stop);
        told.dispose();
      }
    },
    findCandidates: (search) => request("findCandidates", search),
    lookAt: async (places) => (await request("lookAt", { places })).seen,
    examples: (query) => request("examples", query),
    errors: (query) => request("errors", query),
    classCurves: async (query) => (await request("classCurves", query)).curves,
    predict: (query) => request("predict", query),
    explain: (query) => request("explain", query),
    explainExample: (query) => request("explainExample", query),
    label: (start) => request("label", start),
    labelPart: (part) => request("labelPart", part),
    forgetModel: async (runFolder) => {
      await request("forgetModel", { runFolder });
    },
    comparePair: (query) => request("comparePair", query),
    flips: (query) => request("flips", query),
    pool: (query) => request("pool", query),
    series: async (runFolder, points) => (await request("series", { runFolder, points })).frame,
    curve: async (query) => (await request("curve", query)).points,
    exportRun: (query) => request("exportRun", query),
    // The table's tuple types and the connection's inferred ones are the same types.
    dataset: <K extends keyof DatasetRequests>(name: K, params: DatasetRequests[K][0]) =>
      request(name, params as never) as Promise<DatasetRequests[K][1]>,
    differences: async (place) => (await request("differences", place)).differences,
    reproduce: <K extends keyof ReproductionRequests>(name: K, params: ReproductionRequests[K][0]) =>
      request(name, params as never) as Promise<ReproductionRequests[K][1]>,
    verify: (query) => request("verify", query),
    frameCredit: (runId, count) => {
      connection.notify("frameCredit", { runId, count });
    },
    useThreads: (count) => {
      connection.notify("threads", { count });
    },
    rest: () => {
      connection.notify("rest", null);
    },
    onPhase: phase.event,
    onStatus: status.event,
    onEpoch: epoch.event,
    onHold: hold.event,
    onRecord: record.event,
    onProgress: progress.event,
    onFrame: frame.event,
    onRates: rates.event,
    onVectors: vectors.event,
    onDatasetProgress: datasetProgress.event,
    onDeath: death.event,
    dispose: () => {
      store.dispose();
    },
  };
}
