import { describe, expect, it } from "vitest";
import { Bench } from "./reviews.ts";

const subjects = ["room", "bed", "bath", "view", "staff", "food", "pool", "lobby", "lift", "bar"];

/** Word vectors of the words of the reviews, but for some. */
function vectors(): string {
  const words = [...subjects, "the", "was", "lovely", "bright", "clean", "awful", "dark", "dirty", "cold"];
  return words.map((word, at) => `${word} ${[at / 9, 1 / (at + 1), (at % 4) - 1.5].join(" ")}\n`).join("");
}

function mixedTable(): string {
  const rows = Array.from({ length: 60 }, (_, at) => {
    const size = at % 7 === 0 ? "" : String((at * 13) % 17);
    return `${size},${at / 7},${["red", "blue", "", "green"][at % 4] ?? ""},${at % 3 === 0 ? "a" : at % 3 === 1 ? "b" : "c"}`;
  });
  return `size,weight,colour,kind\n${rows.join("\n")}\n`;
}

const wordVectors = (combine: string, more = {}) => ({
  kind: "wordVectors",
  path: "vectors.txt",
  combine,
  maxTokens: 6,
  ...more,
});
const network = { kind: "network", hidden: [{ units: 6, activation: "relu" }] };
const residual = {
  kind: "network",
  hidden: [
    { units: 5, activation: "tanh", norm: "batch", dropout: 0.2 },
    { units: 5, activation: "relu", norm: "layer", residual: 1 },
  ],
};
const logistic = { kind: "logisticRegression" };
const texts: Readonly<Record<string, Record<string, unknown>>> = {
  "tf-idf, logistic regression": { features: { kind: "tfidf", ngrams: [1, 2] }, model: logistic },
  "tf-idf of words and characters, linear SVM": {
    features: { kind: "tfidf", ngrams: [1, 2], characterNgrams: [2, 3] },
    model: { kind: "linearSvm" },
  },
  "counts, naive Bayes": { features: { kind: "counts" }, model: { kind: "naiveBayes" } },
  "counts, complement naive Bayes": {
    features: { kind: "counts" },
    model: { kind: "naiveBayes", variant: "complement" },
  },
  "counts of characters, perceptron": {
    features: { kind: "counts", characterNgrams: [2, 4] },
    model: { kind: "perceptron" },
  },
  "tf-idf, network": { features: { kind: "tfidf" }, model: network },
  "tf-idf, network with norms and a residual connection": { features: { kind: "tfidf" }, model: residual },
  "hashed n-grams, embedding bag": {
    features: { kind: "hashedNgrams", ngrams: [1, 2], buckets: 100 },
    model: { kind: "embeddingBag", dimension: 4 },
  },
  "hashed n-grams, network over an embedding": {
    features: { kind: "hashedNgrams", ngrams: [1, 2], buckets: 100 },
    model: { ...network, embedding: { dimension: 4 } },
  },
  "vectors side by side, network": { features: wordVectors("concat"), model: network },
  "mean vectors, network": { features: wordVectors("mean"), model: network },
  "mean vectors by tf-idf with a random one, logistic regression": {
    features: wordVectors("tfidfMean", { unknown: "random" }),
    model: logistic,
  },
  "mean vectors, Gaussian naive Bayes": {
    features: wordVectors("mean"),
    model: { kind: "naiveBayes", variant: "gaussian" },
  },
  "a union of terms and vectors, network": { features: [{ kind: "tfidf" }, wordVectors("concat")], model: network },
};
const tables: Readonly<Record<string, Record<string, unknown>>> = {
  "numbers and one-hot columns, network": { model: network },
  "numbers, naive Bayes": {
    features: { kind: "numeric", scale: "minMax", missing: "median" },
    model: { kind: "naiveBayes" },
  },
  "one-hot columns, averaged perceptron": {
    features: { kind: "oneHot", columns: ["colour"] },
    model: { kind: "perceptron", averaged: true },
  },
};

async function trained(written: Record<string, unknown>, epochs: number | null = 3) {
  const bench = new Bench();
  bench.ports.write("/folder/vectors.txt", vectors());
  bench.ports.write("/folder/mixed.csv", mixedTable());
  const { kind } = written["model"] as { kind: string };
  const counted = kind === "naiveBayes" || epochs === null;
  const start = bench.start({ ...written, ...(!counted && { training: { epochs } }) });
  const run = await bench.train(start);
  expect(run.record.message).toBeNull();
  const where = { runFolder: start.runFolder, baseFolder: "/folder" };
  return { bench, run, where };
}

describe("a stored run classifies", () => {
  it.each([
    ...Object.entries(texts),
    ...Object.entries(tables).map(
      ([name, written]) =>
        [
          name,
          { dataset: { path: "mixed.csv", label: "kind", features: ["size", "weight", "colour"] }, ...written },
        ] as const,
    ),
  ])("its own examples to the same bits: %s", async (_, written) => {
    const { bench, run, where } = await trained(written);
    for (const split of ["validation", "test"] as const) {
      const stored = run.arrays.get(`predictions.${split}`)?.values ?? [];
      const count = run.arrays.get(`labels.${split}`)?.values.length ?? 0;
      expect(count).toBeGreaterThan(1);
      const explained = [];
      for (let example = 0; example < count; example++)
        explained.push(await bench.session.explainExample({ ...where, split, example, classId: null }));
      expect(explained.flatMap(({ explanation }) => explanation.prediction.outputs)).toEqual([...stored]);
      // All at once, and in another order, as well as one by one.
      const inputs = explained.map(({ input }) => input).reverse();
      const again = await bench.session.predict({ runFolder: where.runFolder, inputs });
      expect([...again].reverse().flatMap(({ outputs }) => outputs)).toEqual([...stored]);
      expect(explained.every(({ warning }) => warning === null)).toBe(true);
    }
    await bench.session.forgetModel(where.runFolder);
  });

  it("refuses weights and features that do not fit, and a run without a model", async () => {
    const { bench, run, where } = await trained(texts["tf-idf, network"] ?? {});
    const { runFolder } = where;
    const ask = () => bench.session.predict({ runFolder, inputs: [{ text: "a room", columns: {} }] });
    const { weights } = run;
    run.weights = weights.slice(1);
    await expect(ask()).rejects.toThrow("do not fit");
    run.weights = weights;
    await expect(bench.session.predict({ runFolder, inputs: [{ text: null, columns: {} }] })).rejects.toThrow(
      "Give a text",
    );
    await bench.session.forgetModel(runFolder);
    bench.ports.features.clear();
    await expect(ask()).rejects.toThrow("features are not there");
    run.model = null;
    await expect(ask()).rejects.toThrow("has no model");
  });

  it("refuses a cell that is no number, by its column", async () => {
    const { bench, where } = await trained({
      dataset: { path: "mixed.csv", label: "kind", features: ["size", "weight", "colour"] },
      ...tables["numbers and one-hot columns, network"],
    });
    const inputs = [{ text: null, columns: { size: "seven" } }];
    await expect(bench.session.predict({ runFolder: where.runFolder, inputs })).rejects.toThrow(
      "size: “seven” is not a number",
    );
  });
});

describe("an explanation", () => {
  it("cuts the text as it was written, and leaves each word out wherever it stands", async () => {
    const { bench, where } = await trained(texts["tf-idf, logistic regression"] ?? {}, 20);
    const text = "The LOVELY room — the bath was lovely!";
    const runFolder = where.runFolder;
    const explanation = await bench.session.explain({ runFolder, input: { text, columns: {} }, classId: 1 });
    expect(explanation.pieces.map((piece) => piece.text).join("")).toBe(text);
    const lovely = explanation.words.findIndex((word) => word?.name === "lovely");
    expect(explanation.pieces.filter(({ word }) => word === lovely).map((piece) => piece.text)).toEqual([
      "LOVELY",
      "lovely",
    ]);
    const [strongest] = [...explanation.words].sort((one, other) => (other?.effect ?? 0) - (one?.effect ?? 0));
    expect(strongest?.name).toBe("lovely");
    const without = { text: "The  room — the bath was !", columns: {} };
    const [predicted] = await bench.session.predict({ runFolder, inputs: [without] });
    expect(strongest?.without).toBe(predicted?.outputs[1]);
    expect(predicted?.outputs[1]).toBeLessThan(explanation.prediction.outputs[1] ?? 0);
  });

  it("leaves columns empty in turn", async () => {
    const { bench, where } = await trained({
      dataset: { path: "mixed.csv", label: "kind", features: ["size", "weight", "colour"] },
      ...tables["numbers and one-hot columns, network"],
    });
    const input = { text: null, columns: { size: "3", weight: "1.5", colour: "red" } };
    const { runFolder } = where;
    const explanation = await bench.session.explain({ runFolder, input, classId: null });
    expect(explanation.columns.map(({ name }) => name).sort()).toEqual(["colour", "size", "weight"]);
    const [predicted] = await bench.session.predict({
      runFolder,
      inputs: [{ text: null, columns: { weight: "1.5", colour: "red" } }],
    });
    const size = explanation.columns.find(({ name }) => name === "size");
    expect(size?.without).toBe(predicted?.outputs[explanation.classId]);
  });

  it("says of a long text which words were not tried", async () => {
    const { bench, where } = await trained(texts["counts, naive Bayes"] ?? {});
    const text = Array.from({ length: 310 }, (_, at) => `word${String(at)}`).join(" ");
    const { words } = await bench.session.explain({
      runFolder: where.runFolder,
      input: { text, columns: {} },
      classId: null,
    });
    expect([words.length, words.filter((word) => word === null).length]).toEqual([310, 10]);
  });
});
