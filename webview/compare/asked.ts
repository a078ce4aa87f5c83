import { messageOf } from "../run/runClient.ts";

/**
 * The answer to the newest of a row of questions. Until it comes, the answer before it stays; one that comes late, to an
 * older question, is dropped.
 */
export class Asked<T> {
  readonly #changed: () => void;
  #key: string | null = null;
  #value: T | null = null;
  #problem: string | null = null;
  #waiting = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get value(): T | null {
    return this.#value;
  }

  /** Why the newest question was not answered. */
  get problem(): string | null {
    return this.#problem;
  }

  get waiting(): boolean {
    return this.#waiting;
  }

  /** Asks unless this was the last question already. */
  ask(key: string, question: () => Promise<T>): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#waiting = true;
    this.#problem = null;
    question().then(
      (value) => {
        this.#settle(key, value, null);
      },
      (error: unknown) => {
        this.#settle(key, null, messageOf(error));
      },
    );
  }

  /** There is nothing to ask; an answer on its way is dropped. */
  forget(): void {
    this.#key = null;
    this.#value = null;
    this.#problem = null;
    this.#waiting = false;
  }

  #settle(key: string, value: T | null, problem: string | null): void {
    if (key !== this.#key) return;
    this.#value = value;
    this.#problem = problem;
    this.#waiting = false;
    this.#changed();
  }
}
