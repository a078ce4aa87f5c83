import { BucketSeries } from "../base/decimate.ts";
import { type MetricFrame, packFrame, stepColumns } from "../protocol/frames.ts";
import type { SeriesQuery } from "../protocol/trainer.ts";
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
