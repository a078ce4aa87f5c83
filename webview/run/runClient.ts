import type { Disposable } from "../../src/base/lifecycle.ts";
import { DisposableStore } from "../../src/base/lifecycle.ts";
import { Emitter, type Event } from "../../src/base/emitter.ts";
import type { TypedConnection } from "../../src/protocol/connection.ts";
import type { ToldCrossCheck } from "../../src/protocol/crossChecks.ts";
import type { MetricFrame } from "../../src/protocol/frames.ts";
import {
  runPanelProtocolVersion,
  type RunPanelHostNotifications,
  type RunPanelNotifications,
  type RunPanelRequests,
  type RunSnapshot,
} from "../../src/protocol/runPanel.ts";
import type { ToldVerification } from "../../src/protocol/verification.ts";
import { type RunState, stateOf, withEpoch } from "./runState.ts";
import { StepSeries } from "./stepSeries.ts";

export type RunPanelConnection = TypedConnection<
  RunPanelRequests,
  object,
  RunPanelHostNotifications,
  RunPanelNotifications
>;

/** What the client needs of the screen. */
export interface Screen {
  /** Step values worth asking for: two per pixel of the widest chart. */
  readonly points: number;
  /** Redraws; `afterwards` runs once the frame is visible. */
  repaint(afterwards?: () => void): void;
  showTab(tab: "try"): void;
}

/**
 * The panel's end of the protocol: keeps the run's state, asks again after a gap, and acknowledges each frame once it is
 * on the screen.
 */
export class RunClient implements Disposable {
  readonly steps = new StepSeries();
  readonly #connection: RunPanelConnection;
  readonly #screen: Screen;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  #state: RunState | null = null;
  #checks: readonly ToldCrossCheck[] = [];
  #verification: ToldVerification | null = null;
  #problem: string | null = null;
  #generation = 0;
  #seq = 0;
  #asking = false;
  /** Calls of `refresh` so far. */
  #wanted = 0;
  /** Frames that came while the step series was on its way: they follow it. */
  #waiting: MetricFrame[] = [];

  constructor(connection: RunPanelConnection, screen: Screen) {
    this.#connection = connection;
    this.#screen = screen;
    this.#store.add(connection.onNotification("showTab", ({ tab }) => screen.showTab(tab)));
    this.#store.add(connection.onNotification("crossChecked", () => void this.#askChecks()));
    this.#store.add(connection.onNotification("verified", () => void this.#askVerification()));
    this.#store.add(connection.onNotification("snapshot", (snapshot) => this.#takeSnapshot(snapshot)));
    this.#store.add(
      connection.onNotification("ticker", (ticker) => {
        if (this.#state !== null) this.#put({ ...this.#state, ticker });
      }),
    );
    this.#store.add(connection.onNotification("frame", (frame) => this.#takeFrame(frame)));
    this.#store.add(
      connection.onNotification("epoch", ({ epoch, bestEpoch }) => {
        if (this.#state === null) return;
        const next = withEpoch(this.#state, epoch, bestEpoch);
        if (next === null) void this.refresh();
        else this.#put(next);
      }),
    );
  }

  /** Fires after state or problem changed. */
  get onChange(): Event<void> {
    return this.#changed.event;
  }

  /** Null until the host has answered for the first time. */
  get state(): RunState | null {
    return this.#state;
  }

  /** How other programs trained the same. */
  get crossChecks(): readonly ToldCrossCheck[] {
    return this.#checks;
  }

  /** What the last verification came to. */
  get verification(): ToldVerification | null {
    return this.#verification;
  }

  /** Why the panel cannot show the run. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Asks the host for everything anew. Calls that come meanwhile lead to one more round. */
  async refresh(): Promise<void> {
    this.#wanted++;
    if (this.#asking) return;
    this.#asking = true;
    try {
      let answered;
      do {
        answered = this.#wanted;
        await this.#ask();
      } while (answered !== this.#wanted);
      this.#problem = null;
      void this.#askChecks();
      void this.#askVerification();
    } catch (error) {
      this.#problem = messageOf(error);
    } finally {
      this.#asking = false;
      this.#changed.fire();
    }
  }

  /** A request of the person's; its refusal is thrown. */
  request<K extends keyof RunPanelRequests>(name: K, params: RunPanelRequests[K][0]): Promise<RunPanelRequests[K][1]> {
    // The table's tuple types and the connection's inferred ones are the same types.
    return this.#connection.request(name, params as never) as Promise<RunPanelRequests[K][1]>;
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #ask(): Promise<void> {
    const snapshot = await this.#connection.request("ready", { version: runPanelProtocolVersion });
    this.#adopt(snapshot);
    this.#waiting = [];
    const frame = await this.#connection.request("steps", { points: this.#screen.points });
    this.steps.clear();
    if (frame !== null) {
      this.steps.append(frame);
      // The series may be newer than the snapshot before it.
      if (frame.header.generation === this.#generation) this.#seq = Math.max(this.#seq, frame.header.seq);
    }
    for (const later of this.#waiting) this.steps.append(later);
    this.#waiting = [];
    this.#screen.repaint();
  }

  async #askChecks(): Promise<void> {
    try {
      this.#checks = await this.#connection.request("crossChecks", null);
    } catch {
      // The run itself is shown without them; what was known of them stays.
      return;
    }
    this.#changed.fire();
    this.#screen.repaint();
  }

  async #askVerification(): Promise<void> {
    try {
      this.#verification = await this.#connection.request("verification", null);
    } catch {
      // As with the cross-checks.
      return;
    }
    this.#changed.fire();
  }

  #adopt(snapshot: RunSnapshot): void {
    this.#generation = snapshot.generation;
    this.#seq = snapshot.seq;
    this.#put(stateOf(snapshot));
  }

  #takeSnapshot(snapshot: RunSnapshot): void {
    const known = snapshot.generation === this.#generation && snapshot.seq <= this.#seq;
    const seq = known ? this.#seq : snapshot.seq;
    this.#adopt(snapshot);
    this.#seq = seq;
    if (!known) void this.refresh();
  }

  #takeFrame(frame: MetricFrame): void {
    const { generation, seq } = frame.header;
    const late = generation < this.#generation || (generation === this.#generation && seq <= this.#seq);
    if (!late) {
      const gap = generation > this.#generation || seq > this.#seq + 1;
      this.#generation = generation;
      this.#seq = seq;
      if (gap || !this.#append(frame)) void this.refresh();
      else if (this.#asking) this.#waiting.push(frame);
    }
    // Late and broken frames are acknowledged too: the host would wait for ever.
    this.#screen.repaint(() => {
      this.#connection.notify("painted", { generation, seq });
    });
  }

  #append(frame: MetricFrame): boolean {
    try {
      this.steps.append(frame);
      return true;
    } catch {
      return false;
    }
  }

  #put(state: RunState): void {
    this.#state = state;
    this.#changed.fire();
    this.#screen.repaint();
  }
}

/** The message of whatever was thrown, for a person. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
