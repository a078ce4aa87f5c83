import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/base/random.ts";
import { finish, finishAsync } from "../../../src/base/work.ts";
import { fitFeaturizer, restoreFeaturizer } from "../../../src/data/featurize.ts";
import type { FeatureOptions, FeaturizerState, WordVectorOptions } from "../../../src/data/featurizer.ts";
import { readTable } from "../../../src/data/readTable.ts";
import type { ExampleTable } from "../../../src/data/table.ts";
import type { WordVectors } from "../../../src/data/wordVectors/wordVectors.ts";
import reference from "../../fixtures/vectors/reference.json" with { type: "json" };
import { bytesSource, fileSource, linesLayout, readText, sharedData, textTable, words } from "./support.ts";

const vectorFile = "tea 1 0\nrain 0 1\nmilk 0.5 0.25\nelsewhere 2.5 0.75\n";
const ports = {
  openVectors: (path: string) => Promise.resolve(bytesSource(vectorFile, path)),
  drive: finishAsync,
  seed: 1,
};
const concat: WordVectorOptions = {
  kind: "wordVectors",
  path: "v.txt",
  combine: "concat",
  maxTokens: 3,
  unknown: "mean",
  tokenizer: words,
};

async function teaTable(): Promise<ExampleTable> {
  return await textTable({
    all: [
      ["Tea, tea in the rain", "x"],
      ["", "y"],
      ["milk tea", "x"],
      ["no rain", "y"],
    ],
  });
}

describe("word-vector features", () => {
  const ids = Uint32Array.of(0, 1, 2);

  it("are the ids of the first tokens in a table whose row 0 is the mean of the file's rows", async () => {
    const table = await teaTable();
    const fitted = await fitFeaturizer(concat, table, { train: ids }, ports);
    const { matrix, coverage } = finish(fitted.transform(table, ids));
    if (matrix.kind !== "sequence") throw new Error("concat makes sequences");
    expect(matrix).toMatchObject({ rows: 3, columns: 6, positions: 3 });
    expect([...matrix.offsets]).toEqual([0, 3, 3, 5]);
    // Rows in UTF-16 order of the words in use: milk, rain, tea.
    expect([...matrix.ids]).toEqual([3, 3, 0, 1, 3]);
    expect([...matrix.table.values]).toEqual([1, 0.5, 0.5, 0.25, 0, 1, 1, 0]);
    expect(coverage).toEqual({
      ...{ total: 5, unknown: 1, cutExamples: 1, cutTokens: 2, emptyExamples: 1 },
      commonestUnknown: [["in", 1]],
    });
    expect(fitted.summary).toBe("2-d word vectors of the first 3 tokens, concatenated to 6 inputs, 3 words known");
  });

  it("take zeros for an unknown word when asked, or a vector drawn by the seed", async () => {
    const table = await teaTable();
    const unknownRow = async (unknown: "zero" | "random", seed: number): Promise<number[]> => {
      const fitted = await fitFeaturizer({ ...concat, unknown }, table, { train: ids }, { ...ports, seed });
      const { matrix } = finish(fitted.transform(table, ids));
      if (matrix.kind !== "sequence") throw new Error("concat makes sequences");
      expect(fitted.state().json).toMatchObject({ unknownIs: unknown });
      expect([...matrix.table.values.subarray(2)]).toEqual([0.5, 0.25, 0, 1, 1, 0]);
      return [...matrix.table.values.subarray(0, 2)];
    };
    expect(await unknownRow("zero", 1)).toEqual([0, 0]);
    const drawn = await unknownRow("random", 1);
    expect(drawn).toEqual(await unknownRow("random", 1));
    expect(drawn).not.toEqual(await unknownRow("random", 2));
    const stream = new RandomStream(1, "vectors/unknown");
    // Mean and deviation of 0.5, 0 and 1, then of 0.25, 1 and 0.
    const expected = [
      0.5 + Math.sqrt(0.5 / 3) * stream.normal(),
      1.25 / 3 + Math.sqrt(0.5416667 / 3) * stream.normal(),
    ];
    expected.forEach((value, at) => expect(drawn[at]).toBeCloseTo(value, 6));
  });

  it("take the vector of its subwords for a word that a fastText model lacks, when asked", async () => {
    const table = await textTable({ all: [["teas tea", "x"], ["x", "y"]] }); // prettier-ignore
    const model = new Uint8Array(Buffer.from(reference.tiny.bytes, "base64"));
    const open = { ...ports, openVectors: (path: string) => Promise.resolve(bytesSource(model, path)) };
    const all = Uint32Array.of(0, 1);
    const options: WordVectorOptions = { ...concat, unknown: "subword" };
    const fitted = await fitFeaturizer(options, table, { train: all }, open);
    const { matrix, coverage } = finish(fitted.transform(table, all));
    if (matrix.kind !== "sequence") throw new Error("concat makes sequences");
    expect(coverage).toMatchObject({ total: 3, unknown: 0 });
    const [teas = 0] = matrix.ids;
    reference.tiny.vectors.teas.forEach((value, i) => expect(matrix.table.values[teas * 3 + i]).toBeCloseTo(value, 4));
    const restored = restoreFeaturizer(options, fitted.state());
    expect(finish(restored.transform(table, all))).toEqual({ matrix, coverage });
  });

  it("read a file once for the same words where there is a cache", async () => {
    const table = await teaTable();
    const kept = new Map<string, WordVectors>();
    const read: string[] = [];
    const cached = {
      ...ports,
      openVectors: (path: string) => {
        const source = bytesSource(vectorFile, path);
        const chunks = () => {
          read.push(path);
          return source.chunks();
        };
        return Promise.resolve({ ...source, chunks });
      },
      vectorCache: () =>
        Promise.resolve({
          content: () => Promise.resolve(undefined),
          find: (request: string) => Promise.resolve(kept.get(request)),
          keep: (request: string, vectors: WordVectors) => Promise.resolve(void kept.set(request, vectors)),
        }),
    };
    const first = await fitFeaturizer(concat, table, { train: ids }, cached);
    const second = await fitFeaturizer(concat, table, { train: ids }, cached);
    expect(second.state()).toEqual(first.state());
    await fitFeaturizer(concat, await textTable({ all: [["tea", "x"], ["sea", "y"]] }), { train: ids }, cached); // prettier-ignore
    expect(read).toHaveLength(2);
  });

  it("are the mean over the tokens when asked, unknown words included, zeros for an empty text", async () => {
    const table = await teaTable();
    const fitted = await fitFeaturizer({ ...concat, combine: "mean" }, table, { train: ids }, ports);
    const { matrix } = finish(fitted.transform(table, ids));
    if (matrix.kind !== "dense") throw new Error("mean makes dense rows");
    const expected = [1, 0.5 / 3, 0, 0, 0.75, 0.125];
    expected.forEach((value, at) => expect(matrix.values[at]).toBeCloseTo(value, 6));
  });

  it("are the mean weighted by idf when asked, all unknown words counting as one", async () => {
    const table = await teaTable();
    const fitted = await fitFeaturizer({ ...concat, combine: "tfidfMean" }, table, { train: ids }, ports);
    const { matrix } = finish(fitted.transform(table, ids));
    if (matrix.kind !== "dense") throw new Error("tfidfMean makes dense rows");
    // Of three training texts two have tea, one milk, and one an unknown word.
    const idf = (texts: number): number => Math.log(4 / (1 + texts)) + 1;
    const [tea, milk, unknown] = [idf(2), idf(1), idf(1)];
    const expected = [
      ...[(2 * tea + unknown) / (2 * tea + unknown), (unknown * 0.5) / (2 * tea + unknown)],
      ...[0, 0],
      ...[(0.5 * milk + tea) / (milk + tea), (0.25 * milk) / (milk + tea)],
    ];
    expected.forEach((value, at) => expect(matrix.values[at]).toBeCloseTo(value, 6));
    const options: WordVectorOptions = { ...concat, combine: "tfidfMean" };
    expect(finish(restoreFeaturizer(options, fitted.state()).transform(table, ids)).matrix).toEqual(matrix);
  });
});

const text = fc.string({ unit: fc.constantFrom("tea", "rain ", " ", "milk ", "ଚା ", "x", "A", "."), maxLength: 12 });
const texts = fc.array(
  text.map((content) => content.replace(/\s/g, " ")),
  { minLength: 2, maxLength: 12 },
);
const textOptions = fc.constantFrom<FeatureOptions>(
  concat,
  { ...concat, combine: "mean", maxTokens: 2 },
  { kind: "tfidf", ngrams: [1, 2], minDocumentFrequency: 1, tokenizer: { kind: "whitespace", lowercase: false } },
  { kind: "tfidf", ngrams: [2, 3], minDocumentFrequency: 1, tokenizer: words },
  { kind: "counts", ngrams: [1, 3], minDocumentFrequency: 2, tokenizer: words },
);

/** A state as it comes back from disk: JSON and copies of the arrays. */
function stored(state: FeaturizerState): FeaturizerState {
  const json: unknown = JSON.parse(JSON.stringify(state.json));
  return { json, arrays: new Map(Array.from(state.arrays, ([name, array]) => [name, array.slice()])) };
}

describe("a restored featurizer", () => {
  it("gives the matrices and coverage of the fitted one, on its own table and on another", async () => {
    await fc.assert(
      fc.asyncProperty(texts, texts, textOptions, async (own, others, options) => {
        const [table, other] = await Promise.all(
          [own, others].map((list) =>
            textTable({ all: [...list, "tea milk", "tea milk rain"].map((t, i) => [t, "ab"[i % 2] ?? "a"]) }),
          ),
        );
        if (table === undefined || other === undefined) throw new Error("two tables were asked for");
        const train = Uint32Array.from({ length: table.size }, (_, id) => id);
        let fitted;
        try {
          fitted = await fitFeaturizer(options, table, { train }, ports);
        } catch (error) {
          expect(String(error)).toContain("No term is in");
          return;
        }
        const restored = restoreFeaturizer(options, stored(fitted.state()));
        expect(restored).toMatchObject({ options, columns: fitted.columns, summary: fitted.summary });
        expect(restored.state()).toEqual(fitted.state());
        for (const data of [table, other]) {
          const ids = Uint32Array.from({ length: data.size - 1 }, (_, id) => id + 1);
          expect(finish(restored.transform(data, ids))).toEqual(finish(fitted.transform(data, ids)));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("gives the numbers of the fitted one", async () => {
    const options = { kind: "numeric", scale: "standard", missing: "mean" } as const;
    const table = await readText("width,depth,kind\n1.3,NA,a\n2.7,3,b\n3.1,4,a\n0.2,9,b\n", { label: "kind" });
    const train = Uint32Array.of(0, 1, 2);
    const fitted = await fitFeaturizer(options, table, { train }, ports);
    const restored = restoreFeaturizer(options, stored(fitted.state()));
    expect(finish(restored.transform(table, train))).toEqual(finish(fitted.transform(table, train)));
    expect(restored.columns).toBe(3);
  });

  it.each<[string, FeatureOptions, FeaturizerState]>([
    ["no JSON object", concat, { json: null, arrays: new Map() }],
    [
      "vectors that are too few",
      concat,
      { json: { words: ["a"], dimension: 2, unknownIs: "mean" }, arrays: new Map([["vectors", new Float32Array(3)]]) },
    ],
    [
      "a dimension that is no whole number",
      concat,
      {
        json: { words: ["a"], dimension: 0.5, unknownIs: "mean" },
        arrays: new Map([["vectors", new Float32Array(1)]]),
      },
    ],
    [
      "terms that are no words",
      { kind: "counts", ngrams: [1, 1], minDocumentFrequency: 1, tokenizer: words },
      { json: { terms: [1] }, arrays: new Map() },
    ],
  ])("is refused when its state has %s", (_, options, state) => {
    expect(() => restoreFeaturizer(options, state)).toThrow(/The stored features are damaged/);
  });
});

const folder = sharedData();

it.skipIf(folder === undefined)("real vectors cover most of the real reviews, cut at 300 tokens", async () => {
  const path = `${folder ?? ""}op-spam/4dim.train.txt`;
  const table = await readTable([{ role: "all", source: fileSource(path) }], linesLayout);
  const train = Uint32Array.from({ length: table.size }, (_, id) => id);
  const options = { ...concat, path: `${folder ?? ""}glove/glove.6B.50d.union.txt`, maxTokens: 300 };
  const open = { openVectors: (file: string) => Promise.resolve(fileSource(file)), drive: finishAsync, seed: 1 };
  const fitted = await fitFeaturizer(options, table, { train }, open);
  const { matrix, coverage } = finish(fitted.transform(table, train));
  expect(matrix).toMatchObject({ rows: 1560, columns: 15_000 });
  expect(1 - coverage.unknown / coverage.total).toBeGreaterThan(0.9);
});
