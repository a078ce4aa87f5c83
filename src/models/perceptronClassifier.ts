import { invariant } from "../base/assert.ts";
import type { Matrix } from "../base/matrix.ts";
import { RandomStream } from "../base/random.ts";
import { arrayOf, type FitState, numberOf, partOf } from "../engine/fitState.ts";
import { addRow, rowMargins } from "../engine/kernels/rows.ts";
import { argmax } from "../engine/losses.ts";
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
import type { PerceptronOptions } from "./modelOptions.ts";
import { copyArrays, loadArrays } from "./namedArrays.ts";
import { entryRows } from "./entryRows.ts";
import { RowEntries } from "./rowEntries.ts";

/** Rows of a step where nothing is said. */
const reportedRows = 32;

/** Weights (inputs × outputs) and biases (outputs) while they are learned. */
interface Vectors {
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

/** A fit under way. */
interface Fitting {
  readonly now: Vectors;
  /** Each update times the examples before it: the mean is now − late / examples. */
  readonly late: Vectors | undefined;
  step: number;
  epoch: number;
  /** Of the epoch under way: rows done, and how many of them were mistaken. */
  rows: number;
  mistakes: number;
  /** Of all epochs. */
  examples: number;
}

/**
 * A perceptron for each class against the rest: the class of the highest margin x·W + b is the prediction, ties go to the lowest
 * id. A class whose margin has the wrong sign, or is 0, adds the row to its weights where the row is its own and else takes it
 * from them (Rosenblatt, The perceptron, 1958; as scikit-learn's Perceptron with eta0 = 1). Averaged: the mean of the weights
 * after every example (Freund and Schapire, Large margin classification using the perceptron algorithm, 1999). Its loss is the
 * share of wrong predictions.
 */
export class PerceptronClassifier implements Classifier {
  readonly outputs = "margins";
  readonly followsGradient = false;
  readonly classes: number;
  readonly layers: readonly LayerSummary[];
  readonly parameterCount: number;
  readonly #averaged: boolean;
  readonly #weights: Float32Array;
  readonly #biases: Float32Array;
  readonly #arrays: readonly NamedArray[];
  #fitting: Fitting | undefined;
  /** Whether the classifier's own numbers are behind those of the fit. */
  #lags = false;

  constructor({ averaged }: PerceptronOptions, input: Matrix, classes: number) {
    const inputs = input.columns;
    this.#averaged = averaged;
    this.classes = classes;
    this.#weights = new Float32Array(inputs * classes);
    this.#biases = new Float32Array(classes);
    this.#arrays = [
      { name: "output.weight", shape: [inputs, classes], values: this.#weights },
      { name: "output.bias", shape: [classes], values: this.#biases },
    ];
    this.parameterCount = (inputs + 1) * classes;
    this.layers = [{ name: "output", kind: "linear", inputs, outputs: classes, parameters: this.parameterCount }];
  }

  /**
   * Every epoch a fresh permutation of the rows from the stream `order/<epoch>`. A step is `batchSize` rows; its loss is the share
   * of them that were mistaken when their turn came, and there is no gradient (NaN). Weights learn in float64.
   */
  fit(
    train: LabelledMatrix,
    options: FitOptions,
    from?: FitState,
  ): Generator<StepReport | EpochReport, void, EpochFigure | undefined> {
    const { features, labels } = train;
    const { rows } = features;
    const { classes } = this;
    invariant(rows > 0 && labels.length === rows, `${String(labels.length)} labels of ${String(rows)} rows`);
    invariant(
      labels.every((label) => label >= 0 && label < classes),
      "labels are class ids",
    );
    const fitting =
      from === undefined ? this.#begin(features.columns) : resumedFitting(from, features.columns, this.#averaged);
    this.#fitting = fitting;
    if (fitting.examples > 0) this.#lags = true;
    return this.#reports(fitting, train, options);
  }

  fitState(): FitState {
    invariant(this.#fitting !== undefined, "the classifier is in training");
    return stateOf(this.#fitting);
  }

  #begin(inputs: number): Fitting {
    // From zero, of two classes each keeps the opposite of the other's weights, so that one is enough.
    const fromZero = this.#weights.every(isZero) && this.#biases.every(isZero);
    const outputs = fromZero && this.classes === 2 ? 1 : this.classes;
    const now: Vectors = {
      weights: fromZero ? new Float64Array(inputs * outputs) : Float64Array.from(this.#weights),
      biases: fromZero ? new Float64Array(outputs) : Float64Array.from(this.#biases),
    };
    const late = this.#averaged
      ? { weights: new Float64Array(now.weights.length), biases: new Float64Array(outputs) }
      : undefined;
    return { now, late, step: 0, epoch: 1, rows: 0, examples: 0, mistakes: 0 };
  }

  *#reports(
    fitting: Fitting,
    { features, labels }: LabelledMatrix,
    { batchSize = reportedRows, epochs, seed }: FitOptions,
  ): Generator<StepReport | EpochReport, void, EpochFigure | undefined> {
    const { rows } = features;
    const { classes } = this;
    const { now, late } = fitting;
    const entries = entryRows(features);
    const outputs = now.biases.length;
    const margins = new Float64Array(outputs);
    const order = new Uint32Array(rows);
    for (; fitting.epoch <= epochs; fitting.epoch++) {
      const { epoch } = fitting;
      for (let row = 0; row < rows; row++) order[row] = row;
      new RandomStream(seed, `order/${String(epoch)}`).shuffle(order);
      while (fitting.rows < rows) {
        const from = fitting.rows;
        const to = Math.min(from + batchSize, rows);
        let { examples } = fitting;
        let mistakes = 0;
        for (let position = from; position < to; position++) {
          const row = order[position] ?? 0;
          const label = labels[row] ?? 0;
          rowMargins(entries, row, now.weights, now.biases, margins);
          const guess = outputs === 1 ? Number((margins[0] ?? 0) > 0) : argmax(margins, 0, outputs);
          if (guess !== label) mistakes++;
          for (let id = 0; id < outputs; id++) {
            const sign = id === label - classes + outputs ? 1 : -1;
            if (sign * (margins[id] ?? 0) > 0) continue;
            addRow(entries, row, now.weights, outputs, id, sign);
            now.biases[id] = (now.biases[id] ?? 0) + sign;
            if (late === undefined) continue;
            addRow(entries, row, late.weights, outputs, id, sign * examples);
            late.biases[id] = (late.biases[id] ?? 0) + sign * examples;
          }
          examples++;
        }
        fitting.examples = examples;
        fitting.mistakes += mistakes;
        fitting.rows = to;
        const step = ++fitting.step;
        const loss = mistakes / (to - from);
        this.#lags = true;
        yield { kind: "step", step, epoch, loss, learningRate: NaN, gradientNorm: NaN, examples: to - from };
      }
      yield { kind: "epoch", epoch, step: fitting.step, runningLoss: fitting.mistakes / rows, gradients: [] };
      fitting.rows = 0;
      fitting.mistakes = 0;
    }
  }

  evaluate(data: LabelledMatrix, from: number, to: number): Evaluation {
    this.#settle();
    const { classes } = this;
    invariant(from >= 0 && from <= to && to <= data.features.rows, `rows ${String(from)} to ${String(to)}`);
    const entries = new RowEntries(data.features);
    const vectors = { weights: this.#weights, biases: this.#biases };
    const margins = new Float64Array(classes);
    const outputs = new Float32Array((to - from) * classes);
    let lossSum = 0;
    for (let row = from; row < to; row++) {
      const at = (row - from) * classes;
      entries.seek(row);
      marginsOf(entries, vectors, margins);
      outputs.set(margins, at);
      if (argmax(outputs, at, classes) !== data.labels[row]) lossSum++;
    }
    return { outputs, lossSum, logLossSum: NaN };
  }

  parameters(): readonly NamedArray[] {
    this.#settle();
    return copyArrays(this.#arrays);
  }

  load(parameters: readonly NamedArray[]): void {
    this.#lags = false;
    loadArrays(this.#arrays, parameters);
  }

  dispose(): void {
    // Everything it holds is the collector's.
  }

  /** Brings the float32 weights up to the fit under way; only when somebody looks. */
  #settle(): void {
    if (!this.#lags || this.#fitting === undefined) return;
    const { now, late, examples } = this.#fitting;
    this.#lags = false;
    const mean = (values: Float64Array, behind: Float64Array | undefined): Float64Array =>
      behind === undefined ? values : values.map((value, at) => value - (behind[at] ?? 0) / examples);
    expand(mean(now.weights, late?.weights), this.#weights);
    expand(mean(now.biases, late?.biases), this.#biases);
  }
}

function stateOf({ now, late, step, epoch, rows, examples, mistakes }: Fitting): FitState {
  const arrays = Object.entries({ now, late }).flatMap(([name, vectors]) =>
    vectors === undefined
      ? []
      : [
          { name: `${name}.weights`, values: vectors.weights.slice() },
          { name: `${name}.biases`, values: vectors.biases.slice() },
        ],
  );
  return { at: { step, epoch, rows }, parts: { perceptron: { numbers: { examples, mistakes }, arrays } } };
}

function resumedFitting(state: FitState, inputs: number, averaged: boolean): Fitting {
  const part = partOf(state, "perceptron");
  const outputs = part.arrays.find(({ name }) => name === "now.biases")?.values.length ?? 0;
  const vectors = (name: string): Vectors => ({
    weights: Float64Array.from(arrayOf(part, `${name}.weights`, inputs * outputs)),
    biases: Float64Array.from(arrayOf(part, `${name}.biases`, outputs)),
  });
  return {
    ...state.at,
    now: vectors("now"),
    late: averaged ? vectors("late") : undefined,
    examples: numberOf(part, "examples"),
    mistakes: numberOf(part, "mistakes"),
  };
}

const isZero = (value: number): boolean => value === 0;

/** Copies the numbers; where there are half as many, they are the second class's, and the first has their opposites. */
function expand(from: Float64Array, into: Float32Array): void {
  if (from.length === into.length) {
    into.set(from);
    return;
  }
  for (let at = 0; at < from.length; at++) {
    const value = from[at] ?? NaN;
    into[2 * at] = 0 - value;
    into[2 * at + 1] = value;
  }
}

function marginsOf(
  row: RowEntries,
  { weights, biases }: { readonly weights: Float32Array | Float64Array; readonly biases: Float32Array | Float64Array },
  into: Float64Array,
): void {
  const { indices, values, firstIndex, firstValue, count } = row;
  const classes = biases.length;
  into.set(biases);
  for (let entry = 0; entry < count; entry++) {
    const value = values[firstValue + entry] ?? 0;
    const from = (indices[firstIndex + entry] ?? 0) * classes;
    for (let id = 0; id < classes; id++) into[id] = (into[id] ?? 0) + value * (weights[from + id] ?? 0);
  }
}
