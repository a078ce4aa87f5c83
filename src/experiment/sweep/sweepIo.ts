import * as z from "zod";
import { UserError } from "../../base/errors.ts";
import { runId } from "../recordSchema.ts";
import { mostTrials } from "../specSweep.ts";
import type { SweepEvent } from "./events.ts";
import { planSchemaVersion, type SweepPlan } from "./plan.ts";

/** The shapes of plan.json and a line of decisions.ndjson, bounded: folders are copied about and may come from anybody. */

const text = z.string().max(100_000);
const path = z.string().max(4096);
const settings = z.array(z.tuple([z.string().max(1000), z.unknown()])).max(1000);

const planSchema: z.ZodType<SweepPlan> = z
  .looseObject({
    schemaVersion: z.literal(planSchemaVersion),
    id: runId,
    created: text,
    experimentFile: path.nullable(),
    folder: path,
    text: z.string().max(10_000_000),
    overrides: settings,
    runs: z.array(z.array(runId).min(1).max(mostTrials)).min(1).max(mostTrials),
  })
  .refine(({ runs }) => new Set(runs.flat()).size === runs.flat().length, {
    error: "a run is named twice",
    path: ["runs"],
  });

const trial = z.int().min(1).max(mostTrials);

const eventSchema: z.ZodType<SweepEvent> = z.discriminatedUnion("event", [
  z.looseObject({ event: z.literal("trial"), trial, settings }),
  z.looseObject({
    event: z.literal("rung"),
    trial,
    repeat: z.literal(0),
    run: runId,
    epoch: z.int().min(1),
    value: z.number().nullable(),
    seconds: z.number().nonnegative(),
    data: text.nullable(),
  }),
  z.looseObject({
    event: z.literal("aside"),
    trial,
    repeat: z.literal(0),
    run: runId,
    epoch: z.int().min(1),
  }),
  z.looseObject({
    event: z.literal("end"),
    trial,
    repeat: z.int().min(0).max(mostTrials),
    run: runId,
    status: z.enum(["finished", "pruned", "failed", "diverged", "stopped"]),
    value: z.number().nullable(),
    epochs: z.number().nonnegative(),
    seconds: z.number().nonnegative(),
    data: text.nullable(),
    message: text.nullable(),
  }),
]);

/** The plan in the text of a plan.json; a UserError that names the file and the field that is wrong otherwise. */
export function parsePlan(json: string, file: string): SweepPlan {
  const remedy = "Restore plan.json from a copy, or start a new sweep.";
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new UserError("The file is not JSON.", remedy, { file });
  }
  const result = planSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UserError(`The value is not what it should be: ${issue?.message ?? "unknown"}.`, remedy, {
    file,
    field: issue?.path.map(String).join(".") ?? "",
  });
}

/** The lines of a decisions.ndjson that are what they should be and fit the plan; others are left out and trained again. */
export function knownEvents(lines: readonly unknown[], { runs }: SweepPlan): readonly SweepEvent[] {
  return lines.flatMap((line) => {
    const { success, data } = eventSchema.safeParse(line);
    if (!success || runs[data.trial - 1] === undefined) return [];
    return data.event !== "trial" && runs[data.trial - 1]?.[data.repeat] !== data.run ? [] : [data];
  });
}
