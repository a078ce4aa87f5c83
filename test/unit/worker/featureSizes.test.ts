import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finish, finishAsync } from "../../../src/base/work.ts";
import { fitFeaturizer, restoreFeaturizer } from "../../../src/data/featurize.ts";
import type { FeatureOptions, HashedOptions, PartOptions, TermOptions } from "../../../src/data/featurizer.ts";
import { bytesOf } from "../../../src/data/matrixSize.ts";
import type { ExampleTable } from "../../../src/data/table.ts";
import { refuseLargeFeatures } from "../../../src/worker/featureSizes.ts";
import { bytesSource, textTable, words } from "../data/support.ts";

const ports = {
  openVectors: (path: string) => Promise.resolve(bytesSource("tea 1 0 2\nrain 0 1 1\nmilk 0.5 -0.25 1\n", path)),
  drive: finishAsync,
  seed: 1,
};
const terms: TermOptions = { kind: "tfidf", ngrams: [1, 2], minDocumentFrequency: 1, tokenizer: words };
const both: TermOptions = { ...terms, characterNgrams: [2, 3] };
const hashed: HashedOptions = { kind: "hashedNgrams", ngrams: [1, 2], buckets: 500, tokenizer: words };
const mean: PartOptions = {
  ...{ kind: "wordVectors", path: "v.txt", combine: "mean", maxTokens: 40, unknown: "mean", tokenizer: words },
};
const concat: PartOptions = { ...mean, combine: "concat" };
const numbers: PartOptions = { kind: "numeric", scale: "none", missing: "mean" };

/** Forty texts of up to twenty-four words of our own, and a column of numbers. */
async function longTable(): Promise<ExampleTable> {
  const say = ["tea", "rain", "milk", "and", "more", "of", "it", "again"];
  const rows = Array.from({ length: 40 }, (_, at): [string, string] => {
    const text = Array.from({ length: at % 25 }, (__, i) => say[(at * i + (i >> 1)) % say.length] ?? "");
    return [text.join(" "), at % 2 === 0 ? "x" : "y"];
  });
  const table = await textTable({ all: rows });
  return { ...table, numeric: new Map([["size", Float64Array.from(rows, (_, at) => at + 1)]]) };
}

const train = Uint32Array.from({ length: 30 }, (_, id) => id);
const every = Uint32Array.from({ length: 40 }, (_, id) => id);

async function fit(options: FeatureOptions, table: ExampleTable) {
  return fitFeaturizer(options, table, { train }, ports);
}

describe("the size of features", () => {
  it("is known before they are made, of hashed sequences and gaps at most", async () => {
    const table = await longTable();
    const kinds: readonly PartOptions[] = [terms, both, mean, concat, numbers, hashed];
    const lists = fc.shuffledSubarray([...kinds], { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(lists, async (of) => {
        const [first] = of;
        const options: FeatureOptions = of.length === 1 && first !== undefined ? first : { kind: "union", of };
        const featurizer = await fit(options, table);
        const { matrix } = finish(featurizer.transform(table, every));
        const size = finish(featurizer.measure(table, every, Infinity));
        const { kind, rows, columns } = matrix;
        expect(size).toMatchObject({ kind, rows, columns });
        // The table of vectors is there whatever the examples are.
        const made = bytesOf(matrix) - (matrix.kind === "sequence" ? matrix.table.values.byteLength : 0);
        if (of.every((part) => part === terms || part === both) || of.length === 1) {
          if (of[0] !== hashed) expect(size.bytes).toBe(made);
        }
        expect(size.bytes).toBeGreaterThanOrEqual(made);
        expect(size.bytes).toBeLessThan(3 * made);
      }),
      { numRuns: 40 },
    );
  });

  it("is the same for terms that are looked up and for those that fitting has counted", async () => {
    const table = await longTable();
    const fitted = await fit(both, table);
    const restored = restoreFeaturizer(both, fitted.state());
    expect(finish(restored.measure(table, every, Infinity))).toEqual(finish(fitted.measure(table, every, Infinity)));
  });
});

describe("the size of hashed sequences", () => {
  it("is counted only where a bound does not tell enough", async () => {
    const text = (from: number): string =>
      Array.from({ length: 200 }, (_, i) => `w${String(from + (i % 50))}`).join(" ");
    const table = await textTable({
      all: [
        [text(0), "x"],
        [text(1000), "y"],
      ],
    });
    const options: HashedOptions = { ...hashed, characterNgrams: [1, 4], buckets: 100_000 };
    const fitted = await fitFeaturizer(options, table, { train: Uint32Array.of(0, 1) }, ports);
    const { matrix } = finish(fitted.transform(table, every.subarray(0, 2)));
    if (matrix.kind !== "csr") throw new Error("hashed sequences are sparse");
    const valuesFor = (enough: number): number => finish(fitted.measure(table, every.subarray(0, 2), enough)).values;
    const bound = valuesFor(Infinity);
    expect(bound).toBeGreaterThan(1.2 * matrix.indices.length);
    expect(valuesFor(bound)).toBe(bound);
    expect(valuesFor(bound - 1)).toBe(matrix.indices.length);
  });
});

describe("features that would not fit", () => {
  /** What is said of features that may take so many bytes, and the setting that it names. */
  async function refusal(
    options: FeatureOptions,
    most: number,
  ): Promise<{ readonly text: string; readonly setting: string }> {
    const table = await longTable();
    try {
      finish(refuseLargeFeatures(await fit(options, table), table, every, most));
    } catch (error) {
      const text = error instanceof Error ? error.message : "";
      return { text, setting: /Write (.*), or train/.exec(text)?.[1] ?? "" };
    }
    return { text: "", setting: "" };
  }

  async function sizeOf(options: FeatureOptions): Promise<number> {
    const table = await longTable();
    return finish((await fit(options, table)).measure(table, every, 0)).bytes;
  }

  it("pass when they do fit", async () => {
    for (const options of [terms, both, mean, concat, numbers, hashed])
      expect(await refusal(options, await sizeOf(options))).toEqual({ text: "", setting: "" });
  });

  it.each([
    ["terms", terms],
    ["terms of words and of characters", both],
  ])("are refused with their size and a number of %s with which they do", async (_, options) => {
    const most = Math.floor((await sizeOf(options)) / 2);
    const { text, setting } = await refusal(options, most);
    expect(text).toMatch(
      /^features: The features would take \d+ kB \(40 × [\d,]+ numbers, [\d,]+ of them not 0\); at most \d+ kB are used\./,
    );
    const maxFeatures = Number(/^maxFeatures: (\d+)$/.exec(setting)?.[1]);
    expect(maxFeatures).toBeGreaterThan(0);
    expect(await sizeOf({ ...options, maxFeatures })).toBeLessThanOrEqual(most);
  });

  it("in a list name the setting and its entry: vectors in the order of the text give way first where they are most", async () => {
    const of = [numbers, concat, terms];
    const most = (await sizeOf({ kind: "union", of: [numbers, terms] })) + 2000;
    const { setting } = await refusal({ kind: "union", of }, most);
    const maxTokens = Number(/^maxTokens: (\d+) in entry 2 of features$/.exec(setting)?.[1]);
    const cut = (tokens: number): FeatureOptions => ({
      kind: "union",
      of: [numbers, { ...concat, maxTokens: tokens }, terms],
    });
    expect(await sizeOf(cut(maxTokens))).toBeLessThanOrEqual(most);
    expect(await sizeOf(cut(maxTokens + 1))).toBeGreaterThan(most);
  });

  it("of hashed sequences are those without characters where that is enough", async () => {
    const options: HashedOptions = { ...hashed, characterNgrams: [1, 5] };
    const table = await longTable();
    // As much as words and their sequences could take at most.
    const words = finish((await fit(hashed, table)).measure(table, every, Infinity)).bytes;
    expect((await refusal(options, words)).setting).toBe("no characterNgrams");
    expect((await refusal(options, words / 2)).setting).toBe("");
    expect((await refusal(hashed, 100)).text).toMatch(
      /Train on at most about \d+ examples, or with fewer terms or tokens\./,
    );
  });

  it("of dense rows name the examples that would fit", async () => {
    expect((await refusal(mean, 240)).text).toBe(
      "features: The features would take 1 kB (40 × 3 numbers); at most 1 kB are used. " +
        "Train on at most about 20 examples, or with fewer columns.",
    );
  });
});
