import { withVectorPaths } from "../data/featurizer.ts";
import { type RunRecord, recordSchemaVersion } from "../experiment/record.ts";
import type { StartRun } from "../protocol/trainer.ts";

/** What a record says of a run that has not begun: queued, with paths relative to the workspace where they lie in it. */
export function startRecord(
  run: StartRun,
  outside: {
    readonly relative: (folder: string, path: string) => string;
    readonly created: string;
    readonly versions: RunRecord["versions"];
  },
): RunRecord {
  const { experiment } = run;
  const { dataset, features, training } = experiment;
  const relative = (path: string): string => outside.relative(run.baseFolder, path);
  return {
    schemaVersion: recordSchemaVersion,
    id: run.runId,
    experiment: {
      ...experiment,
      dataset: { ...dataset, files: dataset.files.map((file) => ({ ...file, path: relative(file.path) })) },
      features: withVectorPaths(features, relative),
    },
    experimentFile: run.experimentFile === null ? null : relative(run.experimentFile),
    ...(run.sweep !== undefined && { sweep: run.sweep }),
    status: "queued",
    stalled: false,
    message: null,
    seed: training.seed,
    created: outside.created,
    started: null,
    ended: null,
    fingerprints: { data: null, features: null },
    versions: outside.versions,
    kernelFlavour: null,
    data: null,
    model: null,
    progress: { epoch: 0, epochs: training.epochs, step: 0, stepsPerEpoch: 0, examplesPerSecond: null },
    best: null,
    last: null,
    metrics: {},
    confusion: {},
    seconds: { read: 0, features: 0, training: 0, evaluation: 0, total: 0 },
  };
}
