import { each, type Work } from "../base/work.ts";
import { keyOfExample } from "../data/exampleKey.ts";
import { type ExampleTable, type SplitName, splitNames } from "../data/table.ts";
import type { SplitMetrics } from "../experiment/metrics.ts";
import { addOutputMetrics } from "../experiment/outputMetrics.ts";
import type { ConfusionCounts } from "../experiment/record.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import type { Classifier } from "../models/classifier.ts";
import { evaluateSplit } from "./evaluateSplit.ts";
import type { KeptModel } from "./fitRun.ts";
import type { RunWriter } from "./ports.ts";
import type { PreparedData, SplitData } from "./prepare.ts";
import type { RunControl } from "./runControl.ts";
import type { RunJournal } from "./runJournal.ts";

export interface FinishTools {
  readonly classifier: Classifier;
  readonly prepared: PreparedData;
  readonly data: SplitData;
  readonly experiment: ResolvedExperiment;
  readonly journal: RunJournal;
  readonly writer: RunWriter;
  readonly control: RunControl;
}

/** Evaluates the kept model on every split (test for the only time), and saves its predictions and weights. */
export async function finishRun(kept: KeptModel, tools: FinishTools): Promise<void> {
  const { classifier, prepared, data, journal, writer, control, experiment } = tools;
  classifier.load(kept.parameters);
  const metrics: Partial<Record<SplitName, SplitMetrics>> = {};
  const confusion: Partial<Record<SplitName, ConfusionCounts>> = {};
  const present = splitNames.filter((name) => prepared.splits[name] !== undefined);
  for (const [index, name] of present.entries()) {
    const split = prepared.splits[name];
    const ids = data.splits[name];
    if (split === undefined || ids === undefined) continue;
    const predictions = new Float32Array(split.labels.length * classifier.classes);
    const onBlock = (from: number, outputs: Float32Array): void => {
      predictions.set(outputs, from * classifier.classes);
      journal.phase("evaluation", (index + from / split.labels.length) / present.length);
    };
    const evaluated = await evaluateSplit(classifier, split, prepared.data.majorityClass, control, { onBlock });
    const { classes, outputs: kind } = classifier;
    const all = { outputs: predictions, labels: split.labels, classes, kind };
    metrics[name] = await control.drive(addOutputMetrics(evaluated.metrics, all));
    confusion[name] = evaluated.counts;
    await writer.array(`predictions.${name}`, [ids.length, classifier.classes], predictions);
    await writer.array(`labels.${name}`, [ids.length], split.labels);
    await writer.array(`rows.${name}`, [ids.length, 3], rowsOf(data.table, ids));
    await writer.array(`keys.${name}`, [ids.length, 2], await control.drive(keysOf(data.table, ids)));
  }
  journal.phase("saving", null);
  await writer.weights(kept.parameters, metadata(experiment, prepared));
  journal.change({ metrics, confusion });
}

/** Where each example stands: its position in the dataset, the index of its file, its line from 1. */
function rowsOf(table: ExampleTable, ids: Uint32Array): Int32Array {
  const rows = new Int32Array(ids.length * 3);
  ids.forEach((id, index) => {
    rows.set([id, table.fileOf[id] ?? 0, table.lineOf[id] ?? 0], index * 3);
  });
  return rows;
}

/** What each example is known again by, should its file be changed. */
function* keysOf(table: ExampleTable, ids: Uint32Array): Work<Int32Array> {
  const keys = new Int32Array(ids.length * 2);
  yield* each(ids, (id, index) => {
    keys.set(keyOfExample(table, id), index * 2);
  });
  return keys;
}

/** Only what equal runs share: no time, no id, no path, so that their files are equal byte for byte. */
function metadata({ model }: ResolvedExperiment, { data, featuresFingerprint }: PreparedData): Record<string, string> {
  return {
    format: "benchtop-1",
    model: JSON.stringify(model),
    classes: JSON.stringify(data.classes),
    features: featuresFingerprint,
  };
}
