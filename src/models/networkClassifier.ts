import { invariant } from "../base/assert.ts";
import type { Matrix } from "../base/matrix.ts";
import type { Backend } from "../engine/backend.ts";
import type { InitializerOptions } from "../engine/initializers.ts";
import type { FitState } from "../engine/fitState.ts";
import { losses, lossOf, type LossOptions, softmaxRows } from "../engine/losses.ts";
import { Network } from "../engine/network.ts";
import { FullBatchFit } from "../engine/fullBatchFit.ts";
import { Fit } from "../engine/trainer.ts";
import { UnitTally } from "../engine/unitTally.ts";
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
  WorkReport,
} from "./classifier.ts";
import type { ActivationName, EmbeddingOptions, HiddenLayer } from "./modelOptions.ts";
import { networkSpec, summariseNetwork } from "./networkGraph.ts";

/** Rows that evaluation works on at a time, where training batches are smaller. */
const evaluationRows = 64;

interface NetworkClassifierOptions {
  readonly embedding?: EmbeddingOptions;
  readonly hidden: readonly HiddenLayer[];
  /** Weights and biases start at zero without one. */
  readonly initializer: InitializerOptions | undefined;
  /** Cross-entropy when absent. */
  readonly loss?: LossOptions | undefined;
  readonly input: Matrix;
  readonly classes: number;
  readonly seed: number;
  readonly backend: Backend;
  readonly batchSize: number;
}

/** Hidden layers, plain or residual; without hidden layers logistic regression, or by its loss a linear SVM. */
export class NetworkClassifier implements Classifier {
  readonly outputs: "probabilities" | "margins";
  readonly followsGradient = true;
  readonly classes: number;
  readonly layers: readonly LayerSummary[];
  readonly parameterCount: number;
  readonly #loss: LossOptions;
  #network: Network | undefined;
  #fit: Fit | FullBatchFit | undefined;
  readonly #rowIds: Uint32Array;
  readonly #activations: ReadonlyMap<string, ActivationName>;

  constructor(options: NetworkClassifierOptions) {
    const { hidden, input, classes, seed, backend, initializer, loss = { kind: "crossEntropy" } } = options;
    const batchSize = Math.max(options.batchSize, evaluationRows);
    const spec = networkSpec(options, input, classes, loss);
    const network = new Network({ spec, input, batchSize, backend });
    if (initializer !== undefined) network.initialise(initializer, seed);
    this.#loss = loss;
    this.outputs = losses[loss.kind].outputs;
    this.classes = classes;
    this.layers = summariseNetwork(input.columns, options, classes);
    this.parameterCount = this.layers.reduce((sum, layer) => sum + layer.parameters, 0);
    this.#network = network;
    this.#activations = new Map(hidden.map(({ activation }, index) => [`hidden${String(index + 1)}`, activation]));
    this.#rowIds = new Uint32Array(batchSize);
  }

  fit(
    train: LabelledMatrix,
    options: FitOptions,
    from?: FitState,
  ): Generator<StepReport | EpochReport | WorkReport, void, EpochFigure | undefined> {
    const network = this.#alive();
    const { optimizer, batchSize = network.batchSize } = options;
    this.#fit =
      optimizer.kind === "lbfgs"
        ? new FullBatchFit(network, train, { ...options, optimizer }, from)
        : new Fit(network, train, { ...options, optimizer, batchSize }, from);
    return this.#fit.reports();
  }

  fitState(): FitState {
    invariant(this.#fit !== undefined, "the classifier is in training");
    return this.#fit.state();
  }

  tallyUnits(every: number): UnitTally {
    return new UnitTally(this.#alive(), this.#activations, every);
  }

  evaluate(data: LabelledMatrix, from: number, to: number, tally?: UnitTally): Evaluation {
    const network = this.#alive();
    const { classes } = this;
    invariant(from >= 0 && from <= to && to <= data.features.rows, `rows ${String(from)} to ${String(to)}`);
    const outputs = new Float32Array((to - from) * classes);
    const isPlain = this.#loss.kind === "crossEntropy" && Object.keys(this.#loss).length === 1;
    let lossSum = 0;
    let logLossSum = 0;
    for (let start = from; start < to; start += network.batchSize) {
      const count = Math.min(network.batchSize, to - start);
      const part = this.#logits(data.features, start, count);
      tally?.add(start, count);
      if (!isPlain) lossSum = this.#lossesOf(part, data.labels, start, lossSum);
      if (this.outputs === "probabilities")
        logLossSum = softmaxRows(
          { logits: part, rows: count, classes, labels: data.labels, first: start },
          part,
          logLossSum,
        );
      outputs.set(part, (start - from) * classes);
    }
    return {
      outputs,
      lossSum: isPlain ? logLossSum : lossSum,
      logLossSum: this.outputs === "margins" ? NaN : logLossSum,
    };
  }

  parameters(over?: readonly NamedArray[]): readonly NamedArray[] {
    const network = this.#alive();
    return network.stored.map((parameter, index) => {
      const { rows, columns } = parameter.value;
      return {
        name: parameter.name,
        shape: parameter.penalised ? [rows, columns] : [columns],
        values: network.copy(parameter, over?.[index]?.values),
      };
    });
  }

  load(arrays: readonly NamedArray[]): void {
    const network = this.#alive();
    const { stored: parameters } = network;
    invariant(arrays.length === parameters.length, `${String(arrays.length)} parameters to load`);
    parameters.forEach((parameter, index) => {
      const array = arrays[index];
      const { rows, columns } = parameter.value;
      invariant(
        array?.name === parameter.name && array.values.length === rows * columns,
        `parameter ${String(index)} is not ${parameter.name}`,
      );
      network.load(parameter, array.values);
    });
  }

  dispose(): void {
    this.#fit = undefined;
    this.#network?.engine.dispose();
    this.#network = undefined;
  }

  /** `sum` with the losses of rows of logits added one by one. */
  #lossesOf(logits: Float32Array, labels: Int32Array, first: number, sum: number): number {
    const { classes } = this;
    let total = sum;
    for (let row = 0; row * classes < logits.length; row++)
      total += lossOf(this.#loss, logits, row * classes, classes, labels[first + row] ?? NaN);
    return total;
  }

  /** Logits of consecutive rows, in their order. */
  #logits(features: Matrix, start: number, count: number): Float32Array {
    const network = this.#alive();
    for (let row = 0; row < count; row++) this.#rowIds[row] = start + row;
    network.fill(features, undefined, this.#rowIds, 0, count);
    network.forward(count);
    const { classes } = this;
    const sorted = network.logits.copy(count);
    const logits = new Float32Array(count * classes);
    for (let row = 0; row < count; row++) {
      const into = (network.order[row] ?? 0) * classes;
      for (let j = 0; j < classes; j++) logits[into + j] = sorted[row * classes + j] ?? NaN;
    }
    return logits;
  }

  #alive(): Network {
    invariant(this.#network !== undefined, "the classifier is disposed");
    return this.#network;
  }
}
