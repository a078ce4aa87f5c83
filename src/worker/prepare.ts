import { matrixRows } from "../base/matrixRows.ts";
import { RandomStream } from "../base/random.ts";
import { withVectorPaths } from "../data/featurizer.ts";
import { readTable, type TableSource } from "../data/readTable.ts";
import { countClasses, splitTable } from "../data/split.ts";
import { columnsOfSplit } from "../data/splitColumn.ts";
import { type ExampleTable, type SplitName, type Splits, splitNames } from "../data/table.ts";
import type { RunData } from "../experiment/record.ts";
import type { ResolvedExperiment } from "../experiment/resolved.ts";
import { majorityClassOf } from "../experiment/scores.ts";
import type { LabelledMatrix } from "../models/classifier.ts";
import { digestOfSource } from "./digests.ts";
import { bytesOfPreparation, fitFeatures, type FitTools, keyOfFeatures } from "./fittedFeatures.ts";
import { dataFingerprint } from "./fingerprints.ts";
import type { KeptPreparation } from "./keptPreparation.ts";
import { pacedSource } from "./pacedSource.ts";
import type { RunWriter } from "./ports.ts";
import { foldNotes, tableNotes, watchedNotes } from "./prepareNotes.ts";
import type { RunControl } from "./runControl.ts";

/** Most training examples that are evaluated after every epoch. */
const mostEvaluated = 10_000;

/** What preparing a run needs. */
export interface PrepareTools extends FitTools {
  readonly writer: Pick<RunWriter, "features">;
  /** What is left of the run before this one. */
  readonly kept: KeptPreparation;
  /** How a person knows a path. */
  readonly shown: (path: string) => string;
}

/** A dataset that has been read and split. */
export interface SplitData {
  readonly table: ExampleTable;
  readonly splits: Splits;
  readonly fingerprint: string;
  /** SHA-256 of each file, in their order. */
  readonly files: readonly string[];
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
  const { control, kept } = tools;
  tools.phase("reading", 0);
  const sources: TableSource[] = [];
  for (const { role, path } of dataset.files)
    sources.push({ role, source: pacedSource(await tools.files.open(path), control) });
  const columns = columnsOfSplit(split);
  const isSame = async ({ files }: ExampleTable): Promise<boolean> => {
    for (const [at, { source }] of sources.entries())
      if ((await digestOfSource(source, dataset.layout)) !== files[at]?.sha256) return false;
    return true;
  };
  const table = await kept.table(JSON.stringify({ dataset, columns }), isSame, () =>
    readTable(sources, dataset.layout, {
      ...columns,
      onProgress: (fraction) => {
        tools.phase("reading", fraction);
      },
    }),
  );
  await control.breathe();
  // What is kept whatever the epochs bring needs nothing to choose by.
  const inner = split.folds !== undefined && experiment.training.keep === "best";
  const how = { ...split, inner };
  const splits = await kept.splits.of(table, JSON.stringify(how), () => control.drive(splitTable(table, how)));
  const files = table.files.map(({ sha256 }) => sha256);
  return { table, splits, fingerprint: dataFingerprint(table.files), files };
}

/** Fits features on train and makes the matrices of all splits; stores the fitted features in the run's folder. */
export async function prepareFeatures(
  experiment: ResolvedExperiment,
  { table, splits }: SplitData,
  tools: PrepareTools,
): Promise<PreparedData> {
  const { control, vectorCache, kept } = tools;
  const { seed } = experiment.training;
  tools.phase("features", 0);
  await control.breathe();
  const asked = { features: experiment.features, seed };
  const key = await keyOfFeatures(asked, vectorCache);
  const fitted = await kept.features.of(splits, key, () => fitFeatures(asked, { table, splits }, tools));
  // Vectors that changed while they were read are none that could be known again.
  if ((await keyOfFeatures(asked, vectorCache)) !== key) kept.features.forget();
  const { matrices, inner, fingerprint, state } = fitted;
  const { train } = matrices;
  await tools.writer.features(
    fingerprint,
    { options: withVectorPaths(experiment.features, () => ""), state: state.json },
    state.arrays,
  );
  const watched = await kept.watched.of(fitted, String(seed), () => watchedExamples(train, seed, control));
  kept.limit(bytesOfPreparation(table, fitted));
  const counts = Object.fromEntries(
    splitNames.flatMap((name) => {
      const ids = splits[name];
      return ids === undefined ? [] : [[name, countClasses(table, ids)]];
    }),
  );
  return {
    splits: matrices,
    watched,
    watchedValidation: experiment.split.folds === undefined ? matrices.validation : inner,
    featuresFingerprint: fingerprint,
    data: {
      classes: table.classes,
      counts,
      majorityClass: majorityClassOf(countClasses(table, splits.train)),
      featureSummary: fitted.summary,
      coverage: fitted.coverage,
      notes: [...tableNotes(table, tools.shown), ...watchedNotes(watched, train), ...foldNotes(experiment, inner)],
    },
  };
}

/** A fixed choice of training examples where there are more than can be evaluated after every epoch, else all of them. */
async function watchedExamples(train: LabelledMatrix, seed: number, control: RunControl): Promise<LabelledMatrix> {
  const { features, labels } = train;
  if (labels.length <= mostEvaluated) return train;
  const shuffled = Uint32Array.from(labels, (_, row) => row);
  new RandomStream(seed, "evaluation/train").shuffle(shuffled);
  const rows = shuffled.slice(0, mostEvaluated).sort();
  return {
    features: await control.drive(matrixRows(features, rows)),
    labels: Int32Array.from(rows, (row) => labels[row] ?? -1),
  };
}
