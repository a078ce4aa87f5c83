import { invariant } from "../base/assert.ts";
import type { Matrix } from "../base/matrix.ts";
import { RandomStream } from "../base/random.ts";
import type { Network } from "./network.ts";
import { type Descent, type DescentOptions, createDescent } from "./descent.ts";
import { arrayOf, type FitState, networkState, partOf, restoreNetwork } from "./fitState.ts";
import { type EpochFigure, Plateau } from "./plateau.ts";
import { scheduleFactor, type ScheduleOptions } from "./schedules.ts";

/** Rows of features with the class id of each. */
export interface LabelledMatrix {
  readonly features: Matrix;
  readonly labels: Int32Array;
}

/** After one update; steps and epochs count from 1. `loss` is the batch loss before the update, in training mode. */
export interface StepReport {
  readonly kind: "step";
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly learningRate: number;
  /** L2 norm of all gradients before clipping, without penalties. */
  readonly gradientNorm: number;
  /** Examples in the batch; each counts as often as the step looked at it. */
  readonly examples: number;
}

/** After the last step of an epoch, lazy state flushed: weights may be read and evaluated now. */
export interface EpochReport {
  readonly kind: "epoch";
  readonly epoch: number;
  readonly step: number;
  /** Mean loss over the epoch's examples, training mode. */
  readonly runningLoss: number;
  /** Of the layers with parameters. */
  readonly gradients: readonly LayerGradient[];
  /** Why this is the last epoch, whatever the number of epochs asked for; absent while there is more to gain. */
  readonly converged?: Convergence;
}

/** The objective's gradient is within its tolerance, or no step makes the objective smaller in float32. */
export type Convergence = "gradient" | "precision";

/** Within a step that takes long: a place to pause or stop, with nothing to record. */
export interface WorkReport {
  readonly kind: "work";
}

/** L2 norm of the gradient of a layer's parameters, root mean square over the steps of an epoch, before clipping. */
export interface LayerGradient {
  readonly layer: string;
  readonly norm: number;
}

export interface FitOptions extends DescentOptions {
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
  /** Constant when absent. */
  readonly schedule?: ScheduleOptions;
  /** Epochs, also fractions of one, in which the learning rate rises from 0. */
  readonly warmUpEpochs?: number;
}

/** A network in training. Whoever drives the reports paces it; pauses, reading and evaluating change nothing. */
export class Fit {
  readonly #network: Network;
  readonly #train: LabelledMatrix;
  readonly #options: FitOptions;
  readonly #descent: Descent;
  readonly #plateau: Plateau | undefined;
  #step = 0;
  #epoch = 1;
  /** Of the epoch under way: rows done, and the sum of their losses. */
  #rows = 0;
  #lossSum = 0;
  /** Of the epoch under way: the layers' squared gradients, summed over its steps. */
  readonly #squares: Float64Array;

  /** Begins with the network's current parameters, or goes on from a state of a fit of the same network, examples and options. */
  constructor(network: Network, train: LabelledMatrix, options: FitOptions, from?: FitState) {
    const { batchSize, schedule, optimizer } = options;
    const { rows } = train.features;
    const classes = network.logits.columns;
    invariant(
      rows > 0 && train.labels.length === rows,
      `${String(train.labels.length)} labels of ${String(rows)} rows`,
    );
    invariant(batchSize >= 1 && batchSize <= network.batchSize, `batches of ${String(batchSize)} rows`);
    invariant(
      train.labels.every((label) => label >= 0 && label < classes),
      "labels are class ids",
    );
    this.#network = network;
    this.#train = train;
    this.#squares = new Float64Array(network.layers.length);
    this.#options = options;
    this.#descent = createDescent(network, options);
    if (schedule?.kind === "reduceOnPlateau") this.#plateau = new Plateau(schedule, optimizer.learningRate);
    if (from !== undefined) this.#resume(from);
  }

  /**
   * Every epoch takes a fresh permutation of the rows from the stream `order/<epoch>`; a short last batch is kept. With
   * the schedule reduceOnPlateau every epoch's report must be answered with its figure.
   */
  *reports(): Generator<StepReport | EpochReport, void, EpochFigure | undefined> {
    const { batchSize, epochs, seed } = this.#options;
    const network = this.#network;
    const { features, labels } = this.#train;
    const { rows } = features;
    const order = new Uint32Array(rows);
    for (; this.#epoch <= epochs; this.#epoch++) {
      const epoch = this.#epoch;
      for (let row = 0; row < rows; row++) order[row] = row;
      new RandomStream(seed, `order/${String(epoch)}`).shuffle(order);
      while (this.#rows < rows) {
        const examples = Math.min(batchSize, rows - this.#rows);
        network.fill(features, labels, order, this.#rows, examples);
        const learningRate = this.#rate();
        network.beginStep(seed, this.#step + 1);
        const { lossSum, gradientNorm } = this.#descent.step(examples, learningRate);
        this.#lossSum += lossSum;
        this.#addSquares();
        this.#rows += examples;
        const step = ++this.#step;
        yield { kind: "step", step, epoch, loss: lossSum / examples, learningRate, gradientNorm, examples };
      }
      network.flush();
      const figure = yield {
        kind: "epoch",
        epoch,
        step: this.#step,
        runningLoss: this.#lossSum / rows,
        gradients: this.#gradients(),
      };
      if (this.#plateau !== undefined) {
        invariant(figure !== undefined, "the report of an epoch is answered with the schedule's figure");
        this.#plateau.tell(figure);
      }
      this.#rows = 0;
      this.#lossSum = 0;
      this.#squares.fill(0);
    }
  }

  /**
   * What the fit goes on from after the latest report; reports of a fit that resumes it follow on that one. An epoch's
   * report is made again, since what it is answered with is not known yet.
   */
  state(): FitState {
    return {
      at: { step: this.#step, epoch: this.#epoch, rows: this.#rows },
      parts: {
        network: networkState(this.#network),
        descent: this.#descent.state(),
        // As arrays: sums of a run that diverges are not finite, which JSON cannot hold.
        epoch: {
          numbers: {},
          arrays: [
            { name: "lossSum", values: Float64Array.of(this.#lossSum) },
            { name: "squares", values: this.#squares.slice() },
          ],
        },
        ...(this.#plateau !== undefined && { schedule: this.#plateau.state() }),
      },
    };
  }

  #resume(state: FitState): void {
    const { step, epoch, rows } = state.at;
    const sums = partOf(state, "epoch");
    this.#step = step;
    this.#epoch = epoch;
    this.#rows = rows;
    this.#lossSum = arrayOf(sums, "lossSum", 1)[0] ?? 0;
    restoreNetwork(this.#network, partOf(state, "network"));
    this.#descent.resume(partOf(state, "descent"));
    this.#squares.set(arrayOf(sums, "squares", this.#squares.length));
    this.#plateau?.resume(partOf(state, "schedule"));
  }

  #addSquares(): void {
    const { squares } = this.#network;
    for (let layer = 0; layer < squares.length; layer++)
      this.#squares[layer] = (this.#squares[layer] ?? 0) + (squares[layer] ?? 0);
  }

  #gradients(): LayerGradient[] {
    const steps = Math.ceil(this.#train.features.rows / this.#options.batchSize);
    return this.#network.layers.flatMap((layer, index) =>
      layer.parameters().length === 0
        ? []
        : [{ layer: layer.name, norm: Math.sqrt((this.#squares[index] ?? 0) / steps) }],
    );
  }

  #rate(): number {
    const { batchSize, epochs, optimizer, schedule = { kind: "constant" }, warmUpEpochs = 0 } = this.#options;
    const stepsPerEpoch = Math.ceil(this.#train.features.rows / batchSize);
    const point = { step: this.#step, steps: stepsPerEpoch * epochs, stepsPerEpoch };
    const rate = this.#plateau?.rate ?? optimizer.learningRate;
    return rate * scheduleFactor(schedule, point, warmUpEpochs * stepsPerEpoch);
  }
}

/** Trains a network from its current parameters. */
export function fit(
  network: Network,
  train: LabelledMatrix,
  options: FitOptions,
): Generator<StepReport | EpochReport, void, EpochFigure | undefined> {
  return new Fit(network, train, options).reports();
}
