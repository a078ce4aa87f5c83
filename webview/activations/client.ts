import { Emitter, type Event } from "../../src/base/emitter.ts";
import { type Disposable, DisposableStore } from "../../src/base/lifecycle.ts";
import {
  type ActivationsPanelNotifications,
  activationsPanelProtocolVersion,
  type ActivationsPanelRequests,
  type ActivationsSnapshot,
  type RememberedStudy,
  type StudyProgress,
  type StudySource,
  type StudyState,
} from "../../src/protocol/activationsPanel.ts";
import type { TypedConnection } from "../../src/protocol/connection.ts";
import { messageOf } from "../run/runClient.ts";

export type ActivationsPanelConnection = TypedConnection<
  ActivationsPanelRequests,
  object,
  object,
  ActivationsPanelNotifications
>;

/** What the page remembers and the host must know before it can answer. */
export interface Remembered {
  readonly study: RememberedStudy | null;
  readonly threshold: number | null;
}

/** The panel's end of the protocol: functions, and the study as the host told it last. */
export class ActivationsClient implements Disposable {
  readonly #connection: ActivationsPanelConnection;
  readonly #remembered: () => Remembered;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #asked = this.#store.add(new Emitter<StudySource>());
  #snapshot: ActivationsSnapshot | null = null;
  #sources: readonly StudySource[] | null = null;
  #problem: string | null = null;

  constructor(connection: ActivationsPanelConnection, remembered: () => Remembered) {
    this.#connection = connection;
    this.#remembered = remembered;
    this.#store.add(connection.onNotification("progress", (progress) => this.#take(progress)));
    this.#store.add(connection.onNotification("source", (source) => this.#asked.fire(source)));
  }

  /** Fires after anything below changed. */
  get onChange(): Event<void> {
    return this.#changed.event;
  }

  /** Hands what the person asked, outside the panel, to compare activations of. */
  get onSource(): Event<StudySource> {
    return this.#asked.event;
  }

  /** Null until the host has answered for the first time. */
  get snapshot(): ActivationsSnapshot | null {
    return this.#snapshot;
  }

  /** Null while they are looked for. */
  get sources(): readonly StudySource[] | null {
    return this.#sources;
  }

  get problem(): string | null {
    return this.#problem;
  }

  async refresh(): Promise<void> {
    try {
      const version = activationsPanelProtocolVersion;
      const snapshot = await this.request("ready", { version, ...this.#remembered() });
      this.#snapshot = snapshot;
      this.#problem = null;
      if (snapshot.source !== null) this.#asked.fire(snapshot.source);
      this.#changed.fire();
      this.#sources = await this.request("sources", null);
    } catch (error) {
      this.#problem = messageOf(error);
    }
    this.#changed.fire();
  }

  /** Takes what a request answered. */
  show(change: Partial<StudyState>): void {
    if (this.#snapshot === null) return;
    // A study that is started anew comes whole.
    const study = { ...(this.#snapshot.study ?? emptyStudy), ...change };
    this.#snapshot = { ...this.#snapshot, study };
    this.#changed.fire();
  }

  request<K extends keyof ActivationsPanelRequests>(
    name: K,
    params: ActivationsPanelRequests[K][0],
  ): Promise<ActivationsPanelRequests[K][1]> {
    // The table's tuple types and the connection's inferred ones are the same types.
    return this.#connection.request(name, params as never) as Promise<ActivationsPanelRequests[K][1]>;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #take({ runs: news, report, active }: StudyProgress): void {
    const study = this.#snapshot?.study ?? null;
    const fits =
      study?.runs.length === news.length &&
      study.runs.every(({ id, epochs }, at) => news[at]?.id === id && news[at].from === epochs.length);
    if (study === null || !fits) {
      // A message was lost, or the study is another one.
      void this.refresh();
      return;
    }
    const runs = study.runs.map((run, at) => {
      const told = news[at];
      if (told === undefined || (told.epochs.length === 0 && told.status === run.status)) return run;
      return { ...run, status: told.status, epochs: [...run.epochs, ...told.epochs] };
    });
    this.show({ runs, report, active });
  }
}

const emptyStudy: StudyState = {
  title: "",
  runs: [],
  report: { threshold: null, rows: [], sentences: [] },
  active: false,
};
