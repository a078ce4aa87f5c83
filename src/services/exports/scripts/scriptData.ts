import type { Matrix } from "../../../base/matrix.ts";
import { RandomStream } from "../../../base/random.ts";
import { UserError } from "../../../base/errors.ts";
import { splitNames } from "../../../data/table.ts";
import { selectBackend } from "../../../engine/backend.ts";
import type { RunRecord } from "../../../experiment/record.ts";
import type { NamedArray } from "../../../models/classifier.ts";
import { createClassifier } from "../../../models/createClassifier.ts";
import type { ArrayFormats, ExportedFile, ExportSource } from "../exporter.ts";
import { textFile } from "../exporter.ts";

/** Training examples whose figures a run watches after each epoch, at most (worker/prepare.ts). */
const mostWatched = 10_000;

type Numbers = Float32Array | Int32Array;

/** What a script reads: features, labels and, of a model that learns step by step, initial weights and batch orders. */
export interface ScriptData {
  readonly files: readonly ExportedFile[];
  readonly kind: Matrix["kind"];
  readonly columns: number;
  readonly classes: number;
  readonly trainExamples: number;
  readonly hasValidation: boolean;
  readonly hasTest: boolean;
  /** Epochs that the run trained, and the one whose weights it kept. */
  readonly epochs: number;
  readonly keptEpoch: number;
  /** Whether the learning rate changes from step to step; then `rates.npy` has that of each step. */
  readonly hasRates: boolean;
  readonly initial: readonly NamedArray[];
}

/** Everything of a run that a script in Python needs to train the same model. UserError where the data are not those of the run. */
export async function scriptData(source: ExportSource, arrays: ArrayFormats): Promise<ScriptData> {
  const { record } = source;
  const matrices = await source.matrices();
  const { train } = matrices;
  const { data, best, last } = record;
  if (train === undefined || data === null || best === null || last === null)
    throw new UserError("The run has not trained an epoch.", "Train it first.");
  const files: ExportedFile[] = [];
  const save = (name: string, shape: readonly number[], values: Numbers): void => {
    files.push({ name: `data/${name}.npy`, pieces: arrays.npy(shape, values) });
  };
  for (const split of splitNames) {
    const part = matrices[split];
    if (part === undefined) continue;
    saveMatrix(split, part.features, save);
    save(`${split}.labels`, [part.labels.length], part.labels);
  }
  if (record.confusion.test !== undefined) {
    const { shape, values } = await source.array("predictions.test");
    save("run.test", shape, values);
  }
  const epochs = Math.floor(last.epoch);
  const rows = train.features.rows;
  save("order", [epochs, rows], ordersOf(record, rows, epochs));
  if (rows > mostWatched) save("watched", [mostWatched], watchedRows(record, rows));
  const initial = initialWeights(record, train.features, data.classes.length);
  for (const { name, shape, values } of initial) save(`initial.${name}`, shape, values);
  const hasRates =
    record.experiment.training.schedule !== undefined || record.experiment.training.warmUpEpochs !== undefined;
  if (hasRates) {
    const rates = await source.rates();
    const steps = epochs * Math.ceil(rows / (record.experiment.training.batchSize ?? rows));
    if (rates.length < steps)
      throw new UserError("The run did not record the learning rate of every step.", "Use a constant learning rate.");
    save("rates", [steps], rates.slice(0, steps));
  }
  files.push(textFile("data/classes.json", `${JSON.stringify(data.classes, null, 1)}\n`));
  return {
    files,
    kind: train.features.kind,
    columns: train.features.columns,
    classes: data.classes.length,
    trainExamples: rows,
    hasValidation: matrices.validation !== undefined,
    hasTest: record.confusion.test !== undefined && matrices.test !== undefined,
    epochs,
    keptEpoch: Math.floor(best.epoch),
    hasRates,
    initial,
  };
}

function saveMatrix(
  split: string,
  matrix: Matrix,
  save: (name: string, shape: readonly number[], values: Numbers) => void,
): void {
  const integers = (name: string, values: Uint32Array): void => {
    save(name, [values.length], Int32Array.from(values));
  };
  switch (matrix.kind) {
    case "dense":
      save(`${split}.features`, [matrix.rows, matrix.columns], matrix.values);
      return;
    case "csr":
      integers(`${split}.offsets`, matrix.offsets);
      integers(`${split}.indices`, matrix.indices);
      save(`${split}.values`, [matrix.values.length], matrix.values);
      return;
    case "sequence":
      integers(`${split}.offsets`, matrix.offsets);
      integers(`${split}.tokens`, matrix.ids);
      if (split === "train") save("vectors", [matrix.table.rows, matrix.table.columns], matrix.table.values);
  }
}

/** The order of the training examples in every epoch, as every model here draws it (DEFINITIONS: random streams). */
function ordersOf({ experiment }: RunRecord, rows: number, epochs: number): Int32Array {
  const orders = new Int32Array(epochs * rows);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = Uint32Array.from({ length: rows }, (_, row) => row);
    new RandomStream(experiment.training.seed, `order/${String(epoch)}`).shuffle(order);
    orders.set(order, (epoch - 1) * rows);
  }
  return orders;
}

function watchedRows({ experiment }: RunRecord, rows: number): Int32Array {
  const shuffled = Uint32Array.from({ length: rows }, (_, row) => row);
  new RandomStream(experiment.training.seed, "evaluation/train").shuffle(shuffled);
  return Int32Array.from(shuffled.slice(0, mostWatched).sort());
}

/** Weights before the first step; they do not depend on the kernels, so that the reference serves. */
function initialWeights({ experiment }: RunRecord, features: Matrix, classes: number): readonly NamedArray[] {
  const { model, training } = experiment;
  if (model.kind === "naiveBayes" || model.kind === "perceptron") return [];
  const classifier = createClassifier({
    ...{ model, input: features, classes, seed: training.seed, batchSize: 1 },
    backend: selectBackend({}, { force: "reference" }),
  });
  const weights = classifier.parameters();
  classifier.dispose();
  return weights;
}
