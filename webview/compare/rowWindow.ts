import type { Disposable } from "../../src/base/lifecycle.ts";

/** Rows on either side of those in sight, so that scrolling meets no gap. */
const overscan = 12;
/** Until the list's height is known. */
const firstRows = 60;

/**
 * Which rows of a long list are in the page: those in sight and a few around them. All rows are of one height, below a
 * header of that height which stays in sight.
 */
export class RowWindow implements Disposable {
  readonly #rowHeight: number;
  readonly #changed: () => void;
  readonly #sizes: ResizeObserver;
  #element: HTMLElement | null = null;
  #first = 0;
  #last = firstRows;

  /** @param changed hears that other rows are in sight. */
  constructor(rowHeight: number, changed: () => void) {
    this.#rowHeight = rowHeight;
    this.#changed = changed;
    this.#sizes = new ResizeObserver(() => {
      this.#look();
    });
  }

  /** Numbers of the rows to render now, of `count`. */
  show(count: number): readonly number[] {
    const last = Math.min(count, this.#last);
    // A list that became shorter scrolls back by itself, a little later.
    const first = Math.max(0, Math.min(this.#first, last - firstRows));
    return Array.from({ length: last - first }, (_, index) => first + index);
  }

  /** Follows the element that scrolls; called after every render. */
  attach(element: HTMLElement): void {
    if (element !== this.#element) {
      this.dispose();
      this.#element = element;
      element.addEventListener("scroll", this.#look, { passive: true });
      this.#sizes.observe(element);
    }
    this.#look();
  }

  /** Rows that fit into the list. */
  get visibleRows(): number {
    return Math.max(1, Math.floor((this.#element?.clientHeight ?? 0) / this.#rowHeight) - 1);
  }

  /** Scrolls no further than needed. */
  reveal(row: number): void {
    const element = this.#element;
    if (element === null) return;
    const top = row * this.#rowHeight;
    const bottom = top + 2 * this.#rowHeight - element.clientHeight;
    if (element.scrollTop > top) element.scrollTop = top;
    else if (element.scrollTop < bottom) element.scrollTop = bottom;
    this.#look();
  }

  dispose(): void {
    this.#element?.removeEventListener("scroll", this.#look);
    this.#sizes.disconnect();
    this.#element = null;
  }

  readonly #look = (): void => {
    const element = this.#element;
    if (element === null) return;
    const top = Math.floor(element.scrollTop / this.#rowHeight);
    const first = Math.max(0, top - overscan);
    const last = top + this.visibleRows + 2 + overscan;
    // Rendered anew only when rows come near that are not there yet.
    if (Math.abs(first - this.#first) < overscan / 2 && Math.abs(last - this.#last) < overscan / 2) return;
    this.#first = first;
    this.#last = last;
    this.#changed();
  };
}
