import type { Dimension, TrialSettings } from "../../../../src/experiment/sweep/space.ts";

/** Functions that optimisers are tried on, from Surjanovic and Bingham, Virtual Library of Simulation Experiments; lower is better. */
export interface TestFunction {
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly of: (settings: TrialSettings) => number;
}

const range = (path: string, from: number, to: number): Dimension => {
  return { kind: "range", path, from, to, scale: "linear", integer: false };
};

const coordinates = (settings: TrialSettings): number[] => settings.map(([, value]) => Number(value));

/** Three minima of 0.397887. */
const branin: TestFunction = {
  name: "Branin",
  dimensions: [range("x", -5, 10), range("y", 0, 15)],
  of(settings) {
    const [x = 0, y = 0] = coordinates(settings);
    const bow = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
    return bow * bow + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  },
};

const widths = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const centers = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];
const depths = [1, 1.2, 3, 3.2];

/** Its minimum is −3.32237. */
const hartmann: TestFunction = {
  name: "Hartmann in six dimensions",
  dimensions: Array.from("abcdef", (path) => range(path, 0, 1)),
  of(settings) {
    const at = coordinates(settings);
    const well = (index: number): number =>
      at.reduce((sum, x, j) => sum + (widths[index]?.[j] ?? 0) * (x - (centers[index]?.[j] ?? 0) / 10_000) ** 2, 0);
    return -depths.reduce((sum, depth, index) => sum + depth * Math.exp(-well(index)), 0);
  },
};

export const testFunctions: readonly TestFunction[] = [branin, hartmann];
