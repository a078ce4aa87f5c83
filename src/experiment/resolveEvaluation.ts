import { UserError } from "../base/errors.ts";
import type { ResolvedTraining } from "./resolved.ts";
import type { ExperimentSpec } from "./spec.ts";

/** When the model is evaluated and which is kept; what is off is left out, choices that contradict are UserErrors. */
export function resolveEvaluation(
  spec: ExperimentSpec["training"],
): Pick<ResolvedTraining, "keepBy" | "earlyStopping" | "evaluateEvery"> {
  const { keep, keepBy, earlyStopping, evaluateEvery } = spec;
  if (keep === "last" && earlyStopping !== undefined)
    throw new UserError("Early stopping keeps the best epoch, not the last.", 'Leave keep out, or write "best".', {
      field: "training.keep",
    });
  if (keep === "last" && keepBy !== undefined)
    throw new UserError("The last epoch is kept, whatever its metrics.", 'Leave this out, or write keep: "best".', {
      field: "training.keepBy",
    });
  if (keepBy !== undefined && earlyStopping !== undefined && keepBy !== earlyStopping.metric)
    throw new UserError(
      `Early stopping keeps the best epoch by its own metric, ${earlyStopping.metric}.`,
      "Leave this out, or name the same metric in both.",
      { field: "training.keepBy" },
    );
  if (earlyStopping?.counts === "evaluations" && evaluateEvery === undefined)
    throw new UserError(
      "There are no evaluations but those after each epoch.",
      'Set evaluateEvery, or count "epochs".',
      { field: "training.earlyStopping.counts" },
    );
  const ownMetric = keepBy !== undefined && keepBy !== "loss" && earlyStopping === undefined;
  return {
    ...(ownMetric && { keepBy }),
    ...(earlyStopping !== undefined && { earlyStopping }),
    ...(evaluateEvery !== undefined && { evaluateEvery }),
  };
}

/** Refuses a schedule that could never cut the rate it starts from. */
export function refuseRisingPlateau({ schedule, optimizer }: Pick<ResolvedTraining, "schedule" | "optimizer">): void {
  if (schedule?.kind !== "reduceOnPlateau" || optimizer.kind === "lbfgs") return;
  if (schedule.minimumRate < optimizer.learningRate) return;
  throw new UserError(
    `The lowest learning rate, ${String(schedule.minimumRate)}, is not below the first, ${String(optimizer.learningRate)}.`,
    "Choose a smaller one, or leave it out.",
    { field: "training.schedule.minimumRate" },
  );
}
