import { invariant } from "../base/assert.ts";
import { RandomStream } from "../base/random.ts";
import { type BagModel, tokensOfRows } from "./bagModel.ts";
import { arrayOf, type FitState, numberOf, partOf } from "./fitState.ts";
import type { EpochFigure } from "./plateau.ts";
import type { EpochReport, LabelledMatrix, StepReport } from "./trainer.ts";

export interface BagFitOptions {
  readonly learningRate: number;
  /** Examples from one step report to the next. */
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
}

/** An embedding bag in training. Its rate falls to 0 in proportion to the entries of all examples seen, as fastText's by tokens. */
export class BagFit {
  readonly #model: BagModel;
  readonly #train: LabelledMatrix;
  readonly #options: BagFitOptions;
  readonly #tokens: Uint32Array;
  readonly #tokensOfEpoch: number;
  readonly #rates: Float32Array;
  #step = 0;
  #epoch = 1;
  /** Of the epoch under way: rows done, entries seen, losses and squares so far. */
  #rows = 0;
  #seen = 0;
  #lossSum = 0;
  readonly #squares = new Float64Array(2);

  /** Begins with the model's parameters, or goes on from a state of a fit of the same model, examples and options. */
  constructor(model: BagModel, train: LabelledMatrix, options: BagFitOptions, from?: FitState) {
    const { rows } = train.features;
    invariant(
      rows > 0 && train.labels.length === rows,
      `${String(train.labels.length)} labels of ${String(rows)} rows`,
    );
    invariant(
      train.labels.every((label) => label >= 0 && label < model.output.rows),
      "labels are class ids",
    );
    this.#model = model;
    this.#train = train;
    this.#options = options;
    this.#tokens = tokensOfRows(train.features);
    this.#tokensOfEpoch = this.#tokens.reduce((sum, count) => sum + count, 0);
    this.#rates = new Float32Array(options.batchSize);
    if (from !== undefined) this.#resume(from);
  }

  /** Every epoch takes a fresh permutation of the rows from the stream `order/<epoch>`. */
  *reports(): Generator<StepReport | EpochReport, void, EpochFigure | undefined> {
    const { batchSize, epochs, seed } = this.#options;
    const { features, labels } = this.#train;
    const { rows } = features;
    const order = new Uint32Array(rows);
    for (; this.#epoch <= epochs; this.#epoch++) {
      const epoch = this.#epoch;
      for (let row = 0; row < rows; row++) order[row] = row;
      new RandomStream(seed, `order/${String(epoch)}`).shuffle(order);
      while (this.#rows < rows) {
        const examples = Math.min(batchSize, rows - this.#rows);
        const learningRate = this.#setRates(order, examples);
        const done = this.#model.step(features, labels, order, this.#rows, this.#rates, examples);
        this.#lossSum += done.lossSum;
        this.#add(0, done.tableSquares);
        this.#add(1, done.outputSquares);
        this.#rows += examples;
        const step = ++this.#step;
        const gradientNorm = Math.sqrt((done.tableSquares + done.outputSquares) / examples);
        yield { kind: "step", step, epoch, loss: done.lossSum / examples, learningRate, gradientNorm, examples };
      }
      const norm = (part: number): number => Math.sqrt((this.#squares[part] ?? NaN) / rows);
      const gradients = [
        { layer: "embedding", norm: norm(0) },
        { layer: "output", norm: norm(1) },
      ];
      yield { kind: "epoch", epoch, step: this.#step, runningLoss: this.#lossSum / rows, gradients };
      this.#rows = 0;
      this.#seen = 0;
      this.#lossSum = 0;
      this.#squares.fill(0);
    }
  }

  /** What the fit goes on from after the latest report; an epoch's report is made again. */
  state(): FitState {
    const { table, output } = this.#model;
    return {
      at: { step: this.#step, epoch: this.#epoch, rows: this.#rows },
      parts: {
        bag: {
          numbers: { seen: this.#seen },
          arrays: [
            { name: "embedding.weight", values: table.copy() },
            { name: "output.weight", values: output.copy() },
            { name: "lossSum", values: Float64Array.of(this.#lossSum) },
            { name: "squares", values: this.#squares.slice() },
          ],
        },
      },
    };
  }

  #resume(state: FitState): void {
    const { table, output } = this.#model;
    const bag = partOf(state, "bag");
    this.#step = state.at.step;
    this.#epoch = state.at.epoch;
    this.#rows = state.at.rows;
    this.#seen = numberOf(bag, "seen");
    this.#lossSum = arrayOf(bag, "lossSum", 1)[0] ?? 0;
    this.#squares.set(arrayOf(bag, "squares", 2));
    table.load(arrayOf(bag, "embedding.weight", table.rows * table.columns));
    output.load(arrayOf(bag, "output.weight", output.rows * output.columns));
  }

  #add(part: number, squares: number): void {
    this.#squares[part] = (this.#squares[part] ?? 0) + squares;
  }

  /** The rate of each of the next examples; returns the first. */
  #setRates(order: Uint32Array, examples: number): number {
    const { learningRate, epochs } = this.#options;
    const all = this.#tokensOfEpoch * epochs;
    const before = this.#tokensOfEpoch * (this.#epoch - 1);
    for (let at = 0; at < examples; at++) {
      this.#rates[at] = learningRate * (1 - (before + this.#seen) / all);
      this.#seen += this.#tokens[order[this.#rows + at] ?? 0] ?? 0;
    }
    return this.#rates[0] ?? NaN;
  }
}
