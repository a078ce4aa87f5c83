import { type SplitName, splitNames } from "../../data/table.ts";
import type { EpochMetrics, SplitMetrics } from "../metrics.ts";
import { type MetricEntry, metricTable } from "../metricTable.ts";
import type { RunRecord } from "../record.ts";
import type { FiguresBySplit, MetricFigures, SplitFigures } from "./comparison.ts";

/** Every metric of a run in the four readings that people ask for, by split. Test has the kept model's only. */
export function figuresOf(record: RunRecord, epochs: readonly EpochMetrics[]): FiguresBySplit {
  const entries = splitNames.flatMap((split) => {
    const figures = splitFigures(record, split, epochs);
    return Object.keys(figures).length === 0 ? [] : [[split, figures] as const];
  });
  return Object.fromEntries(entries);
}

function splitFigures(record: RunRecord, split: SplitName, epochs: readonly EpochMetrics[]): SplitFigures {
  const kept = record.metrics[split];
  const [best, last] = [record.best, record.last].map((epoch) => metricsOf(epoch, split));
  const all = epochs.map((epoch) => metricsOf(epoch, split));
  const entries = metricTable.flatMap((metric) => {
    const figures: MetricFigures = {
      kept: kept?.[metric.id] ?? null,
      atBestEpoch: best?.[metric.id] ?? null,
      last: last?.[metric.id] ?? null,
      best: bestOf(metric, all),
    };
    return Object.values(figures).every((value) => value === null) ? [] : [[metric.id, figures] as const];
  });
  return Object.fromEntries(entries);
}

function metricsOf(epoch: EpochMetrics | null, split: SplitName): SplitMetrics | undefined {
  return split === "test" ? undefined : epoch?.metrics[split];
}

function bestOf({ id, better }: MetricEntry, epochs: readonly (SplitMetrics | undefined)[]): number | null {
  let best: number | null = null;
  for (const metrics of epochs) {
    const value = metrics?.[id];
    if (typeof value !== "number" || better === "neither") continue;
    if (best === null || (better === "higher" ? value > best : value < best)) best = value;
  }
  return best;
}

/** Figures minus a baseline's; null where either has none. */
export function deltasOf(figures: FiguresBySplit, baseline: FiguresBySplit): FiguresBySplit {
  const entries = splitNames.flatMap((split) => {
    const own = figures[split];
    return own === undefined ? [] : [[split, splitDeltas(own, baseline[split] ?? {})] as const];
  });
  return Object.fromEntries(entries);
}

function splitDeltas(figures: SplitFigures, baseline: SplitFigures): SplitFigures {
  const entries = metricTable.flatMap(({ id }) => {
    const own = figures[id];
    if (own === undefined) return [];
    const before = baseline[id];
    const deltas: MetricFigures = {
      kept: minus(own.kept, before?.kept),
      atBestEpoch: minus(own.atBestEpoch, before?.atBestEpoch),
      last: minus(own.last, before?.last),
      best: minus(own.best, before?.best),
    };
    return [[id, deltas] as const];
  });
  return Object.fromEntries(entries);
}

function minus(value: number | null, before: number | null | undefined): number | null {
  return value === null || before === null || before === undefined ? null : value - before;
}
