import type { FeatureOptions, TermOptions } from "../data/featurizer.ts";
import type { HiddenLayerSpec } from "./specModel.ts";
import { describeHidden } from "./describeHidden.ts";
import { experimentDocument } from "./document.ts";
import { experimentJsonSchema, schemaAt, type SchemaNode } from "./jsonSchema.ts";
import { type ListedRecord, outlineOf } from "./listedRecord.ts";
import type { RunAnnotations, RunRecord } from "./record.ts";
import type { ResolvedExperiment } from "./resolved.ts";

/** One option of an experiment as screens list it. */
export interface Setting {
  readonly group: string;
  readonly name: string;
  readonly value: string;
  /** One plain sentence: what the option is, and what the chosen value means where it is one of a few. */
  readonly description: string;
}

/** Every option of an experiment, in the order of the file, in the words of its schema. */
export function describeSettings(experiment: ResolvedExperiment): readonly Setting[] {
  const document = experimentDocument(experiment);
  const schema = experimentJsonSchema();
  return Object.entries(document).flatMap(([group, value]) =>
    rowsOf(value, [group]).map(({ path, leaf, name }) => ({
      group: spaced(group),
      name,
      value: show(leaf),
      description: sentence(schemaAt(schema, document, path), leaf),
    })),
  );
}

interface Row {
  readonly path: readonly PropertyKey[];
  readonly name: string;
  readonly leaf: unknown;
}

function rowsOf(value: unknown, path: readonly PropertyKey[]): Row[] {
  const key = path.at(-1);
  if (Array.isArray(value) && key === "hidden")
    return (value as HiddenLayerSpec[]).map((layer, index) => ({
      path: [...path, index, "activation"],
      name: `hidden layer ${index + 1}`,
      leaf: describeHidden(layer),
    }));
  if (Array.isArray(value) && key === "features" && path.length === 1)
    return value.flatMap((part: unknown, index) =>
      rowsOf(part, [...path, index]).map((row) => ({ ...row, name: `part ${index + 1} ${row.name}` })),
    );
  // Its keys are classes of the data, not options.
  if (key === "classWeights" && typeof value === "object" && value !== null)
    return [{ path, name: nameOf(path.map(String)), leaf: weightsText(value) }];
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return Object.entries(value).flatMap(([inner, item]) => rowsOf(item, [...path, inner]));
  return [{ path, name: nameOf(path.map(String)), leaf: value }];
}

function weightsText(weights: object): string {
  const named = Object.entries(weights).map(([name, weight]) => `${name} ${String(weight)}`);
  return named.length === 0 ? "none" : named.join(", ");
}

/** A `kind` is named by what it is the kind of; a given split's file by its split. */
function nameOf(path: readonly string[]): string {
  const last = path.at(-1) ?? "";
  const owner = path.at(-2) ?? "";
  if (path[0] === "dataset" && path.length > 2 && last === "path") return spaced(owner);
  if (owner === "earlyStopping" || owner === "evaluateEvery") return `${spaced(owner)} ${spaced(last)}`;
  const named = last === "kind" && path.length > 2 && !/^\d+$/.test(owner);
  return spaced(named ? owner : last);
}

function spaced(key: string): string {
  return key.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

function show(leaf: unknown): string {
  if (Array.isArray(leaf)) return leaf.map(show).join(", ");
  if (typeof leaf === "boolean") return leaf ? "yes" : "no";
  return String(leaf);
}

function sentence(schema: SchemaNode | undefined, leaf: unknown): string {
  const option = (schema?.enum ?? []).indexOf(leaf);
  const meaning = option < 0 ? undefined : schema?.enumDescriptions?.[option];
  return [schema?.description, meaning].filter((part) => part !== undefined).join(" ");
}

/** What the last verification of a run came to, in the words of all lists; null where there was none. */
export function verifiedWord({ reproduced }: Pick<ListedRecord, "reproduced">): string | null {
  if (reproduced === undefined) return null;
  return reproduced ? "verified" : "not reproduced";
}

/** What a run is called: the person's name for it, else its experiment file's, else dataset and model; with its trial. */
export function runTitle(
  run: Pick<ListedRecord, "experiment" | "experimentFile" | "sweep" | "outline">,
  annotations: Pick<RunAnnotations, "name"> = {},
): string {
  if (annotations.name !== undefined && annotations.name.trim() !== "") return annotations.name;
  const { folds = 1, fold } = outlineOf(run).split;
  const { trial, repeat } = run.sweep ?? { trial: null, repeat: 0 };
  const seed = Math.floor(repeat / folds);
  const parts = [
    ownTitle(run),
    ...(trial === null ? [] : [`trial ${String(trial)}`]),
    ...(fold === undefined ? [] : [`fold ${String(fold)} of ${String(folds)}`]),
    ...(seed === 0 ? [] : [`repeat ${String(seed + 1)}`]),
  ];
  return parts.join(", ");
}

function ownTitle(run: Pick<RunRecord, "experiment" | "experimentFile">): string {
  if (run.experimentFile !== null) return fileName(run.experimentFile).replace(/\.experiment\.jsonc?$/, "");
  return `${dataTitle(run.experiment)}, ${modelNames[run.experiment.model.kind]}`;
}

/** Dataset and features. */
export function dataTitle({ dataset, features }: Pick<RunRecord["experiment"], "dataset" | "features">): string {
  const data = fileName(dataset.files[0]?.path ?? "").replace(/\.[^.]+$/, "");
  return `${data}, ${featuresName(features)}`;
}

function featuresName(features: FeatureOptions): string {
  switch (features.kind) {
    case "wordVectors":
      return "word vectors";
    case "hashedNgrams":
      return features.characterNgrams === undefined ? "hashed words" : "hashed words and characters";
    case "tfidf":
    case "counts":
      return termsName(features);
    case "union":
      return [...new Set(features.of.map(featuresName))].join(" + ");
    case "numeric":
      return "numbers";
    case "oneHot":
      return "one-hot";
    case "sparse":
      return "numbers";
  }
}

function termsName({ kind, ngrams, characterNgrams }: TermOptions): string {
  const name = kind === "tfidf" ? "tf-idf" : "counts";
  if (characterNgrams === undefined) return name;
  return ngrams === undefined ? `${name} of characters` : `${name} of words and characters`;
}

const modelNames = {
  network: "network",
  logisticRegression: "logistic regression",
  linearSvm: "linear SVM",
  embeddingBag: "embedding bag",
  naiveBayes: "naive Bayes",
  perceptron: "perceptron",
} as const;

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
