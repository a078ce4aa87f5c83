import type { ActivationName } from "../../engine/activations.ts";
import { sum } from "../confusion.ts";
import type { EpochMetrics, LayerFigures } from "../metrics.ts";
import { meanAndDeviation, type Spread } from "../significance/spread.ts";
import { isActive } from "../status.ts";
import type { StudyLayer, StudyReport, StudyRow, StudyRun } from "./study.ts";
import { studySentences } from "./words.ts";

/** A loss that falls by less than this share of where it began has gone nowhere. */
const leastFall = 0.05;
/** Before so many epochs nobody can tell. */
const soonestStall = 3;

/** @param threshold a train loss; null: half of what it was before the first step, the mean over all runs. */
export function studyReport(runs: readonly StudyRun[], threshold: number | null): StudyReport {
  const aim = threshold ?? halfOfFirst(runs);
  const names = [...new Set(runs.map(({ activation }) => activation))];
  const rows = names.map((name) =>
    rowOf(
      name,
      runs.filter(({ activation }) => activation === name),
      aim,
    ),
  );
  return { threshold: aim, rows, sentences: aim === null ? [] : studySentences(rows, aim) };
}

function halfOfFirst(runs: readonly StudyRun[]): number | null {
  const first = runs.flatMap(({ epochs }) => epochs[0]?.metrics.train.loss ?? []);
  return first.length === 0 ? null : sum(first) / first.length / 2;
}

function rowOf(activation: ActivationName, runs: readonly StudyRun[], threshold: number | null): StudyRow {
  const reached = runs.flatMap(({ epochs }) => {
    const there = epochs.find(({ metrics }) => threshold !== null && (metrics.train.loss ?? NaN) <= threshold);
    return there?.epoch ?? [];
  });
  const count = (fits: (run: StudyRun) => boolean): number => runs.filter(fits).length;
  return {
    activation,
    initializer: runs[0]?.initializer ?? "",
    seeds: runs.length,
    training: count(({ status }) => isActive(status)),
    reached: reached.length,
    stalled: count((run) => hasStalled(run, threshold)),
    diverged: count(({ status }) => status === "diverged"),
    failed: count(({ status }) => status === "failed"),
    epochsToReach: spreadOf(reached),
    epochs: Math.max(0, ...runs.map(({ epochs }) => epochs.at(-1)?.epoch ?? 0)),
    trainLoss: extreme(runs, Math.min, ({ metrics }) => metrics.train.loss),
    validationLoss: extreme(runs, Math.min, ({ metrics }) => metrics.validation?.loss),
    validationAccuracy: extreme(runs, Math.max, ({ metrics }) => metrics.validation?.accuracy),
    layers: layersOf(runs),
  };
}

/** Flagged by the run itself, or no better than it began although it had time. */
function hasStalled({ status, stalled, epochs }: StudyRun, threshold: number | null): boolean {
  if (status === "diverged" || status === "failed") return false;
  if (stalled) return true;
  const losses = epochs.flatMap(({ metrics }) => metrics.train.loss ?? []);
  const [first] = losses;
  const lowest = Math.min(...losses);
  if (first === undefined || (threshold !== null && lowest <= threshold)) return false;
  return (epochs.at(-1)?.epoch ?? 0) >= soonestStall && lowest > (1 - leastFall) * first;
}

/** Over the runs, each one's smallest or largest figure. */
function extreme(
  runs: readonly StudyRun[],
  of: (...values: number[]) => number,
  figure: (epoch: EpochMetrics) => number | null | undefined,
): Spread | null {
  return spreadOf(
    runs.flatMap(({ epochs }) => {
      const known = epochs.flatMap((epoch) => figure(epoch) ?? []);
      return known.length === 0 ? [] : of(...known);
    }),
  );
}

function layersOf(runs: readonly StudyRun[]): readonly StudyLayer[] {
  const told = runs.flatMap(({ epochs }) => epochs.findLast(({ layers }) => layers !== undefined)?.layers ?? []);
  const names = [...new Set(told.map(({ name }) => name))].filter((name) => name !== "output");
  return names.map((name) => ({
    name,
    gradientNorm: spreadOf(runs.flatMap((run) => meanGradient(run, name))),
    slope: spreadOf(runs.flatMap((run) => lastFigures(run, name)?.slope ?? [])),
    dead: spreadOf(runs.flatMap((run) => lastFigures(run, name)?.dead ?? [])),
    saturated: spreadOf(runs.flatMap((run) => lastFigures(run, name)?.saturated ?? [])),
  }));
}

function lastFigures({ epochs }: StudyRun, name: string): LayerFigures | undefined {
  return epochs.findLast(({ layers }) => layers !== undefined)?.layers?.find((layer) => layer.name === name);
}

function meanGradient({ epochs }: StudyRun, name: string): number | readonly number[] {
  const norms = epochs.flatMap(
    ({ layers }) => layers?.find((layer) => layer.name === name)?.gradientNorm ?? ([] as const),
  );
  return norms.length === 0 ? [] : sum(norms) / norms.length;
}

function spreadOf(values: readonly number[]): Spread | null {
  return values.length === 0 ? null : meanAndDeviation(values);
}

/** An initialiser by its name, with its deviation where it has one: `normal 0.01`. */
export function initializerText({ kind, deviation }: { readonly kind: string; readonly deviation?: number }): string {
  return deviation === undefined ? kind : `${kind} ${String(deviation)}`;
}
