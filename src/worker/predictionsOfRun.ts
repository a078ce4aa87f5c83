import { UserError } from "../base/errors.ts";
import type { SplitName } from "../data/table.ts";
import { predictedClass } from "../experiment/confusion.ts";
import type { Place } from "./excerpts.ts";
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

/** Tells where each example of a split stood, and what it is known again by, if the run stored that. */
export async function placesOfRun(reader: RunReader, split: SplitName): Promise<(example: number) => Place> {
  const { values: rows } = await reader.array(`rows.${split}`);
  const keys = await keysOfRun(reader, split, rows.length / 3);
  return (example) => {
    if (!(Number.isInteger(example) && example >= 0 && example < rows.length / 3))
      throw new UserError("The run has no such example.", "Choose another.");
    const place = { file: rows[example * 3 + 1] ?? 0, line: rows[example * 3 + 2] ?? 0 };
    return keys === undefined ? place : { ...place, key: [keys[example * 2] ?? 0, keys[example * 2 + 1] ?? 0] };
  };
}

/** Two numbers an example; undefined in runs of older versions, and where the array does not fit. */
async function keysOfRun(reader: RunReader, split: SplitName, examples: number) {
  try {
    const { values } = await reader.array(`keys.${split}`);
    return values instanceof Int32Array && values.length === examples * 2 ? values : undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
