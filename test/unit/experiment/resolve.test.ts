import { describe, expect, it } from "vitest";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { datasetFiles, resolveExperiment } from "../../../src/experiment/resolve.ts";
import type { ResolvedExperiment } from "../../../src/experiment/resolved.ts";
import { numberLayout, textLayout } from "./arbitrary.ts";

function resolve(written: Record<string, unknown>, layout = textLayout): ResolvedExperiment {
  const spec = parseExperiment(JSON.stringify({ dataset: "data/a.csv", ...written }));
  return resolveExperiment(spec, { layout, resolvePath: (path) => `/files/${path}` });
}

describe("the defaults of an experiment", () => {
  it("are tfidf of words 1–2 with logistic regression for texts", () => {
    const { features, model, split } = resolve({});
    expect(features).toEqual({
      kind: "tfidf",
      ngrams: [1, 2],
      minDocumentFrequency: 1,
      tokenizer: { kind: "words", lowercase: true },
    });
    expect(model).toEqual({ kind: "logisticRegression" });
    expect(split).toEqual({ train: 0.8, validation: 0.1, test: 0.1, stratify: true, seed: 1 });
  });

  it("are standardised columns with one hidden layer of 32 relu units for numbers", () => {
    const { features, model } = resolve({}, numberLayout);
    expect(features).toEqual({ kind: "numeric", scale: "standard", missing: "mean" });
    expect(model).toEqual({
      kind: "network",
      hidden: [{ units: 32, activation: "relu" }],
      initializer: { kind: "xavierUniform" },
    });
  });

  it("are an input for each value beside the numbers where columns have few values", () => {
    const oneHot = { kind: "oneHot", columns: ["place", "sex"], maxValues: 100 };
    const numeric = { kind: "numeric", scale: "standard", missing: "mean" };
    const layout = { ...numberLayout, categories: ["place", "sex"] };
    expect(resolve({}, layout).features).toEqual({ kind: "union", of: [numeric, oneHot] });
    expect(resolve({}, { ...layout, numeric: [] }).features).toEqual(oneHot);
    expect(resolve({ features: { kind: "oneHot" } }, layout).features).toEqual(oneHot);
    // What says which examples belong together tells nothing of their class.
    expect(resolve({ split: { groupColumn: "sex" } }, layout).features).toMatchObject({
      of: [numeric, { columns: ["place"] }],
    });
  });

  it("take a list of features as their union, of a single one as that one, and name what is wrong by its place", () => {
    const layout = { ...textLayout, numeric: ["stars"] };
    const vectors = { kind: "wordVectors", path: "v.txt", combine: "mean" } as const;
    const both = resolve({ features: [{ kind: "tfidf" }, vectors, { kind: "numeric" }] }, layout);
    expect(both.features).toEqual({
      kind: "union",
      of: [
        resolve({ features: { kind: "tfidf" } }, layout).features,
        resolve({ features: vectors }, layout).features,
        { kind: "numeric", scale: "standard", missing: "mean" },
      ],
    });
    // Linear because of the terms; adam because vectors are so much larger than the weights of terms.
    expect(both).toMatchObject({
      model: { kind: "logisticRegression" },
      training: { optimizer: { kind: "adam", learningRate: 0.01 }, epochs: 40 },
    });
    // Of plain descent steps as long as the steepest part bears, epochs as the slowest one needs.
    const sgd = { optimizer: { kind: "sgd" } } as const;
    expect(resolve({ features: [{ kind: "tfidf" }, vectors], training: sgd }, layout)).toMatchObject({
      training: { optimizer: { learningRate: 0.05 }, epochs: 200 },
    });
    const adam = { optimizer: { kind: "adam" } } as const;
    const rateWith = (combine: "mean" | "concat") =>
      resolve({ features: [{ kind: "tfidf" }, { ...vectors, combine }], training: adam }, layout).training.optimizer;
    expect([rateWith("mean"), rateWith("concat")]).toMatchObject([{ learningRate: 0.01 }, { learningRate: 0.001 }]);
    expect(resolve({ features: [vectors, { kind: "numeric" }] }, layout).model).toMatchObject({
      kind: "network",
      hidden: [{ units: 100 }],
    });
    expect(resolve({ features: [{ kind: "counts" }] })).toEqual(resolve({ features: { kind: "counts" } }));
    expect(() => resolve({ features: [{ kind: "tfidf" }, { kind: "numeric" }] })).toThrow(
      "features.1.kind: The data has no columns of numbers.",
    );
  });

  it("count words unless only characters are asked for", () => {
    const of = (more: object) => resolve({ features: { kind: "tfidf", ...more } }).features;
    expect(of({})).toMatchObject({ ngrams: [1, 2] });
    expect(of({ characterNgrams: [2, 5] })).not.toHaveProperty("ngrams");
    expect(of({ characterNgrams: [2, 5], ngrams: [1, 1] })).toMatchObject({ ngrams: [1, 1], characterNgrams: [2, 5] });
  });

  it("refuse one-hot columns that are not there, naming those that are", () => {
    const layout = { ...numberLayout, categories: ["place", "sex"] };
    expect(() => resolve({ features: { kind: "oneHot", columns: ["place", "size"] } }, layout)).toThrow(
      /features\.columns\.1: "size" is not one of the columns .* Choose among "place" and "sex"/,
    );
    expect(() => resolve({ features: { kind: "oneHot" } }, numberLayout)).toThrow(/no columns of text with few values/);
  });

  it("are the paper's network for word vectors", () => {
    const { features, model, training } = resolve({ features: { kind: "wordVectors", path: "v/glove.txt" } });
    expect(features).toMatchObject({ path: "/files/v/glove.txt", combine: "concat", maxTokens: 300, unknown: "mean" });
    expect(model).toMatchObject({ hidden: [{ units: 100, activation: "relu" }] });
    expect(training).toMatchObject({ optimizer: { kind: "sgd", learningRate: 0.01 }, batchSize: 32, l2: 0 });
  });

  it("give way to what is written", () => {
    const { training, model } = resolve({
      model: { kind: "network", hidden: [], initializer: "normal" },
      training: { optimizer: { learningRate: 7 }, epochs: 2, l2: 0.5, keep: "last", seed: 9, batchSize: 4 },
    });
    expect(model).toEqual({ kind: "network", hidden: [], initializer: { kind: "normal", deviation: 0.01 } });
    expect(training).toEqual({
      loss: { kind: "crossEntropy" },
      optimizer: { kind: "sgd", learningRate: 7 },
      batchSize: 4,
      epochs: 2,
      l2: 0.5,
      keep: "last",
      seed: 9,
    });
  });

  it("know the same deviation for normal by name and as an object", () => {
    const byName = resolve({ model: { kind: "network", initializer: "normal" } });
    const asObject = resolve({ model: { kind: "network", initializer: { kind: "normal" } } });
    expect(byName).toEqual(asObject);
  });
});

describe("the optimizer", () => {
  it("gets every option of its kind written out, and a learning rate that suits it", () => {
    const of = (optimizer: object): unknown => resolve({ training: { optimizer } }).training.optimizer;
    expect(of({ kind: "adam" })).toEqual({
      kind: "adam",
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    });
    expect(of({ kind: "rmsprop", momentum: 0.5, decay: 0.9 })).toEqual({
      kind: "rmsprop",
      learningRate: 0.01,
      decay: 0.9,
      epsilon: 1e-8,
      momentum: 0.5,
    });
    expect(of({ kind: "adagrad", epsilon: 1e-6 })).toEqual({ kind: "adagrad", learningRate: 0.5, epsilon: 1e-6 });
    expect(of({ momentum: 0.9 })).toEqual({ kind: "sgd", learningRate: 3, momentum: 0.9, nesterov: false });
    expect(of({ momentum: 0 })).toEqual({ kind: "sgd", learningRate: 3 });
  });

  it("is refused with an option that it does not have, naming the key and who has it", () => {
    const failure = (optimizer: object): unknown => {
      try {
        return resolve({ training: { optimizer } });
      } catch (error) {
        return error;
      }
    };
    expect(failure({ kind: "adam", momentum: 0.9 })).toMatchObject({
      message: expect.stringContaining('adam has no option "momentum"') as string,
      place: { field: "training.optimizer.momentum" },
    });
    expect(String(failure({ beta1: 0.5 }))).toContain("choose adam");
    expect(String(failure({ nesterov: true }))).toContain("momentum");
  });

  it("is joined by penalties, clipping and a schedule only where they are on", () => {
    const { training } = resolve({
      training: { l1: 0, weightDecay: 0.1, clipNorm: 5, schedule: { kind: "cosine" }, warmUpEpochs: 2 },
    });
    expect(training).toMatchObject({
      weightDecay: 0.1,
      clipNorm: 5,
      schedule: { kind: "cosine", floor: 0 },
      warmUpEpochs: 2,
    });
    expect(training).not.toHaveProperty("l1");
    const { training: plain } = resolve({ training: { schedule: { kind: "constant" }, warmUpEpochs: 0 } });
    expect(plain).not.toHaveProperty("schedule");
    expect(plain).not.toHaveProperty("warmUpEpochs");
  });
});

describe("the shares of a split", () => {
  it.each([
    [{ train: 0.7 }, [0.7, 0.15, 0.15]],
    [{ validation: 0.2 }, [0.7, 0.2, 0.1]],
    [{ train: 0.8, validation: 0.2 }, [0.8, 0.2, 0]],
    [{ train: 0.8, test: 0 }, [0.8, 0.2, 0]],
    [{ test: 0 }, [0.9, 0.1, 0]],
    [{ train: 1 }, [1, 0, 0]],
    [{ train: 0.5, validation: 0.25, test: 0.25 }, [0.5, 0.25, 0.25]],
    [{ train: 1 / 3, validation: 1 / 3, test: 1 / 3 }, [1 / 3, 1 / 3, 1 / 3]],
  ])("of %o are completed to %o", (written, expected) => {
    const { train, validation, test } = resolve({ split: written }).split;
    expect([train, validation, test]).toEqual(expected);
  });

  it.each([
    { train: 0.8, validation: 0.3 },
    { validation: 0.6, test: 0.6 },
    { train: 0.5, validation: 0.1, test: 0.1 },
  ])("are refused when they do not sum to 1: %o", (written) => {
    expect(() => resolve({ split: written })).toThrow(/split: The shares sum to more or less than 1/);
  });

  it("leave something to train on", () => {
    expect(() => resolve({ split: { train: 0, validation: 0.5, test: 0.5 } })).toThrow("Give train a share above 0.");
  });
});

describe("files that come split", () => {
  it("have a tenth of train set aside for validation", () => {
    const { dataset, split } = resolve({ dataset: { train: "a.tsv", test: { path: "b.tsv" } } });
    expect(dataset.files).toEqual([
      { role: "train", path: "/files/a.tsv" },
      { role: "test", path: "/files/b.tsv" },
    ]);
    expect(split).toMatchObject({ train: 0.9, validation: 0.1, test: 0 });
  });

  it("keep all of train when validation is given or not wanted", () => {
    expect(resolve({ dataset: { train: "a", validation: "b" } }).split).toMatchObject({ train: 1, validation: 0 });
    expect(resolve({ dataset: { train: "a" }, split: { validation: 0 } }).split).toMatchObject({ train: 1 });
  });

  it("refuse shares that the files have already decided", () => {
    const dataset = { train: "a", validation: "b" };
    expect(() => resolve({ dataset, split: { test: 0.1 } })).toThrow("split.test");
    expect(() => resolve({ dataset, split: { validation: 0.1 } })).toThrow("split.validation");
    expect(() => resolve({ dataset: { train: "a" }, split: { validation: 0.2 } })).toThrow("split.validation");
    expect(() => resolve({ dataset: { train: "a" }, split: { train: 0.8 } })).toThrow("split.train");
  });

  it("say what is known of their layout, the training file first", () => {
    const spec = parseExperiment('{"dataset": {"test": "b", "train": {"path": "a", "format": "csv", "label": "y"}}}');
    expect(datasetFiles(spec)).toEqual([
      { role: "train", path: "a", choices: { format: "csv", label: "y" } },
      { role: "test", path: "b", choices: {} },
    ]);
  });
});

describe("features that the data does not have", () => {
  it("are refused, naming the key", () => {
    expect(() => resolve({ features: { kind: "numeric" } })).toThrow(/features\.kind: The data has no columns of numb/);
    expect(() => resolve({ features: { kind: "tfidf" } }, numberLayout)).toThrow(
      /features\.kind: The data has no colu/,
    );
  });
});

describe("folds", () => {
  const refusal = (written: Record<string, unknown>) => {
    try {
      resolve(written);
    } catch (error) {
      return String(error);
    }
    return "none";
  };

  it("hold one of them out for validation, and have a test split only where it is given", () => {
    const of = (split: object) => resolve({ split }).split;
    const rest = { stratify: true, seed: 1, folds: 5, fold: 2 };
    expect(of({ folds: 5, fold: 2 })).toEqual({ train: 0.8, validation: 0.2, test: 0, ...rest });
    expect(of({ folds: 5, fold: 2, test: 0.5 })).toEqual({ train: 0.4, validation: 0.1, test: 0.5, ...rest });
    const files = { dataset: { train: "a.csv", test: "b.csv" } };
    expect(resolve({ ...files, split: { folds: 4, fold: 1 } }).split).toMatchObject({ train: 0.75, test: 0 });
  });

  it("of one run must name the one held out; shares that they decide are refused", () => {
    expect(refusal({ split: { folds: 5 } })).toMatch(/split\.folds: There are 5 folds.*"fold": 1 to 5/s);
    expect(refusal({ split: { folds: 5, fold: 6 } })).toContain("at most folds, 5");
    expect(refusal({ split: { fold: 1 } })).toContain("split.fold");
    expect(refusal({ split: { folds: 5, fold: 1, train: 0.5 } })).toContain("split.train");
    const given = { train: "a.csv", validation: "b.csv" };
    expect(refusal({ dataset: given, split: { folds: 5, fold: 1 } })).toContain("names its validation file");
  });

  it("are swept without options, at most 10,000 runs in all, and are no option themselves", () => {
    expect(() => parseExperiment('{"dataset": "a", "split": {"folds": 3}, "sweep": {}}')).not.toThrow();
    expect(() => parseExperiment('{"dataset": "a", "sweep": {}}')).toThrow(/at least one option/);
    const many = { dataset: "a", split: { folds: 11 }, sweep: { repeat: 1000 } };
    expect(() => parseExperiment(JSON.stringify(many))).toThrow(/at most 10000 runs/);
    const twice = { dataset: "a", split: { folds: 3 }, sweep: { over: { "split.fold": [1, 2] } } };
    expect(() => parseExperiment(JSON.stringify(twice))).toThrow(/trains each trial on all folds/);
  });
});

describe("a split column", () => {
  const layout = { ...textLayout, columns: [...textLayout.columns, "part"], splitColumn: "part" };
  it("that the data shows counts unless the experiment says how to split", () => {
    const byColumn = { train: 0.9, validation: 0.1, test: 0, splitColumn: "part" };
    expect(resolve({}, layout).split).toMatchObject(byColumn);
    expect(resolve({ split: { seed: 3 } }, layout).split).toMatchObject({ ...byColumn, seed: 3 });
    expect(resolve({ split: { splitColumn: "other" } }, layout).split).toMatchObject({ splitColumn: "other" });
    for (const split of [{ test: 0.2 }, { groupColumn: "author" }, { folds: 3, fold: 1 }])
      expect(resolve({ split }, layout).split).not.toHaveProperty("splitColumn");
  });

  it("goes with no shares but those of the train rows, and with no files of each split", () => {
    expect(() => resolve({ split: { splitColumn: "part", test: 0.2 } }, layout)).toThrow(
      /split.test: 0.2 cannot be used/,
    );
    const files = { train: "a.csv", test: "b.csv" };
    expect(() => resolve({ dataset: files, split: { splitColumn: "part" } }, layout)).toThrow(
      /split.splitColumn: The dataset names its files/,
    );
    expect(resolve({ dataset: files }, layout).split).not.toHaveProperty("splitColumn");
  });
});
