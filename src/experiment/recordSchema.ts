import * as z from "zod";
import { brokenKind } from "./specDataset.ts";
import { fileFormats, otherEncodings } from "../data/layout.ts";
import { splitNames } from "../data/table.ts";
import type { EpochMetrics, LayerFigures, SplitMetrics } from "./metrics.ts";
import { metricTable } from "./metricTable.ts";
import { type RunAnnotations, type RunRecord, recordSchemaVersion } from "./record.ts";
import { recordFeatures } from "./recordFeatures.ts";
import { activationNames } from "./activationSentences.ts";

/**
 * The shapes of run.json, user.json and a line of metrics.ndjson, bounded: run folders are copied about and may come
 * from anybody. Keys that a later version of the same schema adds pass through.
 */

const mostClasses = 1000;

const text = z.string().max(100_000);
const path = z.string().max(4096);
const number = z.number();
const count = z.int().nonnegative();
/** Of runs and sweeps. */
export const runId = z.string().regex(/^\d{8}-\d{6}-[0-9a-z]{6}$/);
const seconds = z.number().nonnegative();
const jsonNumber = z.number().nullable();
const nonFinite = z.record(z.string().max(100), z.enum(["nan", "+inf", "-inf"])).exactOptional();

function bySplit<T extends z.ZodType>(value: T) {
  return z.looseObject({
    train: value.exactOptional(),
    validation: value.exactOptional(),
    test: value.exactOptional(),
  });
}

const splitMetrics: z.ZodType<SplitMetrics> = z.looseObject({
  examples: count,
  loss: jsonNumber,
  logLoss: jsonNumber,
  accuracy: jsonNumber,
  balancedAccuracy: jsonNumber,
  macroF1: jsonNumber,
  majorityAccuracy: jsonNumber,
  microF1: jsonNumber.exactOptional(),
  weightedF1: jsonNumber.exactOptional(),
  matthews: jsonNumber.exactOptional(),
  kappa: jsonNumber.exactOptional(),
  brier: jsonNumber.exactOptional(),
  rocAuc: jsonNumber.exactOptional(),
  averagePrecision: jsonNumber.exactOptional(),
  calibrationError: jsonNumber.exactOptional(),
  undefinedFigures: z.array(z.string().max(100)).max(100).exactOptional(),
  nonFinite,
});

const layerFigures: z.ZodType<LayerFigures> = z.looseObject({
  name: text,
  gradientNorm: jsonNumber.exactOptional(),
  weightNorm: jsonNumber,
  updateRatio: jsonNumber.exactOptional(),
  slope: number.exactOptional(),
  dead: number.exactOptional(),
  saturated: number.exactOptional(),
});

export const epochMetricsSchema: z.ZodType<EpochMetrics> = z.looseObject({
  // A fraction within an epoch (evaluateEvery).
  epoch: z.number().nonnegative(),
  step: count,
  seconds,
  runningLoss: jsonNumber,
  metrics: z.looseObject({ train: splitMetrics, validation: splitMetrics.exactOptional() }),
  layers: z.array(layerFigures).max(10_000).exactOptional(),
  nonFinite,
});

const metricId = z.enum(metricTable.map(({ id }) => id));

const normPlace = z.enum(["input", "weightedSum", "output"]);

const hiddenLayer = z.looseObject({
  units: count,
  activation: z.enum(activationNames),
  norm: z
    .discriminatedUnion("kind", [
      z.looseObject({ kind: z.literal("batch"), place: normPlace, epsilon: number, momentum: number }),
      z.looseObject({ kind: z.literal("layer"), place: normPlace, epsilon: number }),
    ])
    .exactOptional(),
  dropout: number.exactOptional(),
  residual: count.exactOptional(),
});

const prior = z.enum(["fitted", "uniform"]);

const embedding = { dimension: count, combine: z.enum(["mean", "sum"]) };

const model = z.discriminatedUnion("kind", [
  z.looseObject({
    kind: z.literal("network"),
    embedding: z.looseObject(embedding).exactOptional(),
    hidden: z.array(hiddenLayer).max(1000),
    initializer: z.looseObject({
      kind: z.enum([
        "normal",
        "xavierUniform",
        "xavierNormal",
        "heUniform",
        "heNormal",
        "lecunNormal",
        "pytorchLinear",
      ]),
      deviation: number.exactOptional(),
    }),
  }),
  z.looseObject({ kind: z.enum(["logisticRegression", "linearSvm"]) }),
  z.looseObject({ kind: z.literal("embeddingBag"), ...embedding }),
  z.discriminatedUnion("variant", [
    z.looseObject({
      kind: z.literal("naiveBayes"),
      variant: z.enum(["multinomial", "bernoulli"]),
      smoothing: number,
      prior,
    }),
    z.looseObject({ kind: z.literal("naiveBayes"), variant: z.literal("complement"), smoothing: number }),
    z.looseObject({ kind: z.literal("naiveBayes"), variant: z.literal("gaussian"), varianceSmoothing: number, prior }),
  ]),
  z.looseObject({ kind: z.literal("perceptron"), averaged: z.boolean() }),
]);

const optimizer = z.discriminatedUnion("kind", [
  z.looseObject({
    kind: z.literal("sgd"),
    learningRate: number,
    momentum: number.exactOptional(),
    nesterov: z.boolean().exactOptional(),
  }),
  z.looseObject({ kind: z.literal("adagrad"), learningRate: number, epsilon: number }),
  z.looseObject({
    kind: z.literal("rmsprop"),
    learningRate: number,
    decay: number,
    epsilon: number,
    momentum: number.exactOptional(),
  }),
  z.looseObject({ kind: z.literal("adam"), learningRate: number, beta1: number, beta2: number, epsilon: number }),
  z.looseObject({ kind: z.literal("lbfgs"), history: count, tolerance: number }),
]);

const schedule = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.enum(["constant", "linear"]) }),
  z.looseObject({ kind: z.literal("step"), epochs: number, factor: number }),
  z.looseObject({ kind: z.literal("exponential"), factor: number }),
  z.looseObject({ kind: z.literal("cosine"), floor: number }),
  z.looseObject({
    kind: z.literal("reduceOnPlateau"),
    metric: metricId,
    factor: number,
    patience: count,
    minChange: number,
    minimumRate: number,
  }),
  z.looseObject({ kind: z.literal("oneCycle"), warmUp: number, start: number, end: number }),
]);

export const experimentRecordSchema = z.looseObject({
  dataset: z.looseObject({
    files: z
      .array(z.looseObject({ role: z.enum(["all", ...splitNames]), path }))
      .min(1)
      .max(16),
    layout: z.looseObject({
      format: z.enum(fileFormats),
      delimiter: z.enum([",", ";", "\t", "|"]),
      header: z.boolean(),
      columns: z.array(text).max(100_000),
      label: text,
      text: text.exactOptional(),
      numeric: z.array(text).max(100_000),
      categories: z.array(text).max(100_000).exactOptional(),
      sparse: text.exactOptional(),
      splitColumn: text.exactOptional(),
      encoding: z.enum(otherEncodings).exactOptional(),
      severalLabels: z.literal("each").exactOptional(),
      skip: z.array(brokenKind).max(100).exactOptional(),
    }),
  }),
  split: z.looseObject({
    train: number,
    validation: number,
    test: number,
    stratify: z.boolean(),
    seed: z.int(),
    groupColumn: text.exactOptional(),
    splitColumn: text.exactOptional(),
    trainShare: number.exactOptional(),
    folds: z.int().exactOptional(),
    fold: z.int().exactOptional(),
  }),
  features: recordFeatures,
  model,
  training: z.looseObject({
    loss: z.discriminatedUnion("kind", [
      z.looseObject({ kind: z.literal("crossEntropy"), labelSmoothing: number.exactOptional() }),
      z.looseObject({ kind: z.enum(["hinge", "squaredHinge", "meanSquaredError"]) }),
    ]),
    classWeights: z.union([z.literal("balanced"), z.record(text, number)]).exactOptional(),
    optimizer,
    batchSize: count.exactOptional(),
    epochs: count,
    l2: number,
    l1: number.exactOptional(),
    weightDecay: number.exactOptional(),
    clipNorm: number.exactOptional(),
    schedule: schedule.exactOptional(),
    warmUpEpochs: number.exactOptional(),
    keep: z.enum(["best", "last"]),
    keepBy: metricId.exactOptional(),
    earlyStopping: z
      .looseObject({
        metric: metricId,
        patience: count,
        minChange: number,
        counts: z.enum(["epochs", "evaluations"]),
      })
      .exactOptional(),
    evaluateEvery: z.looseObject({ steps: count }).exactOptional(),
    seed: z.int(),
  }),
});

const coverage = z.looseObject({
  total: count,
  unknown: count,
  cutExamples: count,
  cutTokens: count,
  emptyExamples: count,
  commonestUnknown: z.array(z.tuple([text, count])).max(1000),
});

const classCounts = z.array(count).max(mostClasses);

const data = z.looseObject({
  classes: z.array(text).max(mostClasses),
  counts: bySplit(classCounts),
  majorityClass: count,
  featureSummary: text,
  coverage: bySplit(coverage),
  memory: z.looseObject({ features: number, parameters: number, optimizer: number, batch: number }).exactOptional(),
  notes: z.array(text).max(1000),
});

const layer = z.looseObject({
  name: text,
  kind: text,
  inputs: count,
  outputs: count,
  parameters: count,
  activation: text.exactOptional(),
  norm: z.enum(["batch", "layer"]).exactOptional(),
  normPlace: normPlace.exactOptional(),
  dropout: number.exactOptional(),
  residual: count.exactOptional(),
});

export const versionsSchema = z.looseObject({ benchtop: text, node: text, icu: text.exactOptional() });

export const runRecordSchema: z.ZodType<RunRecord> = z
  .looseObject({
    schemaVersion: z.literal(recordSchemaVersion),
    id: runId,
    experiment: experimentRecordSchema,
    experimentFile: path.nullable(),
    baseFolder: path.exactOptional(),
    sweep: z.looseObject({ id: runId, trial: count, repeat: count }).exactOptional(),
    status: z.enum(["queued", "running", "paused", "finished", "stopped", "failed", "diverged"]),
    stalled: z.boolean(),
    message: text.nullable(),
    seed: z.int(),
    created: text,
    started: text.nullable(),
    ended: text.nullable(),
    fingerprints: z.looseObject({
      data: text.nullable(),
      files: z.array(text).max(16).exactOptional(),
      features: text.nullable(),
    }),
    versions: versionsSchema,
    kernelFlavour: text.nullable(),
    resumes: z
      .array(z.looseObject({ at: text, step: count, versions: versionsSchema, kernelFlavour: text }))
      .max(10_000)
      .exactOptional(),
    data: data.nullable(),
    model: z
      .looseObject({
        layers: z.array(layer).max(10_000),
        parameters: count,
        outputs: z.enum(["probabilities", "margins"]),
      })
      .nullable(),
    progress: z.looseObject({
      epoch: count,
      epochs: count,
      step: count,
      stepsPerEpoch: count,
      examplesPerSecond: number.nullable(),
    }),
    best: epochMetricsSchema.nullable(),
    last: epochMetricsSchema.nullable(),
    metrics: bySplit(splitMetrics),
    confusion: bySplit(z.array(classCounts).max(mostClasses)),
    seconds: z.looseObject({
      read: seconds,
      features: seconds,
      training: seconds,
      evaluation: seconds,
      total: seconds,
    }),
  })
  .refine(
    (record) => {
      const size = record.data?.classes.length;
      const tables = Object.values(record.confusion).filter(Array.isArray) as number[][][];
      return tables.every((table) => table.length === size && table.every((row) => row.length === size));
    },
    { error: "its tables do not have one row and one column for each class", path: ["confusion"] },
  );

export const runAnnotationsSchema: z.ZodType<RunAnnotations> = z.looseObject({
  schemaVersion: z.literal(1),
  name: text.exactOptional(),
  note: text.exactOptional(),
  tags: z.array(text).max(1000).exactOptional(),
  star: z.boolean().exactOptional(),
});
