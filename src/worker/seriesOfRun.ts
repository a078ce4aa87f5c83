import { BucketSeries } from "../base/decimate.ts";
import { batchCurve, batchLoss, type Curve, epochCurve, metricOf } from "../protocol/curves.ts";
import { frameColumn, type MetricFrame, packFrame, stepColumns, unpackFrame } from "../protocol/frames.ts";
import type { CurveQuery, SeriesQuery } from "../protocol/trainer.ts";
import type { TrainerPorts } from "./ports.ts";
import { stepStride } from "./stepLog.ts";

const mostPoints = 100_000;

/** The recorded steps of a run in at most `points` buckets, as a frame with generation and seq 0; null when there are none. */
export async function seriesOfRun(
  ports: Pick<TrainerPorts, "readRun">,
  query: SeriesQuery,
): Promise<MetricFrame | null> {
  const reader = await ports.readRun(query.runFolder);
  const { progress } = await reader.record();
  const rows = await reader.steps();
  const width = stepColumns.length;
  const count = Math.floor(rows.length / width);
  if (count === 0) return null;
  const points = Math.min(mostPoints, Math.max(2, Math.floor(query.points)));
  // Rows are the points here: each stands for `stride` steps.
  const stride = stepStride(progress.epochs * progress.stepsPerEpoch);
  const series = new BucketSeries(width, points, 0, Math.ceil(count / points));
  for (let row = 0; row < count; row++) series.append(rows.subarray(row * width, (row + 1) * width));
  const buckets = series.export(points);
  return packFrame(0, 0, { ...buckets, first: 1, stride: buckets.stride * stride, last: count * stride });
}

/** Buckets of a curve of batch losses: as many steps are told one by one. */
const curveBuckets = 10_000;

/** A figure of a recorded run along its steps. Empty where the run has no such figure. */
export async function curveOfRun(
  ports: Pick<TrainerPorts, "readRun">,
  { runFolder, figure }: CurveQuery,
): Promise<Curve> {
  const reader = await ports.readRun(runFolder);
  const epochs = await reader.epochs();
  if (figure !== batchLoss) return epochCurve(epochs, metricOf(figure));
  const frame = await seriesOfRun(ports, { runFolder, points: curveBuckets });
  if (frame === null) return epochCurve([], () => null);
  const buckets = unpackFrame(frame);
  const { progress } = await reader.record();
  return batchCurve(buckets, frameColumn(buckets, "loss"), epochs, progress.stepsPerEpoch);
}
