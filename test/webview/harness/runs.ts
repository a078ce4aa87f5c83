import type { SplitName } from "../../../src/data/table.ts";
import type { Coverage } from "../../../src/data/featurizer.ts";
import type { ClassMetrics, EpochMetrics, SplitMetrics } from "../../../src/experiment/metrics.ts";
import { metricTable } from "../../../src/experiment/metricTable.ts";
import type { ConfusionCounts, RunRecord } from "../../../src/experiment/record.ts";
import type { RunStatus } from "../../../src/experiment/status.ts";
import type { RunSnapshot, RunTicker, SettingRow } from "../../../src/protocol/runPanel.ts";

/** Numbers in 0…1 that look random and are the same in every test run. */
function scatter(index: number): number {
  const bits = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(index + 7, 0x85ebca6b);
  return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
}

export const stepsPerEpoch = 39;

/** Batch loss of a run that learns. */
export function batchLoss(step: number): number {
  return 0.25 + 1.15 * Math.exp(-step / 320) + 0.22 * (scatter(step) - 0.5);
}

function splitMetrics(examples: number, loss: number, accuracy: number): SplitMetrics {
  return {
    examples,
    loss,
    logLoss: loss,
    accuracy,
    balancedAccuracy: accuracy - 0.01,
    macroF1: accuracy - 0.02,
    majorityAccuracy: 0.282,
    microF1: accuracy,
    weightedF1: accuracy - 0.005,
    matthews: accuracy - 0.12,
    kappa: accuracy - 0.13,
    brier: loss / 2,
    rocAuc: accuracy + 0.02,
    averagePrecision: accuracy - 0.03,
    calibrationError: 0.061,
  };
}

/** Metrics of one epoch of a run that overfits from about epoch 20 on. */
export function epochMetrics(epoch: number): EpochMetrics {
  const train = 0.24 + 1.15 * Math.exp(-epoch / 8);
  const validation = 0.62 + 0.77 * Math.exp(-epoch / 6) + Math.max(0, epoch - 18) * 0.008;
  return {
    epoch,
    step: epoch * stepsPerEpoch,
    seconds: epoch * 0.31,
    runningLoss: epoch === 0 ? null : train + 0.03,
    metrics: {
      train: splitMetrics(1248, train, 0.97 - 0.7 * Math.exp(-epoch / 9)),
      validation: splitMetrics(156, validation, 0.79 - 0.5 * Math.exp(-epoch / 6) + 0.01 * scatter(epoch)),
    },
    layers: [
      {
        name: "hidden1",
        weightNorm: 7 + 2 * (1 - Math.exp(-epoch / 9)),
        ...(epoch > 0 && { gradientNorm: 0.4 * Math.exp(-epoch / 15) * (0.9 + 0.2 * scatter(epoch)) }),
        ...(epoch > 0 && { updateRatio: 0.11 * Math.exp(-epoch / 7) }),
        dead: 0.7 * (1 - Math.exp(-epoch / 19)),
      },
      {
        name: "output",
        weightNorm: 1 + epoch / 12,
        ...(epoch > 0 && { gradientNorm: 0.2 + 0.3 * scatter(epoch + 99), updateRatio: 0.05 + 0.3 / epoch }),
      },
    ],
  };
}

/** A confusion table with most examples on the diagonal. */
function confusion(classes: number, scale: number): ConfusionCounts {
  return Array.from({ length: classes }, (_, row) =>
    Array.from({ length: classes }, (_unused, column) => {
      const random = scatter(row * 131 + column * 17 + classes);
      if (row === column) return Math.round(scale * (0.6 + 0.5 * random));
      return random > 0.6 ? Math.round(scale * 0.25 * (random - 0.6)) : 0;
    }),
  );
}

/** Per-class figures of a confusion table. */
function classMetrics(counts: ConfusionCounts, classes: readonly string[]): ClassMetrics[] {
  return counts.map((row, id) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    const predicted = counts.reduce((sum, other) => sum + (other[id] ?? 0), 0);
    const right = row[id] ?? 0;
    const precision = predicted === 0 ? 0 : right / predicted;
    const recall = support === 0 ? 0 : right / support;
    const f1 = right === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    const undefinedFigures: ("precision" | "recall" | "f1")[] = [];
    if (predicted === 0) undefinedFigures.push("precision");
    if (support === 0) undefinedFigures.push("recall");
    if (predicted + support === 0) undefinedFigures.push("f1");
    return { className: classes[id] ?? "", precision, recall, f1, support, undefinedFigures };
  });
}

export interface RunShape {
  readonly status: RunStatus;
  readonly epochs?: number;
  readonly classes?: readonly string[];
  readonly title?: string;
  readonly message?: string | null;
  readonly stalled?: boolean;
  readonly phase?: RunTicker["phase"];
  readonly controllable?: boolean;
  readonly confusion?: Readonly<Partial<Record<SplitName, ConfusionCounts>>>;
}

const plannedEpochs = 40;
const hotelClasses = ["deceptive negative", "deceptive positive", "truthful negative", "truthful positive"];

/** A snapshot of a run in the given state, with everything such a run has. */
export function snapshotOf(shape: RunShape): RunSnapshot {
  const classes = shape.classes ?? hotelClasses;
  const ended = shape.status === "finished" || shape.status === "stopped";
  const epochs = Array.from({ length: shape.epochs ?? 0 }, (_, epoch) => epochMetrics(epoch));
  const best = bestOf(epochs);
  const tables =
    shape.confusion ??
    (ended
      ? {
          train: confusion(classes.length, 1248 / classes.length),
          validation: confusion(classes.length, 156 / classes.length),
          test: confusion(classes.length, 160 / classes.length),
        }
      : {});
  const record = recordOf(shape, classes, epochs, best, tables);
  return {
    record,
    annotations: { schemaVersion: 1 },
    title: shape.title ?? "authors: mean word vectors, 100 hidden units",
    ticker: tickerOf(shape, epochs.at(-1)),
    epochs,
    bestEpoch: best?.epoch ?? null,
    generation: 1,
    seq: 0,
    classMetrics: Object.fromEntries(
      Object.entries(tables).map(([split, counts]) => [split, classMetrics(counts, classes)]),
    ),
    metricTable,
    settings: settings(),
    controllable: shape.controllable ?? true,
    resumable: shape.status === "stopped",
  };
}

export function bestOf(epochs: readonly EpochMetrics[]): EpochMetrics | null {
  let best: EpochMetrics | null = null;
  for (const epoch of epochs)
    if (best === null || (epoch.metrics.validation?.loss ?? 9) < (best.metrics.validation?.loss ?? 9)) best = epoch;
  return best;
}

function tickerOf(shape: RunShape, last: EpochMetrics | undefined): RunTicker {
  const epoch = last?.epoch ?? 0;
  const going = shape.status === "running";
  return {
    status: shape.status,
    stalled: shape.stalled ?? false,
    phase: shape.phase ?? (going ? "training" : null),
    fraction: shape.phase === undefined ? null : 0.4,
    epoch,
    epochs: plannedEpochs,
    step: last?.step ?? 0,
    steps: last === undefined ? 0 : plannedEpochs * stepsPerEpoch,
    elapsedSeconds: 3.2 + (last?.seconds ?? 0),
    remainingSeconds: going && epoch > 0 ? (plannedEpochs - epoch) * 0.31 : null,
    examplesPerSecond: epoch > 0 ? 4025 : null,
  };
}

function recordOf(
  shape: RunShape,
  classes: readonly string[],
  epochs: readonly EpochMetrics[],
  best: EpochMetrics | null,
  tables: Readonly<Partial<Record<SplitName, ConfusionCounts>>>,
): RunRecord {
  const known = epochs.length > 0;
  const last = epochs.at(-1) ?? null;
  return {
    schemaVersion: 1,
    id: "20260412-093015-a1b2c3",
    experiment: {
      dataset: {
        files: [{ role: "all", path: "data/hotels.tsv" }],
        layout: {
          format: "table",
          delimiter: "\t",
          header: true,
          columns: ["text", "label"],
          label: "label",
          text: "text",
          numeric: [],
        },
      },
      split: { train: 0.8, validation: 0.1, test: 0.1, stratify: true, seed: 1 },
      features: {
        kind: "wordVectors",
        path: "vectors/glove.6B.50d.txt",
        combine: "mean",
        maxTokens: 300,
        unknown: "mean",
        tokenizer: { kind: "words", lowercase: true },
      },
      model: {
        kind: "network",
        hidden: [{ units: 100, activation: "relu" }],
        initializer: { kind: "xavierUniform" },
      },
      training: {
        loss: { kind: "crossEntropy" },
        optimizer: { kind: "sgd", learningRate: 0.01 },
        batchSize: 32,
        epochs: plannedEpochs,
        l2: 0.001,
        keep: "best",
        seed: 1,
      },
    },
    experimentFile: "hotels.experiment.json",
    status: shape.status,
    stalled: shape.stalled ?? false,
    message: shape.message ?? null,
    seed: 1,
    created: "2026-04-12T09:30:15.000Z",
    started: "2026-04-12T09:30:16.000Z",
    ended: tables.test === undefined ? null : "2026-04-12T09:30:31.000Z",
    fingerprints: known
      ? {
          data: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
          features: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        }
      : { data: null, features: null },
    versions: { benchtop: "0.1.0", node: "24.21.0" },
    kernelFlavour: known ? "wasm-relaxed-fused" : null,
    data: known ? dataOf(classes) : null,
    model: known
      ? {
          layers: [
            { name: "hidden1", kind: "linear", inputs: 50, outputs: 100, parameters: 5100, activation: "relu" },
            {
              name: "output",
              kind: "linear",
              inputs: 100,
              outputs: classes.length,
              parameters: 101 * classes.length,
            },
          ],
          parameters: 5100 + 101 * classes.length,
          outputs: "probabilities",
        }
      : null,
    progress: {
      epoch: last?.epoch ?? 0,
      epochs: plannedEpochs,
      step: last?.step ?? 0,
      stepsPerEpoch,
      examplesPerSecond: 4025,
    },
    best,
    last,
    metrics:
      tables.test === undefined || best === null ? {} : { ...best.metrics, test: splitMetrics(160, 0.66, 0.769) },
    confusion: tables,
    seconds: { read: 0.41, features: 1.87, training: last?.seconds ?? 0, evaluation: 0.22, total: 14.9 },
  };
}

function dataOf(classes: readonly string[]): RunRecord["data"] {
  const coverage = (total: number, unknown: number): Coverage => ({
    total,
    unknown,
    cutExamples: 61,
    cutTokens: 4210,
    emptyExamples: 0,
    commonestUnknown: [
      ["checkin", 41],
      ["affinia", 33],
      ["omni's", 21],
      ["walgreens", 12],
    ],
  });
  return {
    classes,
    counts: {
      train: classes.map((_, id) => 300 + id * 8),
      validation: classes.map((_, id) => 37 + id),
      test: classes.map(() => 40),
    },
    majorityClass: classes.length - 1,
    featureSummary: "mean of 50-d word vectors, 7,102 words known",
    memory: { features: 400_000, parameters: 84_000, optimizer: 0, batch: 60_000 },
    coverage: {
      train: coverage(180_422, 2911),
      validation: coverage(22_871, 402),
      test: coverage(23_005, 390),
    },
    notes: ["3 rows without a label were left out (lines 12, 90, 1204 of data/hotels.tsv)."],
  };
}

function settings(): SettingRow[] {
  const row = (group: string, name: string, value: string, description: string): SettingRow => ({
    group,
    name,
    value,
    description,
  });
  return [
    row("dataset", "path", "data/hotels.tsv", "The labelled file."),
    row("split", "train / validation / test", "0.8 / 0.1 / 0.1", "Shares of the examples in each split."),
    row("features", "kind", "wordVectors", "Each word becomes its vector from a file."),
    row("features", "maxTokens", "300", "Longer texts are cut to this many tokens."),
    row("model", "hidden", "100 relu", "Hidden layers from input to output."),
    row("training", "optimizer.learningRate", "0.01", "How far a step moves the weights."),
    row("training", "batchSize", "32", "Examples per update."),
    row("training", "l2", "0.001", "Strength of the penalty on large weights."),
  ];
}
