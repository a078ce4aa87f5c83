import { Emitter } from "../../../src/base/emitter.ts";
import type { RunRecord } from "../../../src/experiment/record.ts";
import { openRunWriter } from "../../../src/platform/runWriter.ts";
import { firstRecord } from "../../../src/platform/endRun.ts";
import type { DatasetsFound, PlaceSeen, PlaceToLook } from "../../../src/protocol/datasetSearch.ts";
import { packFrame } from "../../../src/protocol/frames.ts";
import type { PairResult } from "../../../src/experiment/comparison/pair.ts";
import type { PoolResult } from "../../../src/experiment/comparison/foldPools.ts";
import type {
  DatasetSummary,
  PairQuery,
  PoolQuery,
  StartRun,
  TrainerNotifications,
} from "../../../src/protocol/trainer.ts";
import type { InspectionWatch, TrainerWorker, TrainerWorkers } from "../../../src/services/ports.ts";
import { epochMetrics } from "../platform/records.ts";

/** The events of a trainer by name. */
type Events = { readonly [K in keyof TrainerNotifications]: Emitter<TrainerNotifications[K]> };

/**
 * A trainer in this thread whose runs last until a test says so. It writes real run folders and tells what a worker
 * would tell; only the learning is left out.
 */
export class HandTrainer implements TrainerWorker {
  readonly kernelFlavour = "reference";
  readonly events: Events = {
    phase: new Emitter(),
    status: new Emitter(),
    epoch: new Emitter(),
    hold: new Emitter(),
    record: new Emitter(),
    progress: new Emitter(),
    frame: new Emitter(),
    rates: new Emitter(),
    vectors: new Emitter(),
    datasetProgress: new Emitter(),
    inspection: new Emitter(),
  };
  readonly #stopped = new Set<string>();
  readonly #death = new Emitter<string>();
  readonly credits: number[] = [];
  disposed = false;
  #run: { start: StartRun; end: (change: Partial<RunRecord>) => void; fail: (error: Error) => void } | undefined;

  readonly onPhase = this.events.phase.event;
  readonly onStatus = this.events.status.event;
  readonly onEpoch = this.events.epoch.event;
  readonly onHold = this.events.hold.event;
  readonly onRecord = this.events.record.event;
  readonly onProgress = this.events.progress.event;
  readonly onFrame = this.events.frame.event;
  readonly onRates = this.events.rates.event;
  readonly onVectors = this.events.vectors.event;
  readonly onDatasetProgress = this.events.datasetProgress.event;
  readonly onDeath = this.#death.event;

  /** The run under way. */
  get runId(): string | undefined {
    return this.#run?.start.runId;
  }

  async train(start: StartRun): Promise<RunRecord> {
    const writer = await openRunWriter(start.runFolder);
    let record: RunRecord = { ...firstRecord(start), status: "running" };
    await writer.record(record);
    this.events.status.fire({ runId: start.runId, status: "running", stalled: false });
    this.events.record.fire({ runId: start.runId, record });
    try {
      const ended = new Promise<Partial<RunRecord>>((end, fail) => (this.#run = { start, end, fail }));
      if (this.#stopped.delete(start.runId)) this.#run?.end({ status: "stopped" });
      record = { ...record, ...(await ended), ended: new Date().toISOString() };
      await writer.record(record);
      await writer.close();
      return record;
    } finally {
      this.#run = undefined;
    }
  }

  /** What it was asked to train. */
  get start(): StartRun | undefined {
    return this.#run?.start;
  }

  finish(change: Partial<RunRecord> = {}): void {
    this.#run?.end({ status: "finished", ...change });
  }

  /** Ends as a thread ends that ran out of memory: the lock stays behind. */
  die(reason: string): void {
    this.#run?.fail(new Error(reason));
    this.#death.fire(reason);
  }

  tellEpoch(epoch: number): void {
    this.events.epoch.fire({ runId: this.runId ?? "", epoch: epochMetrics(epoch), bestEpoch: epoch });
  }

  tellFrame(seq: number, first: number, values: readonly number[]): void {
    const count = values.length;
    const columns = Float32Array.from(
      [0, 1, 2].flatMap((column) => [0, 1, 2].flatMap(() => values.map((v) => v + column))),
    );
    const frame = packFrame(1, seq, { first, stride: 1, count, last: first + count - 1, values: columns });
    this.events.frame.fire({ runId: this.runId ?? "", frame });
  }

  pause(runId: string): Promise<void> {
    this.events.status.fire({ runId, status: "paused", stalled: false });
    return Promise.resolve();
  }

  resume(runId: string): Promise<void> {
    this.events.status.fire({ runId, status: "running", stalled: false });
    return Promise.resolve();
  }

  /** The epochs beyond which it was let go. */
  readonly proceeded: number[] = [];

  proceed(_: string, epoch: number): Promise<void> {
    this.proceeded.push(epoch);
    return Promise.resolve();
  }

  stop(runId: string, reason?: string): Promise<void> {
    if (this.runId === runId) this.#run?.end({ status: "stopped", message: reason ?? null });
    // It may come before the run folder is open.
    else this.#stopped.add(runId);
    return Promise.resolve();
  }

  inspect(path: string, _?: unknown, watch?: InspectionWatch): Promise<DatasetSummary | null> {
    this.inspected.push(path);
    if (watch !== undefined && path.includes("large"))
      return new Promise((resolve) => {
        watch.onProgress(0.5);
        this.#inspections.push(() => {
          resolve(summaryOf(path));
        });
        watch.signal.addEventListener("abort", () => {
          this.inspectionsStopped++;
          resolve(null);
        });
      });
    return Promise.resolve(summaryOf(path));
  }
  inspectionsStopped = 0;
  readonly #inspections: (() => void)[] = [];
  /** Ends the counts of large files, which take until then. */
  endInspections(): void {
    for (const end of this.#inspections) end();
  }
  readonly inspected: string[] = [];

  findCandidates(): Promise<DatasetsFound> {
    return Promise.resolve({ ways: ["data/reviews.tsv"], isPartial: false });
  }

  lookAt(places: readonly PlaceToLook[]): Promise<readonly PlaceSeen[]> {
    return Promise.resolve(places.map(({ path }) => ({ bytes: 1, modified: 1, labelled: !path.endsWith(".log") })));
  }

  reproduce(): Promise<never> {
    return Promise.reject(new Error("nothing is reproduced here"));
  }

  verify(): Promise<never> {
    return Promise.reject(new Error("no verification here"));
  }

  differences(): Promise<never> {
    return Promise.reject(new Error("no differences here"));
  }

  trainVectors(): Promise<never> {
    return Promise.reject(new Error("no vectors here"));
  }

  nearestWords(): Promise<never> {
    return Promise.reject(new Error("no vectors here"));
  }

  testRates(): Promise<never> {
    return Promise.reject(new Error("no rates here"));
  }

  examples(): Promise<never> {
    return Promise.reject(new Error("no examples here"));
  }

  /** What a test has pairs answer. */
  pairs: (query: PairQuery) => PairResult = () => {
    throw new Error("no pairs here");
  };

  comparePair(query: PairQuery): Promise<PairResult> {
    return Promise.resolve(this.pairs(query));
  }

  /** What a test has folds come to. */
  pools: (query: PoolQuery) => PoolResult = () => {
    throw new Error("no folds here");
  };

  pool(query: PoolQuery): Promise<PoolResult> {
    return Promise.resolve(this.pools(query));
  }

  predict(): Promise<never> {
    return Promise.reject(new Error("no predictions here"));
  }
  explain(): Promise<never> {
    return Promise.reject(new Error("no predictions here"));
  }
  explainExample(): Promise<never> {
    return Promise.reject(new Error("no predictions here"));
  }
  label(): Promise<never> {
    return Promise.reject(new Error("nothing is labelled here"));
  }
  labelPart(): Promise<never> {
    return Promise.reject(new Error("nothing is labelled here"));
  }
  forgetModel(): Promise<void> {
    return Promise.resolve();
  }
  errors(): Promise<never> {
    return Promise.reject(new Error("no errors here"));
  }
  classCurves(): Promise<never> {
    return Promise.reject(new Error("no curves here"));
  }
  flips(): Promise<never> {
    return Promise.reject(new Error("no flips here"));
  }

  dataset(): Promise<never> {
    return Promise.reject(new Error("no datasets here"));
  }

  series(): Promise<null> {
    return Promise.resolve(null);
  }

  curve(): Promise<ArrayBuffer> {
    return Promise.resolve(new ArrayBuffer(0));
  }

  exportRun(): Promise<never> {
    return Promise.reject(new Error("an export needs a real trainer"));
  }

  readonly threads: number[] = [];

  useThreads(count: number): void {
    this.threads.push(count);
  }

  rests = 0;

  rest(): void {
    this.rests++;
  }

  frameCredit(_: string, count: number): void {
    this.credits.push(count);
  }

  dispose(): void {
    this.disposed = true;
    this.#run?.fail(new Error("The thread was ended."));
  }
}

/** Hands out trainers and keeps them for the test to reach. */
export class HandTrainers implements TrainerWorkers {
  readonly started: HandTrainer[] = [];

  start(): Promise<HandTrainer> {
    const trainer = new HandTrainer();
    this.started.push(trainer);
    return Promise.resolve(trainer);
  }

  /** The trainer that works on a run. */
  of(runId: string): HandTrainer {
    const trainer = this.started.find((one) => one.runId === runId);
    if (trainer === undefined) throw new Error(`no trainer works on ${runId}`);
    return trainer;
  }
}

function summaryOf(path: string): DatasetSummary {
  return {
    path,
    sniffed: {
      layout: {
        format: "lines",
        delimiter: "\t",
        header: false,
        columns: ["text", "label"],
        label: "label",
        text: "text",
        numeric: [],
      },
      reasons: [],
    },
    classes: ["a", "b"],
    counts: { train: [8, 8], validation: [1, 1], test: [1, 1] },
    examples: 20,
    meanTokens: 3,
    invalidBytes: 0,
    brokenRows: 0,
    broken: [],
    skippedRows: 0,
    notes: [],
    stored: false,
    sha256: "00",
  };
}
