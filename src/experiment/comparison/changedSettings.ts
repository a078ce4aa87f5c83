import { experimentDocument } from "../document.ts";
import type { ResolvedExperiment } from "../resolved.ts";

/** An option of the experiment file that is not the same in all runs. */
export interface ChangedSetting {
  /** Dotted, as `--set` takes it. */
  readonly path: string;
  /** As `--set` takes it, one for each run in their order; null where an experiment has no such option. */
  readonly values: readonly (string | null)[];
}

/** The options that differ, defaults written out, in the order of the file. */
export function changedSettings(experiments: readonly ResolvedExperiment[]): readonly ChangedSetting[] {
  const flat = experiments.map(flattenExperiment);
  const paths = [...new Set(flat.flatMap((settings) => [...settings.keys()]))];
  return paths
    .map((path) => ({ path, values: flat.map((settings) => settings.get(path) ?? null) }))
    .filter(({ values }) => values.some((value) => value !== values[0]));
}

/** Every option of an experiment, defaults written out, by its dotted path; values as `--set` takes them. */
export function flattenExperiment(experiment: ResolvedExperiment): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  const visit = (value: unknown, path: readonly string[]): void => {
    // Class weights have classes of the data for keys, which may hold dots.
    const inner = path.at(-1) === "classWeights" ? [] : innerOf(value);
    if (inner.length === 0) settings.set(path.join("."), typeof value === "string" ? value : JSON.stringify(value));
    for (const [key, item] of inner) visit(item, [...path, key]);
  };
  visit(experimentDocument(experiment), []);
  return settings;
}

/** What lies below a block or a list of blocks; a list of plain values is a value. */
function innerOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value) && !value.some((item) => typeof item === "object" && item !== null)) return [];
  return Object.entries(value);
}
