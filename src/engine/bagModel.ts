import { invariant } from "../base/assert.ts";
import type { CsrMatrix, Matrix } from "../base/matrix.ts";
import { RandomStream } from "../base/random.ts";
import type { Backend, Engine } from "./backend.ts";
import { initialiseEmbedding } from "./initializers.ts";
import { SparseBatch } from "./inputs/sparseBatch.ts";
import { Tensor } from "./tensor.ts";

export interface BagOptions {
  readonly dimension: number;
  readonly combine: "mean" | "sum";
}

/** What a step over some examples came to. */
export interface BagStep {
  /** Sum of the examples' losses, each before its own step. */
  readonly lossSum: number;
  /** Sums over the examples of the squares of the gradients. */
  readonly tableSquares: number;
  readonly outputSquares: number;
}

/**
 * The embedding bag of fastText (Joulin, Grave, Bojanowski and Mikolov, Bag of tricks for efficient text classification,
 * 2017): hidden = mean (or sum) of an example's rows of a table of features, logits = output · hidden, without biases.
 * One example after the other takes a step of gradient descent on softmax cross-entropy.
 */
export class BagModel {
  readonly table: Tensor;
  /** One row a class. */
  readonly output: Tensor;
  readonly #engine: Engine;
  readonly #mean: boolean;
  readonly #input: SparseBatch;
  readonly #logits: Tensor;
  readonly #room: Tensor;
  readonly #labels: number;
  readonly #rates: number;
  readonly #squares: number;

  /** Throws UserError where the memory does not suffice. */
  constructor({ dimension, combine }: BagOptions, like: CsrMatrix, classes: number, rows: number, backend: Backend) {
    const engine = backend.createEngine();
    const { memory } = engine;
    this.#engine = engine;
    this.#mean = combine === "mean";
    this.table = new Tensor(memory, like.columns, dimension);
    this.output = new Tensor(memory, classes, dimension);
    this.#input = new SparseBatch(engine, like, rows);
    this.#logits = new Tensor(memory, rows, classes);
    this.#room = new Tensor(memory, 2, dimension);
    this.#labels = memory.reserve(rows);
    this.#rates = memory.reserve(rows);
    this.#squares = memory.reserve(4);
    memory.commit();
  }

  /** Rows of the table uniform in ±1/dimension from the stream `initialise/embedding`, the output 0, as fastText. */
  initialise(seed: number): void {
    initialiseEmbedding(this.#engine.kernels, new RandomStream(seed, "initialise/embedding"), this.table);
  }

  /** Takes a step for each of the rows rowIds[from] … rowIds[from + rates.length − 1], at the rate of its own. */
  step(
    features: Matrix,
    labels: Int32Array,
    rowIds: Uint32Array,
    from: number,
    rates: Float32Array,
    count: number,
  ): BagStep {
    this.#input.fill(features, rowIds, from, count);
    const { floats, integers } = this.#engine.memory;
    for (let row = 0; row < count; row++) {
      integers[this.#labels + row] = labels[rowIds[from + row] ?? 0] ?? 0;
      floats[this.#rates + row] = rates[row] ?? NaN;
    }
    const { offsets, indices, values } = this.#input.addresses;
    const { table, output } = this;
    const [hidden, gradient] = [this.#room.start, this.#room.start + this.#room.stride];
    const lossSum = this.#engine.kernels.bagSteps(
      ...([offsets, indices, values, count, this.#labels, this.#rates] as const),
      ...([table.start, table.stride, output.start, output.rows] as const),
      ...([hidden, gradient, this.#logits.start, this.#squares, this.#mean] as const),
    );
    const [tableSquares, outputSquares] = this.#readSquares();
    return { lossSum, tableSquares, outputSquares };
  }

  /** Logits of the rows, row-major. */
  logits(features: Matrix, rowIds: Uint32Array, count: number): Float32Array {
    this.#input.fill(features, rowIds, 0, count);
    const { offsets, indices, values } = this.#input.addresses;
    const { table, output } = this;
    this.#engine.kernels.bagForward(
      ...([offsets, indices, values, count, table.start, table.stride, output.start, output.rows] as const),
      ...([this.#logits.start, this.#logits.stride, this.#room.start, this.#mean] as const),
    );
    return this.#logits.copy(count);
  }

  dispose(): void {
    this.#engine.dispose();
  }

  /** Two float64, as the kernels leave them. */
  #readSquares(): readonly [number, number] {
    const { floats } = this.#engine.memory;
    if (floats instanceof Float64Array) return [floats[this.#squares] ?? NaN, floats[this.#squares + 1] ?? NaN];
    const pair = new Float64Array(floats.buffer, floats.byteOffset + this.#squares * 4, 2);
    return [pair[0] ?? NaN, pair[1] ?? NaN];
  }
}

/** Entries of each row, at least 1, so that an empty example moves time on too. */
export function tokensOfRows(features: Matrix): Uint32Array {
  invariant(features.kind === "csr", "an embedding bag reads sparse rows");
  const { offsets } = features;
  return Uint32Array.from({ length: features.rows }, (_, row) =>
    Math.max(1, (offsets[row + 1] ?? 0) - (offsets[row] ?? 0)),
  );
}
