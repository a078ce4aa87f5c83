import type { Classifier, LabelledMatrix } from "../../../src/models/classifier.ts";

/** Share of rows whose highest output is that of their class. */
export function accuracyOf(classifier: Classifier, data: LabelledMatrix): number {
  const { rows } = data.features;
  const { outputs } = classifier.evaluate(data, 0, rows);
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const scores = outputs.subarray(row * classifier.classes, (row + 1) * classifier.classes);
    if (scores.indexOf(Math.max(...scores)) === data.labels[row]) right++;
  }
  return right / rows;
}
