import { type Event, EventEmitter } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { isActive } from "../../experiment/status.ts";
import type { Clock, Log } from "../../services/ports.ts";
import type { ServicesDoor } from "../services.ts";
import { runView, type RunView } from "./view.ts";

/** While runs train, screens move at most so often. */
const calmMilliseconds = 500;
const soonMilliseconds = 50;

/** The runs as screens list them, kept up to date once someone asked for them. */
export class RunStore implements Disposable {
  readonly #services: ServicesDoor;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<readonly string[] | null>());
  /** Hands the ids of runs of which only figures moved, or null when the list did. */
  readonly onChange: Event<readonly string[] | null> = this.#changed.event;
  readonly #followed = new Set<string>();
  #views: readonly RunView[] = [];
  #listed: Promise<readonly RunView[]> | null = null;
  #planned = false;
  #telling: Promise<void> = Promise.resolve();
  #told = 0;
  #listening = false;

  constructor(services: ServicesDoor, clock: Clock, log: Log) {
    this.#services = services;
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * All runs as they were listed last, so that a view that asks is answered at once; the first call lists them, and
   * from then on they are followed.
   */
  async list(): Promise<readonly RunView[]> {
    this.#listed ??= this.relist();
    await this.#listed;
    return this.#views;
  }

  /** All runs, read anew. */
  async relist(): Promise<readonly RunView[]> {
    this.#listen();
    const { runs, training } = this.#services();
    this.#views = (await runs.list()).map((run) => runView(run, training.live(run.record.id)));
    return this.#views;
  }

  /** A run as it was listed last. */
  get(id: string): RunView | undefined {
    return this.#views.find((view) => view.id === id);
  }

  /** Runs that this window trains, as listed last. */
  get active(): readonly RunView[] {
    return this.#views.filter(({ status, owner }) => isActive(status) && owner === "self");
  }

  /** Follows the runs from now on. */
  follow(): void {
    this.#listen();
    this.#plan();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    this.#store.add(this.#services().runs.onChange(() => this.#followActive()));
    this.#followActive();
  }

  #followActive(): void {
    for (const run of this.#services().training.active) {
      if (this.#followed.has(run.id)) continue;
      this.#followed.add(run.id);
      const following = this.#store.add(new DisposableStore());
      following.add(run.onTicker(() => this.#plan()));
      void run.ended.then(() => {
        this.#store.delete(following);
        this.#followed.delete(run.id);
        this.#plan();
      });
    }
    this.#plan();
  }

  #plan(): void {
    if (this.#planned || this.#store.isDisposed) return;
    this.#planned = true;
    // What a person just did shows at once; what follows may wait.
    const wait = Math.max(soonMilliseconds, calmMilliseconds - (this.#clock.now() - this.#told));
    const timer = this.#store.add(
      this.#clock.after(wait, () => {
        this.#planned = false;
        this.#told = this.#clock.now();
        this.#store.delete(timer);
        // One after the other: a slow listing must not replace a later one.
        this.#telling = this.#telling.then(() => this.#tell());
      }),
    );
  }

  async #tell(): Promise<void> {
    try {
      const before = listShape(this.#views);
      const views = await this.relist();
      if (this.#store.isDisposed) return;
      const moved = views.filter(({ status }) => isActive(status)).map(({ id }) => id);
      this.#changed.fire(before === listShape(views) ? moved : null);
    } catch (error) {
      this.#log.error("listing the runs", error);
    }
  }
}

/** Changes when rows come, go, move to another group, are renamed or marked. */
function listShape(views: readonly RunView[]): string {
  return JSON.stringify(
    views.map((view) => {
      const { id, title, status, stalled, owner, annotations, record } = view;
      return [id, title, status, stalled, owner, annotations, record.reproduced];
    }),
  );
}
