import { drawBinomial } from "../../base/binomial.ts";
import { log1p } from "../../base/elementary.ts";
import type { RandomStream } from "../../base/random.ts";

/** Cells of at most this many examples are drawn example by example: cheaper than a binomial for each. */
const rareCount = 6;
const two32 = 2 ** 32;

/**
 * Draws n examples with replacement from counted cells that hold n together: the counts of a bootstrap resample, exactly
 * multinomial, without looking at a single example. Cells in turn, the largest first: each is binomial given what is left
 * (Devroye 1986, Non-Uniform Random Variate Generation, XI.1.4); the rare ones together, by examples.
 */
export class CountResampler {
  readonly #examples: number;
  readonly #common: readonly { readonly cell: number; readonly chance: number; readonly logMiss: number }[];
  /** The cell of each example that is in a rare one. */
  readonly #rare: Uint32Array;
  /** How often each cell was drawn last, in the order given. */
  readonly counts: Float64Array;

  constructor(counts: readonly number[]) {
    const order = counts.map((_, cell) => cell).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
    const common: { cell: number; chance: number; logMiss: number }[] = [];
    const rare: number[] = [];
    let left = counts.reduce((total, count) => total + count, 0);
    this.#examples = left;
    for (const cell of order) {
      const count = counts[cell] ?? 0;
      if (count > rareCount) {
        const chance = count / left;
        common.push({ cell, chance, logMiss: log1p(-chance) });
        left -= count;
      } else for (let i = 0; i < count; i++) rare.push(cell);
    }
    this.#common = common;
    this.#rare = Uint32Array.from(rare);
    this.counts = new Float64Array(counts.length);
  }

  draw(stream: RandomStream): void {
    const { counts } = this;
    counts.fill(0);
    let left = this.#examples;
    for (const { cell, chance, logMiss } of this.#common) {
      const drawn = drawBinomial(stream, left, chance, logMiss);
      counts[cell] = drawn;
      left -= drawn;
    }
    this.#drawRare(left, stream);
  }

  /** Lemire (2019), "Fast random integer generation in an interval": no division for each, every example equally likely. */
  #drawRare(examples: number, stream: RandomStream): void {
    const { counts } = this;
    const rare = this.#rare;
    const n = rare.length;
    const unfair = two32 % n;
    for (let left = examples; left > 0;) {
      const product = stream.uint32() * n;
      const place = Math.floor(product / two32);
      if (product - place * two32 < unfair) continue;
      const cell = rare[place] ?? 0;
      counts[cell] = (counts[cell] ?? 0) + 1;
      left--;
    }
  }
}
