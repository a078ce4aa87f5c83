import { withPaths } from "../experiment/paths.ts";
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
  const relative = (path: string): string => outside.relative(run.baseFolder, path);
  return {
    schemaVersion: recordSchemaVersion,
    id: run.runId,
    experiment: withPaths(experiment, relative),
    experimentFile: run.experimentFile === null ? null : relative(run.experimentFile),
    ...(relative(run.runFolder) !== `.benchtop/runs/${run.runId}` && {
      baseFolder: pathBetween(run.runFolder, run.baseFolder),
    }),
    ...(run.sweep !== undefined && { sweep: run.sweep }),
    status: "queued",
    stalled: false,
    message: null,
    seed: experiment.training.seed,
    created: outside.created,
    started: null,
    ended: null,
    fingerprints: { data: null, features: null },
    versions: outside.versions,
    kernelFlavour: null,
    data: null,
    model: null,
    progress: { epoch: 0, epochs: experiment.training.epochs, step: 0, stepsPerEpoch: 0, examplesPerSecond: null },
    best: null,
    last: null,
    metrics: {},
    confusion: {},
    seconds: { read: 0, features: 0, training: 0, evaluation: 0, total: 0 },
  };
}

/** From one absolute folder to another, with forward slashes; the other as it is where they have nothing in common. */
function pathBetween(from: string, to: string): string {
  const [here, there] = [from, to].map((path) => path.split(/[\\/]/)) as [string[], string[]];
  let common = 0;
  while (common < here.length && common < there.length && here[common] === there[common]) common++;
  if (common === 0) return to;
  return [...here.slice(common).map(() => ".."), ...there.slice(common)].join("/");
}
