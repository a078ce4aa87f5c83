import { invariant } from "../base/assert.ts";
import { log } from "../base/elementary.ts";
import { UserError } from "../base/errors.ts";
import type { NamedArray } from "./classifier.ts";
import type { Likelihood, LikelihoodForm } from "./likelihood.ts";
import type { RowEntries } from "./rowEntries.ts";

/** ln 2π */
const logTwoPi = 1.8378770664093453;

/** Running mean and sum of squared deviations of the entries seen, inputs × classes. */
interface Moments {
  readonly means: Float64Array;
  readonly squares: Float64Array;
  readonly seen: Float64Array;
}

/**
 * Every feature normally distributed in every class: ln P = −½ Σ [ln 2πσ² + (x − μ)²/σ²], with a share of the largest
 * variance of any feature added to all variances, as scikit-learn's GaussianNB. Means and variances are updated one example at a time
 * (Welford, 1962); entries that sparse rows leave out are merged at the end as zeros (Chan, Golub and LeVeque, 1979).
 */
export class NormalLikelihood implements Likelihood {
  readonly arrays: readonly NamedArray[];
  readonly #smoothing: number;
  readonly #inputs: number;
  readonly #classes: number;
  readonly #means: Float32Array;
  /** Population variances, not smoothed. */
  readonly #variances: Float32Array;
  /** 1/σ², smoothed. */
  readonly #precisions: Float64Array;
  /** Log-likelihood of a row of zeros. */
  readonly #bases: Float64Array;
  #moments: Moments | undefined;

  constructor(smoothing: number, inputs: number, classes: number) {
    this.#smoothing = smoothing;
    this.#inputs = inputs;
    this.#classes = classes;
    this.#means = new Float32Array(inputs * classes);
    this.#variances = new Float32Array(inputs * classes);
    this.#precisions = new Float64Array(inputs * classes);
    this.#bases = new Float64Array(classes);
    const shape = [inputs, classes];
    this.arrays = [
      { name: "feature.mean", shape, values: this.#means },
      { name: "feature.variance", shape, values: this.#variances },
    ];
  }

  begin(counts: Float64Array): void {
    const of = (at: number): number => counts[at % this.#classes] ?? 0;
    this.#moments = {
      means: Float64Array.from(this.#means),
      squares: Float64Array.from(this.#variances, (variance, at) => variance * of(at)),
      seen: Float64Array.from(this.#means, (_, at) => of(at)),
    };
  }

  add(row: RowEntries, label: number): void {
    invariant(this.#moments !== undefined, "counting has begun");
    const { means, squares, seen } = this.#moments;
    const { indices, values, firstIndex, firstValue, count } = row;
    for (let entry = 0; entry < count; entry++) {
      const value = values[firstValue + entry] ?? NaN;
      const at = (indices[firstIndex + entry] ?? 0) * this.#classes + label;
      const now = (seen[at] ?? 0) + 1;
      const away = value - (means[at] ?? 0);
      const mean = (means[at] ?? 0) + away / now;
      seen[at] = now;
      means[at] = mean;
      squares[at] = (squares[at] ?? 0) + away * (value - mean);
    }
  }

  end(counts: Float64Array): void {
    invariant(this.#moments !== undefined, "counting has begun");
    const { means, squares, seen } = this.#moments;
    for (let at = 0; at < means.length; at++) {
      const examples = counts[at % this.#classes] ?? 0;
      if (examples === 0) continue;
      const mean = means[at] ?? 0;
      const entries = seen[at] ?? 0;
      const square = (squares[at] ?? 0) + (mean * mean * entries * (examples - entries)) / examples;
      this.#means[at] = (mean * entries) / examples;
      this.#variances[at] = square / examples;
    }
    this.#moments = undefined;
  }

  tabulate(counts: Float64Array): void {
    const classes = this.#classes;
    this.#bases.fill(0);
    this.#precisions.fill(0);
    const added = this.#smoothing * this.#largestVariance(counts);
    if (added === 0)
      throw new UserError(
        "Every feature has the same value in all training examples, so that there is nothing to tell classes apart by.",
        "Check the columns in dataset.features, or choose other features.",
        { field: "features" },
      );
    for (let at = 0; at < this.#means.length; at++) {
      const id = at % classes;
      const variance = (this.#variances[at] ?? 0) + added;
      const mean = this.#means[at] ?? 0;
      this.#precisions[at] = 1 / variance;
      this.#bases[id] = (this.#bases[id] ?? 0) - 0.5 * (logTwoPi + log(variance) + (mean * mean) / variance);
    }
  }

  form(): LikelihoodForm {
    return {
      bases: this.#bases,
      weights: this.#precisions.map((precision, at) => precision * (this.#means[at] ?? 0)),
      squares: this.#precisions.map((precision) => -0.5 * precision),
      presence: false,
    };
  }

  score(row: RowEntries, into: Float64Array, at: number): void {
    const { indices, values, firstIndex, firstValue, count } = row;
    const classes = this.#classes;
    for (let id = 0; id < classes; id++) into[at + id] = (into[at + id] ?? 0) + (this.#bases[id] ?? 0);
    for (let entry = 0; entry < count; entry++) {
      const value = values[firstValue + entry] ?? NaN;
      const from = (indices[firstIndex + entry] ?? 0) * classes;
      // (x − μ)² − μ² = x(x − 2μ): the base already holds what a zero gives.
      for (let id = 0; id < classes; id++)
        into[at + id] =
          (into[at + id] ?? 0) -
          0.5 * value * (value - 2 * (this.#means[from + id] ?? 0)) * (this.#precisions[from + id] ?? 0);
    }
  }

  /** The largest population variance of a feature over all examples, put together from those of the classes. */
  #largestVariance(counts: Float64Array): number {
    const classes = this.#classes;
    const total = counts.reduce((sum, count) => sum + count, 0);
    let largest = 0;
    for (let feature = 0; feature < this.#inputs; feature++) {
      const from = feature * classes;
      let mean = 0;
      counts.forEach((count, id) => {
        mean += ((this.#means[from + id] ?? 0) * count) / total;
      });
      let variance = 0;
      counts.forEach((count, id) => {
        const away = (this.#means[from + id] ?? 0) - mean;
        variance += (((this.#variances[from + id] ?? 0) + away * away) * count) / total;
      });
      largest = Math.max(largest, variance);
    }
    return largest;
  }
}
