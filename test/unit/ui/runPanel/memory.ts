import { Emitter } from "../../../../src/base/emitter.ts";
import { type Disposable, toDisposable } from "../../../../src/base/lifecycle.ts";
import type { EpochMetrics } from "../../../../src/experiment/metrics.ts";
import type { RunRecord } from "../../../../src/experiment/record.ts";
import type { MetricFrame } from "../../../../src/protocol/frames.ts";
import type { RunTicker } from "../../../../src/protocol/runPanel.ts";
import type { LiveRun } from "../../../../src/services/api.ts";
import type { Clock, Log, StoredRun } from "../../../../src/services/ports.ts";
import type { Services } from "../../../../src/ui/services.ts";
import { epochMetrics, record } from "../../platform/records.ts";
import { ticker } from "../support.ts";

/** A clock that a test moves on. */
export class HandClock implements Clock {
  #now = 1000;
  readonly #waiting = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): Disposable {
    const entry = { at: this.#now + milliseconds, callback };
    this.#waiting.add(entry);
    return toDisposable(() => this.#waiting.delete(entry));
  }

  get isIdle(): boolean {
    return this.#waiting.size === 0;
  }

  /** Moves time on and lets what is due, and what that promised, happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const [due] = [...this.#waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (due === undefined) break;
      this.#waiting.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

export async function settle(): Promise<void> {
  for (let at = 0; at < 20; at++) await Promise.resolve();
}

export const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (message, cause) => {
    throw new Error(message, { cause });
  },
};

/** One run, held in memory, behind the services that a panel asks. */
export class OneRun {
  readonly #ticker = new Emitter<RunTicker>();
  readonly #epoch = new Emitter<{ epoch: EpochMetrics; bestEpoch: number }>();
  readonly #frame = new Emitter<MetricFrame>();
  readonly #record = new Emitter<RunRecord>();
  readonly #changed = new Emitter<void>();
  #end: (record: RunRecord) => void = () => undefined;
  #stored: StoredRun;
  #isLive: boolean;
  epochs: EpochMetrics[] = [];
  series: MetricFrame | null = null;
  now: RunTicker = ticker();

  constructor(isLive: boolean) {
    this.#isLive = isLive;
    const owner = isLive ? "self" : "other";
    const first = record("r", { status: "running" });
    this.#stored = { folder: "/r", baseFolder: "/data", record: first, annotations: { schemaVersion: 1 }, owner };
  }

  readonly live: LiveRun = ((run: OneRun): LiveRun => ({
    id: "r",
    folder: "/r",
    baseFolder: "/data",
    get record() {
      return run.#stored.record;
    },
    get ticker() {
      return run.now;
    },
    get epochs() {
      return run.epochs;
    },
    bestEpoch: 0,
    steps: () => run.series,
    onTicker: run.#ticker.event,
    onEpoch: run.#epoch.event,
    onFrame: run.#frame.event,
    onHold: new Emitter<{ epoch: number; seconds: number }>().event,
    proceed: () => Promise.resolve(),
    onRecord: run.#record.event,
    ended: new Promise((resolve) => (run.#end = resolve)),
    pause: () => Promise.resolve(),
    resume: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  }))(this);

  /** Only what a panel's feed asks is answered. */
  get services(): Services {
    const training = {
      live: () => (this.#isLive ? this.live : undefined),
      onChange: this.#changed.event,
    };
    const runs = {
      get: () => Promise.resolve(this.#stored),
      onChange: this.#changed.event,
      steps: () => Promise.resolve(this.series),
      snapshot: () =>
        Promise.resolve({
          record: this.#stored.record,
          annotations: this.#stored.annotations,
          title: this.#stored.annotations.name ?? "r",
          ticker: this.now,
          epochs: [...this.epochs],
          bestEpoch: null,
          generation: 1,
          seq: 77,
          classMetrics: {},
          settings: [],
          controllable: true,
          resumable: false,
        }),
    };
    return { training, runs } as unknown as Services;
  }

  tick(change: Partial<RunTicker>): void {
    this.now = ticker(change);
    this.#ticker.fire(this.now);
  }

  reachEpoch(epoch: number): void {
    const metrics = epochMetrics(epoch);
    this.epochs.push(metrics);
    this.#epoch.fire({ epoch: metrics, bestEpoch: epoch });
  }

  frame(frame: MetricFrame): void {
    this.#frame.fire(frame);
  }

  write(change: Partial<RunRecord>): void {
    this.#stored = { ...this.#stored, record: { ...this.#stored.record, ...change } };
    if (this.#isLive) this.#record.fire(this.#stored.record);
    this.#changed.fire();
  }

  rename(name: string): void {
    this.#stored = { ...this.#stored, annotations: { schemaVersion: 1, name } };
    this.#changed.fire();
  }

  end(): void {
    this.#isLive = false;
    this.write({ status: "finished" });
    this.#end(this.#stored.record);
  }
}
