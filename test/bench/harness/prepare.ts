import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Matrix } from "../../../src/base/matrix.ts";
import { finish, finishAsync } from "../../../src/base/work.ts";
import { fitFeaturizer } from "../../../src/data/featurize.ts";
import type { Featurizer } from "../../../src/data/featurizer.ts";
import { readTable } from "../../../src/data/readTable.ts";
import { sniffLayout } from "../../../src/data/sniff.ts";
import { splitTable } from "../../../src/data/split.ts";
import { columnsOfSplit } from "../../../src/data/splitColumn.ts";
import type { ExampleTable, Splits } from "../../../src/data/table.ts";
import { parseOverride } from "../../../src/experiment/overrides.ts";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { datasetFiles, resolveExperiment } from "../../../src/experiment/resolve.ts";
import type { ResolvedExperiment } from "../../../src/experiment/resolved.ts";
import type { LabelledMatrix } from "../../../src/models/classifier.ts";
import { dataFiles } from "../../../src/platform/dataFiles.ts";

/** An experiment with its dataset read and split. */
export interface ReadExperiment {
  readonly experiment: ResolvedExperiment;
  readonly table: ExampleTable;
  readonly splits: Splits;
}

/** An experiment up to the first step of its training. */
export interface PreparedExperiment extends ReadExperiment {
  readonly train: LabelledMatrix;
  readonly validation: LabelledMatrix;
}

/** Reads what an experiment file names; `settings` are overrides as the command line takes them. */
export async function readExperiment(file: string, settings: readonly string[] = []): Promise<ReadExperiment> {
  const spec = parseExperiment(await readFile(file, "utf8"), { file, overrides: settings.map(parseOverride) });
  const resolvePath = (path: string): string => resolve(dirname(file), path);
  const [first] = datasetFiles(spec);
  const head = (await readFile(resolvePath(first.path))).subarray(0, 65_536);
  const { layout } = sniffLayout(new Uint8Array(head), { path: first.path, whole: false, choices: first.choices });
  const experiment = resolveExperiment(spec, { layout, resolvePath });
  const { dataset, split } = experiment;
  const sources = await Promise.all(
    dataset.files.map(async ({ role, path }) => ({ role, source: await dataFiles.open(path) })),
  );
  const table = await readTable(sources, layout, {
    ...columnsOfSplit(split),
  });
  const splits = finish(splitTable(table, split));
  return { experiment, table, splits };
}

/** Fits the features of the training split. */
export async function fitFeatures({ experiment, table, splits }: ReadExperiment): Promise<Featurizer> {
  return fitFeaturizer(experiment.features, table, splits, {
    openVectors: (path) => dataFiles.open(path),
    seed: experiment.training.seed,
    drive: finishAsync,
  });
}

function labelsOf(table: ExampleTable, ids: Uint32Array): Int32Array {
  return Int32Array.from(ids, (id) => table.labels[id] ?? -1);
}

export async function prepareExperiment(file: string, settings: readonly string[] = []): Promise<PreparedExperiment> {
  const read = await readExperiment(file, settings);
  const { table, splits } = read;
  const { validation } = splits;
  if (validation === undefined) throw new Error(`${file}: the peer needs a validation split`);
  const featurizer = await fitFeatures(read);
  const labelled = (ids: Uint32Array): LabelledMatrix => {
    const features: Matrix = finish(featurizer.transform(table, ids)).matrix;
    return { features, labels: labelsOf(table, ids) };
  };
  return { ...read, train: labelled(splits.train), validation: labelled(validation) };
}
