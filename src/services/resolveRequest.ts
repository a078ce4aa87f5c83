import { UserError } from "../base/errors.ts";
import { parseExperiment } from "../experiment/parse.ts";
import { datasetFiles, resolveExperiment } from "../experiment/resolve.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import { vectorPaths } from "../experiment/specFeatures.ts";
import type { ExperimentRequest } from "./api.ts";
import type { Inspections } from "./inspections.ts";
import type { RunFiles, ShowCounting } from "./ports.ts";

export interface ResolvingPorts {
  readonly files: RunFiles;
  readonly inspections: Inspections;
  /** Without it nobody is told. */
  readonly showCounting?: ShowCounting | undefined;
}

/**
 * An experiment with every default written out and absolute paths. Looks at every file it names before anything is
 * written; what is wrong is a UserError that names the experiment file, line and key, or the data file. Counting a large
 * file takes a while: it is shown, and a StoppedCounting when it was stopped.
 */
export async function resolveRequest(
  request: ExperimentRequest,
  { files, inspections, showCounting }: ResolvingPorts,
): Promise<ResolvedExperiment> {
  const spec = parseExperiment(request.text, {
    ...(request.file !== null && { file: request.file }),
    ...(request.overrides !== undefined && { overrides: request.overrides }),
  });
  const resolvePath = (path: string): string => files.resolvePath(request.folder, path);
  const [first, ...others] = datasetFiles(spec);
  for (const { path } of [first, ...others]) await files.stamp(resolvePath(path));
  for (const path of vectorPaths(spec.features)) await files.stamp(resolvePath(path));
  const path = resolvePath(first.path);
  const summary = await (showCounting === undefined
    ? inspections.inspect(path, first.choices)
    : showCounting(path, (watch) => inspections.inspect(path, first.choices, watch)));
  try {
    return resolveExperiment(spec, { layout: summary.sniffed.layout, resolvePath });
  } catch (error) {
    if (!(error instanceof UserError) || error.place.file !== undefined || request.file === null) throw error;
    throw new UserError(error.what, error.remedy, { file: request.file, ...error.place });
  }
}
