import type { ActivationName } from "../../../../src/engine/activations.ts";
import type { StudyRun } from "../../../../src/experiment/activationStudy/study.ts";
import type { EpochMetrics, LayerFigures } from "../../../../src/experiment/metrics.ts";
import { splitMetrics } from "../../platform/records.ts";

export interface Series {
  readonly seed?: number;
  readonly status?: StudyRun["status"];
  readonly stalled?: boolean;
  readonly initializer?: string;
  readonly accuracy?: number;
  /** Of hidden1, in every epoch. */
  readonly layer?: Omit<LayerFigures, "name" | "weightNorm">;
}

/** A run with these train losses, one an epoch from epoch 0 on. */
export function series(activation: ActivationName, losses: readonly (number | null)[], more: Series = {}): StudyRun {
  const { seed = 1, status = "finished", stalled = false, initializer = "xavierUniform", accuracy = 0.8 } = more;
  const figures = splitMetrics(accuracy);
  const epochs = losses.map((loss, epoch): EpochMetrics => ({
    epoch,
    step: epoch * 10,
    seconds: epoch,
    runningLoss: loss,
    metrics: {
      train: { ...figures, loss },
      validation: { ...figures, loss: loss === null ? null : loss + 0.1 },
    },
    layers: [
      { name: "hidden1", weightNorm: 1, ...more.layer },
      { name: "output", weightNorm: 1, gradientNorm: 5, dead: 1 },
    ],
  }));
  return { activation, seed, status, stalled, initializer, epochs };
}

/** Falls from `from` by this factor each epoch. */
export function falling(from: number, factor: number, epochs = 10): number[] {
  const losses = [from];
  for (let epoch = 1; epoch <= epochs; epoch++) losses.push((losses.at(-1) ?? 0) * factor);
  return losses;
}
