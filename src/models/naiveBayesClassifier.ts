import { assertNever, invariant } from "../base/assert.ts";
import { log } from "../base/elementary.ts";
import type { Matrix } from "../base/matrix.ts";
import { softmaxRows } from "../engine/losses.ts";
import type {
  Classifier,
  EpochFigure,
  EpochReport,
  Evaluation,
  FitOptions,
  LabelledMatrix,
  LayerSummary,
  NamedArray,
  StepReport,
} from "./classifier.ts";
import type { Likelihood, LikelihoodForm } from "./likelihood.ts";
import type { NaiveBayesOptions } from "./modelOptions.ts";
import { copyArrays, loadArrays } from "./namedArrays.ts";
import { NormalLikelihood } from "./normalLikelihood.ts";
import { RowEntries } from "./rowEntries.ts";
import { TermLikelihood } from "./termLikelihood.ts";

/** Rows of a step where nothing is said. */
const reportedRows = 32;

/**
 * Naive Bayes: P(class | row) ∝ P(class) · Π P(feature | class), from counts of one pass over train. The parameters are the counts
 * themselves, whole where the features are; logarithms and sums are float64.
 */
export class NaiveBayesClassifier implements Classifier {
  readonly outputs = "probabilities";
  readonly followsGradient = false;
  readonly classes: number;
  readonly layers: readonly LayerSummary[];
  readonly parameterCount: number;
  readonly #options: NaiveBayesOptions;
  readonly #likelihood: Likelihood;
  readonly #counts: Float32Array;
  readonly #arrays: readonly NamedArray[];
  readonly #priors: Float64Array;

  constructor(options: NaiveBayesOptions, input: Matrix, classes: number) {
    const inputs = input.columns;
    this.classes = classes;
    this.#options = options;
    this.#likelihood = createLikelihood(options, inputs, classes);
    this.#counts = new Float32Array(classes);
    this.#priors = new Float64Array(classes);
    this.#arrays = [{ name: "class.count", shape: [classes], values: this.#counts }, ...this.#likelihood.arrays];
    this.parameterCount = this.#arrays.reduce((sum, { values }) => sum + values.length, 0);
    this.layers = [{ name: "output", kind: "naiveBayes", inputs, outputs: classes, parameters: this.parameterCount }];
    this.#tabulate();
  }

  /** Counts the rows in their order in one epoch; a step is `batchSize` rows, and has neither loss nor gradient (NaN). */
  *fit(
    train: LabelledMatrix,
    { batchSize = reportedRows, epochs }: FitOptions,
  ): Generator<StepReport | EpochReport, void, EpochFigure | undefined> {
    const { features, labels } = train;
    const { rows } = features;
    invariant(epochs === 1, `naive Bayes counts once, not ${String(epochs)} times`);
    invariant(rows > 0 && labels.length === rows, `${String(labels.length)} labels of ${String(rows)} rows`);
    const entries = new RowEntries(features);
    const counts = Float64Array.from(this.#counts);
    this.#likelihood.begin(counts.slice());
    // Class by class: the order within each, and with it every sum, is that of the rows.
    const order = classByClass(labels, this.classes);
    let step = 0;
    for (let from = 0; from < rows; from += batchSize) {
      const to = Math.min(from + batchSize, rows);
      for (let place = from; place < to; place++) {
        const row = order[place] ?? 0;
        const label = labels[row] ?? -1;
        entries.seek(row);
        this.#likelihood.add(entries, label);
        counts[label] = (counts[label] ?? 0) + 1;
      }
      step++;
      const none = { loss: NaN, learningRate: NaN, gradientNorm: NaN };
      yield { kind: "step", step, epoch: 1, ...none, examples: to - from };
    }
    this.#likelihood.end(counts);
    this.#counts.set(counts);
    this.#tabulate();
    yield { kind: "epoch", epoch: 1, step, runningLoss: NaN, gradients: [] };
  }

  evaluate(data: LabelledMatrix, from: number, to: number): Evaluation {
    const { classes } = this;
    invariant(from >= 0 && from <= to && to <= data.features.rows, `rows ${String(from)} to ${String(to)}`);
    const entries = new RowEntries(data.features);
    const joint = new Float64Array((to - from) * classes);
    const outputs = new Float32Array(joint.length);
    for (let row = from; row < to; row++) {
      const at = (row - from) * classes;
      joint.set(this.#priors, at);
      entries.seek(row);
      this.#likelihood.score(entries, joint, at);
    }
    const rows = { logits: joint, rows: to - from, classes, labels: data.labels, first: from };
    const lossSum = softmaxRows(rows, outputs);
    return { outputs, lossSum, logLossSum: lossSum };
  }

  parameters(): readonly NamedArray[] {
    return copyArrays(this.#arrays);
  }

  load(parameters: readonly NamedArray[]): void {
    loadArrays(this.#arrays, parameters);
    this.#tabulate();
  }

  /** ln P(class, row) as sums over the row's features, ready for a program elsewhere. */
  form(): LikelihoodForm {
    const form = this.#likelihood.form();
    return { ...form, bases: form.bases.map((base, id) => base + (this.#priors[id] ?? 0)) };
  }

  dispose(): void {
    // Everything it holds is the collector's.
  }

  #tabulate(): void {
    const counts = Float64Array.from(this.#counts);
    const total = counts.reduce((sum, count) => sum + count, 0);
    this.#priors.fill(0);
    // Before anything was counted no class is likelier than another.
    if (total === 0) return;
    this.#likelihood.tabulate(counts);
    const options = this.#options;
    const fitted = options.variant !== "complement" && options.prior === "fitted";
    counts.forEach((count, id) => {
      // Smoothing would give a class that train does not have a likelihood of its own making.
      if (count === 0) this.#priors[id] = Number.NEGATIVE_INFINITY;
      else if (fitted) this.#priors[id] = log(count) - log(total);
    });
  }
}

/** The rows of the first class, then of the next, each class's in their order. */
function classByClass(labels: Int32Array, classes: number): Uint32Array {
  const next = new Uint32Array(classes + 1);
  for (const label of labels) {
    invariant(label >= 0 && label < classes, "labels are class ids");
    next[label + 1] = (next[label + 1] ?? 0) + 1;
  }
  for (let id = 0; id < classes; id++) next[id + 1] = (next[id + 1] ?? 0) + (next[id] ?? 0);
  const order = new Uint32Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? 0;
    const place = next[label] ?? 0;
    order[place] = row;
    next[label] = place + 1;
  }
  return order;
}

function createLikelihood(options: NaiveBayesOptions, inputs: number, classes: number): Likelihood {
  switch (options.variant) {
    case "multinomial":
    case "complement":
    case "bernoulli":
      return new TermLikelihood(options.variant, options.smoothing, inputs, classes);
    case "gaussian":
      return new NormalLikelihood(options.varianceSmoothing, inputs, classes);
    default:
      return assertNever(options, "variant of naive Bayes");
  }
}
