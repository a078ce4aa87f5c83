import { Emitter, type Event } from "../../src/base/emitter.ts";
import { type Disposable, DisposableStore } from "../../src/base/lifecycle.ts";
import type { TypedConnection } from "../../src/protocol/connection.ts";
import {
  type DatasetPanelNotifications,
  datasetPanelProtocolVersion,
  type DatasetPanelRequests,
  type DatasetSnapshot,
} from "../../src/protocol/datasetPanel.ts";
import { messageOf } from "../run/runClient.ts";

export type DatasetPanelConnection = TypedConnection<DatasetPanelRequests, object, object, DatasetPanelNotifications>;

/** The panel's end of the protocol: what the host found out so far. */
export class DatasetClient implements Disposable {
  readonly #connection: DatasetPanelConnection;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  #snapshot: DatasetSnapshot | null = null;
  #problem: string | null = null;

  constructor(connection: DatasetPanelConnection) {
    this.#connection = connection;
    this.#store.add(connection.onNotification("snapshot", (snapshot) => this.#put(snapshot)));
    this.#store.add(
      connection.onNotification("progress", ({ part, fraction }) => {
        if (this.#snapshot?.working[part] === undefined) return;
        this.#put({ ...this.#snapshot, working: { ...this.#snapshot.working, [part]: fraction } });
      }),
    );
  }

  /** Fires after anything below changed. */
  get onChange(): Event<void> {
    return this.#changed.event;
  }

  /** Null until the host has answered for the first time. */
  get snapshot(): DatasetSnapshot | null {
    return this.#snapshot;
  }

  get problem(): string | null {
    return this.#problem;
  }

  async refresh(): Promise<void> {
    try {
      this.#put(await this.request("ready", { version: datasetPanelProtocolVersion }));
    } catch (error) {
      this.#problem = messageOf(error);
      this.#changed.fire();
    }
  }

  request<K extends keyof DatasetPanelRequests>(
    name: K,
    params: DatasetPanelRequests[K][0],
  ): Promise<DatasetPanelRequests[K][1]> {
    // The table's tuple types and the connection's inferred ones are the same types.
    return this.#connection.request(name, params as never) as Promise<DatasetPanelRequests[K][1]>;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #put(snapshot: DatasetSnapshot): void {
    this.#snapshot = snapshot;
    this.#problem = null;
    this.#changed.fire();
  }
}
