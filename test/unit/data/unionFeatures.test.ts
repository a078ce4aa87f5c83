import fc from "fast-check";
import { expect, it } from "vitest";
import { finish, finishAsync } from "../../../src/base/work.ts";
import { fitFeaturizer, restoreFeaturizer } from "../../../src/data/featurize.ts";
import {
  type FeatureOptions,
  isSparse,
  type PartOptions,
  type TermOptions,
  type UnionOptions,
  type WordVectorOptions,
} from "../../../src/data/featurizer.ts";
import type { ExampleTable } from "../../../src/data/table.ts";
import { bytesSource, failure, readText, words } from "./support.ts";

const ports = {
  openVectors: (path: string) => Promise.resolve(bytesSource("tea 1 0\nrain 0 1\nmilk 0.5 -0.25\nelse 2 2\n", path)),
  drive: finishAsync,
  seed: 1,
};
const terms: TermOptions = { kind: "tfidf", ngrams: [1, 2], minDocumentFrequency: 1, tokenizer: words };
const characters: TermOptions = {
  ...{ kind: "tfidf", characterNgrams: [2, 3], minDocumentFrequency: 1, tokenizer: words },
};
const hashed = { kind: "hashedNgrams", ngrams: [1, 2], buckets: 50, tokenizer: words } as const;
const numbers = { kind: "numeric", scale: "standard", missing: "mean" } as const;
const oneHot = { kind: "oneHot", columns: ["place"], maxValues: 5 } as const;
const mean: WordVectorOptions = {
  ...{ kind: "wordVectors", path: "v.txt", combine: "mean", maxTokens: 3, unknown: "mean", tokenizer: words },
};
const concat: WordVectorOptions = { ...mean, combine: "concat" };
const weighted: WordVectorOptions = { ...mean, combine: "tfidfMean", unknown: "zero" };
const everyKind: readonly PartOptions[] = [terms, characters, hashed, numbers, oneHot, mean, weighted, concat];
const splits = { train: Uint32Array.of(0, 1, 2) };
const all = Uint32Array.of(0, 1, 2, 3);

/** A table of texts with a column of numbers and one of few values; of the texts one is empty and one is cut. */
async function mixedTable(): Promise<ExampleTable> {
  const numeric = new Map([["size", Float64Array.of(1, 2, 6, NaN)]]);
  const categories = new Map([["place", ["here", "there", "here", ""]]]);
  const table = await readText("text,kind\ntea and milk tea,a\nrain,b\n,a\nmilk rain,b\n", {
    label: "kind",
    text: "text",
  });
  return { ...table, numeric, categories };
}

async function made(options: FeatureOptions, table: ExampleTable) {
  const fitted = await fitFeaturizer(options, table, splits, ports);
  const { matrix, coverage } = finish(fitted.transform(table, all));
  const rows = Array.from({ length: matrix.rows }, () => new Array<number>(matrix.columns).fill(0));
  rows.forEach((row, r) => {
    if (matrix.kind === "sequence")
      for (let at = matrix.offsets[r] ?? 0; at < (matrix.offsets[r + 1] ?? 0); at++)
        for (let i = 0; i < matrix.table.columns; i++)
          row[(at - (matrix.offsets[r] ?? 0)) * matrix.table.columns + i] =
            matrix.table.values[(matrix.ids[at] ?? 0) * matrix.table.columns + i] ?? 0;
    else if (matrix.kind === "dense")
      for (let c = 0; c < row.length; c++) row[c] = matrix.values[r * row.length + c] ?? 0;
    else
      for (let at = matrix.offsets[r] ?? 0; at < (matrix.offsets[r + 1] ?? 0); at++)
        row[matrix.indices[at] ?? 0] = matrix.values[at] ?? 0;
  });
  return { fitted, matrix, coverage, rows };
}

it("a union holds the columns of its parts side by side, in their order, whatever their kinds", async () => {
  const table = await mixedTable();
  const parts = fc.shuffledSubarray([...everyKind], { minLength: 2 });
  await fc.assert(
    fc.asyncProperty(parts, async (of) => {
      const whole = await made({ kind: "union", of }, table);
      const apart = await Promise.all(of.map((part) => made(part, table)));
      expect(whole.rows).toEqual(
        all.reduce<number[][]>((rows, id) => [...rows, apart.flatMap((part) => part.rows[id] ?? [])], []),
      );
      expect(whole.fitted.columns).toBe(apart.reduce((sum, part) => sum + part.fitted.columns, 0));
      expect(whole.matrix.kind).toBe(isSparse({ kind: "union", of }) ? "csr" : "dense");
      expect(whole.matrix.kind).toBe(apart.every(({ matrix }) => matrix.kind === "dense") ? "dense" : "csr");
      expect(whole.coverage.total).toBe(apart.reduce((sum, part) => sum + part.coverage.total, 0));
      expect(whole.coverage.emptyExamples).toBe(whole.rows.filter((row) => row.every((value) => value === 0)).length);
    }),
    { numRuns: 60 },
  );
});

it("indices ascend within a sparse row of a union", async () => {
  const { matrix } = await made({ kind: "union", of: everyKind }, await mixedTable());
  if (matrix.kind !== "csr") throw new Error("a union with terms is sparse");
  for (let row = 0; row < matrix.rows; row++) {
    const indices = [...matrix.indices.subarray(matrix.offsets[row], matrix.offsets[row + 1])];
    expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
  }
});

it("vectors in the order of a text take room in a union for the tokens of the text alone", async () => {
  const long = { ...concat, maxTokens: 100_000 };
  const { matrix, coverage } = await made({ kind: "union", of: [long, numbers] }, await mixedTable());
  if (matrix.kind !== "csr") throw new Error("vectors in the order of a text are sparse in a union");
  expect(matrix.columns).toBe(200_001);
  // tea (1, 0), and by the mean of all, milk, tea (1, 0); rain (0, 1); nothing; milk, rain. Each with its number, but
  // for the last, which is missing and so 0.
  expect([...matrix.offsets]).toEqual([0, 1 + 2 + 2 + 1 + 1, 9, 10, 13]);
  expect(coverage.cutExamples).toBe(0);
  const cut = await made({ kind: "union", of: [concat, mean, numbers] }, await mixedTable());
  expect(cut.coverage).toMatchObject({ cutExamples: 1, cutTokens: 1 });
});

it("terms of words and of characters in one entry are those of two entries", async () => {
  const table = await mixedTable();
  for (const maxFeatures of [undefined, 4]) {
    const more = maxFeatures === undefined ? {} : { maxFeatures };
    const one: TermOptions = { ...terms, ...more, characterNgrams: [2, 3] };
    const { fitted, matrix } = await made(one, table);
    const of = [
      { ...terms, ...more },
      { ...characters, ...more },
    ];
    const two = await made({ kind: "union", of }, table);
    expect(matrix).toEqual(two.matrix);
    expect(fitted.options).toBe(one);
    expect(fitted.summary).toMatch(
      /^tf-idf of 1–2-word terms, \d+ terms; tf-idf of 2–3-character sequences within words/,
    );
    expect(finish(restoreFeaturizer(one, fitted.state()).transform(table, all)).matrix).toEqual(matrix);
  }
});

it("a restored union makes the same rows, and a damaged state is refused", async () => {
  const table = await mixedTable();
  const options: UnionOptions = { kind: "union", of: everyKind };
  const { fitted, matrix } = await made(options, table);
  const restored = restoreFeaturizer(options, fitted.state());
  expect(finish(restored.transform(table, all)).matrix).toEqual(matrix);
  expect(restored.summary).toBe(fitted.summary);
  const damaged = { json: { parts: [{ terms: ["tea"] }] }, arrays: new Map() };
  expect(await failure(Promise.resolve().then(() => restoreFeaturizer(options, damaged)))).toContain(
    "The stored features are damaged.",
  );
});
