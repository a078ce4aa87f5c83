import type { FeatureOptions } from "../../../../src/data/featurizer.ts";
import type { FileLayout } from "../../../../src/data/layout.ts";
import { describe, expect, test } from "vitest";
import { checkExperiment } from "../../../../src/experiment/parse.ts";
import {
  choicesDocument,
  modelChoices,
  columnFeatures,
  recipeChoices,
  textFeatures,
} from "../../../../src/ui/train/choices.ts";
import { namedFiles } from "../../../../src/services/namedFiles.ts";

const vectors = [{ name: "vectors/glove.txt", path: "/w/vectors/glove.txt" }];
const write = (path: string): string => path.replace("/w/", "");

function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new Error("nothing to choose");
  return item;
}

const numbers: FileLayout = {
  ...{ format: "table", delimiter: ",", header: true, columns: ["width", "place", "label"] },
  ...{ label: "label", numeric: ["width"] },
};
const mixed: FileLayout = { ...numbers, categories: ["place"] };

describe("choices by quick pick", () => {
  test.each([
    ["texts", textFeatures(vectors)],
    ["numbers", columnFeatures(numbers)],
    ["numbers and few values", columnFeatures(mixed)],
    ["few values", columnFeatures({ ...mixed, numeric: [] })],
  ])("taking the first of each for %s writes the dataset alone", (_, features) => {
    const model = first(modelChoices({ kind: "logisticRegression" }));
    const document = choicesDocument({ dataset: "/w/data/reviews.tsv", features: first(features), model }, write);
    expect(JSON.stringify(document)).toBe('{"dataset":"data/reviews.tsv"}');
  });

  test("every choice makes an experiment that the schema takes", () => {
    for (const features of [...textFeatures(vectors), ...columnFeatures(mixed)])
      for (const model of modelChoices({ kind: "logisticRegression" })) {
        const text = JSON.stringify(choicesDocument({ dataset: "/w/a.tsv", features, model }, write));
        expect(checkExperiment(text).problems, text).toEqual([]);
      }
  });

  test("a recipe writes features, model and training, its word vectors from the nearest file", () => {
    const layout = { format: "table", delimiter: ",", header: true, columns: ["text", "label"] } as const;
    const offered = recipeChoices({ ...layout, label: "label", text: "text", numeric: [] }, vectors);
    const paper = offered.find(({ recipe }) => recipe.id === "paperNetwork");
    if (paper === undefined) throw new Error("the paper's network is offered where there are word vectors");
    const document = choicesDocument({ dataset: "/w/data/reviews.tsv", recipe: paper }, write);
    expect(document).toMatchObject({ dataset: "data/reviews.tsv", features: { path: "vectors/glove.txt" } });
    expect(
      offered.filter(({ recipe }) => recipe.needs === "text").every((choice) => choice.vectors === undefined),
    ).toBe(true);
  });

  test("every choice has a name and one sentence", () => {
    const byDefault = { kind: "network", hidden: [], initializer: { kind: "xavierUniform" } } as const;
    const all = [...textFeatures(vectors), ...columnFeatures(mixed), ...modelChoices(byDefault)];
    for (const { label, sentence } of all) expect(`${label} ${sentence}`).toMatch(/\S.* \S.*[.]$/);
    expect(new Set(all.map(({ label }) => label)).size).toBe(all.length);
  });

  test("the default model stands first and only once", () => {
    const relu = { units: 32, activation: "relu" } as const;
    const network = { kind: "network", hidden: [relu], initializer: { kind: "xavierUniform" } } as const;
    const labels = modelChoices(network).map(({ label }) => label);
    expect(labels[0]).toBe("Network, one hidden layer of 32 ReLU units");
    expect(new Set(labels).size).toBe(labels.length);
    expect(modelChoices({ kind: "logisticRegression" })[0]?.label).toBe("Logistic regression");
  });

  test("the embedding bag stands next to the default for hashed sequences, and only for counts of terms", () => {
    const tokenizer = { kind: "words", lowercase: true } as const;
    const byDefault = { kind: "logisticRegression" } as const;
    const hashed = { kind: "hashedNgrams", ngrams: [1, 2], buckets: 9, tokenizer } as const;
    const numeric = { kind: "numeric", scale: "none", missing: "mean" } as const;
    const kinds = (features: FeatureOptions) => modelChoices(byDefault, features).map(({ value }) => value?.kind);
    expect(kinds(hashed)[1]).toBe("embeddingBag");
    expect(kinds({ kind: "union", of: [hashed, hashed] })).toContain("embeddingBag");
    expect(kinds({ kind: "union", of: [hashed, numeric] })).not.toContain("embeddingBag");
  });

  test("a default that no choice offers is named by what it is", () => {
    const odd = { units: 7, activation: "tanh" } as const;
    const network = { kind: "network", hidden: [odd], initializer: { kind: "normal" } } as const;
    expect(modelChoices(network)[0]).toMatchObject({ label: "Network, hidden layers: 7 tanh", value: undefined });
  });
});

describe("the files that an experiment names", () => {
  test.each([
    ['{"dataset": "../a.csv"}', ["../a.csv"]],
    ['{"dataset": {"train": "a", "validation": {"path": "b"}, "test": "/etc/passwd"}}', ["a", "b", "/etc/passwd"]],
    ['{"dataset": "a", "features": {"kind": "wordVectors", "path": "v.txt"}} // vectors too', ["a", "v.txt"]],
    [
      '{"dataset": "a", "features": [{"kind": "wordVectors", "path": "v"}, {"kind": "wordVectors", "path": "w"}]}',
      ["a", "v", "w"],
    ],
    ['{"dataset": 3}', []],
    ["not JSON", []],
  ])("%s", (text, files) => {
    expect(namedFiles(text)).toEqual(files);
  });
});
