import type { Disposable } from "../base/lifecycle.ts";
import type { TrainerWorker, TrainerWorkers } from "./ports.ts";

/** One worker for short questions (inspect, sniff, examples, series), so that training never delays them. Starts when first asked, and anew after a death. */
export class UtilityWorker implements Disposable {
  readonly #workers: TrainerWorkers;
  #worker: Promise<TrainerWorker> | undefined;
  #disposed = false;

  constructor(workers: TrainerWorkers) {
    this.#workers = workers;
  }

  async ask<T>(question: (worker: TrainerWorker) => Promise<T>): Promise<T> {
    if (this.#disposed) throw new Error("Benchtop is closing.");
    this.#worker ??= this.#begin();
    return question(await this.#worker);
  }

  /** Gives the worker away, ready as it is, to whoever needs one for good; undefined where none was started. */
  handOver(): Promise<TrainerWorker> | undefined {
    const worker = this.#worker;
    this.#worker = undefined;
    return worker;
  }

  dispose(): void {
    this.#disposed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.then(
      (one) => one.dispose(),
      () => undefined,
    );
  }

  async #begin(): Promise<TrainerWorker> {
    try {
      const worker = await this.#workers.start();
      const own = this.#worker;
      worker.onDeath(() => {
        if (this.#worker === own) this.#worker = undefined;
        worker.dispose();
      });
      return worker;
    } catch (error) {
      this.#worker = undefined;
      throw error;
    }
  }
}
