import type { Work } from "../../base/work.ts";
import { predictedClass } from "../confusion.ts";
import { calibrationBin, calibrationBins } from "../outputMetrics.ts";
import { eachRow, type SplitOutputs } from "../rankClass.ts";

/** Examples whose confidence lies above `from` and up to `to`; in the first bin also those at `from`. */
interface ConfidenceBin {
  readonly from: number;
  readonly to: number;
  readonly right: number;
  readonly wrong: number;
}

/** One bin of the top probability: what the model claimed and what came of it. */
interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly examples: number;
  /** Mean top probability, and the share that is right; null where there are no examples. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

/** How sure a model is of its answers. */
export interface Confidence {
  readonly examples: number;
  readonly wrong: number;
  /** Examples with an output that is not a number; they are in no bin. */
  readonly nonFinite: number;
  /** By the top probability; by how far the top margin is ahead of the next one where there are only margins. */
  readonly bins: readonly ConfidenceBin[];
  /** Null for margins. */
  readonly reliability: { readonly bins: readonly ReliabilityBin[]; readonly error: number } | null;
}

const histogramBins = 20;

/** A bin of one of the two charts: the bars by confidence, or the reliability diagram. */
export interface ConfidencePart {
  readonly chart: "confidence" | "reliability";
  /** From 0. */
  readonly bin: number;
}

/** Of every example how sure the model was, whether it was right, and how wide the bins of the histogram are. */
interface Sureness {
  /** Not finite where an output is not a number. */
  readonly values: Float64Array;
  readonly isRight: Uint8Array;
  readonly width: number;
}

function* surenessOf(split: SplitOutputs): Work<Sureness> {
  const { outputs, labels, classes, kind } = split;
  const values = new Float64Array(labels.length);
  const isRight = new Uint8Array(labels.length);
  let widest = 0;
  yield* eachRow(labels.length, (row) => {
    const predicted = predictedClass(outputs, row, classes);
    const value = kind === "margins" ? leadOf(split, row, predicted) : (outputs[row * classes + predicted] ?? NaN);
    values[row] = value;
    isRight[row] = predicted === labels[row] ? 1 : 0;
    if (Number.isFinite(value)) widest = Math.max(widest, value);
  });
  const width = kind === "margins" ? widest / histogramBins || 1 / histogramBins : 1 / histogramBins;
  return { values, isRight, width };
}

function histogramBin(value: number, width: number): number {
  return Math.min(histogramBins - 1, Math.max(0, Math.ceil(value / width) - 1));
}

/** Counts right and wrong answers by confidence; the calibration error is the metric's (docs/metrics.md). */
export function* confidenceOf(split: SplitOutputs): Work<Confidence> {
  const { labels, kind } = split;
  const { values, isRight, width } = yield* surenessOf(split);
  const right = new Float64Array(histogramBins);
  const wrong = new Float64Array(histogramBins);
  const examples = new Float64Array(calibrationBins);
  const hits = new Float64Array(calibrationBins);
  const claimed = new Float64Array(calibrationBins);
  let nonFinite = 0;
  yield* eachRow(labels.length, (row) => {
    const value = values[row] ?? NaN;
    if (!Number.isFinite(value)) {
      nonFinite++;
      return;
    }
    const counts = isRight[row] === 1 ? right : wrong;
    const bin = histogramBin(value, width);
    counts[bin] = (counts[bin] ?? 0) + 1;
    if (kind === "margins") return;
    const place = calibrationBin(value);
    examples[place] = (examples[place] ?? 0) + 1;
    claimed[place] = (claimed[place] ?? 0) + value;
    hits[place] = (hits[place] ?? 0) + (isRight[row] ?? 0);
  });
  const bins = Array.from(right, (count, bin) => ({
    from: bin * width,
    to: (bin + 1) * width,
    right: count,
    wrong: wrong[bin] ?? 0,
  }));
  return {
    examples: labels.length,
    wrong: labels.length - isRight.reduce((sum, one) => sum + one, 0),
    nonFinite,
    bins,
    reliability: kind === "margins" ? null : reliabilityOf(examples, claimed, hits),
  };
}

/** Which examples `confidenceOf` counts in a bin: 1 for each, else 0; with how sure the model was of every example. */
export function* examplesOfBin(
  split: SplitOutputs,
  { chart, bin }: ConfidencePart,
): Work<{ readonly isIn: Uint8Array; readonly values: Float64Array }> {
  const { values, width } = yield* surenessOf(split);
  const isIn = new Uint8Array(values.length);
  // Margins have no reliability diagram.
  if (chart === "reliability" && split.kind === "margins") return { isIn, values };
  yield* eachRow(values.length, (row) => {
    const value = values[row] ?? NaN;
    if (!Number.isFinite(value)) return;
    const place = chart === "reliability" ? calibrationBin(value) : histogramBin(value, width);
    if (place === bin) isIn[row] = 1;
  });
  return { isIn, values };
}

/** How far the top margin is ahead of the next. */
function leadOf({ outputs, classes }: SplitOutputs, row: number, predicted: number): number {
  let next = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < classes; id++) {
    const output = outputs[row * classes + id] ?? NaN;
    if (Number.isNaN(output)) return NaN;
    if (id !== predicted) next = Math.max(next, output);
  }
  return (outputs[row * classes + predicted] ?? NaN) - next;
}

function reliabilityOf(examples: Float64Array, claimed: Float64Array, hits: Float64Array) {
  let gaps = 0;
  let all = 0;
  const bins = Array.from(examples, (count, bin) => {
    const [confidence, accuracy] = [claimed[bin] ?? 0, hits[bin] ?? 0];
    gaps += Math.abs(accuracy - confidence);
    all += count;
    return {
      from: bin / calibrationBins,
      to: (bin + 1) / calibrationBins,
      examples: count,
      confidence: count === 0 ? null : confidence / count,
      accuracy: count === 0 ? null : accuracy / count,
    };
  });
  return { bins, error: all === 0 ? 0 : gaps / all };
}
