import { checkExperiment } from "../experiment/parse.ts";
import { datasetFiles } from "../experiment/resolve.ts";
import { vectorPaths } from "../experiment/specFeatures.ts";

/** The paths, as written, of all files that training would read; none for a text that will be refused anyway. */
export function namedFiles(text: string): readonly string[] {
  const { spec } = checkExperiment(text);
  if (spec === null) return [];
  return [...datasetFiles(spec).map(({ path }) => path), ...vectorPaths(spec.features)];
}
