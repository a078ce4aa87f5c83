import { invariant } from "../base/assert.ts";
import type { CsrMatrix } from "../base/matrix.ts";
import type { Work } from "../base/work.ts";
import type { StateArray } from "./fitState.ts";
import { type DistinctColumns, distinctColumns } from "./inputs/distinctColumns.ts";
import { columnGradients, type GradientSums, multiplyColumns, strideOf, valuesOf } from "./kernels/columns.ts";
import type { Parameter } from "./layers/layer.ts";
import { LinearLayer } from "./layers/linear.ts";
import type { Network } from "./network.ts";
import type { Objective, ObjectiveValue } from "./objective.ts";

/** Columns between two looks at whether to stop. */
const columnsApiece = 32_768;

/** Whether the network is one linear layer on its input. */
export function isSparseRegression(network: Network): boolean {
  return network.layers.length === 1 && network.layers[0] instanceof LinearLayer;
}

/**
 * The objective of a linear model on sparse features. Features lie by columns, so that weights and gradient stream by while
 * the logits of all examples stay in cache. Two symmetries of parameters that are there at the start, where all are 0, and
 * that every step keeps make the vector shorter: equal columns have equal weights, and of two classes whose loss looks at
 * the difference of logits alone one has the negative of the other's parameters. The vector holds a weight per distinct
 * column and output, that of a single copy, and then the biases; with one output it is that of the second class.
 * Sums are float64; each takes its terms in ascending order of columns or rows.
 */
export class SparseRegression implements Objective {
  readonly size: number;
  readonly inverseCurvature: Float32Array;
  readonly #network: Network;
  readonly #labels: Int32Array;
  readonly #l2: number;
  readonly #columns: DistinctColumns;
  readonly #weight: Parameter;
  readonly #bias: Parameter;
  readonly #classes: number;
  /** Numbers per column: 1 for two classes that mirror each other, else as many as classes. */
  readonly #outputs: number;
  readonly #stride: number;
  readonly #rowIds: Uint32Array;
  /** Rows × stride, with a padding of zeros. */
  readonly #logits: Float64Array;
  readonly #slopes: Float64Array;

  constructor(network: Network, train: { readonly features: CsrMatrix; readonly labels: Int32Array }, l2: number) {
    const { features, labels } = train;
    const [weight, bias] = network.parameters;
    invariant(weight !== undefined && bias !== undefined, "a linear layer has weights and biases");
    this.#network = network;
    this.#labels = labels;
    this.#l2 = l2;
    this.#weight = weight;
    this.#bias = bias;
    const { columns: classes } = network.logits;
    const weights = network.copy(weight);
    this.#classes = classes;
    const mirrored = classes === 2 && network.lossName === "crossEntropy";
    this.#outputs = mirrored && isMirrored(weights) && isMirrored(network.copy(bias)) ? 1 : classes;
    this.#stride = strideOf(this.#outputs);
    this.#rowIds = Uint32Array.from({ length: features.rows }, (_, row) => row);
    this.#logits = new Float64Array(features.rows * this.#stride);
    this.#slopes = new Float64Array(features.rows * this.#stride);
    const merged = distinctColumns(features, true);
    this.#columns = agree(merged, weights, classes) ? merged : distinctColumns(features, false);
    this.size = (this.#columns.columns + 1) * this.#outputs;
    this.inverseCurvature = inverseCurvature(this.#columns, classes, this.#outputs, l2);
  }

  read(): Float32Array {
    const classes = this.#classes;
    const outputs = this.#outputs;
    const { placeOf, columns } = this.#columns;
    const first = classes - outputs;
    const weights = this.#network.copy(this.#weight);
    const at = new Float32Array(this.size);
    for (let column = 0; column < placeOf.length; column++) {
      const into = (placeOf[column] ?? 0) * outputs;
      for (let id = 0; id < outputs; id++) at[into + id] = weights[column * classes + first + id] ?? NaN;
    }
    at.set(this.#network.copy(this.#bias).subarray(first), columns * outputs);
    return at;
  }

  load(at: Float32Array): void {
    const classes = this.#classes;
    const outputs = this.#outputs;
    const { placeOf, columns } = this.#columns;
    const { floats } = this.#network.engine.memory;
    const { start, stride } = this.#weight.value;
    // Without a detour by `arrays`: after every step hundreds of thousands of columns are written.
    for (let column = 0; column < placeOf.length; column++) {
      const from = (placeOf[column] ?? 0) * outputs;
      const into = start + column * stride;
      if (outputs === 1) {
        const value = at[from] ?? NaN;
        floats[into] = -value;
        floats[into + 1] = value;
      } else for (let id = 0; id < classes; id++) floats[into + id] = at[from + id] ?? NaN;
    }
    this.#bias.value.load(this.#biases(at, columns));
    for (const layer of this.#network.layers) layer.reset();
  }

  arrays(at: Float32Array): StateArray[] {
    const classes = this.#classes;
    const outputs = this.#outputs;
    const { placeOf, columns } = this.#columns;
    const weights = new Float32Array(placeOf.length * classes);
    for (let column = 0; column < placeOf.length; column++) {
      const from = (placeOf[column] ?? 0) * outputs;
      const into = column * classes;
      if (outputs === 1) {
        const value = at[from] ?? NaN;
        weights[into] = -value;
        weights[into + 1] = value;
      } else for (let id = 0; id < classes; id++) weights[into + id] = at[from + id] ?? NaN;
    }
    return [
      { name: this.#weight.name, values: weights },
      { name: this.#bias.name, values: this.#biases(at, columns) },
    ];
  }

  *evaluate(at: Float32Array, gradient: Float64Array): Work<ObjectiveValue> {
    const { columns: count } = this.#columns;
    const outputs = this.#outputs;
    const stride = this.#stride;
    const rows = this.#rowIds.length;
    const biases = at.subarray(count * outputs);
    const logits = this.#logits;
    for (let row = 0; row < rows; row++) {
      for (let id = 0; id < outputs; id++) logits[row * stride + id] = biases[id] ?? NaN;
    }
    for (let from = 0; from < count; from += columnsApiece) {
      multiplyColumns(this.#columns, from, Math.min(from + columnsApiece, count), at, outputs, logits);
      yield;
    }
    const lossSum = this.#loss();
    const sums = { weights: 0, squares: 0, steepest: 0 };
    const slopes = this.#slopes;
    for (let from = 0; from < count; from += columnsApiece) {
      const to = Math.min(from + columnsApiece, count);
      columnGradients(this.#columns, from, to, slopes, at, outputs, this.#gradientPenalty(), gradient, sums);
      yield;
    }
    this.#biasGradient(gradient.subarray(count * outputs), sums);
    return this.#figures(lossSum, sums);
  }

  /** Of every class. */
  #biases(at: Float32Array, columns: number): Float32Array {
    const biases = at.slice(columns * this.#outputs);
    const [only = NaN] = biases;
    return this.#outputs < this.#classes ? Float32Array.of(-only, only) : biases;
  }

  /** The slopes of two mirrored classes are one sum, of which each has half; both pay for their weights. */
  #gradientPenalty(): number {
    return this.#outputs < this.#classes ? 2 * this.#l2 : this.#l2;
  }

  #figures(lossSum: number, { weights, squares, steepest }: GradientSums): ObjectiveValue {
    const each = this.#classes / this.#outputs;
    return {
      value: lossSum / this.#rowIds.length + (this.#l2 / 2) * each * weights,
      lossSum,
      squares: Float64Array.of(squares / each),
      steepest: steepest / each,
    };
  }

  /** Turns logits into the slopes of the mean loss; returns the sum of losses. */
  #loss(): number {
    const rows = this.#rowIds.length;
    const outputs = this.#outputs;
    const stride = this.#stride;
    const network = this.#network;
    const { value, gradient } = network.output;
    const { floats } = network.engine.memory;
    const logits = this.#logits;
    const slopes = this.#slopes;
    let lossSum = 0;
    for (let from = 0; from < rows; from += network.batchSize) {
      const count = Math.min(network.batchSize, rows - from);
      for (let row = 0; row < count; row++) {
        const into = value.start + row * value.stride;
        const own = (from + row) * stride;
        if (outputs === 1) {
          floats[into] = -(logits[own] ?? NaN);
          floats[into + 1] = logits[own] ?? NaN;
        } else for (let id = 0; id < outputs; id++) floats[into + id] = logits[own + id] ?? NaN;
      }
      network.label(this.#labels, this.#rowIds, from, count);
      lossSum += network.loss(count);
      const share = count / rows;
      for (let row = 0; row < count; row++) {
        const at = gradient.start + row * gradient.stride;
        const own = (from + row) * stride;
        if (outputs === 1) slopes[own] = share * ((floats[at + 1] ?? NaN) - (floats[at] ?? NaN));
        else for (let id = 0; id < outputs; id++) slopes[own + id] = share * (floats[at + id] ?? NaN);
      }
    }
    return lossSum;
  }

  #biasGradient(into: Float64Array, sums: GradientSums): void {
    into.fill(0);
    const slopes = this.#slopes;
    for (let at = 0; at < slopes.length; at += this.#stride) {
      for (let id = 0; id < into.length; id++) into[id] = (into[id] ?? 0) + (slopes[at + id] ?? NaN);
    }
    for (const slope of into) {
      sums.squares += slope * slope;
      if (!(Math.abs(slope) <= sums.steepest)) sums.steepest = Math.abs(slope);
    }
  }
}

/** Whether of every two numbers the first is the negative of the second. */
function isMirrored(values: Float32Array): boolean {
  for (let at = 0; at < values.length; at += 2) if (values[at] !== -(values[at + 1] ?? NaN)) return false;
  return true;
}

/** Whether equal columns have equal weights. */
function agree({ placeOf, columns }: DistinctColumns, weights: Float32Array, classes: number): boolean {
  const first = new Float32Array(columns * classes).fill(NaN);
  for (let column = 0; column < placeOf.length; column++) {
    const into = (placeOf[column] ?? 0) * classes;
    for (let id = 0; id < classes; id++) {
      const weight = weights[column * classes + id] ?? NaN;
      if (Number.isNaN(first[into + id])) first[into + id] = weight;
      else if (first[into + id] !== weight) return false;
    }
  }
  return true;
}

/**
 * As `curvature.ts` has it: p copies of a column act as one of p times the value under p times the penalty. Mirrored classes
 * differ by twice the logit: curvature 4 · ¼ under twice the penalty.
 */
function inverseCurvature(columns: DistinctColumns, classes: number, outputs: number, l2: number): Float32Array {
  const { starts, entries, copies, rows } = columns;
  const values = valuesOf(entries);
  const each = classes / outputs;
  const chance = (each * each * (1 - 1 / classes)) / classes;
  const inverse = new Float32Array((columns.columns + 1) * outputs);
  for (let column = 0; column < columns.columns; column++) {
    let squares = 0;
    const end = starts[column + 1] ?? 0;
    for (let entry = starts[column] ?? 0; entry < end; entry++) squares += (values[2 * entry + 1] ?? 0) ** 2;
    const times = copies[column] ?? 1;
    const curvature = times * ((times * chance * squares) / rows + each * l2);
    inverse.fill(curvature > 0 ? 1 / curvature : 1, column * outputs, (column + 1) * outputs);
  }
  inverse.fill(1 / chance, columns.columns * outputs);
  return inverse;
}
