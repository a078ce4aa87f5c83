import { metricNamed } from "../../experiment/metricTable.ts";
import type { Override } from "../../experiment/overrides.ts";
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
  readonly metric: SweepSpec["metric"];
}

/** More combinations than this are better drawn at random. */
const mostOfGrid = 16;
/** Runs that show the spread between seeds. */
export const usualRepeats = 5;

export function firstDraft(options: readonly SweepOption[], metric: SweepSpec["metric"]): SweepDraft {
  const combinations = options.reduce((n, { values }) => n * values.length, 1);
  const method = combinations <= mostOfGrid ? "grid" : "random";
  const repeat = options.length === 0 ? usualRepeats : 1;
  return { options, edited: new Map(), method, trials: usualTrials, repeat, metric };
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

/** `20 trials × 3 seeds, 60 runs`. */
export function sizeOf(draft: SweepDraft): string {
  const trials = trialsOf(draft);
  const { repeat } = draft;
  return repeat === 1
    ? counted(trials, "trial")
    : `${counted(trials, "trial")} × ${counted(repeat, "seed")}, ${counted(trials * repeat, "run")}`;
}

/** Why the draft is no sweep yet, for a person; null when it is one. */
export function draftProblem(draft: SweepDraft): string | null {
  if (draft.options.length === 0 && draft.repeat === 1) return "Pick an option to vary, or several seeds.";
  if (trialsOf(draft) * draft.repeat > mostTrials)
    return `${sizeOf(draft)} are too many: at most ${String(mostTrials)} runs in all.`;
  return null;
}

/** The `sweep` of an experiment file; what only repeats a default is left out. */
export function sweepInput(draft: SweepDraft): object {
  const { method, options, trials, repeat, metric } = draft;
  const over = options.map((option) => [option.path, rangeInput(valuesOf(draft, option))] as const);
  return {
    ...(method !== "grid" && { method }),
    ...(over.length > 0 && { over: Object.fromEntries(over) }),
    ...(method !== "grid" && { trials }),
    ...(repeat !== 1 && { repeat }),
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

/** What to set on an experiment so that it is this sweep. */
export function draftOverrides(draft: SweepDraft, modelWritten: readonly Override[]): readonly Override[] {
  const belowModel = draft.options.some(({ path }) => path.startsWith("model."));
  return [...(belowModel ? modelWritten : []), ["sweep", sweepInput(draft)]];
}
