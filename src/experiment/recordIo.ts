import type * as z from "zod";
import { UserError } from "../base/errors.ts";
import type { EpochMetrics } from "./metrics.ts";
import { withNamesOfToday } from "./oldNames.ts";
import { type RunAnnotations, type RunRecord, recordSchemaVersion } from "./record.ts";
import { epochMetricsSchema, runAnnotationsSchema, runRecordSchema } from "./recordSchema.ts";

const longestText = 100_000_000;

/** The record in the text of a run.json, with the names of today; a UserError that names the file and the field that is wrong otherwise. */
export function parseRecord(json: string, file: string): RunRecord {
  const value = parseJson(json, file, "Restore run.json from a copy, or delete the run.");
  const version = versionOf(value);
  if (version !== undefined && version > recordSchemaVersion)
    throw new UserError(
      `The run was written by a newer version of Benchtop (schema ${version}, known up to ${recordSchemaVersion}).`,
      "Update Benchtop to open it.",
      { file, field: "schemaVersion" },
    );
  return check(runRecordSchema, withNamesOfToday(value), file, "Restore run.json from a copy, or delete the run.");
}

/** The annotations in the text of a user.json; a UserError that names the file and the field that is wrong otherwise. */
export function parseAnnotations(json: string, file: string): RunAnnotations {
  const remedy = "Correct or delete user.json.";
  return check(runAnnotationsSchema, parseJson(json, file, remedy), file, remedy);
}

/** Whether a line of metrics.ndjson is what it should be. */
export function isEpochMetrics(value: unknown): value is EpochMetrics {
  return epochMetricsSchema.safeParse(value).success;
}

function parseJson(json: string, file: string, remedy: string): unknown {
  if (json.length > longestText)
    throw new UserError("The file is too large to be what it should be.", remedy, { file });
  try {
    return JSON.parse(json);
  } catch {
    throw new UserError("The file is not JSON.", remedy, { file });
  }
}

function versionOf(value: unknown): number | undefined {
  if (typeof value !== "object" || value === null || !("schemaVersion" in value)) return undefined;
  return typeof value.schemaVersion === "number" ? value.schemaVersion : undefined;
}

function check<T>(schema: z.ZodType<T>, value: unknown, file: string, remedy: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.map(String).join(".") ?? "";
  throw new UserError(`The value is not what it should be: ${issue?.message ?? "unknown"}.`, remedy, {
    file,
    ...(field !== "" && { field }),
  });
}
