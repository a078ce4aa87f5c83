import { bytesText } from "../base/bytesText.ts";
import { UserError } from "../base/errors.ts";
import type { Matrix } from "../base/matrix.ts";
import { isSideBySide } from "../data/featurizer.ts";
import { bytesOf } from "../data/matrixSize.ts";
import { thousands } from "../data/phrases.ts";
import { movesAtOnce } from "../engine/descent.ts";
import { fullBatchRows } from "../engine/fullBatch.ts";
import { createStepper } from "../engine/optimizers.ts";
import type { RunMemory } from "../experiment/record.ts";
import type { ResolvedExperiment, ResolvedTraining } from "../experiment/resolved.ts";
import { summariseNetwork } from "../models/networkGraph.ts";

const mostBytes = 2 ** 31;
/** What WebAssembly can address. */
const mostEngineBytes = 2 ** 32;
const bytesPerNumber = 4;
/** Rows that are evaluated at a time where batches are smaller. */
const evaluationRows = 64;

/** What training takes, in bytes. */
interface ModelSize {
  readonly numbers: number;
  /** As many bytes again for each further copy of all parameters that a step needs. */
  readonly parameters: number;
  /** Gradients and the optimizer's state. */
  readonly optimizer: number;
  /** Values and gradients of one batch. */
  readonly batch: number;
}

type Trained = Pick<ResolvedExperiment, "model" | "training"> & Partial<Pick<ResolvedExperiment, "features">>;

function sizeOfModel({ features, model, training }: Trained, inputs: number, classes: number): ModelSize {
  if (model.kind === "embeddingBag") {
    const numbers = (inputs + classes) * model.dimension;
    return { numbers, parameters: numbers * bytesPerNumber, optimizer: 0, batch: 0 };
  }
  const layers = summariseNetwork(inputs, model.kind === "network" ? model : { hidden: [] }, classes);
  const numbers = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const scratch = scratchOf(model);
  if (scratch !== null) {
    const kept = model.kind === "naiveBayes" && model.variant === "gaussian" ? 2 * numbers : numbers;
    return { numbers: kept, parameters: kept * bytesPerNumber, optimizer: numbers * scratch, batch: 0 };
  }
  // Each layer has its sum and its activation, each with a gradient; of word vectors side by side a batch has a copy.
  const copied = features !== undefined && isSideBySide(features) ? inputs : 0;
  const values = layers.reduce((sum, layer) => sum + 4 * layer.outputs, copied);
  return {
    numbers,
    parameters: numbers * bytesPerNumber,
    optimizer: numbers * copiesOf(training) * bytesPerNumber,
    batch: Math.max(training.batchSize ?? fullBatchRows, evaluationRows) * values * bytesPerNumber,
  };
}

/** How many numbers a parameter's gradient and the optimizer's state hold. */
function copiesOf({ optimizer, ...training }: ResolvedTraining): number {
  // Two for every step remembered; besides where it stands, tries and heads, of which gradients are float64.
  if (optimizer.kind === "lbfgs") return 2 * optimizer.history + 10;
  return movesAtOnce({ ...training, optimizer }) ? 0 : 1 + createStepper(optimizer).slots;
}

/** Models without a gradient learn in float64 and keep tables of that: bytes for each input of each class; null: others. */
function scratchOf(model: Trained["model"]): number | null {
  switch (model.kind) {
    case "naiveBayes":
      return model.variant === "gaussian" ? 32 : 16;
    case "perceptron":
      return model.averaged ? 16 : 8;
    case "network":
    case "logisticRegression":
    case "linearSvm":
    case "embeddingBag":
      return null;
  }
}

/**
 * Refuses a model whose parameters take more than 2 GB, or with the optimizer's state and a batch more than 4 GB, and
 * predictions of more than 2 GB; names the nearest setting that works.
 */
export function refuseLargeModel(experiment: Trained, inputs: number, classes: number, examples: number): void {
  const { numbers, parameters, optimizer, batch } = sizeOfModel(experiment, inputs, classes);
  const shape = `${thousands(numbers)} parameters`;
  if (!fits(experiment, inputs, classes)) {
    const whole = parameters > mostBytes ? "" : " with its optimizer's state and one batch";
    throw new UserError(
      `The model${whole} would take ${bytesText(whole === "" ? parameters : parameters + optimizer + batch)} (${shape}); ` +
        `at most ${whole === "" ? "2" : "4"} GB can be used.`,
      nearestSetting(experiment, inputs, classes),
    );
  }
  const most = Math.floor(mostBytes / (classes * bytesPerNumber));
  refuse(
    "The predictions",
    examples * classes * bytesPerNumber,
    `${thousands(examples)} × ${thousands(classes)} numbers`,
    `Train on at most ${thousands(most)} examples, or with fewer classes.`,
  );
}

function fits(experiment: Trained, inputs: number, classes: number): boolean {
  const { parameters, optimizer, batch } = sizeOfModel(experiment, inputs, classes);
  return parameters <= mostBytes && parameters + optimizer + batch <= mostEngineBytes;
}

/** One change that makes the model fit: plain sgd where that is enough, else fewer units in the widest layer. */
function nearestSetting(experiment: Trained, inputs: number, classes: number): string {
  const { model, training } = experiment;
  const { loss, batchSize = fullBatchRows, epochs, l2, keep, seed, optimizer } = training;
  if (optimizer.kind === "lbfgs") {
    let { history } = optimizer;
    const at = (most: number): Trained => ({
      ...experiment,
      training: { ...training, optimizer: { ...optimizer, history: most } },
    });
    while (history > 0 && !fits(at(history), inputs, classes)) history--;
    if (history > 0) return `Give lbfgs a history of at most ${thousands(history)} steps, or choose plain sgd.`;
  }
  const plain: Trained = {
    ...experiment,
    training: { loss, batchSize, epochs, l2, keep, seed, optimizer: { kind: "sgd", learningRate: 1 } },
  };
  if (fits(plain, inputs, classes))
    return "Train with plain sgd (no momentum, clipNorm, l1 or weightDecay), which keeps no state.";
  const batches = (rows: number): Trained => ({ ...experiment, training: { ...training, batchSize: rows } });
  if (training.batchSize !== undefined && fits(batches(1), inputs, classes))
    return `Train in batches of at most ${thousands(most(batchSize, (rows) => fits(batches(rows), inputs, classes)))} examples.`;
  if (model.kind === "network") {
    const widest = Math.max(0, ...model.hidden.map(({ units }) => units));
    const at = (units: number): Trained => ({
      ...experiment,
      model: { ...model, hidden: model.hidden.map((layer) => ({ ...layer, units: Math.min(layer.units, units) })) },
      training,
    });
    const low = most(widest, (units) => fits(at(units), inputs, classes));
    if (low > 0) return `Give each hidden layer at most ${thousands(low)} units, or train on fewer terms or tokens.`;
  }
  return "Train on fewer terms (minDocumentFrequency) or fewer tokens.";
}

/** The greatest number below `high` that is accepted; acceptance ends at some number, and 0 is taken to be accepted. */
function most(high: number, accepts: (number: number) => boolean): number {
  let low = 0;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (accepts(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** What a run takes of memory in training; matrices that are one and the same count once. */
export function memoryOf(experiment: Trained, matrices: readonly Matrix[], inputs: number, classes: number): RunMemory {
  const { parameters, optimizer, batch } = sizeOfModel(experiment, inputs, classes);
  return {
    features: [...new Set(matrices)].reduce((sum, matrix) => sum + bytesOf(matrix), 0),
    // The model in training, the kept one, the last epoch's, the one that is being looked at and a checkpoint's.
    parameters: 5 * parameters,
    // Of which a checkpoint copies all but the gradients.
    optimizer: optimizer + Math.max(0, optimizer - parameters),
    batch,
  };
}

function refuse(what: string, bytes: number, shape: string, remedy: string): void {
  if (bytes <= mostBytes) return;
  throw new UserError(`${what} would take ${bytesText(bytes)} (${shape}); at most 2 GB are used.`, remedy);
}
