import type { ChartColors } from "../theme.ts";
import {
  batchPoints,
  type CurveMetric,
  type CurveRange,
  epochPoints,
  smoothedPoints,
  stepToX,
  type XAxis,
} from "./curvePoints.ts";
import type { CurveLine } from "./lineChart.ts";
import type { RunState } from "./runState.ts";
import type { StepSeries } from "./stepSeries.ts";
import type { Smoothing } from "./viewState.ts";

/** Windows of the moving average as shares of the whole run's steps. */
const windows: Readonly<Record<Smoothing, number>> = { off: 0, light: 0.003, medium: 0.01, strong: 0.04 };

export interface CurveChoices {
  readonly metric: CurveMetric;
  readonly axis: XAxis;
  readonly smoothing: Smoothing;
  /** Pixels of the plot. */
  readonly columns: number;
  readonly range: CurveRange | null;
}

/** The lines of one chart, those behind first. */
export function curveLines(
  state: RunState,
  steps: StepSeries,
  choices: CurveChoices,
  colors: ChartColors,
): CurveLine[] {
  const { epochs, ticker, snapshot } = state;
  const { metric, axis, smoothing, columns, range } = choices;
  const lines: CurveLine[] = [];
  if (metric === "loss") {
    const x = stepToX(epochs, axis, snapshot.record.progress.stepsPerEpoch);
    const batch = { width: 1, dash: [], marker: null } as const;
    const points = batchPoints(steps.buckets, x, columns, range);
    lines.push({ ...batch, name: "batch", color: smoothing === "off" ? colors.batchSmoothed : colors.batch, points });
    if (smoothing !== "off") {
      const window = windows[smoothing] * Math.max(ticker.steps, steps.buckets.at(-1)?.step ?? 0);
      lines.push({
        ...batch,
        name: "batch, smoothed",
        color: colors.batchSmoothed,
        points: smoothedPoints(steps.buckets, x, columns, range, window),
      });
    }
  }
  lines.push({
    name: "train",
    points: epochPoints(epochs, axis, "train", metric),
    color: colors.train,
    width: 2,
    dash: [],
    marker: "circle",
  });
  const validation = epochPoints(epochs, axis, "validation", metric);
  if (validation.length > 0)
    lines.push({
      name: "validation",
      points: validation,
      color: colors.validation,
      width: 2,
      dash: [7, 4],
      marker: "rect",
    });
  return lines;
}
