import { float32Text } from "../../base/float32Text.ts";
import { UserError } from "../../base/errors.ts";
import { type SplitName, splitNames } from "../../data/table.ts";
import { predictedClass } from "../../experiment/confusion.ts";
import { counted, measured } from "../table.ts";
import { csvLine } from "../tableFormats.ts";
import { type Exporter, type ExportSource, textPieces } from "./exporter.ts";
import { noModel } from "./modelFacts.ts";

/** A line for each example of every split, in the order of the run's arrays: where it stands, its label, the prediction, all outputs. */
export const exportPredictions: Exporter = async (source) => {
  const { data, model, confusion, experiment } = source.record;
  if (data === null || model === null) throw noModel();
  const { classes } = data;
  const splits: SplitArrays[] = [];
  for (const name of splitNames)
    if (confusion[name] !== undefined) splits.push(await arraysOf(source, name, classes.length));
  if (splits.length === 0) throw new UserError("The run has stored no predictions.", "They are written when it ends.");
  const output = model.outputs === "margins" ? "margin" : "probability";
  const files = experiment.dataset.files.map(({ path }) => path);
  const make = function* (): Iterable<string> {
    yield csvLine([
      ...["split", "file", "line", "label", "predicted", "correct"],
      ...classes.map((name) => `${output} of ${name}`),
    ]);
    for (const { name, outputs, labels, rows } of splits)
      for (let row = 0; row < labels.length; row++) {
        const label = labels[row] ?? 0;
        const predicted = predictedClass(outputs, row, classes.length);
        yield csvLine([
          name,
          files[rows[row * 3 + 1] ?? 0] ?? "",
          counted(rows[row * 3 + 2]),
          classes[label] ?? "",
          classes[predicted] ?? "",
          predicted === label ? "yes" : "no",
          ...Array.from(outputs.subarray(row * classes.length, (row + 1) * classes.length), (value) =>
            measured(Number.isNaN(value) ? null : Number(float32Text(value))),
          ),
        ]);
      }
  };
  return [textPieces("predictions.csv", make)];
};

interface SplitArrays {
  readonly name: SplitName;
  /** Examples × classes. */
  readonly outputs: Float32Array;
  readonly labels: ArrayLike<number>;
  /** Three numbers an example: its place in the dataset, its file's index, its line from 1. */
  readonly rows: ArrayLike<number>;
}

async function arraysOf(source: ExportSource, split: SplitName, classes: number): Promise<SplitArrays> {
  const [outputs, labels, rows] = await Promise.all([
    source.array(`predictions.${split}`),
    source.array(`labels.${split}`),
    source.array(`rows.${split}`),
  ]);
  const count = labels.values.length;
  if (
    !(outputs.values instanceof Float32Array) ||
    outputs.values.length !== count * classes ||
    rows.values.length !== count * 3
  )
    throw new UserError(
      `The arrays of the ${split} split do not fit each other.`,
      "Restore the run's folder from a copy, or train again.",
    );
  return { name: split, outputs: outputs.values, labels: labels.values, rows: rows.values };
}
