import { splitNames } from "../data/table.ts";
import { classMetrics } from "../experiment/confusion.ts";
import { batchCurve, batchLoss, type Curve, epochCurve, metricOf } from "../protocol/curves.ts";
import { describeSettings, runTitle } from "../experiment/describe.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import { metricTable } from "../experiment/metricTable.ts";
import type { RunAnnotations, RunRecord } from "../experiment/record.ts";
import { canBeResumed } from "../experiment/status.ts";
import { frameColumn, unpackFrame } from "../protocol/frames.ts";
import type { RunSnapshot, RunTicker } from "../protocol/runPanel.ts";
import type { StoredRun } from "./ports.ts";
import type { TrainingRun } from "./trainingRun.ts";

/** Everything a Run panel draws of a run that this process trains. */
export function liveSnapshot(run: TrainingRun, annotations: RunAnnotations): RunSnapshot {
  return {
    ...commonParts(run.record, annotations),
    ticker: run.ticker,
    epochs: run.epochs,
    bestEpoch: run.bestEpoch,
    generation: run.generation,
    seq: run.seq,
    controllable: true,
    resumable: false,
  };
}

/** Steps of a live run's curve of batch losses that are told one by one; beyond it they are folded. */
const liveBuckets = 10_000;

/** A figure of a run that this process trains, so far. */
export function liveCurve(run: TrainingRun, figure: string): Curve {
  if (figure !== batchLoss) return epochCurve(run.epochs, metricOf(figure));
  const frame = run.steps(liveBuckets);
  if (frame === null) return epochCurve([], () => null);
  const buckets = unpackFrame(frame);
  return batchCurve(buckets, frameColumn(buckets, "loss"), run.epochs, run.record.progress.stepsPerEpoch);
}

/** The same of a run that only its folder tells of. */
export function storedSnapshot(run: StoredRun, epochs: readonly EpochMetrics[]): RunSnapshot {
  const { record, annotations, owner } = run;
  return {
    ...commonParts(record, annotations),
    ticker: tickerOf(record),
    epochs,
    bestEpoch: record.best?.epoch ?? null,
    generation: 0,
    seq: 0,
    controllable: owner !== "other",
    resumable: owner === "none" && canBeResumed(record),
  };
}

function commonParts(
  record: RunRecord,
  annotations: RunAnnotations,
): Pick<RunSnapshot, "record" | "annotations" | "title" | "classMetrics" | "metricTable" | "settings"> {
  const classes = record.data?.classes ?? [];
  const figures = splitNames.flatMap((split) => {
    const counts = record.confusion[split];
    return counts === undefined ? [] : [[split, classMetrics(counts, classes)] as const];
  });
  return {
    record,
    annotations,
    title: runTitle(record, annotations),
    classMetrics: Object.fromEntries(figures),
    metricTable,
    settings: describeSettings(record.experiment),
  };
}

function tickerOf({ status, stalled, progress, seconds }: RunRecord): RunTicker {
  return {
    status,
    stalled,
    phase: null,
    fraction: null,
    epoch: progress.epoch,
    epochs: progress.epochs,
    step: progress.step,
    steps: progress.stepsPerEpoch * progress.epochs,
    elapsedSeconds: seconds.total,
    remainingSeconds: null,
    examplesPerSecond: progress.examplesPerSecond,
  };
}
