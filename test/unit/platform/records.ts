import type { EpochMetrics, SplitMetrics } from "../../../src/experiment/metrics.ts";
import type { RunRecord } from "../../../src/experiment/record.ts";
import type { ResolvedExperiment } from "../../../src/experiment/resolved.ts";
import { firstRecord } from "../../../src/platform/endRun.ts";

export const experiment: ResolvedExperiment = {
  dataset: {
    files: [{ role: "all", path: "/data/reviews.tsv" }],
    layout: {
      format: "lines",
      delimiter: "\t",
      header: false,
      columns: ["text", "label"],
      label: "label",
      text: "text",
      numeric: [],
    },
  },
  split: { train: 0.8, validation: 0.1, test: 0.1, stratify: true, seed: 1 },
  features: {
    kind: "tfidf",
    ngrams: [1, 2],
    minDocumentFrequency: 1,
    tokenizer: { kind: "words", lowercase: true },
  },
  model: { kind: "logisticRegression" },
  training: {
    loss: { kind: "crossEntropy" },
    optimizer: { kind: "sgd", learningRate: 0.1 },
    batchSize: 32,
    epochs: 3,
    l2: 0,
    keep: "best",
    seed: 1,
  },
};

export function splitMetrics(accuracy: number): SplitMetrics {
  return {
    examples: 10,
    loss: 1 - accuracy,
    logLoss: 1 - accuracy,
    accuracy,
    balancedAccuracy: accuracy,
    macroF1: accuracy,
    majorityAccuracy: 0.5,
    microF1: accuracy,
    weightedF1: accuracy,
    matthews: accuracy,
    kappa: accuracy,
    brier: 1 - accuracy,
    rocAuc: accuracy,
    averagePrecision: accuracy,
    calibrationError: 1 - accuracy,
  };
}

export function epochMetrics(epoch: number, accuracy = 0.5): EpochMetrics {
  return {
    epoch,
    step: epoch * 4,
    seconds: epoch / 10,
    runningLoss: epoch === 0 ? null : 1 / epoch,
    metrics: { train: splitMetrics(accuracy), validation: splitMetrics(accuracy) },
  };
}

/** A record as a worker would write it, with what a test wants changed. */
export function record(id: string, change: Partial<RunRecord> = {}): RunRecord {
  const start = {
    runId: id,
    runFolder: `/data/.benchtop/runs/${id}`,
    baseFolder: "/data",
    experiment,
    experimentFile: null,
    generation: 1,
  };
  return { ...firstRecord(start), status: "finished", ...change };
}
