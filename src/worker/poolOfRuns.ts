import { UserError } from "../base/errors.ts";
import { type HeldOutFold, poolFolds, type PoolResult } from "../experiment/comparison/foldPools.ts";
import type { PoolQuery } from "../protocol/trainer.ts";
import { predictionsOfRun } from "./predictionsOfRun.ts";
import type { TrainerPorts } from "./ports.ts";
import { RunControl } from "./runControl.ts";

/** The held-out examples of several folds in one table, or why there is none, in slices. */
export async function poolOfRuns(
  ports: Pick<TrainerPorts, "readRun" | "clock">,
  { runFolders }: PoolQuery,
): Promise<PoolResult> {
  const folds: HeldOutFold[] = [];
  let first: { readonly data: string | null; readonly classes: readonly string[] } | undefined;
  for (const folder of runFolders) {
    const reader = await ports.readRun(folder);
    const { data, fingerprints, experiment } = await reader.record();
    const classes = data?.classes ?? [];
    first ??= { data: fingerprints.data, classes };
    if (fingerprints.data !== first.data) return { kind: "refused", why: "data" };
    if (JSON.stringify(classes) !== JSON.stringify(first.classes)) return { kind: "refused", why: "classes" };
    const fold = experiment.split.fold ?? 0;
    try {
      const { rows, truths, predicted } = await predictionsOfRun(reader, "validation", classes.length);
      folds.push({ fold, rows, truths, predicted });
    } catch (error) {
      if (error instanceof UserError) return { kind: "refused", why: "predictions", fold, problem: error.message };
      throw error;
    }
  }
  return new RunControl(ports.clock).drive(poolFolds(folds, first?.classes ?? []));
}
