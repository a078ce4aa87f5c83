import type { SplitName } from "../../../src/data/table.ts";
import type { ComparedGroup, ComparedRun, Comparison } from "../../../src/experiment/comparison/comparison.ts";
import type { FoldPool } from "../../../src/experiment/comparison/foldPools.ts";
import { flipOf, type Mismatch, type PairResult } from "../../../src/experiment/comparison/pair.ts";
import type { ConfusionCounts } from "../../../src/experiment/record.ts";
import { splitMetrics } from "../../../src/experiment/scores.ts";
import { holm } from "../../../src/experiment/significance/holm.ts";
import { agreement, confusionDifference, jointOutcomes } from "../../../src/experiment/significance/jointOutcomes.ts";
import { mcNemarExact } from "../../../src/experiment/significance/mcNemar.ts";
import { pairedBootstrap } from "../../../src/experiment/significance/pairedBootstrap.ts";
import { wilcoxonSignedRank } from "../../../src/experiment/significance/signedRank.ts";
import { meanAndDeviation } from "../../../src/experiment/significance/spread.ts";
import type { SpokenComparison } from "../../../src/protocol/comparePanel.ts";
import { spokenComparison } from "../../../src/services/spokenComparison.ts";
import type { FlippedExample } from "../../../src/protocol/trainer.ts";

/** A run for comparisons: what it predicts for each example. */
export interface PredictedRun {
  readonly id: string;
  readonly title: string;
  readonly predicted: Int32Array;
  /** Why it cannot be set against the others. */
  readonly mismatch?: Mismatch;
}

/** The true classes of some examples, a few of each class more than of the next. */
export function truthsOf(examples: number, classes: number): Int32Array {
  return Int32Array.from({ length: examples }, (_, at) =>
    Math.min(classes - 1, Math.floor(classes * draw(at, 1) ** 1.2)),
  );
}

/** Predictions right on about this share; runs of other seeds err elsewhere, but on hard examples all do. */
export function predictionsOf(truths: Int32Array, classes: number, share: number, seed: number): Int32Array {
  return truths.map((truth, at) => {
    const luck = 0.6 * draw(at, 2) + 0.4 * draw(at, seed);
    return luck < share * 0.9 ? truth : (truth + 1 + Math.floor((classes - 1) * draw(at, seed + 7) ** 2)) % classes;
  });
}

/** Numbers in 0…1 that look random and are the same in every test run. */
function draw(index: number, stream: number): number {
  let bits = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(stream + 11, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}

export function confusionOf(truths: Int32Array, predicted: Int32Array, classes: number): ConfusionCounts {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  truths.forEach((truth, at) => {
    const row = counts[truth];
    const column = predicted[at] ?? 0;
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  });
  return counts;
}

/** The examples that a run predicts otherwise than the baseline. */
export function flipsOf(truths: Int32Array, baseline: Int32Array, run: Int32Array): FlippedExample[] {
  return Array.from(truths, (trueClass, at) => {
    const [before, after] = [baseline[at] ?? 0, run[at] ?? 0];
    const kind = flipOf(trueClass, before, after);
    const excerpt = `text number ${String(at)}, ${"and a few more words to read ".repeat(1 + (at % 5))}`;
    return { file: "/folder/data/hotels.tsv", line: at + 2, trueClass, before, after, kind, excerpt };
  }).filter((flip): flip is FlippedExample => flip.kind !== undefined);
}

/** What a host finds of these runs, the first being the baseline; figures and sentences by the product's own code. */
export function comparisonOf(
  truths: Int32Array,
  classes: number,
  runs: readonly PredictedRun[],
  { split, metric }: Pick<Comparison, "split" | "metric">,
  groups: readonly (readonly number[])[] = [],
  pools: readonly FoldPool[] = [],
): SpokenComparison {
  const figures = runs.map(({ predicted }) => {
    const counts = confusionOf(truths, predicted, classes);
    const totals = { counts, lossSum: 0, logLossSum: 0, outputs: "probabilities", majorityClass: 0 } as const;
    const { accuracy, macroF1, majorityAccuracy } = splitMetrics(totals);
    return { accuracy: accuracy ?? 0, macroF1: macroF1 ?? 0, majorityAccuracy: majorityAccuracy ?? 0 };
  });
  const [baseline] = runs;
  const pairs = runs.map((run, at): PairResult | null =>
    at === 0 || baseline === undefined ? null : pairOf(truths, classes, [baseline, run], split),
  );
  const adjusted = [...holm(pairs.flatMap((pair) => (pair?.kind === "compared" ? [pair.mcNemar] : [])))];
  const compared = runs.map(({ id, title }, at): ComparedRun => {
    const own = figures[at];
    const [first] = figures;
    const figure = (value = 0) => ({ kept: value, atBestEpoch: null, last: null, best: null });
    const of = (get: (one: NonNullable<typeof own>) => number) => ({
      figure: figure(own === undefined ? 0 : get(own)),
      delta: figure(own === undefined || first === undefined ? 0 : get(own) - get(first)),
    });
    const [accuracy, macroF1] = [of((one) => one.accuracy), of((one) => one.macroF1)];
    return {
      id,
      letter: String.fromCharCode(65 + at),
      title,
      folder: `/runs/${id}`,
      status: "finished",
      bestEpoch: 12,
      seconds: 3,
      parameters: 1204,
      figures: {
        [split]: {
          accuracy: accuracy.figure,
          macroF1: macroF1.figure,
          majorityAccuracy: figure(own?.majorityAccuracy),
        },
      },
      deltas: { [split]: { accuracy: accuracy.delta, macroF1: macroF1.delta } },
      pair: pairs[at] ?? null,
      adjusted: pairs[at]?.kind === "compared" ? (adjusted.shift() ?? null) : null,
    };
  });
  const values = figures.map((each) => (metric === "macroF1" ? each.macroF1 : each.accuracy));
  const comparison: Comparison = {
    split,
    splitReason: split === "test" ? "allHaveTest" : "asked",
    metric,
    runs: compared,
    settings: [],
    groups: groups.map((members) => groupOf(members, groups[0] ?? [], values)),
    pools,
  };
  return spokenComparison(comparison);
}

function pairOf(
  truths: Int32Array,
  classes: number,
  [baseline, run]: readonly [PredictedRun, PredictedRun],
  split: SplitName,
): PairResult {
  if (run.mismatch !== undefined) return { kind: "refused", split, why: run.mismatch };
  const outcomes = jointOutcomes(truths, baseline.predicted, run.predicted, classes);
  const counts = agreement(outcomes);
  const work = pairedBootstrap(outcomes);
  let step = work.next();
  while (step.done !== true) step = work.next();
  return {
    kind: "compared",
    split,
    examples: truths.length,
    agreement: counts,
    mcNemar: mcNemarExact(counts.onlyFirst, counts.onlySecond),
    intervals: step.value,
    confusionDifference: confusionDifference(outcomes),
  };
}

function groupOf(members: readonly number[], first: readonly number[], all: readonly number[]): ComparedGroup {
  const valuesOf = (places: readonly number[]): number[] => places.map((place) => all[place] ?? 0);
  const values = valuesOf(members);
  const differences = values.map((value, at) => value - (valuesOf(first)[at] ?? 0));
  const test = wilcoxonSignedRank(differences);
  const pairs = {
    count: differences.length,
    meanDifference: meanAndDeviation(differences).mean,
    higher: differences.filter((difference) => difference > 0).length,
    lower: differences.filter((difference) => difference < 0).length,
  };
  return {
    kind: "seeds",
    split: "test",
    members,
    values: values.map((value, at) => ({ seed: at + 1, value })),
    spread: meanAndDeviation(values),
    test: members === first ? null : { kind: "seeds", pairs, test },
    adjusted: members === first ? null : test.p,
  };
}
