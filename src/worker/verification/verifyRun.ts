import { UserError } from "../../base/errors.ts";
import type { EpochMetrics } from "../../experiment/metrics.ts";
import { withPaths } from "../../experiment/paths.ts";
import type { RunRecord } from "../../experiment/record.ts";
import { stepColumns } from "../../protocol/frames.ts";
import type { FitEnd, StartRun } from "../../protocol/trainer.ts";
import type { RunDifference, VerificationResult, VerifyQuery } from "../../protocol/verification.ts";
import { differencesOfRun } from "../differencesOfRun.ts";
import type { TrainerPorts } from "../ports.ts";
import { stepStride } from "../stepLog.ts";
import { compareFigures } from "./compareFigures.ts";
import { dataChange } from "./dataChange.ts";

export interface VerifyTools {
  readonly ports: Pick<TrainerPorts, "readRun" | "files" | "clock" | "versions">;
  readonly kernelFlavour: string;
  readonly train: (start: StartRun) => Promise<RunRecord>;
}

/**
 * Trains a run again from its record, in another folder, to where it ended, and compares. Data that are others are not
 * trained on: what changed in them is the answer. A UserError where there is nothing to verify, or nothing to do it with.
 */
export async function verifyRun(query: VerifyQuery, tools: VerifyTools): Promise<VerificationResult> {
  const { ports, kernelFlavour, train } = tools;
  const { runFolder, baseFolder, workFolder } = query;
  const stored = await ports.readRun(runFolder);
  const record = await stored.record();
  const steps = (await stored.steps()).length / stepColumns.length;
  const end = endOf(record, await stored.epochs(), steps);
  const circumstances = [
    ...(await differencesOfRun(ports, kernelFlavour, { runFolder, baseFolder })),
    ...resumedElsewhere(record, kernelFlavour),
  ];
  const until = end && { step: end.step, stopped: end.stopped, message: record.message };
  const data = circumstances.find(({ what }) => what === "data");
  if (data !== undefined) {
    if (data.now === null)
      throw new UserError(`The data file ${data.before} cannot be read.`, "Put it back where it was.");
    return { circumstances, dataChange: await dataChange(stored, ports, baseFolder), figures: null, until };
  }
  const resolve = (path: string): string => ports.files.resolve(baseFolder, path);
  const folder = ports.files.resolve(workFolder, `runs/${record.id}`);
  const again = await train({
    runId: record.id,
    runFolder: folder,
    baseFolder,
    experiment: withPaths(record.experiment, resolve),
    experimentFile: null,
    ...(end !== null && { end: { step: end.step, evaluated: end.evaluated } }),
    generation: 1,
  });
  if (again.status === "failed")
    throw new UserError(`The run cannot be trained again: ${again.message ?? ""}`, "Mend that, and verify it then.");
  const isPart = end !== null && !end.stopped;
  const figures = await compareFigures(stored, await ports.readRun(folder), { isPart });
  return { circumstances, dataChange: null, figures, until };
}

/** Where a run ended that did not train to its end, as its files tell; null for one that did. */
function endOf(
  { status, progress, data, metrics, message }: RunRecord,
  epochs: readonly EpochMetrics[],
  rows: number,
): (FitEnd & { readonly stopped: boolean }) | null {
  if (status === "finished" || status === "diverged") return null;
  const last = epochs.at(-1);
  if (data === null || last === undefined)
    throw new UserError(
      "The run ended before it had trained anything; there is nothing to verify.",
      message ?? "Train its experiment again.",
    );
  // One whose process was ended is written as stopped by others, without an evaluation.
  const stopped = status === "stopped" && Object.keys(metrics).length > 0;
  // A record lags behind the curve where a process ended.
  const recorded = rows === 0 ? 0 : 1 + (rows - 1) * stepStride(progress.stepsPerEpoch * progress.epochs);
  const step = stopped ? progress.step : Math.max(progress.step, recorded, last.step);
  return { step, evaluated: last.step === step, stopped };
}

/** Parts of the curve that were computed by other kernels or another Benchtop than the rest. */
function resumedElsewhere({ resumes = [], kernelFlavour, versions }: RunRecord, here: string): RunDifference[] {
  return resumes
    .filter((resume) => resume.step > 0)
    .filter((resume) => resume.kernelFlavour !== kernelFlavour || resume.versions.benchtop !== versions.benchtop)
    .map(({ step, versions: then, kernelFlavour: flavour }) => ({
      what: "resumed",
      before: `step ${String(step)}, by Benchtop ${then.benchtop} with the kernels ${flavour}`,
      now: here,
    }));
}
