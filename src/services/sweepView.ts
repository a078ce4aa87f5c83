import { checkExperiment } from "../experiment/parse.ts";
import { flattenExperiment } from "../experiment/comparison/changedSettings.ts";
import type { ForestColumn } from "../experiment/importance/regressionTree.ts";
import { metricNamed } from "../experiment/metricTable.ts";
import { isActive } from "../experiment/status.ts";
import { meanAndDeviation } from "../experiment/significance/spread.ts";
import type { SweepPlan } from "../experiment/sweep/plan.ts";
import type { RankedTrial } from "../experiment/sweep/ranking.ts";
import { type Dimension, dimensionsOf } from "../experiment/sweep/space.ts";
import type { SweepState, SweepStanding, SweepTrial } from "../protocol/comparePanel.ts";
import type { LiveSweep, StoredSweep } from "./api.ts";
import type { ListedRun } from "./ports.ts";
import { axesOf, type ReadAxis } from "./sweepAxes.ts";
import { keyMetricOf } from "./ranking.ts";

/** What a sweep is called: its experiment file, else its data file. */
export function sweepTitle({ experimentFile, text, overrides }: SweepPlan): string {
  if (experimentFile !== null) return stemOf(experimentFile);
  const { spec } = checkExperiment(text, { overrides });
  return spec !== null && typeof spec.dataset === "string" ? stemOf(spec.dataset) : "sweep";
}

function stemOf(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/(\.experiment)?\.[^.]+$/, "");
}

/** How a stored sweep stands that this window does not work on. */
export function standingOf({ isOver, owner }: Pick<StoredSweep, "isOver" | "owner">): SweepStanding {
  return isOver ? "over" : owner === "other" ? "elsewhere" : "unfinished";
}

/** A sweep as screens show it, from what a process works on or from its folder. */
export function sweepState(source: LiveSweep | StoredSweep): SweepState {
  const live = "live" in source ? source : null;
  const { plan, sweep, trials } = source;
  const axes = axesOf(dimensionsOf(sweep));
  const training = new Set(live?.live.map(({ id }) => id));
  return {
    id: source.id,
    title: sweepTitle(plan),
    created: plan.created,
    standing: "live" in source ? source.status : standingOf(source),
    method: sweep.method,
    repeat: plan.runs[0]?.length ?? sweep.repeat,
    total: trials.length,
    metric: metricOf(sweep.metric),
    axes: axes.map(({ axis }) => axis),
    trials: trials.flatMap((trial) => {
      const under = (plan.runs[trial.trial - 1] ?? []).filter((run) => training.has(run));
      return shownTrial(trial, axes, under) ?? [];
    }),
  };
}

/** Null for a trial that waits. */
function shownTrial(ranked: RankedTrial, axes: readonly ReadAxis[], training: readonly string[]): SweepTrial | null {
  const { trial, status, settings, spread, pruned, runs, epochs, seconds, message } = ranked;
  if (status === "waiting") return null;
  const values = new Map(settings);
  return {
    trial,
    status,
    value: spread?.mean ?? null,
    deviation: spread?.deviation ?? null,
    pruned,
    settings: axes.map(({ axis, place }) => place(values.get(axis.path))),
    runs: [...runs, ...training.filter((run) => !runs.includes(run))],
    epochs,
    seconds,
    message,
  };
}

/**
 * A sweep whose folder is gone, as its runs tell of it: what differs between them is what it varied, and the key metric
 * ranks. Null where there are none.
 */
export function sweepOfRuns(id: string, all: readonly ListedRun[], keyMetric: string): SweepState | null {
  const runs = all.filter(({ record }) => record.sweep?.id === id);
  const [first] = runs;
  if (first === undefined) return null;
  const [split, name] = keyMetric.split(".");
  const key = split === "test" ? `validation.${name ?? ""}` : keyMetric;
  const metric = metricOf(key);
  const flat = new Map(runs.map((run) => [run, readSettings(run)]));
  const axes = axesOf(variedBy([...flat.values()]));
  const numbers = [...new Set(runs.map(({ record }) => record.sweep?.trial ?? 0))];
  const trials = numbers.map((trial): SweepTrial => {
    const own = runs.filter(({ record }) => record.sweep?.trial === trial);
    own.sort((a, b) => (a.record.sweep?.repeat ?? 0) - (b.record.sweep?.repeat ?? 0));
    const settings = flat.get(own[0] ?? first);
    const values = own.flatMap(({ record }) => keyMetricOf(record, key) ?? []);
    const unfinished = own.find(({ record }) => record.status !== "finished")?.record;
    const finished = unfinished === undefined && values.length === own.length;
    const spread = finished ? meanAndDeviation(values) : null;
    return {
      trial,
      status: statusOf(unfinished?.status ?? "finished", finished),
      value: spread?.mean ?? null,
      deviation: spread?.deviation ?? null,
      pruned: null,
      settings: axes.map(({ axis, place }) => place(settings?.get(axis.path))),
      runs: own.map(({ record }) => record.id),
      epochs: own.reduce((sum, { record }) => sum + record.progress.epoch, 0) / own.length,
      seconds: own.reduce((sum, { record }) => sum + record.seconds.total, 0),
      message: finished ? null : (unfinished?.message ?? `A run has no ${metric.title}.`),
    };
  });
  const { experimentFile, experiment, created } = first.record;
  return {
    id,
    title: stemOf(experimentFile ?? experiment.dataset.files[0]?.path ?? "sweep"),
    created,
    standing: "over",
    method: null,
    repeat: Math.max(...trials.map((trial) => trial.runs.length)),
    total: trials.length,
    metric,
    axes: axes.map(({ axis }) => axis),
    trials: trials.sort((a, b) => order(a, b, metric.better)),
  };
}

function statusOf(status: ListedRun["record"]["status"], finished: boolean): SweepTrial["status"] {
  if (status === "finished") return finished ? "finished" : "failed";
  if (isActive(status)) return "running";
  return status === "queued" || status === "paused" || status === "running" ? "running" : status;
}

function order(a: SweepTrial, b: SweepTrial, better: "higher" | "lower"): number {
  if (a.value !== null && b.value !== null)
    return (better === "lower" ? a.value - b.value : b.value - a.value) || a.trial - b.trial;
  return a.value !== null ? -1 : b.value !== null ? 1 : a.trial - b.trial;
}

function readSettings({ record }: ListedRun): ReadonlyMap<string, unknown> {
  return new Map(
    [...flattenExperiment(record.experiment)].map(([path, text]) => {
      const number = text === "" ? NaN : Number(text);
      return [path, Number.isFinite(number) ? number : text];
    }),
  );
}

/** The options in which runs differ; the seed and the fold are what the runs of one trial differ in. */
function variedBy(all: readonly ReadonlyMap<string, unknown>[]): readonly Dimension[] {
  const paths = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  return paths.flatMap((path): Dimension[] => {
    const values = [...new Set(all.map((settings) => settings.get(path)))].filter((value) => value !== undefined);
    const varies = all.some((settings) => settings.get(path) !== all[0]?.get(path));
    if (!varies || path === "training.seed" || path === "split.fold") return [];
    const sorted = values.every((value) => typeof value === "number") ? values.toSorted((a, b) => a - b) : values;
    return [{ kind: "choice", path, values: sorted }];
  });
}

function metricOf(key: string): SweepState["metric"] {
  const [split = "validation", name = ""] = key.split(".");
  const entry = metricNamed(name);
  return {
    key,
    title: `${split} ${entry?.title ?? name}`,
    share: entry?.share === true,
    better: entry?.better === "lower" ? "lower" : "higher",
  };
}

/** What a forest is to learn from: the trials that have a value and all settings. */
export function forestOf({ axes, trials }: Pick<SweepState, "axes" | "trials">): {
  readonly columns: readonly ForestColumn[];
  readonly target: Float64Array;
} {
  const known = trials.filter(({ value, settings }) => value !== null && settings.every((place) => place !== null));
  return {
    columns: axes.map(({ categories }, at) => ({
      values: Float64Array.from(known, ({ settings }) => settings[at] ?? NaN),
      categorical: categories !== null,
    })),
    target: Float64Array.from(known, ({ value }) => value ?? NaN),
  };
}
