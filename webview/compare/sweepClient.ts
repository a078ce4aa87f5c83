import { Emitter, type Event } from "../../src/base/emitter.ts";
import { type Disposable, DisposableStore } from "../../src/base/lifecycle.ts";
import type { TypedConnection } from "../../src/protocol/connection.ts";
import type {
  ComparePanelNotifications,
  ComparePanelRequests,
  SweepProgress,
  SweepState,
  SweepSummary,
} from "../../src/protocol/comparePanel.ts";
import { messageOf } from "../run/runClient.ts";

type Connection = TypedConnection<ComparePanelRequests, object, object, ComparePanelNotifications>;

/** The sweeps as the host told of them, and the one that is looked at. */
export class SweepClient implements Disposable {
  readonly #connection: Connection;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #opened = this.#store.add(new Emitter<string>());
  #list: readonly SweepSummary[] | null = null;
  #state: SweepState | null = null;
  #wanted: string | null = null;
  #problem: string | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#store.add(connection.onNotification("sweepProgress", (progress) => this.#take(progress)));
    this.#store.add(
      connection.onNotification("sweepsChanged", () => {
        if (this.#list !== null) void this.list();
      }),
    );
    this.#store.add(connection.onNotification("openSweep", ({ id }) => this.#opened.fire(id)));
  }

  get onChange(): Event<void> {
    return this.#changed.event;
  }

  /** A sweep was started outside the panel. */
  get onOpened(): Event<string> {
    return this.#opened.event;
  }

  /** Null until they were asked for. */
  get sweeps(): readonly SweepSummary[] | null {
    return this.#list;
  }

  get state(): SweepState | null {
    return this.#state;
  }

  get problem(): string | null {
    return this.#problem;
  }

  /** As if it was started just now. */
  open(id: string): void {
    this.#opened.fire(id);
  }

  async list(): Promise<void> {
    try {
      this.#list = await this.#connection.request("sweeps", {});
    } catch (error) {
      this.#problem = messageOf(error);
    }
    this.#changed.fire();
  }

  /** Looks at a sweep from now on; once more only with `again`. */
  async follow(id: string, again = false): Promise<void> {
    if (id === this.#wanted && !again) return;
    this.#wanted = id;
    try {
      const state = await this.#connection.request("sweep", { id });
      if (id !== this.#wanted) return;
      this.#state = state;
      this.#problem = null;
    } catch (error) {
      if (id !== this.#wanted) return;
      this.#state = null;
      this.#problem = messageOf(error);
    }
    this.#changed.fire();
  }

  /** Messages to a hidden page may be lost. */
  async refresh(): Promise<void> {
    if (this.#list !== null) await this.list();
    if (this.#wanted !== null) await this.follow(this.#wanted, true);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #take(progress: SweepProgress): void {
    if (this.#state?.id !== progress.id) return;
    this.#state = withProgress(this.#state, progress);
    this.#changed.fire();
  }
}

/** The sweep after what came of it. */
export function withProgress(state: SweepState, { standing, changed, order }: SweepProgress): SweepState {
  const trials = new Map(state.trials.map((trial) => [trial.trial, trial]));
  for (const trial of changed) trials.set(trial.trial, trial);
  return { ...state, standing, trials: order.flatMap((number) => trials.get(number) ?? []) };
}
