import fc from "fast-check";
import type { FileLayout } from "../../../src/data/layout.ts";
import type { ExperimentInput } from "../../../src/experiment/spec.ts";

export const textLayout: FileLayout = {
  format: "table",
  delimiter: ",",
  header: true,
  columns: ["review", "kind"],
  label: "kind",
  text: "review",
  numeric: [],
};

export const numberLayout: FileLayout = {
  format: "table",
  delimiter: "\t",
  header: true,
  columns: ["length", "width", "species"],
  label: "species",
  numeric: ["length", "width"],
};
const mixedLayout: FileLayout = { ...numberLayout, categories: ["place", "sex"] };

const path = fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8})?\.(csv|txt)$/);
const some = <T>(shape: Record<keyof T, fc.Arbitrary<unknown>>, requiredKeys: (keyof T & string)[] = []) =>
  fc.record<Record<string, unknown>>(shape, { requiredKeys });
const tokenizer = some({ kind: fc.constantFrom("words", "whitespace", "characters"), lowercase: fc.boolean() });

const terms = some(
  {
    kind: fc.constantFrom("tfidf", "counts"),
    ngrams: fc.constantFrom([1, 1], [1, 2], [2, 3]),
    characterNgrams: fc.constantFrom([3, 3], [2, 5]),
    minDocumentFrequency: fc.constantFrom(0.1, 1, 5),
    maxDocumentFrequency: fc.constantFrom(0.5, 1, 40),
    sublinear: fc.boolean(),
    norm: fc.constantFrom("l2", "none"),
    tokenizer,
  },
  ["kind"],
);
const wordVectors = some(
  {
    kind: fc.constant("wordVectors"),
    path,
    combine: fc.constantFrom("concat", "mean", "tfidfMean"),
    unknown: fc.constantFrom("mean", "zero", "random", "subword"),
    maxTokens: fc.integer({ min: 1, max: 400 }),
    tokenizer,
  },
  ["kind", "path"],
);
const hashed = some(
  {
    kind: fc.constant("hashedNgrams"),
    ngrams: fc.constantFrom([1, 1], [1, 2], [2, 3]),
    characterNgrams: fc.constantFrom([3, 3], [2, 5]),
    buckets: fc.integer({ min: 1, max: 5_000_000 }),
    tokenizer,
  },
  ["kind"],
);
const textEntry = fc.oneof(terms, hashed, wordVectors);
const textFeatures = fc.oneof(textEntry, fc.array(textEntry, { minLength: 1, maxLength: 3 }));
const numericFeatures = some(
  {
    kind: fc.constant("numeric"),
    scale: fc.constantFrom("standard", "minMax", "none"),
    missing: fc.constantFrom("mean", "median"),
  },
  ["kind"],
);

const oneHotFeatures = some(
  {
    kind: fc.constant("oneHot"),
    columns: fc.constantFrom(["place"], ["sex", "place"]),
    maxValues: fc.integer({ min: 1, max: 9 }),
  },
  ["kind"],
);

const scaled = fc.constantFrom(
  "xavierUniform",
  "xavierNormal",
  "heUniform",
  "heNormal",
  "lecunNormal",
  "pytorchLinear",
);
/** Hidden layers of one width, so that residual connections over as many as come before can be. */
const blocks = fc.integer({ min: 1, max: 200 }).chain((units) => {
  const epsilon = fc.constantFrom(1e-5, 0.01);
  const place = fc.constantFrom("weightedSum", "output");
  const norm = fc.oneof(
    fc.constantFrom("batch", "layer"),
    some({ kind: fc.constant("layer"), place, epsilon }, ["kind"]),
    some({ kind: fc.constant("batch"), place, epsilon, momentum: fc.constantFrom(0.1, 0.5) }, ["kind"]),
  );
  const dropout = fc.constantFrom(0, 0.1, 0.5);
  const layer = some({ units: fc.constant(units), norm, dropout }, ["units"]);
  const residual = fc.constantFrom(false, true, 1, 2);
  return fc
    .tuple(layer, layer, some({ units: fc.constant(units), norm, dropout, residual }, ["units"]))
    .map((layers) => layers);
});

/** Losses that suit a model; a class is named by any text, dots and brackets too. */
const classWeights = fc.oneof(
  fc.constant("balanced"),
  fc.dictionary(
    fc.string({ minLength: 1, maxLength: 9 }).filter((name) => name !== "__proto__"),
    fc.double({ min: 0.01, max: 100, noNaN: true }),
  ),
);
const crossEntropy = some({ kind: fc.constant("crossEntropy"), labelSmoothing: fc.constantFrom(0, 0.1) });
const anyLoss = fc.oneof(
  crossEntropy,
  fc.constantFrom("hinge", "squaredHinge", "meanSquaredError").map((kind) => ({ kind })),
);
const marginLoss = fc.constantFrom({}, { kind: "squaredHinge" }, { kind: "hinge" });

const model = fc.oneof(
  fc.constant({ kind: "logisticRegression" }),
  some(
    {
      kind: fc.constant("network"),
      hidden: fc.oneof(
        fc.array(
          some({ units: fc.integer({ min: 1, max: 200 }), activation: fc.constantFrom("relu", "sigmoid", "tanh") }, [
            "units",
          ]),
          { maxLength: 3 },
        ),
        blocks,
      ),
      initializer: fc.oneof(
        fc.constant("normal"),
        scaled,
        scaled.map((kind) => ({ kind })),
        some({ kind: fc.constant("normal"), deviation: fc.double({ min: 0.001, max: 2, noNaN: true }) }, ["kind"]),
      ),
    },
    ["kind"],
  ),
);

const embedding = { dimension: fc.integer({ min: 1, max: 300 }), combine: fc.constantFrom("mean", "sum") };

const prior = fc.constantFrom("fitted", "uniform");
const above0 = fc.double({ min: 1e-9, max: 10, noNaN: true });
const numberModel = some(
  { kind: fc.constant("naiveBayes"), variant: fc.constant("gaussian"), varianceSmoothing: above0, prior },
  ["kind"],
);
const termModel = fc.oneof(
  some({ kind: fc.constant("naiveBayes"), smoothing: above0, prior }, ["kind"]),
  some({ kind: fc.constant("naiveBayes"), variant: fc.constantFrom("multinomial", "bernoulli"), prior }, ["kind"]),
  some({ kind: fc.constant("naiveBayes"), variant: fc.constant("complement"), smoothing: above0 }, ["kind", "variant"]),
  numberModel.map((model) => ({ ...model, variant: "gaussian" })),
);

const learningRate = fc.double({ min: 1e-6, max: 10, noNaN: true });
const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });

/** What goes with an optimizer that looks at all examples at once. */
function fullBatch() {
  return some(
    {
      optimizer: some({ kind: fc.constant("lbfgs"), history: fc.integer({ min: 1, max: 20 }), tolerance: share }, [
        "kind",
      ]),
      epochs: fc.integer({ min: 1, max: 100 }),
      l2: fc.double({ min: 0, max: 1, noNaN: true }),
      keep: fc.constantFrom("best", "last"),
      seed: fc.nat(),
    },
    ["optimizer"],
  );
}

const metric = fc.constantFrom("loss", "accuracy", "macroF1", "kappa");
const evaluation = fc.oneof(
  some({
    keep: fc.constantFrom("best", "last"),
    evaluateEvery: fc.record({ steps: fc.integer({ min: 1, max: 99 }) }),
  }),
  some({ keep: fc.constant("best"), keepBy: metric }),
  some(
    {
      earlyStopping: some({
        metric,
        patience: fc.integer({ min: 1, max: 9 }),
        minChange: fc.constantFrom(0, 0.01),
        counts: fc.constantFrom("epochs", "evaluations"),
      }),
      evaluateEvery: fc.record({ steps: fc.integer({ min: 1, max: 99 }) }),
    },
    ["evaluateEvery"],
  ),
);
const stepped = fc.tuple(optimization(), evaluation).map(([rest, evaluation]) => ({ ...rest, ...evaluation }));
/** A model without layers that draw at random or look at their batch. */
const plainModel = fc.constantFrom(
  { kind: "logisticRegression" },
  { kind: "network", hidden: [{ units: 5, activation: "tanh", norm: "layer" }] },
);

function optimization() {
  return some({
    optimizer: fc.oneof(
      some({ kind: fc.constant("sgd"), learningRate, momentum: share }),
      some({ kind: fc.constant("sgd"), learningRate, momentum: fc.constant(0.9), nesterov: fc.boolean() }, [
        "momentum",
      ]),
      some({ kind: fc.constant("adagrad"), learningRate, epsilon: share }, ["kind", "epsilon"]),
      some({ kind: fc.constant("rmsprop"), learningRate, decay: share, momentum: share }, ["kind"]),
      some({ kind: fc.constant("adam"), learningRate, beta1: share, beta2: share }, ["kind"]),
    ),
    l1: share,
    weightDecay: share,
    clipNorm: share,
    schedule: fc.oneof(
      fc.constant({ kind: "constant" as const }),
      fc.constant({ kind: "linear" as const }),
      some({ kind: fc.constant("step"), epochs: fc.integer({ min: 1, max: 9 }), factor: share }, ["kind", "epochs"]),
      some({ kind: fc.constant("exponential"), factor: share }, ["kind", "factor"]),
      some({ kind: fc.constant("cosine"), floor: share }, ["kind"]),
      some({ kind: fc.constant("reduceOnPlateau"), metric, factor: share, patience: fc.nat({ max: 9 }) }, ["kind"]),
      some({ kind: fc.constant("oneCycle"), warmUp: share }, ["kind"]),
    ),
    warmUpEpochs: fc.integer({ min: 0, max: 3 }),
    // Batch norm needs two.
    batchSize: fc.integer({ min: 2, max: 512 }),
    epochs: fc.integer({ min: 1, max: 100 }),
    l2: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.nat(),
  });
}

const fractions = fc.constantFrom(
  {},
  { train: 0.7 },
  { validation: 0.2 },
  { test: 0 },
  { train: 0.8, validation: 0.2 },
  { train: 0.6, validation: 0.2, test: 0.2 },
  { validation: 0.3, test: 0.3 },
);
const split = fc
  .tuple(
    fractions,
    some({
      stratify: fc.boolean(),
      seed: fc.nat(),
      groupColumn: fc.constant("author"),
      trainShare: fc.constantFrom(0.1, 0.5, 1),
    }),
  )
  .map(([shares, rest]) => ({ ...shares, ...rest }));
const folded = some({ folds: fc.integer({ min: 3, max: 9 }), fold: fc.constantFrom(1, 3), seed: fc.nat() }, [
  "folds",
  "fold",
]);
const byColumn = some({ splitColumn: fc.constant("part"), validation: fc.constantFrom(0, 0.1), seed: fc.nat() }, [
  "splitColumn",
]);
const givenSplit = fc.oneof(
  some({ validation: fc.constantFrom(0, 0.1), stratify: fc.boolean(), seed: fc.nat() }),
  folded,
);
const ownSplit = fc.oneof(
  { arbitrary: split, weight: 4 },
  { arbitrary: folded, weight: 1 },
  { arbitrary: byColumn, weight: 1 },
);

const columnFeatures = ({ categories }: FileLayout) =>
  categories === undefined
    ? numericFeatures
    : fc.oneof(numericFeatures, oneHotFeatures, fc.tuple(numericFeatures, oneHotFeatures));

/** Experiments as a person may write them, with the layout that their data has. */
export const experimentCase: fc.Arbitrary<{ readonly input: ExperimentInput; readonly layout: FileLayout }> = fc
  .tuple(fc.constantFrom(textLayout, numberLayout, mixedLayout), fc.boolean())
  .chain(([layout, given]) => {
    const keys = {
      dataset: given ? some({ train: path, test: path }, ["train"]) : path,
      split: given ? givenSplit : ownSplit,
      features: layout.text === undefined ? columnFeatures(layout) : textFeatures,
    };
    // A model without a gradient has fewer options in training, and does not read vectors side by side.
    const classic = {
      ...keys,
      features: layout.text === undefined ? numericFeatures : terms,
      model: layout.text === undefined ? numberModel : termModel,
      training: some({ seed: fc.nat() }),
    };
    const online = {
      ...classic,
      model: some({ kind: fc.constant("perceptron"), averaged: fc.boolean() }, ["kind"]),
      training: evaluation.chain((keeping) =>
        some({ epochs: fc.integer({ min: 1, max: 100 }), seed: fc.nat() }).map((rest) => ({ ...rest, ...keeping })),
      ),
    };
    const weighted = (loss: fc.Arbitrary<unknown>) =>
      fc.tuple(optimization(), some({ loss, classWeights })).map(([rest, losing]) => ({ ...rest, ...losing }));
    const svm = { ...keys, model: fc.constant({ kind: "linearSvm" }), training: weighted(marginLoss) };
    const lossy = {
      ...keys,
      model: blocks.map((hidden) => ({ kind: "network", hidden })),
      training: weighted(anyLoss),
    };
    const embedded = {
      ...keys,
      features: fc.oneof(terms, hashed),
      model: fc.record({ kind: fc.constant("network"), embedding: some(embedding), hidden: blocks }),
      training: stepped,
    };
    const bag = {
      ...keys,
      features: fc.oneof(terms, hashed),
      model: some(
        {
          kind: fc.constant("embeddingBag"),
          ...embedding,
        },
        ["kind"],
      ),
      training: evaluation.chain((keeping) =>
        some({
          optimizer: some({ kind: fc.constant("sgd"), learningRate }),
          epochs: fc.integer({ min: 1, max: 9 }),
        }).map((rest) => ({ ...rest, ...keeping })),
      ),
    };
    const rest = fc.oneof(
      ...(layout.text === undefined
        ? []
        : [bag, embedded].map((one) => ({ weight: 1, arbitrary: some(one, ["dataset", "model"]) }))),
      { weight: 1, arbitrary: some(svm, ["dataset", "model"]) },
      { weight: 1, arbitrary: some(lossy, ["dataset", "model"]) },
      { weight: 4, arbitrary: some({ ...keys, model, training: stepped }, ["dataset"]) },
      { weight: 1, arbitrary: some({ ...keys, model: plainModel, training: fullBatch() }, ["dataset"]) },
      { weight: 1, arbitrary: some(classic, ["dataset", "features", "model"]) },
      { weight: 1, arbitrary: some(online, ["dataset", "features", "model"]) },
    );
    // What is built here is what the schema takes; the parse in each test proves it.
    return rest.map((input) => ({ input: input as unknown as ExperimentInput, layout }));
  });
