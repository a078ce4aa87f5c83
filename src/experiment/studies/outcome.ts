import type { EpochMetrics, MetricId } from "../metrics.ts";
import type { RunRecord } from "../record.ts";
import type { ResolvedExperiment } from "../resolved.ts";
import { meanAndDeviation, type Spread } from "../significance/spread.ts";
import { isActive } from "../status.ts";
import type { TrialSettings } from "../sweep/space.ts";
import type { Study } from "./studies.ts";

/** A run of a study. */
export interface StudyRun {
  readonly record: RunRecord;
  readonly epochs: readonly EpochMetrics[];
}

/** What was trained with one value of what is varied. */
export interface StudyTrial {
  readonly settings: TrialSettings;
  /** One for each seed, as far as they are there. */
  readonly runs: readonly StudyRun[];
  /** Why there is none, for a person. */
  readonly message: string | null;
}

/** A study of one dataset, trained. */
export interface StudyOutcome {
  readonly study: Study;
  /** What the dataset is called. */
  readonly title: string;
  readonly base: ResolvedExperiment;
  readonly seeds: number;
  /** In the order of their values. */
  readonly trials: readonly StudyTrial[];
}

/** What became of one value, over its seeds; null where no run tells of it. */
export interface StudyRow {
  readonly name: string;
  /** Where it lies on an axis. */
  readonly value: number | null;
  readonly runs: number;
  readonly diverged: number;
  readonly stalled: number;
  /** Runs that failed, or were stopped. */
  readonly unfinished: number;
  readonly trainLoss: Spread | null;
  readonly validationLoss: Spread | null;
  readonly trainAccuracy: Spread | null;
  readonly validationAccuracy: Spread | null;
  readonly testAccuracy: Spread | null;
  /** Train accuracy less validation accuracy. */
  readonly gap: Spread | null;
  readonly bestEpoch: Spread | null;
  readonly seconds: Spread | null;
}

/** The rows of a study's table. Figures are those of the kept models. */
export function studyRows({ trials }: Pick<StudyOutcome, "trials">): readonly StudyRow[] {
  return trials.map(({ settings, runs: all }) => {
    const runs = all.filter(({ record }) => !isActive(record.status));
    const count = (of: (run: StudyRun) => boolean): number => runs.filter(of).length;
    const metric = (split: "train" | "validation" | "test", id: MetricId): Spread | null =>
      spreadOf(runs, ({ record }) => record.metrics[split]?.[id]);
    return {
      name: settings.map(([, value]) => valueText(value)).join(", "),
      value: settings.length === 1 && typeof settings[0]?.[1] === "number" ? settings[0][1] : null,
      runs: runs.length,
      diverged: count(({ record }) => record.status === "diverged"),
      stalled: count(({ record }) => record.stalled),
      unfinished: count(({ record }) => record.status === "failed" || record.status === "stopped"),
      trainLoss: metric("train", "loss"),
      validationLoss: metric("validation", "loss"),
      trainAccuracy: metric("train", "accuracy"),
      validationAccuracy: metric("validation", "accuracy"),
      testAccuracy: metric("test", "accuracy"),
      gap: spreadOf(runs, ({ record: { metrics } }) => {
        const [train, validation] = [metrics.train?.accuracy, metrics.validation?.accuracy];
        return typeof train === "number" && typeof validation === "number" ? train - validation : null;
      }),
      bestEpoch: spreadOf(runs, ({ record }) => record.best?.epoch),
      seconds: spreadOf(runs, ({ record }) => record.seconds.total),
    };
  });
}

/** The mean over the runs that have come so far, by epoch; of epochs that fewer runs than half have trained none. */
export function meanCurve(
  runs: readonly StudyRun[],
  split: "train" | "validation",
  id: "loss" | "accuracy",
): readonly (readonly [epoch: number, value: number])[] {
  const byEpoch = new Map<number, number[]>();
  for (const { epochs } of runs)
    for (const { epoch, metrics } of epochs) {
      const value = metrics[split]?.[id];
      if (Number.isInteger(epoch) && typeof value === "number")
        byEpoch.set(epoch, [...(byEpoch.get(epoch) ?? []), value]);
    }
  return [...byEpoch]
    .filter(([, values]) => 2 * values.length >= runs.length)
    .map(([epoch, values]) => [epoch, meanAndDeviation(values).mean] as const)
    .sort(([a], [b]) => a - b);
}

const modelNames: Readonly<Record<string, string>> = {
  naiveBayes: "naive Bayes",
  perceptron: "perceptron",
  logisticRegression: "logistic regression",
  linearSvm: "linear SVM",
  network: "network",
  embeddingBag: "embedding bag",
};

/** A value as tables and legends write it. */
function valueText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const kind = "kind" in value && typeof value.kind === "string" ? value.kind : undefined;
  if (kind === undefined) return JSON.stringify(value);
  return modelNames[kind] ?? kind;
}

function spreadOf(runs: readonly StudyRun[], of: (run: StudyRun) => number | null | undefined): Spread | null {
  const values = runs.flatMap((run) => {
    const value = of(run);
    return typeof value === "number" && Number.isFinite(value) ? [value] : [];
  });
  return values.length === 0 ? null : meanAndDeviation(values);
}
