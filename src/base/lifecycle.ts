/** Something that holds a resource until it is told to let go. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Told of every store that is born and disposed, so that tests can name the ones that leak. */
export interface DisposableTracker {
  born(store: DisposableStore): void;
  gone(store: DisposableStore): void;
}

let tracker: DisposableTracker | undefined;

/** Installs (or with undefined removes) the leak tracker. For tests only. */
export function trackDisposables(next: DisposableTracker | undefined): void {
  tracker = next;
}

export function toDisposable(dispose: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (done) return;
      done = true;
      dispose();
    },
  };
}

/**
 * Owns disposables and disposes them in reverse order of arrival. Adding to a store that is already
 * disposed disposes the newcomer at once, so that nothing is orphaned by a late callback.
 */
export class DisposableStore implements Disposable {
  readonly #items = new Set<Disposable>();
  #disposed = false;

  constructor() {
    tracker?.born(this);
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  /** Disposes one item early and forgets it. */
  delete(item: Disposable): void {
    if (this.#items.delete(item)) item.dispose();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    tracker?.gone(this);
    const errors: unknown[] = [];
    for (const item of [...this.#items].reverse()) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#items.clear();
    if (errors.length > 0) throw new AggregateError(errors, "errors while disposing");
  }
}
