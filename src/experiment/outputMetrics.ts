import type { Work } from "../base/work.ts";
import { predictedClass, sum } from "./confusion.ts";
import type { SplitMetrics } from "./metrics.ts";
import { eachRow, rankClass, type SplitOutputs } from "./rankClass.ts";
import { toJsonNumbers } from "./scores.ts";

/** Equal-width bins of the top probability for the calibration error. */
export const calibrationBins = 15;

/**
 * Adds to a split's metrics those that need every output: ROC AUC, average precision and, for probabilities, Brier score
 * and calibration error (formulas and sources: `metricTable.ts`). Memory beyond the outputs: at most 28 bytes for each
 * example of one class.
 */
export function* addOutputMetrics(metrics: SplitMetrics, split: SplitOutputs): Work<SplitMetrics> {
  const ranking = yield* rankAll(split);
  const distances = split.kind === "margins" ? { brier: null, calibrationError: null } : yield* distancesOf(split);
  const { values, nonFinite } = toJsonNumbers({ ...(ranking ?? { rocAuc: 0, averagePrecision: 0 }), ...distances });
  return {
    ...metrics,
    ...values,
    ...(ranking === null && {
      undefinedFigures: [...(metrics.undefinedFigures ?? []), "rocAuc", "averagePrecision"],
    }),
    ...(nonFinite !== undefined && { nonFinite: { ...metrics.nonFinite, ...nonFinite } }),
  };
}

/** Means over the classes that have both members and others; null where no class has. */
function* rankAll(split: SplitOutputs): Work<Readonly<Record<"rocAuc" | "averagePrecision", number>> | null> {
  const areas: number[] = [];
  const precisions: number[] = [];
  for (let id = 0; id < split.classes; id++) {
    const ranked = yield* rankClass(split, id);
    if (ranked === null) continue;
    areas.push(ranked.area);
    precisions.push(ranked.precision);
  }
  if (areas.length === 0) return null;
  const mean = (values: readonly number[]): number => sum(values) / values.length;
  // Two classes mirror each other but for rounding: the second one's area, as scikit-learn's.
  return { rocAuc: split.classes === 2 ? (areas[1] ?? NaN) : mean(areas), averagePrecision: mean(precisions) };
}

/** How far the probabilities are from the truth; NaN where one is not a number. */
function* distancesOf(split: SplitOutputs): Work<Readonly<Record<"brier" | "calibrationError", number>>> {
  const { outputs, labels, classes } = split;
  // With two classes that of the second one, as scikit-learn's: half of the sum over both.
  const first = classes === 2 ? 1 : 0;
  const hits = new Float64Array(calibrationBins);
  const confidence = new Float64Array(calibrationBins);
  let squares = 0;
  yield* eachRow(labels.length, (row) => {
    const label = labels[row] ?? 0;
    for (let id = first; id < classes; id++) {
      const distance = (outputs[row * classes + id] ?? NaN) - (id === label ? 1 : 0);
      squares += distance * distance;
    }
    const predicted = predictedClass(outputs, row, classes);
    const top = outputs[row * classes + predicted] ?? NaN;
    const bin = calibrationBin(top);
    confidence[bin] = (confidence[bin] ?? 0) + top;
    if (predicted === label) hits[bin] = (hits[bin] ?? 0) + 1;
  });
  const gaps = Array.from(hits, (count, bin) => Math.abs(count - (confidence[bin] ?? 0)));
  return { brier: squares / labels.length, calibrationError: sum(gaps) / labels.length };
}

/** The bin (b/15, (b + 1)/15] of a probability; a NaN goes to the first and shows in its sum. */
export function calibrationBin(top: number): number {
  return top > 0 ? Math.min(Math.ceil(top * calibrationBins) - 1, calibrationBins - 1) : 0;
}
