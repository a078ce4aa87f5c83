import type { FileLayout } from "../data/layout.ts";
import type { ExperimentInput } from "./spec.ts";

/** All of an experiment but its dataset and split. */
type RecipeParts = Pick<ExperimentInput, "features" | "model" | "training">;

/** A named way to train: features, model and training that are known to go well together. */
export interface Recipe {
  readonly id: string;
  readonly title: string;
  /** One plain sentence. */
  readonly sentence: string;
  /** What a dataset must have for it. */
  readonly needs: "text" | "numbers" | "wordVectors";
  /** @param vectors the file of word vectors as it is to be written; only recipes that need one look at it. */
  readonly parts: (vectors: string) => RecipeParts;
}

/** In the order in which they are offered (docs/accuracy.md has what each reaches). */
export const recipes: readonly Recipe[] = [
  {
    id: "strongBaseline",
    title: "Strong baseline",
    sentence: "Logistic regression on words, pairs and characters: hard to beat on texts.",
    needs: "text",
    parts: () => ({
      features: { kind: "tfidf", ngrams: [1, 2], characterNgrams: [2, 5] },
      model: { kind: "logisticRegression" },
      training: { optimizer: { kind: "adam", learningRate: 0.01 }, epochs: 20, schedule: { kind: "cosine" } },
    }),
  },
  {
    id: "fastAndSmall",
    title: "Fast and small",
    sentence: "Logistic regression on words of two texts or more: seconds to train, easy to read.",
    needs: "text",
    parts: () => ({
      features: { kind: "tfidf", ngrams: [1, 1], minDocumentFrequency: 2, sublinear: true },
      model: { kind: "logisticRegression" },
      training: { optimizer: { kind: "adam", learningRate: 0.03 }, epochs: 20, schedule: { kind: "cosine" } },
    }),
  },
  {
    id: "exactBaseline",
    title: "Logistic regression to its optimum",
    sentence: "L-BFGS finds the one best set of weights; no learning rate to choose.",
    needs: "text",
    parts: () => ({
      features: { kind: "tfidf", ngrams: [1, 2] },
      model: { kind: "logisticRegression" },
      training: { optimizer: { kind: "lbfgs" }, l2: 0.0001 },
    }),
  },
  {
    id: "linearSvm",
    title: "Linear support vector machine",
    sentence: "A margin around its borders: often the most accurate on texts; no probabilities.",
    needs: "text",
    parts: () => ({
      features: { kind: "tfidf", ngrams: [1, 2] },
      model: { kind: "linearSvm" },
      training: { optimizer: { kind: "lbfgs" }, l2: 0.0001 },
    }),
  },
  {
    id: "embeddingBag",
    title: "Embedding bag (fastText’s model)",
    sentence: "Learns a vector for each word and pair, goes by their mean: quick on many texts.",
    needs: "text",
    parts: () => ({
      features: { kind: "hashedNgrams", ngrams: [1, 2] },
      model: { kind: "embeddingBag" },
      training: { optimizer: { kind: "sgd", learningRate: 0.5 }, epochs: 25, keepBy: "accuracy" },
    }),
  },
  {
    id: "naiveBayes",
    title: "Naive Bayes",
    sentence: "Counts words and pairs of words by class, in an instant: the oldest bar for texts.",
    needs: "text",
    parts: () => ({
      features: { kind: "tfidf", ngrams: [1, 2] },
      model: { kind: "naiveBayes", variant: "multinomial", smoothing: 0.1 },
    }),
  },
  {
    id: "wordNetwork",
    title: "Network on words",
    sentence: "One hidden layer on words and pairs: learns which terms tell something together.",
    needs: "text",
    parts: () => ({
      features: { kind: "tfidf", ngrams: [1, 2] },
      model: { kind: "network", hidden: [{ units: 32, activation: "relu" }] },
      training: { optimizer: { kind: "adam", learningRate: 0.001 }, epochs: 20, schedule: { kind: "linear" } },
    }),
  },
  {
    id: "wordCharacterNetwork",
    title: "Network on words and characters",
    sentence: "One hidden layer on words, pairs and characters: the most accurate network on texts.",
    needs: "text",
    parts: () => ({
      features: { kind: "tfidf", ngrams: [1, 2], characterNgrams: [2, 5] },
      model: { kind: "network", hidden: [{ units: 32, activation: "relu" }] },
      training: { optimizer: { kind: "adam", learningRate: 0.001 }, epochs: 12, schedule: { kind: "linear" } },
    }),
  },
  {
    id: "paperNetwork",
    title: "The paper’s network",
    sentence: "100 ReLU units on the vectors of the first 300 words in order; gradient descent.",
    needs: "wordVectors",
    parts: (path) => ({
      features: { kind: "wordVectors", path, combine: "concat", maxTokens: 300 },
      model: {
        kind: "network",
        hidden: [{ units: 100, activation: "relu" }],
        initializer: "pytorchLinear",
      },
      training: { optimizer: { kind: "sgd", learningRate: 0.01 }, batchSize: 32, epochs: 40 },
    }),
  },
  {
    id: "meanVectors",
    title: "Network on mean vectors",
    sentence: "100 tanh units on the mean of a text’s word vectors: small, quick, blind to order.",
    needs: "wordVectors",
    parts: (path) => ({
      features: { kind: "wordVectors", path, combine: "mean", maxTokens: 300 },
      model: {
        kind: "network",
        hidden: [{ units: 100, activation: "tanh" }],
      },
      training: { optimizer: { kind: "adam", learningRate: 0.003 }, epochs: 300, schedule: { kind: "linear" } },
    }),
  },
  {
    id: "numericBaseline",
    title: "Strong baseline",
    sentence: "Logistic regression on standardised numbers and on columns of few values.",
    needs: "numbers",
    parts: () => ({ model: { kind: "logisticRegression" } }),
  },
  {
    id: "numericNetwork",
    title: "Network",
    sentence: "One hidden layer over the standardised columns: bends its borders between classes.",
    needs: "numbers",
    parts: () => ({
      model: { kind: "network", hidden: [{ units: 32, activation: "relu" }] },
    }),
  },
];

/** The recipes for a dataset; those on word vectors only where a file of them is at hand. */
export function recipesFor(layout: FileLayout, hasVectors: boolean): readonly Recipe[] {
  const text = layout.text !== undefined;
  return recipes.filter(({ needs }) => {
    if (needs === "numbers") return !text;
    return text && (needs === "text" || hasVectors);
  });
}

/** The experiment of a recipe. */
export function recipeDocument(
  recipe: Recipe,
  dataset: ExperimentInput["dataset"],
  vectors: string | undefined,
): ExperimentInput {
  return { dataset, ...recipe.parts(vectors ?? "") };
}
