import { splitNames } from "../data/table.ts";
import { changedSettings } from "../experiment/comparison/changedSettings.ts";
import { runTitle } from "../experiment/describe.ts";
import type { MetricId, MetricsBySplit } from "../experiment/metrics.ts";
import { metricNamed } from "../experiment/metricTable.ts";
import { isActive } from "../experiment/status.ts";
import type { MetricChange, RunChanges } from "../protocol/runPanel.ts";
import type { ListedRun } from "./ports.ts";

/** Metrics that are set side by side; the diff editor shows all. */
const metrics: readonly MetricId[] = ["accuracy", "macroF1", "loss"];

/**
 * The run before a run: of those created earlier that have ended, the newest from the same experiment file; without a file,
 * or where that has no other, the newest on the same data files. Undefined for a first one.
 */
export function previousRun(run: ListedRun, all: readonly ListedRun[]): ListedRun | undefined {
  const earlier = all
    .filter(({ record }) => !isActive(record.status) && isBefore(record, run.record))
    .sort((one, other) => (isBefore(one.record, other.record) ? 1 : -1));
  const { experimentFile } = run.record;
  const ofFile = earlier.find(
    ({ record, baseFolder }) =>
      experimentFile !== null && record.experimentFile === experimentFile && baseFolder === run.baseFolder,
  );
  return ofFile ?? earlier.find((other) => filesOf(other) === filesOf(run));
}

/** What is not the same in two runs. */
export function changesBetween(previous: ListedRun, run: ListedRun): RunChanges {
  const [before, after] = [previous.record, run.record];
  return {
    previous: { id: before.id, title: runTitle(before, previous.annotations), created: before.created },
    settings: changedSettings([before.experiment, after.experiment]).map(({ path, values }) => ({
      path,
      before: values[0] ?? null,
      after: values[1] ?? null,
    })),
    metrics: metricChanges(before.metrics, after.metrics),
    dataChanged: differ(before.fingerprints.data, after.fingerprints.data),
    kernelsChanged: differ(before.kernelFlavour, after.kernelFlavour),
  };
}

function metricChanges(before: MetricsBySplit, after: MetricsBySplit): readonly MetricChange[] {
  return splitNames.flatMap((split) =>
    metrics.flatMap((metric) => {
      const [old, now] = [before[split]?.[metric], after[split]?.[metric]];
      const entry = metricNamed(metric);
      if (typeof old !== "number" || typeof now !== "number" || entry === undefined) return [];
      const { title, share, better } = entry;
      const judged = old === now || better === "neither" ? null : now > old === (better === "higher");
      return [{ split, title, share, before: old, after: now, better: judged }];
    }),
  );
}

/** Created earlier; ids tell runs of the same second apart. */
function isBefore(one: ListedRun["record"], other: ListedRun["record"]): boolean {
  return one.created === other.created ? one.id < other.id : one.created < other.created;
}

function filesOf({ record, baseFolder }: ListedRun): string {
  return JSON.stringify([baseFolder, record.experiment.dataset.files]);
}

/** What is not known yet is no difference. */
function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other;
}
