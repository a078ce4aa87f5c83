import { invariant } from "../base/assert.ts";
import type { Matrix } from "../base/matrix.ts";
import { RandomStream } from "../base/random.ts";
import type { Network } from "./network.ts";
import { type DescentOptions, createDescent } from "./descent.ts";
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
  /** Examples in the batch. */
  readonly examples: number;
}

/** After the last step of an epoch, lazy state flushed: weights may be read and evaluated now. */
export interface EpochReport {
  readonly kind: "epoch";
  readonly epoch: number;
  readonly step: number;
  /** Mean loss over the epoch's examples, training mode. */
  readonly runningLoss: number;
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

/**
 * Trains a network from its current parameters: every epoch a fresh permutation of the rows from the stream
 * `order/<epoch>`, a short last batch kept. Whoever drives the generator paces it; pauses change nothing.
 */
export function* fit(
  network: Network,
  train: LabelledMatrix,
  options: FitOptions,
): Generator<StepReport | EpochReport, void, undefined> {
  const { batchSize, epochs, seed, optimizer, schedule = { kind: "constant" }, warmUpEpochs = 0 } = options;
  const { rows } = train.features;
  const classes = network.logits.columns;
  invariant(rows > 0 && train.labels.length === rows, `${String(train.labels.length)} labels of ${String(rows)} rows`);
  invariant(batchSize >= 1 && batchSize <= network.batchSize, `batches of ${String(batchSize)} rows`);
  invariant(
    train.labels.every((label) => label >= 0 && label < classes),
    "labels are class ids",
  );
  const descent = createDescent(network, options);
  const stepsPerEpoch = Math.ceil(rows / batchSize);
  const steps = stepsPerEpoch * epochs;
  const order = new Uint32Array(rows);
  let step = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (let row = 0; row < rows; row++) order[row] = row;
    new RandomStream(seed, `order/${String(epoch)}`).shuffle(order);
    let epochLoss = 0;
    for (let from = 0; from < rows; from += batchSize) {
      const examples = Math.min(batchSize, rows - from);
      network.fill(train.features, train.labels, order, from, examples);
      const point = { step, steps, stepsPerEpoch };
      const learningRate = optimizer.learningRate * scheduleFactor(schedule, point, warmUpEpochs * stepsPerEpoch);
      const { lossSum, gradientNorm } = descent.step(examples, learningRate);
      epochLoss += lossSum;
      step++;
      yield { kind: "step", step, epoch, loss: lossSum / examples, learningRate, gradientNorm, examples };
    }
    network.flush();
    yield { kind: "epoch", epoch, step, runningLoss: epochLoss / rows };
  }
}
