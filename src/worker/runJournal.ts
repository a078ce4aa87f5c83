import { invariant } from "../base/assert.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import type { RunRecord } from "../experiment/record.ts";
import { canFollow, type RunStatus } from "../experiment/status.ts";
import type { TypedConnection } from "../protocol/connection.ts";
import type { HostNotifications, RunPhase, TrainerNotifications, TrainerRequests } from "../protocol/trainer.ts";
import type { RunWriter } from "./ports.ts";
import { Throttle } from "./throttle.ts";

/** The worker's end of the wire to its host. */
export type TrainerConnection = TypedConnection<object, TrainerRequests, TrainerNotifications, HostNotifications>;
/** As much of it as a run needs to tell what it does. */
export type TrainerPeer = Pick<TrainerConnection, "notify">;

const recordMilliseconds = 250;
const tellMilliseconds = 100;

/** Keeps a run's record: every change goes through here to run.json and to the host, at a bounded pace. */
export class RunJournal {
  readonly #writer: RunWriter;
  readonly #peer: TrainerPeer;
  readonly #writing: Throttle;
  readonly #telling: Throttle;
  #record: RunRecord;
  #phase: RunPhase | null = null;
  #isSaving = false;
  #failure: Error | undefined;

  /** @param ticks monotonic milliseconds. */
  constructor(first: RunRecord, writer: RunWriter, peer: TrainerPeer, ticks: () => number) {
    this.#record = first;
    this.#writer = writer;
    this.#peer = peer;
    this.#writing = new Throttle(ticks, recordMilliseconds);
    this.#telling = new Throttle(ticks, tellMilliseconds);
  }

  get record(): RunRecord {
    return this.#record;
  }

  /** Moves to a status together with what else changes; written and told at once. */
  async enter(status: RunStatus, change: Partial<RunRecord> = {}): Promise<void> {
    invariant(canFollow(this.#record.status, status), `${this.#record.status} is not followed by ${status}`);
    this.#record = { ...this.#record, ...change, status };
    await this.save();
    this.#tellStatus();
  }

  /** Changes the record; it reaches disk and host with the next `save` or, at the latest, with the next status. */
  change(change: Partial<RunRecord>): void {
    const stalled = this.#record.stalled;
    this.#record = { ...this.#record, ...change };
    if (stalled !== this.#record.stalled) this.#tellStatus();
  }

  async save(): Promise<void> {
    const record = this.#record;
    await this.#writer.record(record);
    this.#peer.notify("record", { runId: record.id, record });
  }

  /** Saves beside training, unless that was done just now or is under way; throws why the last time failed. */
  saveSoon(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#isSaving || !this.#writing.pass()) return;
    this.#isSaving = true;
    this.save()
      .catch((error: unknown) => {
        this.#failure = error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        this.#isSaving = false;
      });
  }

  async epoch(epoch: EpochMetrics, bestEpoch: number): Promise<void> {
    await this.#writer.epoch(epoch);
    this.#peer.notify("epoch", { runId: this.#record.id, epoch, bestEpoch });
  }

  /** Tells of an epoch that was recorded before the run was resumed. */
  retell(epoch: EpochMetrics, bestEpoch: number): void {
    this.#peer.notify("epoch", { runId: this.#record.id, epoch, bestEpoch });
  }

  /** Tells that the run stands still after an epoch until it hears whether to go on. */
  hold(epoch: number): void {
    this.#peer.notify("hold", { runId: this.#record.id, epoch, seconds: this.#record.seconds.total });
  }

  /** Tells of a phase when it begins and, at most ten times a second, how far it is. */
  phase(phase: RunPhase, fraction: number | null): void {
    if (phase === this.#phase && !this.#telling.pass()) return;
    this.#phase = phase;
    this.#peer.notify("phase", { runId: this.#record.id, phase, fraction });
  }

  /** Tells how far training is, at most ten times a second. */
  progress(progress: Omit<TrainerNotifications["progress"], "runId">, always = false): void {
    if (this.#telling.pass() || always) this.#peer.notify("progress", { runId: this.#record.id, ...progress });
  }

  #tellStatus(): void {
    const { id, status, stalled } = this.#record;
    this.#peer.notify("status", { runId: id, status, stalled });
  }
}
