import { UserError } from "../base/errors.ts";
import type { SplitName } from "../data/table.ts";
import { predictedClass } from "../experiment/confusion.ts";
import type { RunReader } from "./ports.ts";

/** What a run predicts for the examples of a split, in the order of its arrays. */
export interface Predictions {
  /** examples × classes, row-major: probabilities or margins. */
  readonly outputs: Float32Array;
  /** Class ids. */
  readonly truths: Int32Array;
  readonly predicted: Int32Array;
  /** Output of the predicted class: its probability, or its margin. */
  readonly confidence: Float32Array;
  /** Three numbers an example: its place in the dataset, its file's index, its line from 1. */
  readonly rows: Int32Array;
}

/** Reads predictions, labels and rows of a split; arrays that do not fit each other are a UserError. */
export async function predictionsOfRun(reader: RunReader, split: SplitName, classes: number): Promise<Predictions> {
  const [outputs, labels, rows] = await Promise.all([
    reader.array(`predictions.${split}`),
    reader.array(`labels.${split}`),
    reader.array(`rows.${split}`),
  ]);
  const count = labels.values.length;
  const floats = outputs.values;
  if (
    !(floats instanceof Float32Array) ||
    !(labels.values instanceof Int32Array) ||
    !(rows.values instanceof Int32Array) ||
    floats.length !== count * classes ||
    rows.values.length !== count * 3 ||
    rows.values.some((value) => value < 0) ||
    labels.values.some((label) => label < 0 || label >= classes)
  )
    throw new UserError(
      `The arrays of the ${split} split do not fit each other.`,
      "Restore the run's folder from a copy, or train again.",
    );
  const predicted = Int32Array.from(labels.values, (_, row) => predictedClass(floats, row, classes));
  const confidence = Float32Array.from(predicted, (id, row) => floats[row * classes + id] ?? NaN);
  return { outputs: floats, truths: labels.values, predicted, confidence, rows: rows.values };
}

/** Where an example stands: the index of its file among the dataset's, and its line from 1. */
export function placeOf({ rows }: Predictions, example: number): { readonly file: number; readonly line: number } {
  return { file: rows[example * 3 + 1] ?? 0, line: rows[example * 3 + 2] ?? 0 };
}
