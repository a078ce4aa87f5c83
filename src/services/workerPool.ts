import type { Disposable } from "../base/lifecycle.ts";
import type { TrainerWorker, TrainerWorkers } from "./ports.ts";

/** Lends workers, at most `size()` at a time; whoever finds none waits in the order they came. */
export class WorkerPool implements Disposable {
  readonly #workers: TrainerWorkers;
  readonly #size: () => number;
  readonly #idle: TrainerWorker[] = [];
  readonly #dead = new WeakSet<TrainerWorker>();
  readonly #lent = new Set<TrainerWorker>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #disposed = false;

  /** @param size at least 1; asked anew each time, so that a changed setting counts from the next run. */
  constructor(workers: TrainerWorkers, size: () => number) {
    this.#workers = workers;
    this.#size = size;
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
    for (const worker of [...this.#idle, ...this.#lent]) worker.dispose();
    this.#idle.length = 0;
    this.#lent.clear();
  }

  async #lend<T>(task: (worker: TrainerWorker) => Promise<T>): Promise<T> {
    const worker = this.#idle.pop() ?? (await this.#begin());
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
      this.#share();
      if (this.#isOver(worker)) worker.dispose();
      else this.#idle.push(worker);
    }
  }

  /** Places that nobody has are threads for those who train: a run alone gets all of them. */
  #share(): void {
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
      worker.dispose();
    });
    return worker;
  }
}
