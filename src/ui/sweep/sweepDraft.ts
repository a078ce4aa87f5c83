import { metricNamed } from "../../experiment/metricTable.ts";
import type { Override } from "../../experiment/overrides.ts";
import { foldedSplit } from "../../experiment/foldedSplit.ts";
import type { ExperimentSpec } from "../../experiment/spec.ts";
import type { ResolvedExperiment } from "../../experiment/resolved.ts";
import { mostTrials, type SweepSpec, usualTrials } from "../../experiment/specSweep.ts";
import { counted } from "../format.ts";
import type { SweepOption } from "./sweepOptions.ts";
import { isRange, type SweepValues, writeValues } from "./sweepValues.ts";

export type SweepMethod = SweepSpec["method"];

/** A sweep while a person puts it together. */
export interface SweepDraft {
  readonly options: readonly SweepOption[];
  /** By path, what was typed or picked in place of the option's own values. */
  readonly edited: ReadonlyMap<string, SweepValues>;
  readonly method: SweepMethod;
  readonly trials: number;
  readonly repeat: number;
  /** Each seed is trained on so many folds; null for the split as it is. */
  readonly folds: number | null;
  readonly prune: PruneKind;
  readonly metric: SweepSpec["metric"];
}

export type PruneKind = Extract<SweepSpec["prune"], string>;

/** More combinations than this are better drawn at random. */
const mostOfGrid = 16;
/** Runs that show the spread between seeds. */
export const usualRepeats = 5;

export function firstDraft(options: readonly SweepOption[], metric: SweepSpec["metric"]): SweepDraft {
  const combinations = options.reduce((n, { values }) => n * values.length, 1);
  const method = combinations <= mostOfGrid ? "grid" : "random";
  const repeat = options.length === 0 ? usualRepeats : 1;
  return { options, edited: new Map(), method, trials: usualTrials, repeat, folds: null, prune: "none", metric };
}

/** What the sweep tries of an option: a grid only takes lists. */
export function valuesOf({ edited, method }: SweepDraft, { path, range, values }: SweepOption): SweepValues {
  const own = edited.get(path);
  if (method === "grid") return own === undefined || isRange(own) ? values : own;
  return own ?? range ?? values;
}

function trialsOf(draft: SweepDraft): number {
  if (draft.method !== "grid") return draft.trials;
  return draft.options.reduce((n, option) => {
    const values = valuesOf(draft, option);
    return n * (isRange(values) ? 1 : values.length);
  }, 1);
}

/** `20 trials × 3 seeds × 5 folds, 300 runs`. */
export function sizeOf(draft: SweepDraft): string {
  const trials = trialsOf(draft);
  const { repeat, folds } = draft;
  const parts = [
    counted(trials, "trial"),
    ...(repeat === 1 ? [] : [counted(repeat, "seed")]),
    ...(folds === null ? [] : [counted(folds, "fold")]),
  ];
  return parts.length === 1
    ? counted(trials, "trial")
    : `${parts.join(" × ")}, ${counted(trials * runsOfTrial(draft), "run")}`;
}

function runsOfTrial({ repeat, folds }: SweepDraft): number {
  return repeat * (folds ?? 1);
}

/** Why the draft is no sweep yet, for a person; null when it is one. */
export function draftProblem(draft: SweepDraft): string | null {
  if (draft.options.length === 0 && runsOfTrial(draft) === 1)
    return "Pick an option to vary, several seeds, or several folds.";
  if (trialsOf(draft) * runsOfTrial(draft) > mostTrials)
    return `${sizeOf(draft)} are too many: at most ${String(mostTrials)} runs in all.`;
  if (draft.prune === "none") return null;
  if (draft.prune === "halving" && draft.method === "tpe")
    return "Halving has to see all trials before it judges any: choose asha with tpe, or another method.";
  const { title = "", when } = metricNamed(draft.metric.split(".")[1] ?? "") ?? {};
  return when === "end" ? `Trials are pruned by a metric of every epoch, and ${title} is not one.` : null;
}

/** The `sweep` of an experiment file; what only repeats a default is left out. */
export function sweepInput(draft: SweepDraft): object {
  const { method, options, trials, repeat, prune, metric } = draft;
  const over = options.map((option) => [option.path, rangeInput(valuesOf(draft, option))] as const);
  return {
    ...(method !== "grid" && { method }),
    ...(over.length > 0 && { over: Object.fromEntries(over) }),
    ...(method !== "grid" && { trials }),
    ...(repeat !== 1 && { repeat }),
    ...(prune !== "none" && { prune }),
    ...(metric !== "validation.accuracy" && { metric }),
  };
}

function rangeInput(values: SweepValues): unknown {
  if (!isRange(values)) return values;
  const { from, to, scale, integer } = values;
  return { from, to, ...(scale === "log" && { scale }), ...(integer && { integer }) };
}

/** The values of an option in words, closed sets by their names. */
export function valuesText(draft: SweepDraft, option: SweepOption): string {
  const values = valuesOf(draft, option);
  if (option.known === undefined || isRange(values)) return writeValues(values);
  const known = option.known;
  return values.map((value) => known.find((one) => same(one.value, value))?.label ?? JSON.stringify(value)).join(", ");
}

export function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** What a new sweep ranks by: the key metric, as far as trials may be ranked by it and the experiment has it. */
export function rankingMetric(keyMetric: string, { split, dataset }: ResolvedExperiment): SweepSpec["metric"] {
  const validated = split.validation > 0 || dataset.files.some(({ role }) => role === "validation");
  const [of, name = ""] = keyMetric.split(".");
  const entry = metricNamed(name);
  const metric = entry === undefined || entry.better === "neither" ? "accuracy" : entry.id;
  return `${validated && of !== "train" ? "validation" : "train"}.${metric}`;
}

/**
 * What to set on an experiment so that it is this sweep.
 * @param split the experiment's, as it is parsed.
 */
export function draftOverrides(
  draft: SweepDraft,
  modelWritten: readonly Override[],
  split: ExperimentSpec["split"],
): readonly Override[] {
  const belowModel = draft.options.some(({ path }) => path.startsWith("model."));
  return [
    ...(belowModel ? modelWritten : []),
    ...(draft.folds === null ? [] : [["split", foldedSplit(split, draft.folds)] as const]),
    ["sweep", sweepInput(draft)],
  ];
}
