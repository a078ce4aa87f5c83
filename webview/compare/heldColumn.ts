import type { Disposable } from "../../src/base/lifecycle.ts";

/**
 * Keeps the column of names beside the checkboxes while the table is scrolled sideways, by the class `held`: only where
 * at least half of the table is left to the other columns.
 */
export class HeldColumn implements Disposable {
  readonly #sizes: ResizeObserver;
  #element: HTMLElement | null = null;
  /** CSS pixels of the checkboxes and names; null: another column is first. */
  #width: number | null = null;
  /** CSS pixels between the edges of the table; told by the observer, since asking would lay the page out. */
  #room = 0;

  constructor() {
    this.#sizes = new ResizeObserver((entries) => {
      this.#room = entries.at(-1)?.contentRect.width ?? 0;
      this.#apply();
    });
  }

  /** Called after every render. */
  hold(element: HTMLElement, width: number | null): void {
    this.#width = width;
    if (element !== this.#element) {
      this.dispose();
      this.#element = element;
      this.#sizes.observe(element);
    }
    this.#apply();
  }

  /** Scrolls sideways until a cell lies beside what stays: to the browser a cell is in sight under another, too. */
  reveal(cell: HTMLElement): void {
    const element = this.#element;
    if (element === null || getComputedStyle(cell).position === "sticky") return;
    const { left, right } = cell.getBoundingClientRect();
    const from = element.getBoundingClientRect().left + element.clientLeft;
    const hidden = from + Number.parseFloat(getComputedStyle(element).scrollPaddingLeft) - left;
    const beyond = right - from - element.clientWidth;
    if (hidden > 0) element.scrollLeft -= hidden;
    else if (beyond > 0) element.scrollLeft += Math.min(beyond, -hidden);
  }

  dispose(): void {
    this.#sizes.disconnect();
    this.#element = null;
  }

  #apply(): void {
    this.#element?.classList.toggle("held", this.#width !== null && this.#width * 2 <= this.#room);
  }
}
