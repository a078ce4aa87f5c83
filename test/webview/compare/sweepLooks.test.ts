import { expect, test } from "vitest";
import { CompareHost, storedRun } from "../harness/compareHost.ts";
import { panels } from "../harness/panels.ts";
import { activation, dropout, features, rate, sweep, type SweepShape, units } from "../harness/sweeps.ts";
import type { ThemeName } from "../harness/themes.ts";

const open = panels();

const eight = [
  rate,
  units,
  activation,
  dropout,
  features,
  { ...units, path: "model.hidden.1.units", title: "hidden 2 units" },
  { ...rate, path: "training.l2", title: "l2" },
  { ...dropout, path: "features.minimumDocumentFrequency", title: "features minimum document frequency of terms" },
];

const shapes: Readonly<Record<string, SweepShape>> = {
  live: {
    trials: 3,
    axes: [rate, activation],
    change: { standing: "running", total: 20, repeat: 3 },
    trial: (trial) =>
      trial === 3
        ? { status: "running", value: null, epochs: null, seconds: 0 }
        : {
            deviation: 0.012,
            runs: [0, 1, 2].map((repeat) => `20260501-101500-0000${String(trial)}${String(repeat)}`),
          },
  },
  "200-trials": {
    trials: 200,
    axes: [rate, units, activation],
    trial: (trial) =>
      trial % 40 === 0
        ? { status: "diverged", value: null, message: "The run diverged: the loss of step 12 is not a finite number." }
        : trial % 15 === 0
          ? { status: "pruned", value: null, pruned: { epoch: 4, value: 0.61 } }
          : {},
  },
  "one-option": { trials: 14, axes: [rate], trial: () => ({ deviation: 0.02 }) },
  "eight-options": { trials: 60, axes: eight },
  seeds: { trials: 1, axes: [], change: { repeat: 5 }, trial: () => ({ deviation: 0.008 }) },
};

/** Each shape in one theme at least, and what has most parts in all. */
const cases: readonly (readonly [ThemeName, string, number])[] = [
  ["dark", "200-trials", 1200],
  ["dark", "eight-options", 1200],
  ["dark", "eight-options", 500],
  ["dark", "one-option", 500],
  ["light", "seeds", 1200],
  ["dark", "live", 1200],
  ["light", "live", 1200],
  ["highContrast", "live", 1200],
  ["light", "one-option", 1200],
  ["highContrast", "eight-options", 1200],
];

test.each(cases)("looks right and is accessible: %s, %s, %s pixels", async (theme, name, width) => {
  const host = new CompareHost([storedRun(0, {})]);
  const state = sweep(shapes[name] ?? { trials: 1, axes: [] });
  host.sweeps = [state];
  host.openSweep = state.id;
  const panel = await open(host, { theme, width });
  await panel.page.getByTestId("ranking").waitFor();
  if (state.axes.length > 0) await panel.page.locator(".importance, [data-testid=importance-none]").waitFor();
  await panel.screenshot(`${theme}-sweep-${name}${width === 500 ? "-narrow" : ""}`);
  expect(await panel.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  // Of many trials it takes minutes, and they are drawn as few are.
  if (state.trials.length > 20) return;
  expect(await panel.seriousFindings()).toEqual([]);
});
