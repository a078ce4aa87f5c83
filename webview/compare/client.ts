import { Emitter, type Event } from "../../src/base/emitter.ts";
import { type Disposable, DisposableStore } from "../../src/base/lifecycle.ts";
import type { TypedConnection } from "../../src/protocol/connection.ts";
import {
  type ComparePanelNotifications,
  comparePanelProtocolVersion,
  type CompareLayout,
  type ComparePanelRequests,
  type CompareSnapshot,
} from "../../src/protocol/comparePanel.ts";
import { messageOf } from "../run/runClient.ts";
import { SweepClient } from "./sweepClient.ts";

export type ComparePanelConnection = TypedConnection<ComparePanelRequests, object, object, ComparePanelNotifications>;

/** Runs to compare that were not chosen in the panel. */
export interface ChosenFromOutside {
  readonly ids: readonly string[];
  /** Whether the table then lists them alone. */
  readonly alone: boolean;
}

/** The panel's end of the protocol: the table of runs as the host told it last. */
export class CompareClient implements Disposable {
  readonly #connection: ComparePanelConnection;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #chosen = this.#store.add(new Emitter<ChosenFromOutside>());
  readonly sweeps: SweepClient;
  #snapshot: CompareSnapshot | null = null;
  #problem: string | null = null;

  constructor(connection: ComparePanelConnection) {
    this.#connection = connection;
    this.sweeps = this.#store.add(new SweepClient(connection));
    this.#store.add(this.sweeps.onChange(() => this.#changed.fire()));
    this.#store.add(connection.onNotification("table", (table) => this.#take({ table })));
    this.#store.add(connection.onNotification("comparing", (progress) => this.#take({ progress })));
    this.#store.add(connection.onNotification("chosen", (chosen) => this.#chosen.fire({ ids: chosen, alone: true })));
  }

  /** Fires after the table or the problem changed. */
  get onChange(): Event<void> {
    return this.#changed.event;
  }

  /** Hands runs that the person asked to compare outside the panel, or those that are usual where nobody chose any. */
  get onChosen(): Event<ChosenFromOutside> {
    return this.#chosen.event;
  }

  /** Null until the host has answered for the first time. */
  get snapshot(): CompareSnapshot | null {
    return this.#snapshot;
  }

  get problem(): string | null {
    return this.#problem;
  }

  /** Changes the layout at once and returns it whole, for the host to remember. */
  setLayout(change: Partial<CompareLayout>): CompareLayout | undefined {
    if (this.#snapshot === null) return undefined;
    const layout = { ...this.#snapshot.layout, ...change };
    this.#snapshot = { ...this.#snapshot, layout };
    this.#changed.fire();
    return layout;
  }

  async refresh(): Promise<void> {
    try {
      const snapshot = await this.request("ready", { version: comparePanelProtocolVersion });
      this.#snapshot = snapshot;
      this.#problem = null;
      if (snapshot.chosen.length > 0) this.#chosen.fire({ ids: snapshot.chosen, alone: !snapshot.isUsual });
      if (snapshot.openSweep !== null) this.sweeps.open(snapshot.openSweep);
      void this.sweeps.refresh();
    } catch (error) {
      this.#problem = messageOf(error);
    }
    this.#changed.fire();
  }

  request<K extends keyof ComparePanelRequests>(
    name: K,
    params: ComparePanelRequests[K][0],
  ): Promise<ComparePanelRequests[K][1]> {
    // The table's tuple types and the connection's inferred ones are the same types.
    return this.#connection.request(name, params as never) as Promise<ComparePanelRequests[K][1]>;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #take(change: Partial<Pick<CompareSnapshot, "table" | "progress">>): void {
    if (this.#snapshot === null) return;
    this.#snapshot = { ...this.#snapshot, ...change };
    this.#changed.fire();
  }
}
