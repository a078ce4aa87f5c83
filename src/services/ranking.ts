import { metricNamed } from "../experiment/metricTable.ts";
import type { RunRecord } from "../experiment/record.ts";
import { isActive } from "../experiment/status.ts";
import type { StoredRun } from "./ports.ts";

/** The value of a key metric such as `validation.accuracy` for the kept model, or the best epoch of one still trained. */
export function keyMetricOf(record: RunRecord, keyMetric: string): number | null {
  const [split, name] = keyMetric.split(".");
  for (const metrics of [record.metrics, record.best?.metrics, record.last?.metrics]) {
    const value: unknown = Object.entries(Object.entries(metrics ?? {}).find(([key]) => key === split)?.[1] ?? {}).find(
      ([key]) => key === name,
    )?.[1];
    if (typeof value === "number") return value;
  }
  return null;
}

/** Order of the values of a key metric: the better first, none last. */
export function compareFigures(keyMetric: string): (a: number | null, b: number | null) => number {
  const sign = metricNamed(keyMetric.split(".")[1] ?? "")?.better === "lower" ? 1 : -1;
  return (a, b) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return a === b ? 0 : sign * (a - b);
  };
}

/** Order of the list of runs: active ones first, then the best by the key metric, those without it last; newest first among equals. */
export function compareRuns(keyMetric: string): (a: StoredRun, b: StoredRun) => number {
  const byFigure = compareFigures(keyMetric);
  return (a, b) => {
    const active = Number(isActive(b.record.status)) - Number(isActive(a.record.status));
    if (active !== 0) return active;
    const figures = byFigure(keyMetricOf(a.record, keyMetric), keyMetricOf(b.record, keyMetric));
    return figures === 0 ? (a.record.id < b.record.id ? 1 : -1) : figures;
  };
}
