import { invariant } from "../../base/assert.ts";
import { metricNamed } from "../metricTable.ts";
import type { MetricId } from "../metrics.ts";
import type { Override } from "../overrides.ts";
import type { ExperimentSpec } from "../spec.ts";
import { type SweepSpec, sweptFolds, usualPruning, usualTrials } from "../specSweep.ts";
import { gridSize } from "./gridTrial.ts";
import { type Pruning, rungsOf } from "./pruning.ts";
import type { SweepShape } from "./schedule.ts";
import { dimensionsOf } from "./space.ts";

export const planSchemaVersion = 1;

/** plan.json: all that a sweep needs to go on, whatever became of the experiment file. */
export interface SweepPlan {
  readonly schemaVersion: typeof planSchemaVersion;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** The experiment file, relative to the workspace folder where it lies inside; null for quick picks. */
  readonly experimentFile: string | null;
  /** The folder that paths in the text start from, relative likewise. */
  readonly folder: string;
  /** The experiment file as it was when the sweep began. */
  readonly text: string;
  readonly overrides: readonly Override[];
  /** The runs of each trial, in the order of its repeats: named before they are trained. */
  readonly runs: readonly (readonly string[])[];
}

/** What the sweep of an experiment is to try. */
export function sweepShape(experiment: ExperimentSpec, sweep: SweepSpec): SweepShape {
  const dimensions = dimensionsOf(sweep);
  const { method, trials = usualTrials } = sweep;
  const folds = sweptFolds(experiment);
  const repeat = sweep.repeat * (folds ?? 1);
  return {
    ...{ method, dimensions, repeat, ...(folds !== null && { folds }), seed: experiment.training.seed },
    trials: method === "grid" ? gridSize(dimensions) : trials,
    better: sweepMetric(sweep).better,
    prune: pruningOf(sweep),
  };
}

function pruningOf({ prune }: SweepSpec): Pruning | null {
  if (prune === "none") return null;
  const { kind, factor, minimumEpochs } = typeof prune === "string" ? { ...usualPruning, kind: prune } : prune;
  return { kind, factor, rungs: rungsOf(minimumEpochs, factor) };
}

/** What trials are ranked by. */
export interface SweepMetric {
  readonly split: "train" | "validation";
  readonly metric: MetricId;
  readonly better: "higher" | "lower";
}

export function sweepMetric({ metric: key }: Pick<SweepSpec, "metric">): SweepMetric {
  const [split, name] = key.split(".");
  const entry = metricNamed(name ?? "");
  invariant(entry !== undefined && entry.better !== "neither", `the schema knows the metric ${key}`);
  return { split: split === "train" ? "train" : "validation", metric: entry.id, better: entry.better };
}
