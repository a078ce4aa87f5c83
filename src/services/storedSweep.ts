import type { SweepPlan } from "../experiment/sweep/plan.ts";
import { rankedTrial, rankTrials } from "../experiment/sweep/ranking.ts";
import { SweepSchedule } from "../experiment/sweep/schedule.ts";
import type { ExperimentRequest, ResumeSweep, StoredSweep } from "./api.ts";
import type { RunFiles } from "./ports.ts";
import { plannedSweep } from "./sweepPlan.ts";
import type { SweepFiles } from "./sweepPorts.ts";

/** Reads a stored sweep without taking hold of it; a UserError when there is none or it is damaged. */
export async function readStoredSweep(
  { id, runsFolder, baseFolder }: ResumeSweep,
  { files, sweepFiles }: { readonly files: Pick<RunFiles, "resolvePath">; readonly sweepFiles: SweepFiles },
): Promise<StoredSweep> {
  const { folder, plan, events, owner } = await sweepFiles.read(runsFolder, id);
  const experiment = requestOfPlan(plan, (path) => files.resolvePath(baseFolder, path));
  const { sweep, shape, metric } = plannedSweep(experiment);
  const schedule = new SweepSchedule(shape);
  for (const event of events) schedule.take(event);
  const trials = Array.from({ length: shape.trials }, (_, at) => rankedTrial(schedule.progress(at + 1)));
  const ranked = rankTrials(trials, metric.better);
  return { id, folder, plan, sweep, metric, experiment, trials: ranked, isOver: schedule.isOver, owner };
}

/** What the sweep's experiment file asked for when it began. */
function requestOfPlan(plan: SweepPlan, absolute: (path: string) => string): ExperimentRequest {
  const { experimentFile, text, overrides, folder } = plan;
  const file = experimentFile === null ? null : absolute(experimentFile);
  return { text, file, folder: absolute(folder), overrides };
}
