import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/readTable.ts";
import { sniffLayout } from "../../../src/data/sniff.ts";
import { createTokenizer } from "../../../src/data/tokenize.ts";
import { splitNames } from "../../../src/data/table.ts";
import { dataFiles } from "../../../src/platform/dataFiles.ts";
import { inspectDataset } from "../../../src/worker/inspectDataset.ts";
import { fileSource, linesLayout, sharedData } from "./support.ts";

interface Case {
  readonly file: string;
  readonly label: string;
  readonly text?: string;
  readonly numeric?: readonly string[];
  readonly categories?: readonly string[];
  readonly encoding?: string;
  readonly counts: Readonly<Record<string, number>>;
}

const cases: readonly Case[] = [
  {
    file: "op-spam/4dim.train.txt",
    label: "label",
    text: "text",
    counts: { "neg.dec": 392, "neg.tru": 391, "pos.dec": 392, "pos.tru": 385 },
  },
  {
    file: "op-spam/deceptive-opinion.csv",
    label: "deceptive",
    text: "text",
    counts: { deceptive: 800, truthful: 800 },
  },
  {
    file: "odiya/odiya.train.txt",
    label: "label",
    text: "text",
    counts: { business: 4613, entertainment: 3666, sports: 6921 },
  },
  {
    file: "r8/train.txt",
    label: "label",
    text: "text",
    counts: { acq: 1596, crude: 253, earn: 2840, grain: 41, interest: 190, "money-fx": 206, ship: 108, trade: 251 },
  },
  {
    file: "r8/test.txt",
    label: "label",
    text: "text",
    counts: { acq: 696, crude: 121, earn: 1083, grain: 10, interest: 81, "money-fx": 87, ship: 36, trade: 75 },
  },
  {
    file: "agnews/alps.dev.tsv",
    label: "column2",
    text: "column1",
    counts: { Business: 2496, "Sci/Tech": 2538, Sports: 2458, World: 2509 },
  },
  { file: "agnews/test.csv", label: "column1", text: "column3", counts: { 1: 1900, 2: 1900, 3: 1900, 4: 1900 } },
  {
    file: "sib200-odia/ory_Orya.train.tsv",
    label: "category",
    text: "text",
    counts: {
      ...{ entertainment: 65, geography: 58, health: 77, politics: 102 },
      ...{ "science/technology": 176, sports: 85, travel: 138 },
    },
  },
  {
    file: "sib200-odia/ory_Orya.dev.tsv",
    label: "category",
    text: "text",
    counts: {
      entertainment: 9,
      geography: 8,
      health: 11,
      politics: 14,
      "science/technology": 25,
      sports: 12,
      travel: 20,
    },
  },
  {
    file: "sib200-odia/ory_Orya.test.tsv",
    label: "category",
    text: "text",
    counts: {
      entertainment: 19,
      geography: 17,
      health: 22,
      politics: 30,
      "science/technology": 51,
      sports: 25,
      travel: 40,
    },
  },
  {
    file: "sib200-odia/eng_Latn.train.tsv",
    label: "category",
    text: "text",
    counts: {
      entertainment: 65,
      geography: 58,
      health: 77,
      politics: 102,
      "science/technology": 176,
      sports: 85,
      travel: 138,
    },
  },
  {
    file: "sib200-odia/eng_Latn.dev.tsv",
    label: "category",
    text: "text",
    counts: {
      entertainment: 9,
      geography: 8,
      health: 11,
      politics: 14,
      "science/technology": 25,
      sports: 12,
      travel: 20,
    },
  },
  {
    file: "sib200-odia/eng_Latn.test.tsv",
    label: "category",
    text: "text",
    counts: {
      entertainment: 19,
      geography: 17,
      health: 22,
      politics: 30,
      "science/technology": 51,
      sports: 25,
      travel: 40,
    },
  },
  {
    file: "federalist/title_author.csv",
    label: "author",
    text: "title",
    counts: { Hamilton: 51, Jay: 5, Madison: 29 },
  },
  { file: "mr", label: "label", text: "text", encoding: "latin-1", counts: { neg: 5331, pos: 5331 } },
  {
    file: "toy/penguins.csv",
    label: "species",
    numeric: ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "year"],
    categories: ["island", "sex"],
    counts: { Adelie: 152, Chinstrap: 68, Gentoo: 124 },
  },
  {
    file: "toy/iris.csv",
    label: "species",
    numeric: ["sepal_length", "sepal_width", "petal_length", "petal_width"],
    counts: { setosa: 50, versicolor: 50, virginica: 50 },
  },
];

const folder = sharedData();

describe.skipIf(folder === undefined)("real files", () => {
  it.each(cases)(
    "$file opens with the right columns and counts",
    async ({ file, label, text, numeric, categories, encoding, counts }) => {
      const summary = await inspectDataset(dataFiles, `${folder ?? ""}${file}`, {});
      const { layout } = summary.sniffed;
      expect(layout).toMatchObject({ label, numeric: numeric ?? [] });
      expect(layout.text).toBe(text);
      expect(layout.categories).toEqual(categories);
      expect(layout.encoding).toBe(encoding);
      const found = summary.classes.map((name, id) => [
        name,
        splitNames.reduce((sum, split) => sum + (summary.counts[split]?.[id] ?? 0), 0),
      ]);
      expect(Object.fromEntries(found)).toEqual(counts);
      expect(summary).toMatchObject({ brokenRows: 0, invalidBytes: 0 });
    },
  );

  it.each([
    ["op-spam/4dim.train.txt", 148],
    ["odiya/odiya.train.txt", 6.8],
  ])("%s has %d white-space tokens a text", async (file, mean) => {
    const table = await readTable([{ role: "all", source: fileSource(`${folder ?? ""}${file}`) }], linesLayout);
    const tokenize = createTokenizer({ kind: "whitespace", lowercase: false });
    const tokens = (table.texts ?? []).reduce((sum, text) => sum + tokenize(text).length, 0);
    expect(Math.abs(tokens / table.size - mean)).toBeLessThan(mean * 0.01);
  });

  it.each(["mr/rt-polarity.neg", "federalist/pg18.txt", "README.md", "glove/glove.6B.50d.union.txt"])(
    "%s is no labelled file",
    (file) => {
      const bytes = readFileSync(`${folder ?? ""}${file}`);
      const head = bytes.subarray(0, 65_536);
      const options = { path: file, whole: head.length === bytes.length, choices: {} };
      expect(() => sniffLayout(head, options)).toThrow(/has no columns/);
    },
  );
});
