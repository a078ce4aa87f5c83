import type { Disposable } from "../base/lifecycle.ts";
import type { Clock, TrainerWorker, TrainerWorkers } from "./ports.ts";

/** Between two trials of a sweep a place is free for a moment: threads of its own are not worth starting for that. */
const freeMilliseconds = 500;
/** After so long without a run a worker lets go of what it kept of the last one. */
const restMilliseconds = 30_000;

/** Lends workers, at most `size()` at a time; whoever finds none waits in the order they came. */
export class WorkerPool implements Disposable {
  readonly #workers: TrainerWorkers;
  readonly #size: () => number;
  readonly #clock: Pick<Clock, "after">;
  readonly #idle: TrainerWorker[] = [];
  readonly #dead = new WeakSet<TrainerWorker>();
  readonly #lent = new Set<TrainerWorker>();
  readonly #resting = new Map<TrainerWorker, Disposable>();
  #sharing: Disposable | undefined;
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #disposed = false;

  /** @param size at least 1; asked anew each time, so that a changed setting counts from the next run. */
  constructor(workers: TrainerWorkers, size: () => number, clock: Pick<Clock, "after">) {
    this.#workers = workers;
    this.#size = size;
    this.#clock = clock;
  }

  /** Runs a task on a worker of its own, after waiting for a free place. A worker that dies is not lent again. */
  async use<T>(task: (worker: TrainerWorker) => Promise<T>): Promise<T> {
    // Whoever is woken has its place already: one who comes meanwhile must not take it.
    if (this.#busy < this.#places && this.#waiting.length === 0) this.#busy++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await this.#lend(task);
    } finally {
      this.#busy--;
      this.admit();
    }
  }

  /** Wakes those who wait for the places there are, which may have become more. */
  admit(): void {
    while (this.#busy < this.#places && this.#waiting.length > 0) {
      this.#busy++;
      this.#waiting.shift()?.();
    }
  }

  get #places(): number {
    return Math.max(1, this.#size());
  }

  dispose(): void {
    this.#disposed = true;
    this.#sharing?.dispose();
    for (const rest of this.#resting.values()) rest.dispose();
    this.#resting.clear();
    for (const worker of [...this.#idle, ...this.#lent]) worker.dispose();
    this.#idle.length = 0;
    this.#lent.clear();
  }

  async #lend<T>(task: (worker: TrainerWorker) => Promise<T>): Promise<T> {
    const worker = this.#idle.pop() ?? (await this.#begin());
    this.#wake(worker);
    if (this.#isOver(worker)) {
      worker.dispose();
      throw new Error("Benchtop is closing.");
    }
    this.#lent.add(worker);
    this.#share();
    try {
      return await task(worker);
    } finally {
      this.#lent.delete(worker);
      if (this.#isOver(worker)) worker.dispose();
      else this.#rest(worker);
      this.#shareLater();
    }
  }

  #rest(worker: TrainerWorker): void {
    this.#idle.push(worker);
    const rest = (): void => {
      this.#resting.delete(worker);
      worker.rest();
    };
    this.#resting.set(worker, this.#clock.after(restMilliseconds, rest));
  }

  #wake(worker: TrainerWorker): void {
    this.#resting.get(worker)?.dispose();
    this.#resting.delete(worker);
  }

  #shareLater(): void {
    this.#sharing?.dispose();
    if (!this.#disposed) this.#sharing = this.#clock.after(freeMilliseconds, () => this.#share());
  }

  /** Places that nobody has are threads for those who train: a run alone gets all of them. */
  #share(): void {
    this.#sharing?.dispose();
    const threads = Math.max(1, Math.floor(this.#places / Math.max(1, this.#lent.size)));
    for (const worker of this.#lent) worker.useThreads(threads);
  }

  #isOver(worker: TrainerWorker): boolean {
    return this.#disposed || this.#dead.has(worker);
  }

  async #begin(): Promise<TrainerWorker> {
    if (this.#disposed) throw new Error("Benchtop is closing.");
    const worker = await this.#workers.start();
    worker.onDeath(() => {
      this.#dead.add(worker);
      // One that dies while nobody uses it must not be lent any more.
      const at = this.#idle.indexOf(worker);
      if (at >= 0) this.#idle.splice(at, 1);
      this.#wake(worker);
      worker.dispose();
    });
    return worker;
  }
}
