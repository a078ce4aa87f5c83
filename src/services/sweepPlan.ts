import { UserError } from "../base/errors.ts";
import { type ParseOptions, parseExperiment } from "../experiment/parse.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import { type SweepSpec, sweepSchema, sweptFolds } from "../experiment/specSweep.ts";
import type { Override } from "../experiment/overrides.ts";
import { refuseUselessValues } from "../experiment/sweep/checkValues.ts";
import { type SweepMetric, sweepMetric, sweepShape } from "../experiment/sweep/plan.ts";
import { type NextRun, SweepSchedule, type SweepShape } from "../experiment/sweep/schedule.ts";
import { settingsInPlace } from "../experiment/sweep/space.ts";
import type { ExperimentRequest, Training } from "./api.ts";

/** A sweep as its experiment file asks for it. */
export interface PlannedSweep {
  readonly sweep: SweepSpec;
  readonly shape: SweepShape;
  readonly metric: SweepMetric;
}

/** Trials that are looked at for one that can be trained. */
const mostLooks = 50;

/** What the experiment file asks for; a UserError that names file, line and key when it asks for no sweep. */
export function plannedSweep(request: ExperimentRequest): PlannedSweep {
  const spec = parseExperiment(request.text, parseOptions(request));
  const sweep = spec.sweep ?? (sweptFolds(spec) === null ? undefined : sweepSchema.parse({}));
  if (sweep === undefined)
    throw new UserError(
      "The experiment has no sweep.",
      'Add one, such as "sweep": {"over": {"training.l2": [0, 0.001, 0.01]}}, or train it alone.',
      { ...(request.file !== null && { file: request.file }), field: "sweep" },
    );
  return { sweep, shape: sweepShape(spec, sweep), metric: sweepMetric(sweep) };
}

/**
 * Looks whether the sweep can be what it asks for before anything is written: every value by itself, the data, and the
 * split that ranks. Throws a UserError; combinations of values that do not fit fail later, as trials.
 */
export async function checkSweep(
  request: ExperimentRequest,
  { sweep, shape, metric }: PlannedSweep,
  training: Pick<Training, "resolve">,
): Promise<void> {
  refuseUselessValues(request.text, parseOptions(request), sweep);
  const { split, dataset } = await firstThatResolves(request, shape, training);
  const validated = split.validation > 0 || dataset.files.some(({ role }) => role === "validation");
  if (metric.split === "validation" && !validated)
    throw new UserError(
      `"${sweep.metric}" cannot be used: there are no validation examples.`,
      "Give validation a share of the split, or rank by a metric of train.",
      { ...(request.file !== null && { file: request.file }), field: "sweep.metric" },
    );
}

/** The experiment of a run of a sweep. */
export function requestOfRun(
  request: ExperimentRequest,
  { repeat, folds, seed }: Pick<SweepShape, "repeat" | "folds" | "seed">,
  run: NextRun,
): ExperimentRequest {
  const each = folds ?? 1;
  const own: Override[] = [];
  if (repeat > each) own.push(["training.seed", seed + Math.floor(run.repeat / each)]);
  if (folds !== undefined) own.push(["split.fold", (run.repeat % folds) + 1]);
  return { ...request, overrides: [...(request.overrides ?? []), ...settingsInPlace(run.settings), ...own] };
}

/** Of the trials whose settings are known now, the first that can be trained. */
async function firstThatResolves(
  request: ExperimentRequest,
  shape: SweepShape,
  training: Pick<Training, "resolve">,
): Promise<ResolvedExperiment> {
  const schedule = new SweepSchedule({ ...shape, repeat: 1 });
  let first: unknown;
  for (let look = 0; look < mostLooks; look++) {
    const run = schedule.next();
    if (run === null) break;
    try {
      return await training.resolve(requestOfRun(request, shape, run));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      first ??= error;
    }
  }
  throw first;
}

function parseOptions({ file, overrides }: ExperimentRequest): ParseOptions {
  return { ...(file !== null && { file }), ...(overrides !== undefined && { overrides }) };
}
