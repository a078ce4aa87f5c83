import { type Curve, epochCurve, metricOf } from "../../src/protocol/curves.ts";
import type { EpochMetrics } from "../../src/experiment/metrics.ts";
import type { StudyRunState } from "../../src/protocol/activationsPanel.ts";
import type { OverlaidCurve } from "../compare/overlayLines.ts";

/** What a chart of the study draws: a metric by its id, or a figure of a layer. */
export type StudyFigure =
  { readonly metric: string } | { readonly layer: string; readonly figure: "gradientNorm" | "dead" | "saturated" };

/** A curve for each activation, the mean over its seeds. */
export function studyLines(
  runs: readonly StudyRunState[],
  names: readonly string[],
  hidden: readonly string[],
  figure: StudyFigure,
): readonly OverlaidCurve[] {
  const activations = [...new Set(runs.map(({ activation }) => activation))].filter((name) => !hidden.includes(name));
  return activations.flatMap((activation) => {
    const curves = runs
      .filter((run) => run.activation === activation && run.epochs.length > 0)
      .map(({ id, epochs }) => ({ id, curve: curveOf(epochs, figure) }));
    return curves.length === 0 ? [] : [{ name: activation, slot: slotOf(activation, names), curves }];
  });
}

function curveOf(epochs: readonly EpochMetrics[], figure: StudyFigure): Curve {
  if ("metric" in figure) return epochCurve(epochs, metricOf(figure.metric));
  return epochCurve(epochs, ({ layers }) => layers?.find(({ name }) => name === figure.layer)?.[figure.figure]);
}

/** These are compared most: they get whole lines, as there are fewer colours than functions. */
const usual = ["relu", "sigmoid", "tanh"];

/** The number of an activation's look, the same in every study. */
export function slotOf(activation: string, names: readonly string[]): number {
  const order = [...usual, ...names.filter((name) => !usual.includes(name))];
  return Math.max(0, order.indexOf(activation));
}

/** The layers that have figures, in the order of the network. */
export function layerNames(runs: readonly StudyRunState[]): readonly string[] {
  const told = runs.flatMap(({ epochs }) => epochs.at(-1)?.layers ?? []);
  return [...new Set(told.map(({ name }) => name))];
}

/** Whether any run tells this figure of the layer. */
export function hasFigure(
  runs: readonly StudyRunState[],
  layer: string,
  figure: "gradientNorm" | "dead" | "saturated",
): boolean {
  return runs.some(({ epochs }) =>
    epochs.some(({ layers }) => layers?.some((each) => each.name === layer && each[figure] !== undefined)),
  );
}
