import { type SplitName, splitNames } from "../data/table.ts";
import type { SplitMetrics } from "../experiment/metrics.ts";
import { addOutputMetrics } from "../experiment/outputMetrics.ts";
import type { ConfusionCounts } from "../experiment/record.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import type { Classifier } from "../models/classifier.ts";
import { evaluateSplit } from "./evaluateSplit.ts";
import type { ExamplePlaces } from "./examplePlaces.ts";
import type { KeptModel } from "./fitRun.ts";
import type { RunWriter } from "./ports.ts";
import type { PreparedData } from "./prepare.ts";
import type { RunControl } from "./runControl.ts";
import type { RunJournal } from "./runJournal.ts";

export interface FinishTools {
  readonly classifier: Classifier;
  readonly prepared: PreparedData;
  readonly places: (name: SplitName) => Promise<ExamplePlaces>;
  readonly experiment: ResolvedExperiment;
  readonly journal: RunJournal;
  readonly writer: RunWriter;
  readonly control: RunControl;
}

/** Evaluates the kept model on every split (test for the only time), and saves its predictions and weights. */
export async function finishRun(kept: KeptModel, tools: FinishTools): Promise<void> {
  const { classifier, prepared, places, journal, writer, control, experiment } = tools;
  classifier.load(kept.parameters);
  const metrics: Partial<Record<SplitName, SplitMetrics>> = {};
  const confusion: Partial<Record<SplitName, ConfusionCounts>> = {};
  // Written beside the evaluation: of arrays those of one split at a time, so that they take no more memory together.
  const weights = begun([writer.weights(kept.parameters, metadata(experiment, prepared))]);
  let arrays = begun([]);
  const present = splitNames.filter((name) => prepared.splits[name] !== undefined);
  for (const [index, name] of present.entries()) {
    const split = prepared.splits[name];
    if (split === undefined) continue;
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
    const { length } = split.labels;
    const { rows, keys } = await places(name);
    await arrays;
    arrays = begun([
      writer.array(`predictions.${name}`, [length, classifier.classes], predictions),
      writer.array(`labels.${name}`, [length], split.labels),
      writer.array(`rows.${name}`, [length, 3], rows),
      writer.array(`keys.${name}`, [length, 2], keys),
    ]);
  }
  journal.phase("saving", null);
  await arrays;
  await weights;
  journal.change({ metrics, confusion });
}

/** What goes on beside other work; should it fail, whoever waits for it hears of it, and nobody before. */
function begun(writes: readonly Promise<void>[]): Promise<unknown> {
  const all = Promise.all(writes);
  all.catch(() => undefined);
  return all;
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
