import { Emitter } from "../base/emitter.ts";
import { type Disposable, DisposableStore } from "../base/lifecycle.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import type { RunRecord } from "../experiment/record.ts";
import { isActive } from "../experiment/status.ts";
import { FrameConsumer } from "../protocol/frameFlow.ts";
import type { MetricFrame } from "../protocol/frames.ts";
import type { RunTicker } from "../protocol/runPanel.ts";
import type { StartRun } from "../protocol/trainer.ts";
import type { LiveRun } from "./api.ts";
import type { Clock, Log, TrainerWorker } from "./ports.ts";
import { RemainingTime } from "./remainingTime.ts";
import { Stopwatch } from "./stopwatch.ts";

const tickMilliseconds = 100;
const idleTickMilliseconds = 1_000;

interface Queue {
  /** Takes a run that waits out of the queue. */
  withdraw(run: TrainingRun): Promise<void>;
  /** A run stands still: another may take its place meanwhile. */
  holds(run: TrainingRun): void;
}

/** One live run: gathers what its worker tells and hands it on at a bounded pace. */
export class TrainingRun implements LiveRun {
  readonly request: StartRun;
  readonly ended: Promise<RunRecord>;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #queue: Queue;
  readonly #store = new DisposableStore();
  readonly #tickerEvent = this.#emitter<RunTicker>();
  readonly #epochEvent = this.#emitter<{ readonly epoch: EpochMetrics; readonly bestEpoch: number }>();
  readonly #frameEvent = this.#emitter<MetricFrame>();
  readonly #holdEvent = this.#emitter<{ readonly epoch: number; readonly seconds: number }>();
  readonly #recordEvent = this.#emitter<RunRecord>();
  readonly #series = new FrameConsumer();
  readonly #remaining = new RemainingTime();
  readonly #stopwatch: Stopwatch;
  #settle: (record: RunRecord) => void = () => undefined;
  #record: RunRecord;
  #ticker: RunTicker;
  #epochs: EpochMetrics[] = [];
  #bestEpoch: number | null = null;
  #worker: TrainerWorker | undefined;
  #tick: Disposable | undefined;
  #tickDue = 0;
  #holding = false;

  readonly onTicker = this.#tickerEvent.event;
  readonly onEpoch = this.#epochEvent.event;
  readonly onFrame = this.#frameEvent.event;
  readonly onHold = this.#holdEvent.event;
  readonly onRecord = this.#recordEvent.event;

  constructor(request: StartRun, first: RunRecord, outside: { clock: Clock; log: Log; queue: Queue }) {
    this.request = request;
    this.#record = first;
    this.#clock = outside.clock;
    this.#log = outside.log;
    this.#queue = outside.queue;
    this.#stopwatch = new Stopwatch(outside.clock);
    this.#ticker = {
      status: "queued",
      stalled: false,
      phase: null,
      fraction: null,
      epoch: 0,
      epochs: request.experiment.training.epochs,
      step: 0,
      steps: 0,
      elapsedSeconds: 0,
      remainingSeconds: null,
      examplesPerSecond: null,
    };
    this.ended = new Promise((resolve) => (this.#settle = resolve));
  }

  get id(): string {
    return this.request.runId;
  }
  get folder(): string {
    return this.request.runFolder;
  }
  get baseFolder(): string {
    return this.request.baseFolder;
  }
  get record(): RunRecord {
    return this.#record;
  }
  get epochs(): readonly EpochMetrics[] {
    return this.#epochs;
  }
  get bestEpoch(): number | null {
    return this.#bestEpoch;
  }
  get ticker(): RunTicker {
    const active = isActive(this.#ticker.status);
    return {
      ...this.#ticker,
      elapsedSeconds: this.#stopwatch.seconds,
      remainingSeconds: active ? this.#remaining.estimate(this.#ticker.steps) : null,
    };
  }
  /** Whether it stands still and leaves its place to another. */
  get holding(): boolean {
    return this.#holding;
  }
  get generation(): number {
    return Math.max(this.#series.generation, this.request.generation);
  }
  get seq(): number {
    return this.#series.seq;
  }

  steps(points: number): MetricFrame | null {
    return this.#series.snapshot(Math.max(1, Math.floor(points)));
  }

  /** Trains on a worker until the run has ended; rejects when the worker dies or for a defect. */
  async trainOn(worker: TrainerWorker): Promise<RunRecord> {
    this.#worker = worker;
    const listening = new DisposableStore();
    const mine = <T extends { readonly runId: string }>(handle: (params: T) => void): ((params: T) => void) => {
      return (params) => {
        if (params.runId === this.id) handle(params);
      };
    };
    listening.add(worker.onPhase(mine(({ phase, fraction }) => this.#set({ phase, fraction }))));
    listening.add(worker.onStatus(mine(({ status, stalled }) => this.#setStatus(status, stalled))));
    listening.add(worker.onProgress(mine((progress) => this.#progress(progress))));
    listening.add(worker.onRecord(mine(({ record }) => this.#setRecord(record))));
    listening.add(worker.onEpoch(mine(({ epoch, bestEpoch }) => this.#epoch(epoch, bestEpoch))));
    listening.add(worker.onHold(mine(({ epoch, seconds }) => this.#hold(epoch, seconds))));
    // The last frame may wait for credit and come after the answer: it is heard until the run has ended here.
    this.#store.add(worker.onFrame(mine(({ frame }) => this.#frame(frame, worker))));
    this.#stopwatch.start();
    this.#set({});
    try {
      return await worker.train(this.request);
    } finally {
      this.#worker = undefined;
      this.#holding = false;
      listening.dispose();
    }
  }

  /** Settles `ended`; nothing is heard of the run afterwards. */
  end(record: RunRecord): void {
    this.#stopwatch.stop();
    this.#setRecord(record);
    this.#setStatus(record.status, record.stalled);
    this.#tick?.dispose();
    this.#settle(record);
    this.#store.dispose();
  }

  async pause(): Promise<void> {
    await this.#worker?.pause(this.id);
  }

  async resume(): Promise<void> {
    await this.#worker?.resume(this.id);
  }

  async proceed(epoch: number): Promise<void> {
    this.#holding = false;
    await this.#worker?.proceed(this.id, epoch);
  }

  async stop(reason?: string): Promise<void> {
    if (!isActive(this.#ticker.status)) return;
    this.#holding = false;
    if (this.#worker === undefined) await this.#queue.withdraw(this);
    else await this.#worker.stop(this.id, reason);
  }

  #emitter<T>(): Emitter<T> {
    return this.#store.add(new Emitter<T>((error) => this.#log.error(`a listener to run ${this.id} failed`, error)));
  }

  #setRecord(record: RunRecord): void {
    this.#record = record;
    this.#recordEvent.fire(record);
  }

  #setStatus(status: RunTicker["status"], stalled: boolean): void {
    if (status === "paused") this.#stopwatch.stop();
    if (status === "running") this.#stopwatch.start();
    this.#ticker = { ...this.#ticker, status, stalled };
    // A person waits for this one: at once.
    this.#fireTicker();
  }

  #progress(progress: {
    step: number;
    epoch: number;
    steps: number;
    seconds: number;
    evaluationSecondsLeft: number;
    examplesPerSecond: number;
  }): void {
    const { step, epoch, steps, seconds, evaluationSecondsLeft, examplesPerSecond } = progress;
    this.#remaining.report(step, seconds, evaluationSecondsLeft);
    this.#set({ step, epoch, steps, examplesPerSecond });
  }

  #epoch(epoch: EpochMetrics, bestEpoch: number): void {
    this.#epochs.push(epoch);
    this.#bestEpoch = bestEpoch;
    this.#epochEvent.fire({ epoch, bestEpoch });
  }

  #hold(epoch: number, seconds: number): void {
    this.#holding = true;
    this.#queue.holds(this);
    this.#holdEvent.fire({ epoch, seconds });
  }

  #frame(frame: MetricFrame, worker: TrainerWorker): void {
    try {
      const verdict = this.#series.accept(frame);
      if (verdict === "taken") this.#frameEvent.fire(frame);
      else this.#log.warn(`run ${this.id}: a metric frame was left out (${verdict})`);
    } catch (error) {
      this.#log.error(`run ${this.id}: a metric frame was damaged`, error);
    }
    worker.frameCredit(this.id, 1);
  }

  #set(change: Partial<RunTicker>): void {
    this.#ticker = { ...this.#ticker, ...change };
    this.#tickIn(tickMilliseconds);
  }

  /** Tells of the ticker in so many milliseconds, or sooner if that is due sooner. */
  #tickIn(milliseconds: number): void {
    const due = this.#clock.now() + milliseconds;
    if (this.#store.isDisposed || (this.#tick !== undefined && this.#tickDue <= due)) return;
    this.#tick?.dispose();
    this.#tickDue = due;
    this.#tick = this.#clock.after(milliseconds, () => this.#fireTicker());
  }

  #fireTicker(): void {
    this.#tick?.dispose();
    this.#tick = undefined;
    this.#tickerEvent.fire(this.ticker);
    // The clock goes on also while nothing else is told.
    if (this.#ticker.status === "running") this.#tickIn(idleTickMilliseconds);
  }
}
