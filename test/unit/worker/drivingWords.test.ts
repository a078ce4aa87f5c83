import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ExampleInput } from "../../../src/data/inputTable.ts";
import { Bench } from "./reviews.ts";

const experiments = {
  "logistic regression on the authors": {
    files: { "authors.csv": "authors/authors.csv" },
    written: {
      dataset: "authors.csv",
      features: { kind: "tfidf", ngrams: [1, 2] },
      model: { kind: "logisticRegression" },
    },
    training: { epochs: 4, optimizer: { kind: "adam", learningRate: 0.02 } },
    splits: ["validation", "test", "train"],
  },
  "a network on the headlines": {
    files: {
      "train.tsv": "odia/odia.train.tsv",
      "validation.tsv": "odia/odia.validation.tsv",
      "test.tsv": "odia/odia.test.tsv",
    },
    written: {
      dataset: { train: "train.tsv", validation: "validation.tsv", test: "test.tsv" },
      features: { kind: "tfidf" },
      model: { kind: "network", hidden: [{ units: 16, activation: "relu" }] },
    },
    training: { epochs: 12, optimizer: { kind: "adam", learningRate: 0.02 } },
    splits: ["test"],
  },
} as const;

describe("without the word that drove the answer most, its class is less likely:", () => {
  it.each(Object.entries(experiments))(
    "%s, in at least 90 of 100 texts",
    async (_, { files, written, training, splits }) => {
      const bench = new Bench();
      for (const [name, path] of Object.entries(files))
        bench.ports.write(`/folder/${name}`, readFileSync(`samples/${path}`, "utf8"));
      const start = bench.start({ ...written, training });
      const { record } = await bench.train(start);
      const { accuracy, majorityAccuracy } = record.metrics.test ?? {};
      expect(accuracy, "it has learned something").toBeGreaterThan((majorityAccuracy ?? 1) + 0.03);
      const where = { runFolder: start.runFolder, baseFolder: "/folder" };
      const inputs: ExampleInput[] = [];
      const explained: { readonly classId: number; readonly before: number }[] = [];
      for (const split of splits)
        for (let example = 0; example < (record.metrics[split]?.examples ?? 0) && inputs.length < 200; example++) {
          const { input, explanation } = await bench.session.explainExample({
            ...where,
            split,
            example,
            classId: null,
          });
          const [top] = explanation.words.flatMap((word) => word ?? []).sort((a, b) => b.effect - a.effect);
          if (top === undefined || input.text === null) throw new Error("a text has words");
          // The word is taken out here anew, by its letters alone, and the text classified as any other.
          const word = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_])${top.name}(?![\\p{L}\\p{M}\\p{N}_])`, "giu");
          const text = input.text.normalize("NFC").replaceAll(word, "");
          expect(text).not.toBe(input.text);
          inputs.push({ ...input, text });
          const { classId, prediction } = explanation;
          explained.push({ classId, before: prediction.outputs[classId] ?? 0 });
        }
      const predictions = await bench.session.predict({ runFolder: where.runFolder, inputs });
      const lower = explained.filter(({ classId, before }, at) => (predictions[at]?.outputs[classId] ?? 1) < before);
      expect(inputs).toHaveLength(200);
      expect(lower.length).toBeGreaterThanOrEqual(180);
    },
    120_000,
  );
});
