import { contentHash } from "./inspect/contents.ts";

/** Of each class the first examples are kept in any case, so that none is without. */
const leastOfClass = 8;

/**
 * Which examples a sample of one in `every` keeps. What they hold decides, so that examples which hold the same are all
 * in it or none is, and the order of rows does not matter.
 */
export class ExampleSample {
  readonly #every: number;
  readonly #kept: number[] = [];

  constructor(every: number) {
    this.#every = every;
  }

  /** @param label the number of the example's class. @param content the text, or the values of all columns. */
  keeps(label: number, content: string): boolean {
    const kept = this.#kept[label] ?? 0;
    if (kept >= leastOfClass && contentHash(content) % this.#every !== 0) return false;
    this.#kept[label] = kept + 1;
    return true;
  }
}
