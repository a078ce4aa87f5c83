import { metricNamed } from "../experiment/metricTable.ts";
import type { ListedRecord } from "../experiment/listedRecord.ts";
import { isActive } from "../experiment/status.ts";
import type { ListedRun } from "./ports.ts";

/** The value of a key metric such as `validation.accuracy` for the kept model, or the best epoch of one still trained. */
export function keyMetricOf(record: Pick<ListedRecord, "metrics" | "best" | "last">, keyMetric: string): number | null {
  const [split = "", name = ""] = keyMetric.split(".");
  // One after the other: a stored record unpacks its epochs only where they are asked for.
  return (
    figureIn(record.metrics, split, name) ??
    figureIn(record.best?.metrics, split, name) ??
    figureIn(record.last?.metrics, split, name)
  );
}

/** Looked up by name, thousands of times a list; a key metric may name what no record has. */
function figureIn(metrics: object | undefined, split: string, name: string): number | null {
  const ofSplit = (metrics as Readonly<Record<string, object>> | undefined)?.[split];
  const value = (ofSplit as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === "number" ? value : null;
}

/** Order of the values of a key metric: the better first, none last. */
export function compareFigures(keyMetric: string): (a: number | null, b: number | null) => number {
  const sign = metricNamed(keyMetric.split(".")[1] ?? "")?.better === "lower" ? 1 : -1;
  return (a, b) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return a === b ? 0 : sign * (a - b);
  };
}

/** The list of runs in order: active ones first, then the best by the key metric, those without it last; newest first among equals. */
export function sortRuns<T extends Pick<ListedRun, "record">>(runs: readonly T[], keyMetric: string): T[] {
  const byFigure = compareFigures(keyMetric);
  // Each figure is looked up once, not once for every comparison.
  return runs
    .map((run) => ({ run, active: isActive(run.record.status), value: keyMetricOf(run.record, keyMetric) }))
    .sort((a, b) => {
      if (a.active !== b.active) return a.active ? -1 : 1;
      return byFigure(a.value, b.value) || (a.run.record.id < b.run.record.id ? 1 : -1);
    })
    .map(({ run }) => run);
}
