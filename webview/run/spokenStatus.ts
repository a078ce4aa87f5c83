import type { Disposable } from "../../src/base/lifecycle.ts";

/** Milliseconds between two announcements; screen readers would otherwise never fall silent. */
const pause = 8000;

/** Puts the newest sentence into a live region: at once when it was silent for a while, else when the pause is over. */
export class SpokenStatus implements Disposable {
  readonly #say: (sentence: string) => void;
  #next: string | null = null;
  #last = "";
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(say: (sentence: string) => void) {
    this.#say = say;
  }

  /** @param urgent a change of status: it does not wait. */
  offer(sentence: string, urgent: boolean): void {
    if (sentence === this.#last) return;
    this.#next = sentence;
    if (urgent || this.#timer === null) this.#speak();
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #speak(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#next === null) return;
    this.#last = this.#next;
    this.#next = null;
    this.#say(this.#last);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#speak();
    }, pause);
  }
}
