import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finish } from "../../../../src/base/work.ts";
import { columnFacts } from "../../../../src/data/inspect/columns.ts";
import { lengthFacts } from "../../../../src/data/inspect/lengths.ts";
import { logOddsZ, tellingWords } from "../../../../src/data/inspect/tellingWords.ts";
import { vectorCoverage } from "../../../../src/data/inspect/vectorCoverage.ts";
import type { ExampleTable } from "../../../../src/data/table.ts";
import { TokenCache, type TokenTable } from "../../../../src/data/tokenTable.ts";
import { readText, textTable, words } from "../support.ts";

const tokensOf = (table: ExampleTable): TokenTable => finish(new TokenCache(words).of(table));

function ofLengths(lengths: readonly number[]): TokenTable {
  const offsets = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, at) => {
    offsets[at + 1] = (offsets[at] ?? 0) + length;
  });
  return { offsets, ids: new Uint32Array(offsets.at(-1) ?? 0), words: ["word"] };
}

describe("token lengths", () => {
  it("fall into bins that hold each text once, and the cut counts what it takes", () => {
    const lengths = fc.array(fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 3000 })), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 400 }), (all, cutAt) => {
        const facts = finish(lengthFacts(ofLengths(all), cutAt));
        expect(facts.bins.length).toBeLessThanOrEqual(41);
        let next = 0;
        for (const { from, to, examples } of facts.bins) {
          expect(from).toBe(next);
          next = (to ?? Infinity) + 1;
          expect(examples).toBe(all.filter((length) => length >= from && length < next).length);
        }
        expect(next).toBeGreaterThan(facts.longest);
        const long = all.filter((length) => length > cutAt);
        expect(facts.cut).toEqual({
          at: cutAt,
          examples: long.length,
          tokens: long.reduce((sum, length) => sum + length - cutAt, 0),
        });
        const sorted = [...all].sort((a, b) => a - b);
        const half = sorted.length / 2;
        expect(facts.median).toBe(((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2);
        expect(facts.longest).toBe(Math.max(...all));
        expect(facts.empty).toBe(all.filter((length) => length === 0).length);
      }),
    );
  });

  it("keep a few very long texts from flattening the rest", () => {
    const { bins } = finish(lengthFacts(ofLengths([...Array.from({ length: 999 }, (_, at) => at % 20), 100_000]), 10));
    expect(bins.at(-1)).toEqual({ from: 38, to: null, examples: 1 });
  });
});

describe("columns", () => {
  it("of numbers: quartiles as NumPy's, and bins that hold each value once", () => {
    const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(numbers, (all) => {
        const table = { size: all.length, numeric: new Map([["x", Float64Array.from([...all, NaN])]]) };
        const [column] = finish(columnFacts(table as unknown as ExampleTable, undefined));
        expect(column?.missing).toBe(1);
        const bins = column?.numbers?.bins ?? [];
        expect(bins.reduce((sum, { examples }) => sum + examples, 0)).toBe(all.length);
        const { minimum = NaN, maximum = NaN } = column?.numbers ?? {};
        expect(bins[0]?.from).toBeLessThanOrEqual(minimum);
        expect(bins.at(-1)?.to).toBeGreaterThanOrEqual(maximum);
      }),
    );
  });

  it("tell missing values, quartiles and the commonest of few values", async () => {
    const table = await readText(
      "size,island,kind\n1,Dream,a\nNA,Dream,b\n2,,a\n3,Biscoe,b\n5,NA,a\n,Dream,b\n,Biscoe,a\n",
      {
        label: "kind",
        features: ["size", "island"],
      },
    );
    const [size, island] = finish(columnFacts(table, undefined));
    expect(size).toMatchObject({ name: "size", missing: 3 });
    expect(size?.numbers).toMatchObject({
      minimum: 1,
      lowerQuartile: 1.75,
      median: 2.5,
      upperQuartile: 3.5,
      maximum: 5,
      mean: 2.75,
    });
    expect(size?.numbers?.bins.map(({ from, to, examples }) => [from, to, examples])).toEqual([
      [0.5, 1.5, 1],
      [1.5, 2.5, 1],
      [2.5, 3.5, 1],
      [3.5, 4.5, 0],
      [4.5, 5.5, 1],
    ]);
    expect(size?.numbers?.deviation).toBeCloseTo(1.707825, 6);
    expect(island).toEqual({
      name: "island",
      kind: "fewValues",
      missing: 2,
      values: {
        distinct: 2,
        commonest: [
          ["Dream", 3],
          ["Biscoe", 2],
        ],
      },
    });
  });
});

describe("telling words", () => {
  it("score as equation 22 of Monroe, Colaresi and Quinn says, worked out by hand", () => {
    // δ = ln(13 / (200 + 100 − 13)) − ln(5 / (300 + 100 − 5)); σ² = 1/13 + 1/5.
    const expected = (Math.log(13 / 287) - Math.log(5 / 395)) / Math.sqrt(1 / 13 + 1 / 5);
    const z = logOddsZ({ inClass: 10, size: 200, elsewhere: 2, rest: 300, alpha: 3, prior: 100 });
    expect(z).toBeCloseTo(expected, 12);
  });

  it("are those of a class and not of the others, counted on the given examples only", async () => {
    const rows = Array.from({ length: 40 }, (_, at): [string, string] =>
      at % 2 === 0 ? ["the goal of the match was late", "sport"] : ["the bank of the town was late", "money"],
    );
    const table = await textTable({ all: [...rows, ["penalty penalty penalty penalty", "sport"]] });
    const ids = Uint32Array.from({ length: 40 }, (_, at) => at);
    const [money, sport] = finish(tellingWords(table, tokensOf(table), ids, 5));
    expect(money?.map(({ word }) => word)).toEqual(["bank", "town"]);
    expect(sport?.map(({ word }) => word)).toEqual(["goal", "match"]);
    expect(sport?.[0]).toMatchObject({ inClass: 20, elsewhere: 0 });
  });
});

it("vector coverage counts per class, and names the commonest unknown words with the classes they stand in", async () => {
  const table = await textTable({
    all: [
      ["zug zug fahrt", "a"],
      ["bus fahrt", "b"],
      ["zug xyz", "b"],
      ["xyz", "b"],
    ],
  });
  const tokens = tokensOf(table);
  const known = new Set(["fahrt", "bus"]);
  const coverage = finish(vectorCoverage(table, tokens, (word) => known.has(tokens.words[word] ?? "")));
  expect(coverage).toEqual({
    classes: [
      { tokens: 3, known: 1, emptyExamples: 0 },
      { tokens: 5, known: 2, emptyExamples: 2 },
    ],
    words: 4,
    knownWords: 2,
    unknown: [
      { word: "zug", count: 3, byClass: [2, 1] },
      { word: "xyz", count: 2, byClass: [0, 2] },
    ],
  });
});
