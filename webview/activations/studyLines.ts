import type { StudyRunState } from "../../src/protocol/activationsPanel.ts";
import type { OverlaidCurve } from "../compare/overlayLines.ts";

/** A curve for each activation, the mean over its seeds. */
export function studyLines(
  runs: readonly StudyRunState[],
  names: readonly string[],
  hidden: readonly string[],
): readonly OverlaidCurve[] {
  const activations = [...new Set(runs.map(({ activation }) => activation))].filter((name) => !hidden.includes(name));
  return activations.flatMap((activation) => {
    const curves = runs
      .filter((run) => run.activation === activation && run.epochs.length > 0)
      .map(({ id, epochs }) => ({ id, epochs, bestEpoch: null }));
    return curves.length === 0 ? [] : [{ name: activation, slot: slotOf(activation, names), curves }];
  });
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
