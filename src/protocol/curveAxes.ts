import type { EpochMetrics } from "../experiment/metrics.ts";

export const xAxes = ["epoch", "step", "time"] as const;
export type XAxis = (typeof xAxes)[number];

/** Where an epoch stands on the axis. */
export function epochX(epoch: EpochMetrics, axis: XAxis): number {
  return axis === "epoch" ? epoch.epoch : axis === "step" ? epoch.step : epoch.seconds;
}

/**
 * Where a step stands on the axis: straight lines between the epochs' points, the last one's slope beyond them.
 * Before the second epoch point a step's epoch follows from `stepsPerEpoch`; its time is not known yet (NaN).
 */
export function stepToX(epochs: readonly EpochMetrics[], axis: XAxis, stepsPerEpoch: number): (step: number) => number {
  if (axis === "step") return (step) => step;
  if (axis === "epoch") return (step) => (stepsPerEpoch > 0 ? step / stepsPerEpoch : 0);
  let at = 1;
  return (step) => {
    if (epochs.length < 2) return NaN;
    // Steps are asked in rising order, so the search goes on from where it was.
    if (step < (epochs[at - 1]?.step ?? 0)) at = 1;
    while (at < epochs.length - 1 && (epochs[at]?.step ?? 0) < step) at++;
    const from = epochs[at - 1];
    const to = epochs[at];
    if (from === undefined || to === undefined || to.step === from.step) return NaN;
    return from.seconds + ((step - from.step) * (to.seconds - from.seconds)) / (to.step - from.step);
  };
}
