import { countsTerms, type FeatureOptions, isSideBySide, partsOf } from "../../data/featurizer.ts";
import type { FileLayout } from "../../data/layout.ts";
import { type Recipe, recipeDocument, recipesFor } from "../../experiment/recipes.ts";
import type { ResolvedModel } from "../../experiment/resolved.ts";
import type { ExperimentInput } from "../../experiment/spec.ts";

/** One entry of a quick pick: what it is called, one plain sentence, and what it writes; a default writes nothing. */
interface Choice<T> {
  readonly label: string;
  readonly sentence: string;
  readonly value: T | undefined;
}

export type FeatureChoice = Choice<(write: (path: string) => string) => NonNullable<ExperimentInput["features"]>>;
export type ModelChoice = Choice<NonNullable<ExperimentInput["model"]>>;

/** A file of word vectors that a person may pick, as screens name it and where it is. */
export interface VectorsFile {
  readonly name: string;
  readonly path: string;
}

/** Features for texts, the default first. */
export function textFeatures(vectors: readonly VectorsFile[]): readonly FeatureChoice[] {
  return [
    {
      label: "Words and pairs of words, tf-idf",
      sentence: "Terms weigh the more the rarer they are: a strong baseline for texts.",
      value: undefined,
    },
    {
      label: "Words and characters, tf-idf",
      sentence: "Also 2 to 5 characters in a row: copes with inflection and spelling; more inputs.",
      value: () => ({
        kind: "tfidf",
        ngrams: [1, 2],
        characterNgrams: [2, 5],
      }),
    },
    {
      label: "Words and pairs of words, counts",
      sentence: "How often each term occurs in a text.",
      value: () => ({ kind: "counts" }),
    },
    {
      label: "Words and pairs of words, hashed",
      sentence: "As fastText counts: pairs share a fixed number of buckets; suits the embedding bag.",
      value: () => ({ kind: "hashedNgrams" }),
    },
    ...vectors.flatMap(({ name, path }): FeatureChoice[] => [
      {
        label: `Word vectors, averaged: ${name}`,
        sentence: "One vector for each text, the mean of its words' vectors: small and quick.",
        value: (write) => ({ kind: "wordVectors", path: write(path), combine: "mean" }),
      },
      {
        label: `Word vectors, averaged by tf-idf: ${name}`,
        sentence: "The mean of a text's word vectors in which rare words weigh more.",
        value: (write) => ({ kind: "wordVectors", path: write(path), combine: "tfidfMean" }),
      },
      {
        label: `Word vectors, side by side: ${name}`,
        sentence: "Vectors of the first 300 words in order: the model sees where a word stands.",
        value: (write) => ({ kind: "wordVectors", path: write(path), combine: "concat" }),
      },
    ]),
  ];
}

/** Features for the columns of a table without running text, the default first. */
export function columnFeatures({ numeric, categories }: FileLayout): readonly FeatureChoice[] {
  if (categories === undefined) return numericFeatures;
  const oneHot: FeatureChoice = {
    label: "Columns of few values, one-hot",
    sentence: "Every value of a column is an input of its own, 1 where an example has it.",
    value: numeric.length === 0 ? undefined : () => ({ kind: "oneHot" }),
  };
  if (numeric.length === 0) return [oneHot];
  const [standard, ...others] = numericFeatures;
  return [
    {
      label: "Numeric columns, standardised, and columns of few values, one-hot",
      sentence: "Numbers scaled to mean 0, deviation 1; an input for each value of the others.",
      value: undefined,
    },
    ...(standard === undefined ? [] : [{ ...standard, value: () => ({ kind: "numeric" }) as const }]),
    ...others,
    oneHot,
  ];
}

/** Features for columns of numbers alone. */
const numericFeatures: readonly FeatureChoice[] = [
  {
    label: "Numeric columns, standardised",
    sentence: "Scaled to mean 0, deviation 1 on train; missing values become the mean, and a mark.",
    value: undefined,
  },
  {
    label: "Numeric columns, scaled to 0–1",
    sentence: "Train's least becomes 0, its greatest 1; missing values the median, and a mark.",
    value: () => ({ kind: "numeric", scale: "minMax", missing: "median" }),
  },
];

type NamedModel = ModelChoice & { readonly value: NonNullable<ExperimentInput["model"]> };

const residualBlock = {
  units: 64,
  activation: "relu",
  norm: { kind: "layer", place: "input" },
  dropout: 0.2,
  residual: true,
} as const;

const models: readonly NamedModel[] = [
  {
    label: "Logistic regression",
    sentence: "One linear layer: trains in seconds and is hard to beat on words.",
    value: { kind: "logisticRegression" },
  },
  {
    label: "Linear support vector machine",
    sentence: "One linear layer with a margin around its borders: strong on words; no probabilities.",
    value: { kind: "linearSvm" },
  },
  {
    label: "Embedding bag, fastText's model",
    sentence: "Learns a vector for each word and goes by their mean: quick, also on many texts.",
    value: { kind: "embeddingBag" },
  },
  {
    label: "Naive Bayes",
    sentence: "Counts what goes with which class: instant, good on short texts and few examples.",
    value: { kind: "naiveBayes" },
  },
  {
    label: "Averaged perceptron",
    sentence: "Learns a linear border from its mistakes alone: quick, strong; no probabilities.",
    value: { kind: "perceptron" },
  },
  network([32], "A small network that can bend its borders between classes."),
  network([100], "A wider network: more to learn with, and more to overfit with."),
  network([64, 32], "A deeper network, for features that only tell something together."),
  {
    label: "Network with dropout, one hidden layer of 100 ReLU units",
    sentence: "Half the units rest at random in training, so that it overfits less; more epochs.",
    value: { kind: "network", hidden: [{ units: 100, activation: "relu", dropout: 0.5 }] },
  },
  {
    label: "Network over an embedding bag of 50, one hidden layer of 32 ReLU units",
    sentence: "Learns a vector for each word; a hidden layer reads the mean of a text's.",
    value: { kind: "network", embedding: { dimension: 50 }, hidden: [{ units: 32, activation: "relu" }] },
  },
  {
    label: "Residual network, 64 units and two normalised blocks",
    sentence: "Each block adds to what it reads (layer norm, dropout 0.2): depth that trains well.",
    value: {
      kind: "network",
      hidden: [{ units: 64, activation: "relu" }, residualBlock, residualBlock],
    },
  },
];

function network(units: readonly number[], sentence: string): NamedModel {
  const layers = units.length === 1 ? "one hidden layer" : `${String(units.length)} hidden layers`;
  return {
    label: `Network, ${layers} of ${units.join(" and ")} ReLU units`,
    sentence,
    value: { kind: "network", hidden: units.map((each) => ({ units: each, activation: "relu" })) },
  };
}

/** Models that read one row of features for each example, not vectors side by side. */
const readsOneRow: ReadonlySet<ResolvedModel["kind"]> = new Set(["naiveBayes", "perceptron"]);

/** Models, the one that the experiment has without a word of it first. */
export function modelChoices(byDefault: ResolvedModel, features?: FeatureOptions): readonly ModelChoice[] {
  const same = models.find(({ value }) => isSame(value, byDefault));
  const first: ModelChoice = {
    label: same?.label ?? nameOf(byDefault),
    sentence: same?.sentence ?? "What suits these features when nothing else is said.",
    value: undefined,
  };
  const sideBySide = features !== undefined && isSideBySide(features);
  // An embedding bag reads the words of a text, not numbers or vectors.
  const bag = features !== undefined && partsOf(features).every(countsTerms);
  const suited = models
    .filter(({ value }) => !sideBySide || !readsOneRow.has(value.kind))
    .filter(({ value }) => bag || (value.kind !== "embeddingBag" && !hasEmbedding(value)));
  const others = suited.filter((choice) => choice !== same);
  // Hashed sequences are its own inputs.
  const hashed = features !== undefined && partsOf(features).every(({ kind }) => kind === "hashedNgrams");
  const own = others.filter(({ value }) => hashed && value.kind === "embeddingBag");
  return [first, ...own, ...others.filter((choice) => !own.includes(choice))];
}

function hasEmbedding(model: NonNullable<ExperimentInput["model"]>): boolean {
  return model.kind === "network" && model.embedding !== undefined;
}

function isSame(written: NonNullable<ExperimentInput["model"]>, model: ResolvedModel): boolean {
  if (written.kind !== "network" || model.kind !== "network") return written.kind === model.kind;
  if (hasEmbedding(written) !== (model.embedding !== undefined)) return false;
  const layers = written.hidden ?? [];
  // What suits features by default has no norm, dropout or residual connection.
  return (
    layers.length === model.hidden.length &&
    layers.every(({ units, activation, norm, dropout, residual }, at) => {
      const same = model.hidden[at]?.units === units && model.hidden[at].activation === activation;
      return same && norm === undefined && dropout === undefined && residual === undefined;
    })
  );
}

function nameOf(model: ResolvedModel): string {
  if (model.kind === "logisticRegression") return "Logistic regression";
  if (model.kind === "linearSvm") return "Linear support vector machine";
  if (model.kind === "embeddingBag") return "Embedding bag";
  if (model.kind === "naiveBayes") return "Naive Bayes";
  if (model.kind === "perceptron") return model.averaged ? "Averaged perceptron" : "Perceptron";
  return `Network, hidden layers: ${model.hidden.map(({ units, activation }) => `${String(units)} ${activation}`).join(", ") || "none"}`;
}

/** A recipe to pick: features, model and training in one. */
export interface RecipeChoice {
  readonly label: string;
  readonly sentence: string;
  readonly recipe: Recipe;
  /** Absolute path of the word vectors it would take, where it needs some. */
  readonly vectors: string | undefined;
}

/** The recipes that suit a dataset, those on word vectors with the first file of them. */
export function recipeChoices(layout: FileLayout, vectors: readonly VectorsFile[]): readonly RecipeChoice[] {
  const [nearest] = vectors;
  return recipesFor(layout, nearest !== undefined).map((recipe) => ({
    label: recipe.title,
    sentence: recipe.sentence,
    recipe,
    vectors: recipe.needs === "wordVectors" ? nearest?.path : undefined,
  }));
}

/** What was picked, ready to be written with paths that start from any folder. */
export type Choices = {
  /** Absolute path. */
  readonly dataset: string;
} & ({ readonly features: FeatureChoice; readonly model: ModelChoice } | { readonly recipe: RecipeChoice });

/** The experiment of some choices; defaults are left out, so that picking them all gives `{"dataset": path}`. */
export function choicesDocument(choices: Choices, write: (path: string) => string): ExperimentInput {
  const dataset = write(choices.dataset);
  if ("recipe" in choices) {
    const { recipe, vectors } = choices.recipe;
    return recipeDocument(recipe, dataset, vectors === undefined ? undefined : write(vectors));
  }
  const { features, model } = choices;
  return {
    dataset,
    ...(features.value !== undefined && { features: features.value(write) }),
    ...(model.value !== undefined && { model: model.value }),
  };
}
