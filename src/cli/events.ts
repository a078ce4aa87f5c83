import type { EpochMetrics, MetricsBySplit } from "../experiment/metrics.ts";
import type { RunRecord } from "../experiment/record.ts";

/** The lines of `--json`, one object each: start, epoch…, result. */

export function startEvent(run: string, path: string): object {
  return { event: "start", run, path };
}

export function epochEvent(epoch: EpochMetrics): object {
  return { event: "epoch", ...epoch };
}

export function resultEvent(record: RunRecord, path: string): object {
  const { best, last, experiment } = record;
  const keepsBest = experiment.training.keep === "best" && best !== null;
  return {
    event: "result",
    run: record.id,
    path,
    status: record.status,
    stalled: record.stalled,
    message: record.message,
    best: best && epochResult(best, keepsBest ? record.metrics : {}),
    last: last && epochResult(last, !keepsBest || best.epoch === last.epoch ? record.metrics : {}),
    metrics: record.metrics,
    confusion: Object.fromEntries(
      Object.entries(record.confusion).map(([split, counts]) => [
        split,
        { classes: record.data?.classes ?? [], counts },
      ]),
    ),
    seconds: record.seconds,
  };
}

/** The test split is evaluated once, with the kept model: it stands beside the epoch that was kept. */
function epochResult(epoch: EpochMetrics, kept: MetricsBySplit): object {
  return { epoch: epoch.epoch, metrics: { ...epoch.metrics, ...(kept.test && { test: kept.test }) } };
}
