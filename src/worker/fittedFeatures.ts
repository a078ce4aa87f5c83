import type { OpenVectorShelf } from "../data/featurePorts.ts";
import { type Coverage, type FeatureOptions, type FeaturizerState, partsOf } from "../data/featurizer.ts";
import { fitFeaturizer } from "../data/featurize.ts";
import { bytesOf } from "../data/matrixSize.ts";
import { type ExampleTable, type SplitName, type Splits, splitNames } from "../data/table.ts";
import type { LabelledMatrix } from "../models/classifier.ts";
import type { RunPhase } from "../protocol/trainer.ts";
import { refuseLargeFeatures } from "./featureSizes.ts";
import { featuresFingerprint } from "./fingerprints.ts";
import { pacedSource } from "./pacedSource.ts";
import type { DataFiles } from "./ports.ts";
import type { RunControl } from "./runControl.ts";

/** Features of a dataset's splits, whatever model and training they are for. */
export interface FittedFeatures {
  readonly matrices: Readonly<Partial<Record<SplitName, LabelledMatrix>>> & { readonly train: LabelledMatrix };
  /** Of the inner tenth of train that a fold sets aside. */
  readonly inner: LabelledMatrix | undefined;
  readonly coverage: Readonly<Partial<Record<SplitName, Coverage>>>;
  readonly summary: string;
  readonly fingerprint: string;
  readonly state: FeaturizerState;
}

/** What fitting features needs. */
export interface FitTools {
  readonly files: DataFiles;
  readonly control: RunControl;
  readonly vectorCache?: OpenVectorShelf;
  readonly phase: (phase: RunPhase, fraction: number | null) => void;
}

/** What a word of a vocabulary may take. */
const bytesPerTerm = 64;
/** What a string takes beside its characters. */
const bytesPerString = 24;

/** Fits features on train and makes the matrices of all splits. */
export async function fitFeatures(
  { features, seed }: { readonly features: FeatureOptions; readonly seed: number },
  { table, splits }: { readonly table: ExampleTable; readonly splits: Splits },
  { files, control, vectorCache, phase }: FitTools,
): Promise<FittedFeatures> {
  const featurizer = await fitFeaturizer(features, table, splits, {
    seed,
    openVectors: async (path) => pacedSource(await files.open(path), control),
    ...(vectorCache !== undefined && { vectorCache }),
    onProgress: (fraction) => {
      phase("features", fraction);
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
  await control.breathe();
  const inner =
    splits.inner === undefined
      ? undefined
      : {
          features: (await control.drive(featurizer.transform(table, splits.inner))).matrix,
          labels: labelsOf(table, splits.inner),
        };
  const state = featurizer.state();
  const fingerprint = featuresFingerprint(features, state);
  return { matrices: { ...matrices, train }, inner, coverage, summary: featurizer.summary, fingerprint, state };
}

/**
 * All that fitted features depend on beside the table and its splits; null where that cannot be told: vectors whose
 * content nobody knows without reading them.
 */
export async function keyOfFeatures(
  { features, seed }: { readonly features: FeatureOptions; readonly seed: number },
  vectorCache: OpenVectorShelf | undefined,
): Promise<string | null> {
  const vectors: string[] = [];
  let drawn: number | null = null;
  for (const part of partsOf(features)) {
    if (part.kind !== "wordVectors") continue;
    const content = await (await vectorCache?.(part.path))?.content();
    if (content === undefined) return null;
    vectors.push(content);
    if (part.unknown === "random") drawn = seed;
  }
  return JSON.stringify({ features, vectors, drawn });
}

/** About how many bytes the examples and their features take. */
export function bytesOfPreparation(table: ExampleTable, { matrices, inner, state }: FittedFeatures): number {
  const made = [...Object.values(matrices), inner].flatMap((one) => (one === undefined ? [] : [one.features]));
  const arrays = [...state.arrays.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  const terms = matrices.train.features.columns * bytesPerTerm;
  return made.reduce((sum, matrix) => sum + bytesOf(matrix), 0) + arrays + terms + bytesOfTable(table);
}

function bytesOfTable({ size, texts = [], numeric, categories, sparse }: ExampleTable): number {
  const strings = [texts, ...(categories?.values() ?? [])];
  const characters = strings.reduce((sum, column) => sum + column.reduce((all, { length }) => all + length, 0), 0);
  const numbers = size * numeric.size * Float64Array.BYTES_PER_ELEMENT + (sparse === undefined ? 0 : bytesOf(sparse));
  return 2 * characters + strings.length * size * bytesPerString + numbers;
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

/** Class ids of examples. */
export function labelsOf(table: ExampleTable, ids: Uint32Array): Int32Array {
  return Int32Array.from(ids, (id) => table.labels[id] ?? -1);
}
