import { invariant } from "../base/assert.ts";
import type { Matrix } from "../base/matrix.ts";
import type { Backend } from "../engine/backend.ts";
import { BagFit } from "../engine/bagFit.ts";
import { BagModel } from "../engine/bagModel.ts";
import type { FitState } from "../engine/fitState.ts";
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
import type { EmbeddingBagOptions } from "./modelOptions.ts";
import { summariseEmbedding } from "./networkGraph.ts";

/** Examples from one step report to the next, and rows that are evaluated at a time. */
const blockRows = 32;

interface Outside {
  readonly input: Matrix;
  readonly classes: number;
  readonly seed: number;
  readonly backend: Backend;
}

/** fastText's supervised model as a classifier: `engine/bagModel.ts` has what it computes. */
export class EmbeddingBagClassifier implements Classifier {
  readonly outputs = "probabilities";
  readonly followsGradient = true;
  readonly classes: number;
  readonly layers: readonly LayerSummary[];
  readonly parameterCount: number;
  readonly #rowIds = new Uint32Array(blockRows);
  #model: BagModel | undefined;
  #fit: BagFit | undefined;

  constructor({ dimension, combine }: EmbeddingBagOptions, { input, classes, seed, backend }: Outside) {
    invariant(input.kind === "csr", "an embedding bag reads sparse rows");
    const inputs = input.columns;
    this.classes = classes;
    this.#model = new BagModel({ dimension, combine }, input, classes, blockRows, backend);
    this.#model.initialise(seed);
    this.layers = [
      summariseEmbedding(inputs, { dimension, combine }),
      { name: "output", kind: "linear", inputs: dimension, outputs: classes, parameters: dimension * classes },
    ];
    this.parameterCount = (inputs + classes) * dimension;
  }

  fit(
    train: LabelledMatrix,
    { optimizer, epochs, seed }: FitOptions,
    from?: FitState,
  ): Generator<StepReport | EpochReport, void, EpochFigure | undefined> {
    invariant(optimizer.kind === "sgd", "an embedding bag goes down the gradient of one example at a time");
    const { learningRate } = optimizer;
    this.#fit = new BagFit(this.#alive(), train, { learningRate, epochs, seed, batchSize: blockRows }, from);
    return this.#fit.reports();
  }

  fitState(): FitState {
    invariant(this.#fit !== undefined, "the classifier is in training");
    return this.#fit.state();
  }

  evaluate(data: LabelledMatrix, from: number, to: number): Evaluation {
    const model = this.#alive();
    const { classes } = this;
    invariant(from >= 0 && from <= to && to <= data.features.rows, `rows ${String(from)} to ${String(to)}`);
    const outputs = new Float32Array((to - from) * classes);
    let lossSum = 0;
    for (let start = from; start < to; start += blockRows) {
      const count = Math.min(blockRows, to - start);
      for (let row = 0; row < count; row++) this.#rowIds[row] = start + row;
      const part = model.logits(data.features, this.#rowIds, count);
      lossSum = softmaxRows({ logits: part, rows: count, classes, labels: data.labels, first: start }, part, lossSum);
      outputs.set(part, (start - from) * classes);
    }
    return { outputs, lossSum, logLossSum: lossSum };
  }

  parameters(over?: readonly NamedArray[]): readonly NamedArray[] {
    const { table, output } = this.#alive();
    const [first, second] = over ?? [];
    return [
      { name: "embedding.weight", shape: [table.rows, table.columns], values: table.copyAll(1, first?.values) },
      { name: "output.weight", shape: [output.rows, output.columns], values: output.copyAll(1, second?.values) },
    ];
  }

  load(arrays: readonly NamedArray[]): void {
    const { table, output } = this.#alive();
    const [embedding, out] = arrays;
    invariant(
      arrays.length === 2 && embedding?.name === "embedding.weight" && out?.name === "output.weight",
      "parameters of an embedding bag",
    );
    table.load(embedding.values);
    output.load(out.values);
  }

  dispose(): void {
    this.#model?.dispose();
    this.#fit = undefined;
    this.#model = undefined;
  }

  #alive(): BagModel {
    invariant(this.#model !== undefined, "the classifier is disposed");
    return this.#model;
  }
}
