import type { Recipe } from "../experiment/recipes.ts";
import type { RunRecord } from "../experiment/record.ts";
import type { LiveRun, Runs, StartRequest, Training } from "./api.ts";
import { compareFigures, keyMetricOf } from "./ranking.ts";

/** A recipe that was started on a dataset; `refused` says why it was not. */
export interface Baseline {
  readonly recipe: Recipe;
  readonly run: LiveRun | null;
  readonly refused: unknown;
}

export interface BaselinePorts {
  readonly training: Pick<Training, "start">;
  readonly runs: Pick<Runs, "rename">;
  /** What to start for a recipe. */
  readonly request: (recipe: Recipe) => StartRequest;
  /** What runs are called once they have ended. */
  readonly nameOf: (recipe: Recipe) => string;
}

/** Starts a run of every recipe; one that is refused keeps none of the others back. */
export async function startBaselines(recipes: readonly Recipe[], ports: BaselinePorts): Promise<readonly Baseline[]> {
  const started: Baseline[] = [];
  for (const recipe of recipes) {
    try {
      const run = await ports.training.start(ports.request(recipe));
      started.push({ recipe, run, refused: null });
    } catch (error) {
      started.push({ recipe, run: null, refused: error });
    }
  }
  return started;
}

/** Settles when all have ended, each named after its recipe. */
export async function nameBaselines(baselines: readonly Baseline[], ports: BaselinePorts): Promise<void> {
  await Promise.all(
    baselines.map(async ({ recipe, run }) => {
      if (run === null) return;
      await run.ended;
      await ports.runs.rename(run.id, ports.nameOf(recipe));
    }),
  );
}

/** A baseline with what is known of its run by now. */
export interface RankedBaseline extends Baseline {
  readonly record: RunRecord | null;
  /** The key metric of the kept model so far. */
  readonly figure: number | null;
}

/** Best first by the key metric, those without a figure last, equal ones in the order of the recipes. */
export function rankBaselines(baselines: readonly Baseline[], keyMetric: string): readonly RankedBaseline[] {
  const better = compareFigures(keyMetric);
  return baselines
    .map((baseline) => {
      const record = baseline.run?.record ?? null;
      return { ...baseline, record, figure: record === null ? null : keyMetricOf(record, keyMetric) };
    })
    .sort((a, b) => better(a.figure, b.figure));
}
