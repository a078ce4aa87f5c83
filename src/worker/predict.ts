import { UserError } from "../base/errors.ts";
import type { ExampleInput } from "../data/inputTable.ts";
import { predictedClass } from "../experiment/confusion.ts";
import type { Prediction } from "../protocol/predictions.ts";
import type { RunControl } from "./runControl.ts";
import type { StoredModel } from "./storedModel.ts";

/** Examples whose features are made at once. */
const blockRows = 64;

/** Classifies examples in slices, bit for bit as the run classified its own. */
export async function predict(
  model: StoredModel,
  inputs: readonly ExampleInput[],
  control: RunControl,
): Promise<readonly Prediction[]> {
  const predictions: Prediction[] = [];
  await eachRow(model, inputs, 0, control, ({ outputs }) => {
    predictions.push({
      predictedClass: predictedClass(outputs, 0, model.classes.length),
      outputs: Array.from(outputs, (value) => (Number.isNaN(value) ? null : value)),
    });
  });
  return predictions;
}

/** How strongly a model is for a class, one number an example: ln p, or of margins the lead over the next class. */
export async function strengths(
  model: StoredModel,
  inputs: readonly ExampleInput[],
  classId: number,
  control: RunControl,
): Promise<readonly { readonly strength: number; readonly output: number }[]> {
  if (!(classId >= 0 && classId < model.classes.length))
    throw new UserError("The model has no such class.", "Choose another.");
  const found: { strength: number; output: number }[] = [];
  await eachRow(model, inputs, classId, control, ({ outputs, logLossSum }) => {
    const output = outputs[classId] ?? NaN;
    // The log loss is float64: a probability that float32 rounds to 1 still has its distance from it.
    found.push({ output, strength: model.outputs === "margins" ? lead(outputs, classId) : -logLossSum });
  });
  return found;
}

async function eachRow(
  model: StoredModel,
  inputs: readonly ExampleInput[],
  label: number,
  control: RunControl,
  act: (evaluated: { readonly outputs: Float32Array; readonly logLossSum: number }) => void,
): Promise<void> {
  for (let from = 0; from < inputs.length; from += blockRows) {
    const matrix = await model.featurize(inputs.slice(from, from + blockRows), label, control);
    const classifier = model.classifier(matrix);
    for (let row = 0; row < matrix.labels.length; row++) {
      act(classifier.evaluate(matrix, row, row + 1));
      await control.turn();
    }
  }
}

function lead(outputs: Float32Array, classId: number): number {
  let next = Number.NEGATIVE_INFINITY;
  outputs.forEach((output, id) => {
    if (id !== classId) next = Math.max(next, output);
  });
  return (outputs[classId] ?? NaN) - next;
}
