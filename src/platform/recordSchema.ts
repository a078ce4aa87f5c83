import * as z from "zod";
import { UserError } from "../base/errors.ts";
import { splitNames } from "../data/table.ts";
import type { EpochMetrics } from "../experiment/metrics.ts";
import { type RunAnnotations, type RunRecord, recordSchemaVersion } from "../experiment/record.ts";
import { isRunId } from "./storage.ts";

/**
 * What of run.json, user.json and metrics.ndjson is checked before it is believed: run folders are copied about and may
 * come from anybody. Keys that are not named here pass through untouched.
 */

const text = z.string().max(100_000);
const count = z.number().nonnegative();
const jsonNumber = z.number().nullable();
const nonFinite = z.record(z.string(), z.enum(["nan", "+inf", "-inf"])).optional();
const bySplit = <T extends z.ZodType>(value: T) =>
  z.object({ train: value.optional(), validation: value.optional(), test: value.optional() });

const splitMetrics = z.looseObject({
  examples: count,
  loss: jsonNumber,
  logLoss: jsonNumber,
  accuracy: jsonNumber,
  balancedAccuracy: jsonNumber,
  macroF1: jsonNumber,
  majorityAccuracy: jsonNumber,
  nonFinite,
});

const epochMetrics = z.looseObject({
  epoch: count,
  step: count,
  seconds: count,
  runningLoss: jsonNumber,
  metrics: z.object({ train: splitMetrics, validation: splitMetrics.optional() }),
  nonFinite,
});

const coverage = z.looseObject({
  total: count,
  unknown: count,
  cutExamples: count,
  cutTokens: count,
  emptyExamples: count,
  commonestUnknown: z.array(z.tuple([text, count])).max(100),
});

const experiment = z.looseObject({
  dataset: z.looseObject({
    files: z.array(z.looseObject({ role: z.enum(["all", ...splitNames]), path: text })).max(16),
    layout: z.looseObject({
      format: z.enum(["table", "lines"]),
      delimiter: z.enum([",", ";", "\t", "|"]),
      header: z.boolean(),
      columns: z.array(text).max(100_000),
      label: text,
      text: text.optional(),
      numeric: z.array(text).max(100_000),
    }),
  }),
  split: z.looseObject({
    train: count,
    validation: count,
    test: count,
    stratify: z.boolean(),
    seed: z.number(),
    groupColumn: text.optional(),
  }),
  features: z.looseObject({ kind: z.enum(["wordVectors", "tfidf", "counts", "numeric"]) }),
  model: z.looseObject({
    kind: z.enum(["network", "logisticRegression"]),
    hidden: z
      .array(z.looseObject({ units: count, activation: text }))
      .max(1_000)
      .optional(),
  }),
  training: z.looseObject({
    loss: z.looseObject({ kind: text }),
    optimizer: z.looseObject({ kind: text, learningRate: z.number() }),
    batchSize: count,
    epochs: count,
    l2: z.number(),
    keep: z.enum(["best", "last"]),
    seed: z.number(),
  }),
});

const classCounts = z.array(count).max(1_000);

const runRecord = z.looseObject({
  schemaVersion: z.literal(recordSchemaVersion),
  id: z.string().refine(isRunId),
  experiment,
  experimentFile: text.nullable(),
  status: z.enum(["queued", "running", "paused", "finished", "stopped", "failed", "diverged"]),
  stalled: z.boolean(),
  message: text.nullable(),
  seed: z.number(),
  created: text,
  started: text.nullable(),
  ended: text.nullable(),
  fingerprints: z.looseObject({ data: text.nullable(), features: text.nullable() }),
  versions: z.looseObject({ benchtop: text, node: text }),
  kernelFlavour: text.nullable(),
  data: z
    .looseObject({
      classes: z.array(text).max(1_000),
      counts: bySplit(classCounts),
      majorityClass: count,
      featureSummary: text,
      coverage: bySplit(coverage),
      notes: z.array(text).max(1_000),
    })
    .nullable(),
  model: z
    .looseObject({
      layers: z
        .array(
          z.looseObject({
            name: text,
            kind: text,
            inputs: count,
            outputs: count,
            parameters: count,
            activation: text.optional(),
          }),
        )
        .max(10_000),
      parameters: count,
      outputs: z.enum(["probabilities", "margins"]),
    })
    .nullable(),
  progress: z.looseObject({
    epoch: count,
    epochs: count,
    step: count,
    stepsPerEpoch: count,
    examplesPerSecond: count.nullable(),
  }),
  best: epochMetrics.nullable(),
  last: epochMetrics.nullable(),
  metrics: bySplit(splitMetrics),
  confusion: bySplit(z.array(classCounts).max(1_000)),
  seconds: z.looseObject({ read: count, features: count, training: count, evaluation: count, total: count }),
});

const annotations = z.looseObject({
  schemaVersion: z.literal(1),
  name: text.optional(),
  note: text.optional(),
  tags: z.array(text).max(1_000).optional(),
  star: z.boolean().optional(),
});

/** The record in the text of a run.json; a UserError that names the field that is wrong otherwise. */
export function parseRecord(json: string, file: string): RunRecord {
  return parse(runRecord, json, file, "Restore run.json from a copy, or delete the run.") as RunRecord;
}

/** The annotations in the text of a user.json; a UserError that names the field that is wrong otherwise. */
export function parseAnnotations(json: string, file: string): RunAnnotations {
  return parse(annotations, json, file, "Correct or delete user.json.") as RunAnnotations;
}

/** Whether a line of metrics.ndjson is what it should be. */
export function isEpochMetrics(value: unknown): value is EpochMetrics {
  return epochMetrics.safeParse(value).success;
}

function parse(schema: z.ZodType, json: string, file: string, remedy: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new UserError("The file is not JSON.", remedy, { file });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.map(String).join(".") ?? "";
  throw new UserError(`This is not what it should be: ${issue?.message ?? "unknown"}.`, remedy, { file, field });
}
