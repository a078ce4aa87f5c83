import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { UserError } from "../../base/errors.ts";
import type { RunRecord } from "../../experiment/record.ts";
import type { MetricFrame } from "../../protocol/frames.ts";
import type { RunPanelNotifications, RunSnapshot, RunTicker } from "../../protocol/runPanel.ts";
import type { LiveRun } from "../../services/api.ts";
import type { Clock, Log } from "../../services/ports.ts";
import type { Services } from "../services.ts";
import { FramePump } from "./framePump.ts";

/** At most ten rounds of messages a second. */
const roundMilliseconds = 100;
/** A run that trains elsewhere is looked at once a second. */
const lookMilliseconds = 1000;
/** A screen that has not said `painted` by then is taken to have lost the frame. */
const patienceMilliseconds = 2000;

export interface FeedOptions {
  readonly runId: string;
  readonly services: Services;
  readonly clock: Clock;
  readonly log: Log;
  readonly send: <K extends keyof RunPanelNotifications>(name: K, params: RunPanelNotifications[K]) => void;
}

/**
 * What one visible Run panel is told: a snapshot when something changes that a snapshot holds, else ticker, epochs and
 * frames in rounds. It is made when the panel becomes visible and disposed when it hides.
 */
export class RunFeed implements Disposable {
  readonly #options: FeedOptions;
  readonly #store = new DisposableStore();
  readonly #pump = new FramePump();
  #live: LiveRun | undefined;
  #ticker: RunTicker | null = null;
  #status: RunTicker["status"] | null = null;
  #epochs: RunPanelNotifications["epoch"][] = [];
  #shape = "";
  #snapshotWanted = false;
  #roundPlanned = false;
  #lookPlanned = false;
  #lookedShape: string | null = null;
  #frameSent = 0;
  #started = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    const { training, runs } = options.services;
    this.#store.add(training.onChange(() => this.#attach()));
    this.#store.add(runs.onChange(() => this.#planLook()));
    this.#attach();
  }

  /** The first snapshot; from then on the panel is told of changes. */
  async ready(): Promise<RunSnapshot> {
    this.#pump.release();
    this.#epochs = [];
    const snapshot = await this.#snapshot();
    if (snapshot === undefined)
      throw new UserError("This run is not in its folder any more.", "Close the panel, or restore the run's folder.");
    this.#started = true;
    return snapshot;
  }

  /** The whole step series in at most `points` buckets. */
  async steps(points: number): Promise<MetricFrame | null> {
    const series = await this.#options.services.runs.steps(this.#options.runId, points);
    return series === null ? null : this.#pump.rebase(series);
  }

  painted(seq: number): void {
    this.#pump.painted(seq);
    if (this.#pump.isWaiting) this.#planRound();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #attach(): void {
    const live = this.#options.services.training.live(this.#options.runId);
    if (live === undefined || live === this.#live) return;
    this.#live = live;
    const wantSnapshot = (): void => {
      this.#snapshotWanted = true;
      this.#planRound();
    };
    this.#store.add(
      live.onTicker((ticker) => {
        this.#ticker = ticker;
        // Who presses Pause waits for the word; figures can wait for their round.
        if (ticker.status !== this.#status) this.#sendTicker();
        else this.#planRound();
      }),
    );
    this.#store.add(
      live.onEpoch((epoch) => {
        this.#epochs.push(epoch);
        this.#planRound();
      }),
    );
    this.#store.add(
      live.onFrame((frame) => {
        this.#pump.offer(frame);
        this.#planRound();
      }),
    );
    this.#store.add(
      live.onRecord((record) => {
        if (shapeOf(record) !== this.#shape) wantSnapshot();
      }),
    );
    void live.ended.then(wantSnapshot);
    if (this.#started) wantSnapshot();
  }

  /** Names change, and runs that another process trains move on, without a word but the index's. */
  #planLook(): void {
    if (this.#lookPlanned || this.#store.isDisposed) return;
    this.#lookPlanned = true;
    this.#after(lookMilliseconds, async () => {
      this.#lookPlanned = false;
      const { runs, training } = this.#options.services;
      const stored = await runs.get(this.#options.runId);
      if (stored === undefined) return;
      const shape = `${shapeOf(stored.record)}|${stored.annotations.name ?? ""}|${String(stored.record.progress.epoch)}`;
      const elsewhere = training.live(this.#options.runId) === undefined;
      const known = this.#lookedShape;
      this.#lookedShape = shape;
      if (known === shape || (known === null && !elsewhere)) return;
      this.#snapshotWanted = true;
      this.#planRound();
    });
  }

  #planRound(): void {
    if (this.#roundPlanned || !this.#started || this.#store.isDisposed) return;
    this.#roundPlanned = true;
    this.#after(roundMilliseconds, async () => {
      this.#roundPlanned = false;
      await this.#round();
    });
  }

  async #round(): Promise<void> {
    const { send, clock } = this.#options;
    if (this.#snapshotWanted) {
      this.#snapshotWanted = false;
      const snapshot = await this.#snapshot();
      if (this.#store.isDisposed) return;
      if (snapshot !== undefined) send("snapshot", snapshot);
    }
    for (const epoch of this.#epochs.splice(0)) send("epoch", epoch);
    this.#sendTicker();
    if (clock.now() - this.#frameSent > patienceMilliseconds) this.#pump.release();
    const frame = this.#pump.next();
    if (frame === null) return;
    this.#frameSent = clock.now();
    send("frame", frame);
    // Should the panel lose this frame, the ones after it still come.
    this.#after(patienceMilliseconds + roundMilliseconds, () => {
      if (this.#pump.isWaiting) this.#planRound();
    });
  }

  #sendTicker(): void {
    if (this.#ticker === null || !this.#started) return;
    this.#status = this.#ticker.status;
    this.#options.send("ticker", this.#ticker);
    this.#ticker = null;
  }

  async #snapshot(): Promise<RunSnapshot | undefined> {
    const snapshot = await this.#options.services.runs.snapshot(this.#options.runId);
    if (snapshot === undefined) return undefined;
    this.#shape = shapeOf(snapshot.record);
    this.#status = snapshot.ticker.status;
    const lastEpoch = snapshot.epochs.at(-1)?.epoch ?? -1;
    this.#epochs = this.#epochs.filter(({ epoch }) => epoch.epoch > lastEpoch);
    return { ...snapshot, ...this.#pump.position };
  }

  #after(milliseconds: number, action: () => Promise<void> | void): void {
    const timer = this.#options.clock.after(milliseconds, () => {
      this.#store.delete(timer);
      Promise.resolve(action()).catch((error: unknown) => {
        this.#options.log.error(`the panel of run ${this.#options.runId} could not be brought up to date`, error);
      });
    });
    this.#store.add(timer);
  }
}

/** Changes when a record holds something that ticker, epochs and frames do not carry. */
function shapeOf(record: RunRecord): string {
  const { status, stalled, message, data, model, ended, kernelFlavour } = record;
  return JSON.stringify([status, stalled, message, data !== null, model !== null, ended, kernelFlavour]);
}
