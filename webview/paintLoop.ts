import type { Disposable } from "../src/base/lifecycle.ts";
import { toDisposable } from "../src/base/lifecycle.ts";

/** Gathers everything that wants to be redrawn into one pass per animation frame. */
export class PaintLoop implements Disposable {
  readonly #painters = new Set<() => void>();
  #afterwards: (() => void)[] = [];
  #handle: number | null = null;

  /** Runs `paint` in every pass until the returned disposable is disposed. */
  add(paint: () => void): Disposable {
    this.#painters.add(paint);
    return toDisposable(() => this.#painters.delete(paint));
  }

  /** Asks for a pass; `afterwards` runs once that pass is on the screen. */
  request(afterwards?: () => void): void {
    if (afterwards !== undefined) this.#afterwards.push(afterwards);
    this.#handle ??= requestAnimationFrame(() => {
      this.#pass();
    });
  }

  dispose(): void {
    if (this.#handle !== null) cancelAnimationFrame(this.#handle);
    this.#handle = null;
    this.#painters.clear();
    this.#afterwards = [];
  }

  #pass(): void {
    this.#handle = null;
    for (const paint of this.#painters) paint();
    const afterwards = this.#afterwards;
    this.#afterwards = [];
    if (afterwards.length === 0) return;
    // A task of its own runs after the browser has put this frame on the screen.
    setTimeout(() => {
      for (const callback of afterwards) callback();
    }, 0);
  }
}
