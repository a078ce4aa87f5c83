import { type Disposable, toDisposable } from "./lifecycle.ts";

/** Subscribes a listener until the returned disposable is disposed. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** A source of events. A listener that throws does not keep the others from hearing. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #onError: (error: unknown) => void;
  #disposed = false;

  /** @param onError hears what listeners throw; by default the first such error is thrown after all have heard. */
  constructor(onError?: (error: unknown) => void) {
    this.#onError =
      onError ??
      ((error) => {
        throw error;
      });
  }

  readonly event: Event<T> = (listener) => {
    if (this.#disposed) return toDisposable(() => undefined);
    // A wrapper per subscription: the same function may subscribe twice.
    const entry = (value: T): void => {
      listener(value);
    };
    this.#listeners.add(entry);
    return toDisposable(() => this.#listeners.delete(entry));
  };

  fire(value: T): void {
    const errors: unknown[] = [];
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        errors.push(error);
      }
    }
    for (const error of errors) this.#onError(error);
  }

  dispose(): void {
    this.#disposed = true;
    this.#listeners.clear();
  }
}
