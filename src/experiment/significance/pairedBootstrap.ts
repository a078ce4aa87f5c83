import { RandomStream } from "../../base/random.ts";
import type { Work } from "../../base/work.ts";
import type { JointCell, JointOutcomes } from "./jointOutcomes.ts";
import { CountResampler } from "./resample.ts";

/** Second run minus first. */
export interface DifferenceInterval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapIntervals {
  readonly resamples: number;
  /** Share of the resamples between `low` and `high`. */
  readonly level: number;
  readonly accuracy: DifferenceInterval;
  readonly macroF1: DifferenceInterval;
}

const resamples = 10_000;
const level = 0.95;
/** One seed for all: the same two runs have the same interval everywhere and always. */
const seed = 1;

/**
 * Percentile intervals of the difference of accuracy and of macro F1 between two runs over the same examples: examples are
 * drawn with replacement, both runs' predictions with them, 10,000 times, and the middle 95 % of the differences kept.
 * Only counts of (true class, first, second prediction) matter, so counts are drawn, not examples: the distribution is
 * the same. Swapping the runs swaps signs and ends, to the bit.
 * Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13; quantiles by linear interpolation
 * (Hyndman and Fan 1996, type 7, NumPy's default); scipy.stats.bootstrap(paired=True, method="percentile").
 */
export function* pairedBootstrap(outcomes: JointOutcomes): Work<BootstrapIntervals> {
  const turned = isTurned(outcomes);
  const cells = turned ? outcomes.cells.map(swapped).sort(byClasses) : outcomes.cells;
  const differences = new Differences(cells, outcomes.classes, outcomes.examples);
  const observed = differences.of(cells.map(({ count }) => count));
  const resampler = new CountResampler(cells.map(({ count }) => count));
  const stream = new RandomStream(seed, "bootstrap");
  const accuracies = new Float64Array(resamples);
  const macroF1s = new Float64Array(resamples);
  for (let at = 0; at < resamples; at++) {
    resampler.draw(stream);
    const drawn = differences.of(resampler.counts);
    accuracies[at] = drawn.accuracy;
    macroF1s[at] = drawn.macroF1;
    yield;
  }
  const sign = turned ? -1 : 1;
  return {
    resamples,
    level,
    accuracy: interval(observed.accuracy, accuracies, sign),
    macroF1: interval(observed.macroF1, macroF1s, sign),
  };
}

/** Accuracy and macro F1 of the second minus those of the first run, from counts of the cells. */
class Differences {
  readonly #classes: number;
  readonly #examples: number;
  /** Of each cell: true class, first and second prediction. */
  readonly #ids: Uint32Array;
  /** By class: examples of it, predictions of it by either run, hits of either run. */
  readonly #sums: Float64Array;

  constructor(cells: readonly JointCell[], classes: number, examples: number) {
    this.#classes = classes;
    this.#examples = examples;
    this.#ids = Uint32Array.from(cells.flatMap(({ truth, first, second }) => [truth, first, second]));
    this.#sums = new Float64Array(5 * classes);
  }

  of(counts: ArrayLike<number>): { readonly accuracy: number; readonly macroF1: number } {
    const ids = this.#ids;
    const sums = this.#sums;
    const classes = this.#classes;
    const add = (block: number, id: number, count: number): void => {
      const at = block * classes + id;
      sums[at] = (sums[at] ?? 0) + count;
    };
    sums.fill(0);
    let lead = 0;
    for (let cell = 0; cell < counts.length; cell++) {
      const count = counts[cell] ?? 0;
      if (count === 0) continue;
      const truth = ids[3 * cell] ?? 0;
      const first = ids[3 * cell + 1] ?? 0;
      const second = ids[3 * cell + 2] ?? 0;
      add(0, truth, count);
      add(1, first, count);
      add(2, second, count);
      if (first === truth) {
        add(3, truth, count);
        lead -= count;
      }
      if (second === truth) {
        add(4, truth, count);
        lead += count;
      }
    }
    const macroF1 = this.#macroF1(2, 4) - this.#macroF1(1, 3);
    return { accuracy: lead / this.#examples, macroF1 };
  }

  /** Mean over all classes of 2·h/(t + p), 0/0 counting as 0. */
  #macroF1(predictions: number, hits: number): number {
    const sums = this.#sums;
    const classes = this.#classes;
    let total = 0;
    for (let id = 0; id < classes; id++) {
      const below = (sums[id] ?? 0) + (sums[predictions * classes + id] ?? 0);
      if (below > 0) total += (2 * (sums[hits * classes + id] ?? 0)) / below;
    }
    return total / classes;
  }
}

function interval(difference: number, values: Float64Array, sign: 1 | -1): DifferenceInterval {
  values.sort();
  const [low, high] = [quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2)];
  // Adding 0 makes −0 a 0.
  if (sign === 1) return { difference: difference + 0, low: low + 0, high: high + 0 };
  return { difference: 0 - difference, low: 0 - high, high: 0 - low };
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}

/** Whether the runs are taken the other way round: of the two orders of a pair always the same one is drawn. */
function isTurned({ cells }: JointOutcomes): boolean {
  const other = cells.map(swapped).sort(byClasses);
  for (const [at, cell] of cells.entries()) {
    const against = other[at] ?? cell;
    const order = byClasses(cell, against) || cell.count - against.count;
    if (order !== 0) return order > 0;
  }
  return false;
}

function swapped({ truth, first, second, count }: JointCell): JointCell {
  return { truth, first: second, second: first, count };
}

function byClasses(a: JointCell, b: JointCell): number {
  return a.truth - b.truth || a.first - b.first || a.second - b.second;
}
