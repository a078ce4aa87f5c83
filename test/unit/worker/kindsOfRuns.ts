const hidden = [{ units: 6, activation: "tanh", norm: "batch", dropout: 0.2 }];
const adam = { kind: "adam", learningRate: 0.05 };

/** An experiment for every way in which a model is trained. */
export const kindsOfRuns: Readonly<Record<string, Record<string, unknown>>> = {
  "a network with adam, dropout and a norm": {
    model: { kind: "network", hidden },
    training: { epochs: 4, batchSize: 8, optimizer: adam },
  },
  "a network with a schedule that looks at figures": {
    model: { kind: "network", hidden: [{ units: 5, activation: "relu" }] },
    training: {
      epochs: 5,
      batchSize: 9,
      optimizer: { kind: "sgd", learningRate: 0.3, momentum: 0.9 },
      schedule: { kind: "reduceOnPlateau", patience: 0 },
    },
  },
  "logistic regression that is looked at within epochs and stops early": {
    training: {
      epochs: 30,
      batchSize: 4,
      optimizer: { kind: "sgd", learningRate: 4 },
      l2: 0.001,
      evaluateEvery: { steps: 7 },
      earlyStopping: { metric: "macroF1", patience: 5 },
    },
  },
  "a linear svm": { model: { kind: "linearSvm" }, training: { epochs: 6, batchSize: 5 } },
  "an averaged perceptron": { model: { kind: "perceptron", averaged: true }, training: { epochs: 40 } },
  "a plain perceptron": { model: { kind: "perceptron", averaged: false }, training: { epochs: 40 } },
  "naive Bayes": { model: { kind: "naiveBayes" } },
  "an embedding bag": { model: { kind: "embeddingBag", dimension: 6 }, training: { epochs: 40 } },
  lbfgs: { training: { optimizer: { kind: "lbfgs" }, l2: 0.01, epochs: 12 } },
};
