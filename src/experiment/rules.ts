import { epochText } from "../base/epochText.ts";
import { gain, type Judge } from "./earlyStopping.ts";
import type { EpochMetrics, SplitMetrics } from "./metrics.ts";

/** The rules of DEFINITIONS (training: diverged, stalled, kept model); each is a function of recorded numbers alone. */

const divergedFactor = 3;
const divergedEpochs = 3;
const stalledEpochs = 3;
const stalledShare = 0.01;

/** Why a step means that the run has diverged, for a person; null when it does not. */
export function stepDivergence(step: { readonly step: number; readonly loss: number; readonly gradientNorm: number }) {
  if (!Number.isFinite(step.loss)) return diverged(`the loss of step ${step.step} is not a finite number`);
  if (!Number.isFinite(step.gradientNorm)) return diverged(`the gradient of step ${step.step} is not a finite number`);
  return null;
}

/**
 * Why the latest of the epochs after `start` means that the run has diverged; null when it does not. A loss over three
 * times that of epoch 0 counts when it lasts for three epochs: shorter spikes heal (decision record 7).
 */
export function epochDivergence(start: EpochMetrics, epochs: readonly EpochMetrics[]): string | null {
  const before = start.metrics.train.loss;
  const recent = epochs.slice(-divergedEpochs);
  const latest = recent.at(-1);
  if (latest === undefined) return null;
  const now = latest.metrics.train.loss;
  if (now === null) return diverged(`the train loss of epoch ${latest.epoch} is not a finite number`);
  const high = ({ metrics }: EpochMetrics): boolean =>
    before !== null && (metrics.train.loss ?? 0) > divergedFactor * before;
  if (recent.length < divergedEpochs || !recent.every(high)) return null;
  return diverged(
    `for ${divergedEpochs} epochs the train loss, ${rounded(now)} at epoch ${latest.epoch}, has been more than ` +
      `${divergedFactor} times that before training, ${rounded(before ?? 0)}`,
  );
}

/** Why parameters mean that the run has diverged; null when all are finite. */
export function parameterDivergence(
  epoch: number,
  parameters: readonly { readonly name: string; readonly values: Float32Array }[],
): string | null {
  const broken = parameters.find(({ values }) => !allFinite(values));
  return broken === undefined
    ? null
    : diverged(`${broken.name} holds a number that is not finite after epoch ${epochText(epoch)}`);
}

/** v − v is 0 for finite numbers and NaN for all others: one sum tells, many times faster than a test of each. */
function allFinite(values: Float32Array): boolean {
  const { length } = values;
  const fours = length - (length % 4);
  // Four sums do not wait for each other.
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let at = 0; at < fours; at += 4) {
    a += (values[at] ?? 0) - (values[at] ?? 0);
    b += (values[at + 1] ?? 0) - (values[at + 1] ?? 0);
    c += (values[at + 2] ?? 0) - (values[at + 2] ?? 0);
    d += (values[at + 3] ?? 0) - (values[at + 3] ?? 0);
  }
  for (let at = fours; at < length; at++) a += (values[at] ?? 0) - (values[at] ?? 0);
  return a + b + c + d === 0;
}

function diverged(reason: string): string {
  return `Training diverged: ${reason}. Try a smaller learning rate.`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/**
 * Whether the last three trained epochs all have a train loss of 99 % or more of the best constant answer's (decision
 * record 19). While training goes on, one above 101 % that still falls is not: it may get there.
 */
export function isStalled(epochs: readonly EpochMetrics[], constantLoss: number, isOver: boolean): boolean {
  const losses = epochs
    .filter(({ epoch }) => epoch > 0)
    .slice(-stalledEpochs)
    .map(({ metrics }) => metrics.train.loss ?? NaN);
  const margin = stalledShare * constantLoss;
  const [first = NaN] = losses;
  const now = losses.at(-1) ?? NaN;
  return (
    losses.length === stalledEpochs &&
    losses.every((loss) => Number.isFinite(loss) && loss >= constantLoss - margin) &&
    (isOver || losses.every((loss) => loss <= constantLoss + margin) || now > first - margin)
  );
}

/**
 * Whether `next` takes the place of the epoch kept so far. `best`: a better figure of the judge (unless said, a lower
 * validation loss), so that ties go to the earliest and a figure that is not finite never wins; without that split, or
 * with `last`, every next one does.
 */
export function replacesKept(
  keep: "best" | "last",
  kept: EpochMetrics | null,
  next: EpochMetrics,
  { metric, split }: Judge = { metric: "loss", split: "validation" },
): boolean {
  if (kept === null) return true;
  if (keep === "last") return true;
  const candidate: SplitMetrics | undefined = next.metrics[split];
  if (candidate === undefined) return true;
  const value = candidate[metric] ?? null;
  const held = kept.metrics[split]?.[metric] ?? null;
  return value !== null && (held === null || gain(metric, value, held) > 0);
}
