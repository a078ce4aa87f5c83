import { countsTerms, type FeatureOptions, isSideBySide, isSparse, partsOf } from "../data/featurizer.ts";
import type { FileLayout, LayoutChoices } from "../data/layout.ts";
import { columnsOfSplit } from "../data/splitColumn.ts";
import type { FileRole, SplitOptions } from "../data/table.ts";
import type { Initializer } from "../models/modelOptions.ts";
import { bagFeatures, resolveBag, resolveEmbedding } from "./resolveBag.ts";
import { resolveNaiveBayes, resolvePerceptron, trainingOfModel } from "./resolveClassic.ts";
import { refuseRisingPlateau, resolveEvaluation } from "./resolveEvaluation.ts";
import { resolveFeatures } from "./resolveFeatures.ts";
import { fullBatchEpochs, refuseWithFullBatch } from "./resolveFullBatch.ts";
import { resolveHidden } from "./resolveHidden.ts";
import { resolveLoss } from "./resolveLoss.ts";
import { resolveExtras, resolveOptimizer, scaledRate } from "./resolveOptimizer.ts";
import { splitColumnOf, splitShares } from "./resolveSplit.ts";
import type { ResolvedExperiment, ResolvedModel, ResolvedTraining } from "./resolved.ts";
import type { DatasetFileSpec, ExperimentSpec } from "./spec.ts";
import { suitedOptimizer, suitedTraining } from "./suitedTraining.ts";
import { featuresSchema } from "./specFeatures.ts";
import type { InitializerSpec } from "./specModel.ts";

/** What resolving needs to know of the world: where paths lead and how the data is laid out. */
export interface ExperimentFacts {
  /** Layout of the first of `datasetFiles`, sniffed with its choices. */
  readonly layout: FileLayout;
  /** The absolute path of one that is written in the experiment. */
  readonly resolvePath: (path: string) => string;
}

/** A file that an experiment names, as written, with what it says of its layout. */
export interface DatasetFile {
  readonly role: FileRole;
  readonly path: string;
  readonly choices: LayoutChoices;
}

/** The data files that an experiment names, the one whose layout counts (train, or all) first. */
export function datasetFiles(spec: ExperimentSpec): readonly [DatasetFile, ...DatasetFile[]] {
  const { dataset } = spec;
  if (typeof dataset === "string" || "path" in dataset) return [datasetFile("all", dataset)];
  return [
    datasetFile("train", dataset.train),
    ...(dataset.validation === undefined ? [] : [datasetFile("validation", dataset.validation)]),
    ...(dataset.test === undefined ? [] : [datasetFile("test", dataset.test)]),
  ];
}

function datasetFile(role: FileRole, file: string | DatasetFileSpec): DatasetFile {
  if (typeof file === "string") return { role, path: file, choices: {} };
  const { path, ...choices } = file;
  return { role, path, choices };
}

/** Writes out every default; choices that contradict the data or each other are UserErrors naming the key. */
export function resolveExperiment(spec: ExperimentSpec, facts: ExperimentFacts): ResolvedExperiment {
  const files = datasetFiles(spec).map(({ role, path }) => ({ role, path: facts.resolvePath(path) }));
  const wanted = wantsBag(spec.model) ? featuresSchema.parse(bagFeatures) : undefined;
  const split = resolveSplit(spec, facts.layout);
  const features = resolveFeatures(spec.features ?? wanted, { ...facts, ...columnsOfSplit(split) });
  const model = resolveModel(spec.model, features, spec.training);
  return {
    dataset: { files, layout: facts.layout },
    split,
    features,
    model,
    training: resolveTraining(spec, features, model),
  };
}

const usualBatch = 32;
/** It gets along with fewer epochs where plain descent needs many. */
const adamEpochs = 40;

function resolveModel(
  spec: ExperimentSpec["model"],
  features: FeatureOptions,
  training: ExperimentSpec["training"],
): ResolvedModel {
  const { batchSize = usualBatch } = training;
  const terms = partsOf(features).some(countsTerms);
  if (spec?.kind === "logisticRegression" || (spec === undefined && terms)) return { kind: "logisticRegression" };
  if (spec?.kind === "linearSvm") return { kind: "linearSvm" };
  if (spec?.kind === "embeddingBag") return resolveBag(spec, features, training);
  if (spec?.kind === "naiveBayes") return resolveNaiveBayes(spec, features);
  if (spec?.kind === "perceptron") return resolvePerceptron(spec, features);
  const units = partsOf(features).some(({ kind }) => kind === "wordVectors") ? 100 : 32;
  const embedding = spec?.embedding === undefined ? undefined : resolveEmbedding(spec.embedding, features);
  return {
    kind: "network",
    ...(embedding !== undefined && { embedding }),
    hidden: resolveHidden(spec?.hidden ?? [{ units, activation: "relu" }], {
      sparse: embedding === undefined && (isSparse(features) || isSideBySide(features)),
      ...(embedding !== undefined && { width: embedding.dimension }),
      batchSize,
    }),
    initializer: resolveInitializer(spec?.initializer ?? "xavierUniform"),
  };
}

/** Whether vectors of words are to be learned. */
function wantsBag(model: ExperimentSpec["model"]): boolean {
  return model?.kind === "embeddingBag" || (model?.kind === "network" && model.embedding !== undefined);
}

/** The deviation that the name `normal` alone stands for, as the schema's default says too. */
const normalDeviation = 0.01;

function resolveInitializer(spec: InitializerSpec): Initializer {
  if (typeof spec !== "string") return spec;
  return spec === "normal" ? { kind: "normal", deviation: normalDeviation } : { kind: spec };
}

function resolveTraining(spec: ExperimentSpec, features: FeatureOptions, model: ResolvedModel): ResolvedTraining {
  const { classWeights, optimizer, batchSize, epochs, l2, keep, seed } = spec.training;
  refuseWithFullBatch(spec.training, model);
  const full = optimizer.kind === "lbfgs";
  const suited = full ? { learningRate: 0, epochs: fullBatchEpochs } : suitedTraining(features, model);
  const chosen = resolveOptimizer(optimizer, {
    kind: suitedOptimizer(features, model),
    rate: (kind) => (kind === "sgd" ? suited.learningRate : scaledRate(kind, features, model)),
  });
  const training = {
    loss: resolveLoss(spec.training, model),
    ...(classWeights !== undefined && { classWeights }),
    optimizer: chosen,
    ...(!full && { batchSize: batchSize ?? usualBatch }),
    epochs: epochs ?? (chosen.kind === "adam" ? Math.min(suited.epochs, adamEpochs) : suited.epochs),
    l2,
    ...resolveExtras(spec.training),
    keep,
    ...resolveEvaluation(spec.training),
    seed,
  };
  refuseRisingPlateau(training);
  return trainingOfModel(training, model);
}

function resolveSplit(spec: ExperimentSpec, layout: FileLayout): SplitOptions {
  const { stratify, seed, groupColumn, trainShare = 1, folds, fold } = spec.split;
  const splitColumn = splitColumnOf(spec, layout);
  return {
    ...splitShares(spec, splitColumn),
    stratify,
    seed,
    ...(groupColumn !== undefined && { groupColumn }),
    ...(splitColumn !== undefined && { splitColumn }),
    ...(trainShare < 1 && { trainShare }),
    ...(folds !== undefined && fold !== undefined && { folds, fold }),
  };
}
