import type { CrossCheck, EpochFigures, EpochPair, ToldCrossCheck } from "../../src/protocol/crossChecks.ts";
import type { EpochMetrics } from "../../src/experiment/metrics.ts";
import type { Choice } from "../fields.ts";
import { epochX, type XAxis } from "../../src/protocol/curveAxes.ts";
import type { CurveMetric, CurvePoint } from "./curvePoints.ts";

/** Another program's training, laid over the run's curves. */
export interface Beside {
  readonly check: CrossCheck;
  readonly words: readonly string[];
  /** From the run's initial weights, or from the other's own. */
  readonly start: "peer" | "own";
  /** Such as `PyTorch 1.13.0` or `PyTorch 1.13.0 (own start)`. */
  readonly name: string;
}

export const besideNothing = "nothing";

/** What a training from the other's own initial weights is called. */
export function ownStart(peer: string): string {
  return `${peer} (own start)`;
}

/** What can be laid over the curves. */
function allBeside(checks: readonly ToldCrossCheck[]): readonly Beside[] {
  return checks.flatMap(({ check, words }): readonly Beside[] => {
    const equal: Beside = { check, words, start: "peer", name: check.peer };
    if (check.accuracy.own === undefined) return [equal];
    return [equal, { ...equal, start: "own", name: ownStart(check.peer) }];
  });
}

/** What a person chose by its name; the first there is until somebody chose. */
export function chosenBeside(checks: readonly ToldCrossCheck[], name: string): Beside | null {
  if (name === besideNothing) return null;
  const all = allBeside(checks);
  return all.find((each) => each.name === name) ?? all[0] ?? null;
}

export function besideChoices(checks: readonly ToldCrossCheck[]): readonly Choice<string>[] {
  return [
    ...allBeside(checks).map(({ name }) => ({ value: name, label: name })),
    { value: besideNothing, label: "nothing" },
  ];
}

/** The other's figures of an epoch. */
export function besideFigures(pair: EpochPair, { start }: Pick<Beside, "start">): EpochFigures {
  return pair[start] ?? {};
}

/**
 * The other's curve: over the run's own points by epoch or step, at its own pace by time. Empty where it has no such
 * split, or was fitted at once.
 */
export function besidePoints(
  beside: Beside,
  epochs: readonly EpochMetrics[],
  axis: XAxis,
  split: "train" | "validation",
  metric: CurveMetric,
): CurvePoint[] {
  const seconds = beside.check.secondsPerEpoch[beside.start] ?? null;
  const own = new Map(epochs.map((epoch) => [epoch.epoch, epochX(epoch, axis)]));
  return beside.check.epochs.flatMap((pair) => {
    const figures = besideFigures(pair, beside)[split];
    const x = axis === "time" && seconds !== null ? pair.epoch * seconds : own.get(pair.epoch);
    return figures === undefined || x === undefined ? [] : [{ x, y: figures[metric] ?? NaN }];
  });
}
