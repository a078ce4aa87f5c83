import { UserError } from "../base/errors.ts";
import { withVectorPaths } from "../data/featurizer.ts";
import { canBeResumed } from "../experiment/status.ts";
import type { StartRun } from "../protocol/trainer.ts";
import type { StoredRun } from "./ports.ts";

/** What the worker is asked for so that a stopped run goes on; a UserError where the run cannot. */
export function resumeOf(
  { record, folder, baseFolder, owner }: StoredRun,
  resolvePath: (folder: string, path: string) => string,
): StartRun {
  const place = { file: folder };
  if (record.sweep !== undefined)
    throw new UserError(
      "The run belongs to a sweep, which trains its stopped runs anew.",
      `Resume the sweep: benchtop sweep FILE --resume ${record.sweep.id}, or open it in the Compare panel.`,
      place,
    );
  if (owner === "other")
    throw new UserError(
      "Another window or command line is training this run.",
      "Stop it there, or wait until it has ended.",
      place,
    );
  if (owner === "self") throw new UserError("The run is being trained.", "Wait for it to end, or stop it.", place);
  if (!canBeResumed(record))
    throw new UserError(
      `The run has ${record.status === "failed" ? "failed before it was trained" : "ended by itself"}; there is nothing to go on from.`,
      "Run its experiment again, to train longer with more epochs.",
      place,
    );
  const resolve = (path: string): string => resolvePath(baseFolder, path);
  const { experiment, experimentFile } = record;
  const { dataset, features } = experiment;
  return {
    runId: record.id,
    runFolder: folder,
    baseFolder,
    experiment: {
      ...experiment,
      dataset: { ...dataset, files: dataset.files.map((file) => ({ ...file, path: resolve(file.path) })) },
      features: withVectorPaths(features, resolve),
    },
    experimentFile: experimentFile === null ? null : resolve(experimentFile),
    resume: true,
    // Later than what any screen has seen of it.
    generation: 2 + (record.resumes?.length ?? 0),
  };
}
