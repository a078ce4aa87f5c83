import { checkExperiment } from "../../experiment/parse.ts";
import { dimensionsOf } from "../../experiment/sweep/space.ts";
import { datasetFiles } from "../../experiment/resolve.ts";
import { vectorPaths } from "../../experiment/specFeatures.ts";
import type { ExperimentRequest } from "../../services/api.ts";

/** Keys whose text may be the path of a file. */
const pathKeys: ReadonlySet<string> = new Set(["dataset", "path", "train", "validation", "test"]);

/**
 * The paths, as written, of all files that some trial of a sweep may read; none for a text that will be refused anyway.
 * A value of `over` counts by its key, whether or not it makes sense alone: with others it may.
 */
export function sweptFiles({ text, overrides = [] }: Pick<ExperimentRequest, "text" | "overrides">): readonly string[] {
  const { spec } = checkExperiment(text, { overrides });
  if (spec === null) return [];
  const found = new Set([...datasetFiles(spec).map(({ path }) => path), ...vectorPaths(spec.features)]);
  const collect = (value: unknown, key: string): void => {
    if (typeof value === "string" && pathKeys.has(key)) found.add(value);
    if (typeof value !== "object" || value === null) return;
    // A place in a list is no name: what it holds goes by the list's.
    for (const [inner, item] of Object.entries(value)) collect(item, Array.isArray(value) ? key : inner);
  };
  for (const dimension of spec.sweep === undefined ? [] : dimensionsOf(spec.sweep)) {
    if (dimension.kind !== "choice") continue;
    const key = dimension.path.split(".").findLast((part) => !/^\d+$/.test(part)) ?? "";
    for (const value of dimension.values) collect(value, key);
  }
  return [...found];
}
