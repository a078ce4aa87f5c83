import { RandomStream } from "../base/random.ts";
import type { OpenVectorShelf } from "../data/featurePorts.ts";
import { type Coverage, type Featurizer, withVectorPaths } from "../data/featurizer.ts";
import { fitFeaturizer } from "../data/featurize.ts";
import { thousands } from "../data/phrases.ts";
import { readTable } from "../data/readTable.ts";
import { countClasses, splitTable } from "../data/split.ts";
import { type ExampleTable, type SplitName, type Splits, splitNames } from "../data/table.ts";
import type { RunData } from "../experiment/record.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import { majorityClassOf } from "../experiment/scores.ts";
import type { LabelledMatrix } from "../models/classifier.ts";
import type { RunPhase } from "../protocol/trainer.ts";
import { dataFingerprint, featuresFingerprint } from "./fingerprints.ts";
import { refuseLargeFeatures } from "./featureSizes.ts";
import { pacedSource } from "./pacedSource.ts";
import type { DataFiles, RunWriter } from "./ports.ts";
import type { RunControl } from "./runControl.ts";

/** Most training examples that are evaluated after every epoch. */
const mostEvaluated = 10_000;

/** What preparing a run needs. */
export interface PrepareTools {
  readonly files: DataFiles;
  readonly writer: Pick<RunWriter, "features">;
  readonly control: RunControl;
  readonly vectorCache?: OpenVectorShelf;
  /** How a person knows a path. */
  readonly shown: (path: string) => string;
  readonly phase: (phase: RunPhase, fraction: number | null) => void;
}

/** A dataset that has been read and split. */
export interface SplitData {
  readonly table: ExampleTable;
  readonly splits: Splits;
  readonly fingerprint: string;
}

/** Features of every split, ready for a model. */
export interface PreparedData {
  readonly splits: Readonly<Partial<Record<SplitName, LabelledMatrix>>> & { readonly train: LabelledMatrix };
  /** The training examples that are evaluated after every epoch. */
  readonly watched: LabelledMatrix;
  /** What is evaluated as validation after every epoch: with folds an inner tenth of train, so that the held-out fold chooses nothing. */
  readonly watchedValidation: LabelledMatrix | undefined;
  readonly featuresFingerprint: string;
  readonly data: RunData;
}

/** Reads and splits; what is wrong with the data is a UserError. */
export async function readData(experiment: ResolvedExperiment, tools: PrepareTools): Promise<SplitData> {
  const { dataset, split } = experiment;
  tools.phase("reading", 0);
  const sources = [];
  for (const { role, path } of dataset.files)
    sources.push({ role, source: pacedSource(await tools.files.open(path), tools.control) });
  const table = await readTable(sources, dataset.layout, {
    ...(split.groupColumn !== undefined && { groupColumn: split.groupColumn }),
    onProgress: (fraction) => {
      tools.phase("reading", fraction);
    },
  });
  await tools.control.breathe();
  // What is kept whatever the epochs bring needs nothing to choose by.
  const inner = split.folds !== undefined && experiment.training.keep === "best";
  const splits = await tools.control.drive(splitTable(table, { ...split, inner }));
  return { table, splits, fingerprint: dataFingerprint(table.files) };
}

/** Fits features on train and makes the matrices of all splits; stores the fitted features in the run's folder. */
export async function prepareFeatures(
  experiment: ResolvedExperiment,
  { table, splits }: SplitData,
  tools: PrepareTools,
): Promise<PreparedData> {
  const { control } = tools;
  tools.phase("features", 0);
  await control.breathe();
  const featurizer = await fitFeaturizer(experiment.features, table, splits, {
    seed: experiment.training.seed,
    openVectors: async (path) => pacedSource(await tools.files.open(path), control),
    ...(tools.vectorCache !== undefined && { vectorCache: tools.vectorCache }),
    onProgress: (fraction) => {
      tools.phase("features", fraction);
    },
    drive: async (work) => control.drive(work),
  });
  await control.drive(refuseLargeFeatures(featurizer, table, examplesOf(splits)));
  const coverage: Partial<Record<SplitName, Coverage>> = {};
  const matrices: Partial<Record<SplitName, LabelledMatrix>> = {};
  for (const name of splitNames) {
    const ids = splits[name];
    if (ids === undefined) continue;
    await control.breathe();
    const made = await control.drive(featurizer.transform(table, ids));
    coverage[name] = made.coverage;
    matrices[name] = { features: made.matrix, labels: labelsOf(table, ids) };
  }
  const { train } = matrices;
  if (train === undefined) throw new Error("invariant: every split has training examples");
  const state = featurizer.state();
  const fingerprint = featuresFingerprint(experiment.features, state);
  await tools.writer.features(
    fingerprint,
    { options: withVectorPaths(experiment.features, () => ""), state: state.json },
    state.arrays,
  );
  await control.breathe();
  const inner =
    splits.inner === undefined
      ? undefined
      : {
          features: (await control.drive(featurizer.transform(table, splits.inner))).matrix,
          labels: labelsOf(table, splits.inner),
        };
  const watched = (await watchedExamples(featurizer, table, splits.train, experiment.training.seed, control)) ?? train;
  const counts = Object.fromEntries(
    splitNames.flatMap((name) => {
      const ids = splits[name];
      return ids === undefined ? [] : [[name, countClasses(table, ids)]];
    }),
  );
  return {
    splits: { ...matrices, train },
    watched,
    watchedValidation: experiment.split.folds === undefined ? matrices.validation : inner,
    featuresFingerprint: fingerprint,
    data: {
      classes: table.classes,
      counts,
      majorityClass: majorityClassOf(countClasses(table, splits.train)),
      featureSummary: featurizer.summary,
      coverage,
      notes: [...tableNotes(table, tools.shown), ...watchedNotes(watched, train), ...foldNotes(experiment, inner)],
    },
  };
}

/** The examples of all splits. */
function examplesOf(splits: Splits): Uint32Array {
  const parts = splitNames.flatMap((name) => splits[name] ?? []);
  const all = new Uint32Array(parts.reduce((sum, ids) => sum + ids.length, 0));
  let at = 0;
  for (const ids of parts) {
    all.set(ids, at);
    at += ids.length;
  }
  return all;
}

/** A fixed choice of training examples where there are more than can be evaluated after every epoch. */
async function watchedExamples(
  featurizer: Featurizer,
  table: ExampleTable,
  train: Uint32Array,
  seed: number,
  control: RunControl,
): Promise<LabelledMatrix | undefined> {
  if (train.length <= mostEvaluated) return undefined;
  const shuffled = train.slice();
  new RandomStream(seed, "evaluation/train").shuffle(shuffled);
  const ids = shuffled.slice(0, mostEvaluated).sort();
  const { matrix } = await control.drive(featurizer.transform(table, ids));
  return { features: matrix, labels: labelsOf(table, ids) };
}

/** Class ids of examples. */
export function labelsOf(table: ExampleTable, ids: Uint32Array): Int32Array {
  return Int32Array.from(ids, (id) => table.labels[id] ?? -1);
}

function tableNotes(table: ExampleTable, shown: (path: string) => string): string[] {
  return table.files.flatMap((file) => {
    const name = shown(file.path);
    const notes = (file.notes ?? []).map((note) => `${name}: ${note}`);
    const { skippedCount = 0 } = file;
    if (skippedCount > 0) notes.push(`${name}: ${thousands(skippedCount)} rows were skipped, as chosen.`);
    if (file.invalidBytes > 0)
      notes.push(`${name}: ${thousands(file.invalidBytes)} byte sequences are not UTF-8 and show as �.`);
    const first = file.broken[0];
    if (first !== undefined)
      notes.push(
        `${name}: ${thousands(file.brokenCount)} rows were left out; the first is line ${first.line}: ${first.reason}.`,
      );
    return notes;
  });
}

function foldNotes({ split, training }: ResolvedExperiment, inner: LabelledMatrix | undefined): string[] {
  if (split.folds === undefined) return [];
  const fold = `Fold ${String(split.fold)} of ${String(split.folds)} is held out and evaluated once, with the kept model.`;
  if (inner !== undefined)
    return [
      `${fold} The validation figures of each epoch, which choose the model that is kept, are measured on ${thousands(inner.labels.length)} training examples set aside (an inner tenth).`,
    ];
  const why = training.keep === "best" ? ": there are too few training examples to set a tenth aside" : "";
  return [`${fold} The model of the last epoch is kept${why}.`];
}

function watchedNotes(watched: LabelledMatrix, train: LabelledMatrix): string[] {
  if (watched === train) return [];
  const [part, all] = [watched, train].map(({ labels }) => thousands(labels.length));
  return [`The train figures of each epoch are measured on ${part} fixed examples of ${all}; the final ones on all.`];
}
