/** One experiment of every kind of model and features over the files of `RealBench`. */

const wordVectors = (combine: string, more = {}) => ({
  kind: "wordVectors",
  path: "vectors.txt",
  combine,
  maxTokens: 6,
  ...more,
});
const table = { path: "mixed.csv", label: "kind", features: ["size", "weight", "colour"] };
const hidden = (activation: string, more = {}) => ({ units: 5, activation, ...more });
const training = { epochs: 2 };

/** Layers with one activation after the other. */
const activations = ["leakyRelu", "elu", "selu", "gelu", "geluTanh", "silu", "mish"];
const others = ["softplus", "sigmoid", "tanh", "hardSigmoid", "hardTanh", "identity", "relu"];

export const modelKinds: Readonly<Record<string, Record<string, unknown>>> = {
  "tf-idf, logistic regression": { features: { kind: "tfidf" }, model: { kind: "logisticRegression" } },
  "tf-idf of words and characters, linear SVM": {
    features: { kind: "tfidf", ngrams: [1, 2], characterNgrams: [2, 3] },
    model: { kind: "linearSvm" },
  },
  "counts, naive Bayes": { features: { kind: "counts" }, model: { kind: "naiveBayes" } },
  "counts, complement naive Bayes": {
    features: { kind: "counts" },
    model: { kind: "naiveBayes", variant: "complement" },
  },
  "counts, Bernoulli naive Bayes": {
    features: { kind: "counts" },
    model: { kind: "naiveBayes", variant: "bernoulli" },
  },
  "mean vectors, Gaussian naive Bayes": {
    features: wordVectors("mean"),
    model: { kind: "naiveBayes", variant: "gaussian" },
  },
  "counts of characters, averaged perceptron": {
    features: { kind: "counts", characterNgrams: [2, 4] },
    model: { kind: "perceptron", averaged: true },
    training,
  },
  "hashed n-grams, embedding bag": {
    features: { kind: "hashedNgrams", ngrams: [1, 2], buckets: 100 },
    model: { kind: "embeddingBag", dimension: 4 },
    training,
  },
  "hashed n-grams, network over an embedding": {
    features: { kind: "hashedNgrams", ngrams: [1, 2], characterNgrams: [2, 3], buckets: 100 },
    model: { kind: "network", embedding: { dimension: 4 }, hidden: [hidden("relu")] },
    training,
  },
  "vectors side by side, network": {
    features: wordVectors("concat"),
    model: { kind: "network", hidden: [hidden("relu")] },
    training,
  },
  "mean vectors by tf-idf, network": {
    features: wordVectors("tfidfMean", { unknown: "random" }),
    model: { kind: "network", hidden: [hidden("tanh")] },
    training,
  },
  "terms and vectors in a list, network": {
    features: [{ kind: "tfidf" }, wordVectors("concat")],
    model: { kind: "network", hidden: [hidden("relu")] },
    training,
  },
  "a table, network of norms, dropout and a residual block": {
    dataset: table,
    model: {
      kind: "network",
      hidden: [
        hidden("tanh", { norm: "batch", dropout: 0.2 }),
        hidden("relu", { norm: { kind: "layer", place: "input" } }),
        hidden("gelu", { norm: { kind: "layer", place: "output" }, residual: 2 }),
      ],
    },
    training,
  },
  "a table, seven activations": {
    dataset: table,
    model: { kind: "network", hidden: activations.map((name) => hidden(name)) },
    training,
  },
  "a table, seven more activations": {
    dataset: table,
    model: { kind: "network", hidden: others.map((name) => hidden(name)) },
    training,
  },
  "numbers from 0 to 1, margins of squared errors": {
    dataset: { ...table, features: ["size", "weight"] },
    features: { kind: "numeric", scale: "minMax", missing: "median" },
    model: { kind: "network", hidden: [hidden("relu")] },
    training: { ...training, loss: { kind: "meanSquaredError" } },
  },
};
