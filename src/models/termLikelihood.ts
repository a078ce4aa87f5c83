import { invariant } from "../base/assert.ts";
import { log } from "../base/elementary.ts";
import { UserError } from "../base/errors.ts";
import { tally } from "../engine/kernels/rows.ts";
import type { NamedArray } from "./classifier.ts";
import type { Likelihood, LikelihoodForm } from "./likelihood.ts";
import type { RowEntries } from "./rowEntries.ts";

type TermVariant = "multinomial" | "complement" | "bernoulli";

/** Counts to logarithms: a row's log-likelihood is `bases[class] + Σ weights[feature × classes + class] · value`. */
interface Counted {
  /** inputs × classes. */
  readonly counts: Float32Array;
  /** Examples per class. */
  readonly examples: Float64Array;
  readonly smoothing: number;
  readonly weights: Float64Array;
  readonly bases: Float64Array;
}

/**
 * Likelihoods of features that are counted: every formula is linear in the row. Multinomial and Bernoulli: Manning,
 * Raghavan and Schütze, Introduction to Information Retrieval, 2008, chapter 13; complement: Rennie and others, Tackling
 * the poor assumptions of naive Bayes, 2003; all as scikit-learn's classes compute them.
 */
export class TermLikelihood implements Likelihood {
  readonly arrays: readonly NamedArray[];
  readonly #variant: TermVariant;
  readonly #smoothing: number;
  readonly #classes: number;
  readonly #counts: Float32Array;
  readonly #weights: Float64Array;
  readonly #bases: Float64Array;
  /** One table after the other for each class: one that is counted alone stays in the processor's caches. */
  #sums: Float64Array | undefined;
  /** Until something was counted, here or in what was loaded. */
  #isFresh = true;

  constructor(variant: TermVariant, smoothing: number, inputs: number, classes: number) {
    this.#variant = variant;
    this.#smoothing = smoothing;
    this.#classes = classes;
    this.#counts = new Float32Array(inputs * classes);
    this.#weights = new Float64Array(inputs * classes);
    this.#bases = new Float64Array(classes);
    this.arrays = [{ name: "feature.count", shape: [inputs, classes], values: this.#counts }];
  }

  begin(): void {
    const [counts, classes] = [this.#counts, this.#classes];
    const sums = new Float64Array(counts.length);
    const inputs = this.#isFresh ? 0 : counts.length / classes;
    for (let at = 0, input = 0; input < inputs; input++) {
      for (let id = 0; id < classes; id++, at++) sums[id * inputs + input] = counts[at] ?? 0;
    }
    this.#sums = sums;
  }

  add(row: RowEntries, label: number): void {
    const sums = this.#sums;
    invariant(sums !== undefined, "counting has begun");
    const { indices, values, firstIndex, firstValue, count } = row;
    const start = (sums.length / this.#classes) * label;
    if (this.#variant !== "bernoulli") {
      if (!tally(indices, values, firstIndex, firstValue, count, sums, start)) throw belowZero(this.#variant);
      return;
    }
    for (let entry = 0; entry < count; entry++) {
      const at = start + (indices[firstIndex + entry] ?? 0);
      if ((values[firstValue + entry] ?? NaN) > 0) sums[at] = (sums[at] ?? 0) + 1;
    }
  }

  end(): void {
    const [sums, counts, classes] = [this.#sums, this.#counts, this.#classes];
    invariant(sums !== undefined, "counting has begun");
    const inputs = counts.length / classes;
    for (let at = 0, input = 0; input < inputs; input++) {
      for (let id = 0; id < classes; id++, at++) counts[at] = sums[id * inputs + input] ?? 0;
    }
    this.#sums = undefined;
  }

  tabulate(examples: Float64Array): void {
    this.#isFresh = false;
    tabulators[this.#variant]({
      counts: this.#counts,
      examples,
      smoothing: this.#smoothing,
      weights: this.#weights,
      bases: this.#bases,
    });
  }

  form(): LikelihoodForm {
    return { bases: this.#bases, weights: this.#weights, presence: this.#variant === "bernoulli" };
  }

  score(row: RowEntries, into: Float64Array, at: number): void {
    const { indices, values, firstIndex, firstValue, count } = row;
    const weights = this.#weights;
    const classes = this.#classes;
    const binary = this.#variant === "bernoulli";
    for (let id = 0; id < classes; id++) into[at + id] = (into[at + id] ?? 0) + (this.#bases[id] ?? 0);
    for (let entry = 0; entry < count; entry++) {
      const value = values[firstValue + entry] ?? NaN;
      const amount = binary ? (value > 0 ? 1 : 0) : value;
      if (amount === 0) continue;
      const from = (indices[firstIndex + entry] ?? 0) * classes;
      for (let id = 0; id < classes; id++) into[at + id] = (into[at + id] ?? 0) + amount * (weights[from + id] ?? 0);
    }
  }
}

function belowZero(variant: TermVariant): UserError {
  return new UserError(
    `${variant} naive Bayes counts features, and a training example has one below 0.`,
    'Choose the variant "gaussian", or scale the columns with features.scale: "minMax".',
    { field: "model.variant" },
  );
}

const tabulators: Readonly<Record<TermVariant, (counted: Counted) => void>> = {
  /** ln P(feature | class) = ln(count + smoothing) − ln(Σ counts + smoothing · features). */
  multinomial({ counts, examples, smoothing, weights, bases }) {
    const classes = examples.length;
    const totals = new Float64Array(classes).fill((counts.length / classes) * smoothing);
    for (let at = 0; at < counts.length;) {
      for (let id = 0; id < classes; id++, at++) totals[id] = (totals[id] ?? 0) + (counts[at] ?? 0);
    }
    const logTotals = totals.map(log);
    // Most terms are in the examples of one class alone.
    const unseen = logTotals.map((total) => log(smoothing) - total);
    const logarithm = repeatedLog();
    for (let at = 0; at < counts.length;) {
      for (let id = 0; id < classes; id++, at++) {
        const count = counts[at] ?? 0;
        weights[at] = count === 0 ? (unseen[id] ?? 0) : logarithm(count + smoothing) - (logTotals[id] ?? 0);
      }
    }
    bases.fill(0);
  },

  /** weight = −ln of the feature's share in all other classes, smoothed; the class prior plays no part. */
  complement({ counts, examples, smoothing, weights, bases }) {
    const classes = examples.length;
    const all = new Float64Array(counts.length / classes);
    eachCount(counts, classes, (count, _, at) => {
      const feature = Math.floor(at / classes);
      all[feature] = (all[feature] ?? 0) + count;
    });
    const others = (count: number, at: number): number => (all[Math.floor(at / classes)] ?? 0) + smoothing - count;
    const totals = new Float64Array(classes);
    eachCount(counts, classes, (count, id, at) => {
      totals[id] = (totals[id] ?? 0) + others(count, at);
    });
    const logTotals = totals.map(log);
    const logarithm = repeatedLog();
    eachCount(counts, classes, (count, id, at) => {
      weights[at] = (logTotals[id] ?? 0) - logarithm(others(count, at));
    });
    bases.fill(0);
  },

  /**
   * P(present | class) = (count + smoothing) / (examples + 2 · smoothing). Absent features count too: ln(1 − P) of every
   * feature is in the base, and a present one adds ln P − ln(1 − P).
   */
  bernoulli({ counts, examples, smoothing, weights, bases }) {
    const classes = examples.length;
    const logTotals = examples.map((count) => log(count + 2 * smoothing));
    bases.fill(0);
    const present = repeatedLog();
    const absent = repeatedLog();
    eachCount(counts, classes, (count, id, at) => {
      const without = absent((examples[id] ?? 0) - count + smoothing);
      weights[at] = present(count + smoothing) - without;
      bases[id] = (bases[id] ?? 0) + without - (logTotals[id] ?? 0);
    });
  },
};

function eachCount(counts: Float32Array, classes: number, act: (count: number, id: number, at: number) => void): void {
  for (let at = 0; at < counts.length;) {
    for (let id = 0; id < classes; id++, at++) act(counts[at] ?? 0, id, at);
  }
}

/** Sizes of the memory of `repeatedLog`. */
const remembered = 256;

/** ln, which remembers what it was asked lately: most counts of rare terms are the same few numbers. */
function repeatedLog(): (x: number) => number {
  const asked = new Float64Array(remembered).fill(NaN);
  const answers = new Float64Array(remembered);
  return (x) => {
    // Any spread will do: whole counts and their sums with a smoothing land apart.
    const slot = Math.floor(x * 61) & (remembered - 1);
    if (asked[slot] === x) return answers[slot] ?? NaN;
    const answer = log(x);
    asked[slot] = x;
    answers[slot] = answer;
    return answer;
  };
}
