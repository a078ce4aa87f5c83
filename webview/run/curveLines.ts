import { stepToX, type XAxis } from "../../src/protocol/curveAxes.ts";
import type { ChartColors } from "../theme.ts";
import { type Beside, besidePoints } from "./beside.ts";
import { batchPoints, type CurveMetric, type CurveRange, epochPoints, smoothedPoints } from "./curvePoints.ts";
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
  /** Another program's training, over the run's lines. */
  readonly beside: Beside | null;
}

/** The lines of one chart, those in front first: that is the order in which Chart.js lays them over each other. */
export function curveLines(
  state: RunState,
  steps: StepSeries,
  choices: CurveChoices,
  colors: ChartColors,
): CurveLine[] {
  const { metric, axis, beside } = choices;
  const lines = beside === null ? [] : besideLines(beside, state, choices, colors);
  lines.push({
    name: "train",
    points: epochPoints(state.epochs, axis, "train", metric),
    color: colors.train,
    width: 2,
    dash: [],
    marker: "circle",
  });
  const validation = epochPoints(state.epochs, axis, "validation", metric);
  if (validation.length > 0)
    lines.push({
      name: "validation",
      points: validation,
      color: colors.validation,
      width: 2,
      dash: [7, 4],
      marker: "rect",
    });
  return metric === "loss" ? [...lines, ...batchLines(state, steps, choices, colors)] : lines;
}

/** The loss of the batches, smoothed before raw. */
function batchLines(
  { epochs, ticker, snapshot }: RunState,
  { buckets }: StepSeries,
  { axis, smoothing, columns, range }: CurveChoices,
  colors: ChartColors,
): CurveLine[] {
  const x = stepToX(epochs, axis, snapshot.record.progress.stepsPerEpoch);
  const batch = { width: 1, dash: [], marker: null } as const;
  const points = batchPoints(buckets, x, columns, range);
  const raw = { ...batch, name: "batch", color: smoothing === "off" ? colors.batchSmoothed : colors.batch, points };
  if (smoothing === "off") return [raw];
  const window = windows[smoothing] * Math.max(ticker.steps, buckets.at(-1)?.step ?? 0);
  const smoothed = smoothedPoints(buckets, x, columns, range, window);
  return [{ ...batch, name: "batch, smoothed", color: colors.batchSmoothed, points: smoothed }, raw];
}

/** Dashes in the text's colour, so that the run's line shows through them where both agree. */
function besideLines(
  beside: Beside,
  { epochs }: RunState,
  { axis, metric }: CurveChoices,
  { foreground: color }: ChartColors,
): CurveLine[] {
  return (["train", "validation"] as const).flatMap((split) => {
    const points = besidePoints(beside, epochs, axis, split, metric);
    const dash = split === "train" ? [3, 5] : [10, 6];
    return points.length === 0
      ? []
      : [{ name: `${split}, ${beside.name}`, points, color, width: 1.5, dash, marker: null }];
  });
}
