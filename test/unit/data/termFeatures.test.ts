import { describe, expect, it } from "vitest";
import { finish, finishAsync } from "../../../src/base/work.ts";
import { fitFeaturizer, restoreFeaturizer } from "../../../src/data/featurize.ts";
import type { TermOptions } from "../../../src/data/featurizer.ts";
import type { ExampleTable } from "../../../src/data/table.ts";
import figures from "../../fixtures/data/terms.json" with { type: "json" };
import { failure, textTable, words } from "./support.ts";

const noPorts = { openVectors: () => Promise.reject(new Error("no vectors here")), drive: finishAsync, seed: 1 };

/** The fixture's texts, one of them empty, in a table. */
function fixtureTable(): ExampleTable {
  const { texts } = figures;
  return {
    ...{ size: texts.length, classes: ["a", "b"], labels: new Int32Array(texts.length), texts, numeric: new Map() },
    ...{ fileOf: new Uint8Array(texts.length), lineOf: new Uint32Array(texts.length), files: [] },
  };
}

function allOf(table: ExampleTable): Uint32Array {
  return Uint32Array.from({ length: table.size }, (_, id) => id);
}

describe("term features", () => {
  it.each(figures.cases.map((one) => [JSON.stringify(one.options), one] as const))(
    "are scikit-learn's: %s",
    async (_, { options: written, terms, offsets, indices, values }) => {
      const options = written as unknown as TermOptions;
      const table = fixtureTable();
      const fitted = await fitFeaturizer(options, table, { train: Uint32Array.from(figures.train) }, noPorts);
      expect(fitted.columns).toBe(terms.length);
      expect(fitted.state().json).toEqual({ terms });
      const { matrix } = finish(fitted.transform(table, allOf(table)));
      if (matrix.kind !== "csr") throw new Error("terms make sparse rows");
      expect([...matrix.offsets]).toEqual(offsets);
      expect([...matrix.indices]).toEqual(indices);
      values.forEach((value, at) => expect(matrix.values[at]).toBeCloseTo(value, 6));
      expect(matrix.values).toHaveLength(values.length);
      const restored = finish(restoreFeaturizer(options, fitted.state()).transform(table, allOf(table)));
      expect(restored.matrix).toEqual(matrix);
    },
  );

  it("need a term that is rare enough, and say so", async () => {
    const table = await textTable({
      all: [
        ["tea", "x"],
        ["tea", "y"],
      ],
    });
    const options: TermOptions = {
      ...{ kind: "tfidf", ngrams: [1, 1], minDocumentFrequency: 1, maxDocumentFrequency: 0.5, tokenizer: words },
    };
    const fit = fitFeaturizer(options, table, { train: Uint32Array.of(0, 1) }, noPorts);
    expect(await failure(fit)).toContain(
      "No term is in 1 to 1 of the training texts. Lower minDocumentFrequency or raise maxDocumentFrequency.",
    );
  });

  it("know the words of the training texts only, and report the others by frequency", async () => {
    const table = await textTable({
      all: [
        ["tea and cake", "x"],
        ["rain", "y"],
        ["tea with milk, milk and rum", "x"],
        ["", "y"],
      ],
    });
    const options: TermOptions = { kind: "tfidf", ngrams: [1, 2], minDocumentFrequency: 1, tokenizer: words };
    const fitted = await fitFeaturizer(options, table, { train: Uint32Array.of(0, 1) }, noPorts);
    expect(fitted.summary).toBe("tf-idf of 1–2-word terms, 6 terms");
    expect(finish(fitted.transform(table, Uint32Array.of(2, 3))).coverage).toEqual({
      ...{ total: 6, unknown: 4, cutExamples: 0, cutTokens: 0, emptyExamples: 1 },
      commonestUnknown: [
        ["milk", 2],
        ["rum", 1],
        ["with", 1],
      ],
    });
  });

  it("are refused when no term is common enough", async () => {
    const table = await textTable({
      all: [
        ["tea", "x"],
        ["rain", "y"],
      ],
    });
    const options: TermOptions = { kind: "counts", ngrams: [1, 1], minDocumentFrequency: 2, tokenizer: words };
    const fit = fitFeaturizer(options, table, { train: Uint32Array.of(0, 1) }, noPorts);
    expect(await failure(fit)).toContain("No term is in 2 or more of the training texts. Lower minDocumentFrequency");
  });
});
