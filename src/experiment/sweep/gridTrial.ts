import type { Dimension, TrialSettings } from "./space.ts";

/** How many combinations the listed values have. */
export function gridSize(dimensions: readonly Dimension[]): number {
  return dimensions.reduce((size, dimension) => size * valuesOf(dimension).length, 1);
}

/** The settings of trial number `trial`, from 1: combinations in the order of nested loops, the last option the innermost. */
export function gridTrial(dimensions: readonly Dimension[], trial: number): TrialSettings {
  let rest = trial - 1;
  const settings = dimensions.toReversed().map((dimension) => {
    const values = valuesOf(dimension);
    const value = values[rest % values.length];
    rest = Math.floor(rest / values.length);
    return [dimension.path, value] as const;
  });
  return settings.reverse();
}

function valuesOf(dimension: Dimension): readonly unknown[] {
  // The schema refuses ranges for a grid.
  if (dimension.kind === "range") throw new Error("invariant: a grid lists its values");
  return dimension.values;
}
