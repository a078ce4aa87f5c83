import { ConfusionTally } from "../experiment/confusion.ts";
import type { SplitMetrics } from "../experiment/metrics.ts";
import type { ConfusionCounts } from "../experiment/record.ts";
import { splitMetrics } from "../experiment/scores.ts";
import type { Classifier, LabelledMatrix, UnitTally } from "../models/classifier.ts";
import type { RunControl } from "./runControl.ts";

/** Rows evaluated between two turns: fixed, so that sums do not depend on time. */
const blockRows = 256;

/** Who looks on while a split is evaluated. */
export interface EvaluationListeners {
  /** Hears the outputs of rows `from` and following, in order. */
  readonly onBlock?: (from: number, outputs: Float32Array) => void;
  readonly units?: UnitTally;
}

export interface EvaluatedSplit {
  readonly metrics: SplitMetrics;
  readonly counts: ConfusionCounts;
}

/**
 * Evaluates a split in slices.
 * @param majorityClass commonest class of train.
 */
export async function evaluateSplit(
  classifier: Classifier,
  split: LabelledMatrix,
  majorityClass: number,
  control: RunControl,
  { onBlock, units }: EvaluationListeners = {},
): Promise<EvaluatedSplit> {
  const tally = new ConfusionTally(classifier.classes);
  let lossSum = 0;
  let logLossSum = 0;
  for (let from = 0; from < split.labels.length; from += blockRows) {
    const to = Math.min(from + blockRows, split.labels.length);
    const block = classifier.evaluate(split, from, to, units);
    lossSum += block.lossSum;
    logLossSum += block.logLossSum;
    tally.add(block.outputs, split.labels.subarray(from, to));
    onBlock?.(from, block.outputs);
    await control.turn();
  }
  const { counts } = tally;
  return {
    counts,
    metrics: splitMetrics({ counts, lossSum, logLossSum, outputs: classifier.outputs, majorityClass }),
  };
}
