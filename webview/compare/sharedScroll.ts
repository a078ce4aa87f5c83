/** Lets the boxes of several tables scroll as one, so that the same cell stands at the same place in each. */
export class SharedScroll {
  /** Where this class put a box: the event that follows is not a person's. */
  readonly #put = new WeakMap<Element, string>();
  #root: HTMLElement | null = null;

  /** For `@scroll` on an element around the boxes; scrolling does not bubble, so it is caught on its way down. */
  readonly listener = {
    handleEvent: (event: Event): void => {
      if (event.target instanceof HTMLElement) this.#follow(event.target);
    },
    capture: true,
    passive: true,
  };

  attach(root: HTMLElement): void {
    this.#root = root;
  }

  #follow(leader: HTMLElement): void {
    if (this.#put.get(leader) === place(leader)) return;
    this.#put.delete(leader);
    for (const box of this.#root?.querySelectorAll<HTMLElement>(".confusion-scroll") ?? []) {
      if (box === leader) continue;
      box.scrollTo(leader.scrollLeft, leader.scrollTop);
      this.#put.set(box, place(box));
    }
  }
}

function place({ scrollLeft, scrollTop }: HTMLElement): string {
  return `${String(scrollLeft)},${String(scrollTop)}`;
}
