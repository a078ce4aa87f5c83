import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sniffLayout } from "../../../src/data/sniff.ts";
import { datasetFileText, mergedChoices, parseDatasetFile } from "../../../src/experiment/datasetFile.ts";
import { datasetJsonSchemaText } from "../../../src/experiment/jsonSchema.ts";

const file = "d.csv.dataset.json";

describe("a dataset file", () => {
  it.each([
    ["d.csv", "review;stars\nfine tea here;5\ncold tea here;1\nso it is;5\nas it was;1\n"],
    ["d.tsv", "fine tea here\tgood\ncold tea here\tbad\nso it is\tbad\n"],
    ["d.txt", "__label__a fine tea\n__label__b cold tea\n"],
    ["d.jsonl", '{"text":"fine tea","label":"a"}\n{"text":"cold tea","label":"b"}\n'],
    ["d.svm", "1 1:2\n-1 3:4\n"],
  ])("settles %s: what is written of a layout leads to the same layout", (path, content) => {
    const options = { path, whole: true };
    const { layout } = sniffLayout(new TextEncoder().encode(content), { ...options, choices: {} });
    const choices = parseDatasetFile(datasetFileText(layout), file);
    expect(sniffLayout(new TextEncoder().encode(content), { ...options, choices }).layout).toEqual(layout);
  });

  it("is not guessed anew when the data changes", () => {
    const bytes = new TextEncoder().encode("text,label\none two,a\nthree,b\n");
    const { layout } = sniffLayout(bytes, { path: "d.csv", whole: true, choices: {} });
    const choices = parseDatasetFile(datasetFileText(layout), file);
    // By itself this one would be taken for lines parted by tabs, without a header.
    const later = new TextEncoder().encode("text,label\none\ttwo,a\nthree\tfour,b\n");
    expect(sniffLayout(later, { path: "d.csv", whole: true, choices }).layout).toEqual(layout);
  });

  it("keeps that no column names the splits, though one looks like it", () => {
    const bytes = new TextEncoder().encode("text,label,split\none two,a,train\nthree,b,test\nfour,a,train\n");
    const options = { path: "d.csv", whole: true };
    expect(sniffLayout(bytes, { ...options, choices: {} }).layout.splitColumn).toBe("split");
    const { layout } = sniffLayout(bytes, { ...options, choices: { splitColumn: false } });
    const choices = parseDatasetFile(datasetFileText(layout), file);
    expect(sniffLayout(bytes, { ...options, choices }).layout).toEqual(layout);
  });

  it("with a mistake is refused by file, line and key", () => {
    expect(() => parseDatasetFile('{\n  "format": "csv",\n  "lable": "x"\n}', file)).toThrow(
      /^d\.csv\.dataset\.json:\d: .*lable/,
    );
    expect(() => parseDatasetFile('{\n  "format": "xls"\n}', file)).toThrow(/d\.csv\.dataset\.json:2: format: /);
  });

  it("gives way to an experiment by key, and wholly where that names the format", () => {
    const stored = { format: "csv", label: "a", skip: ["fields"] } as const;
    expect(mergedChoices(stored, { label: "b" })).toEqual({ ...stored, label: "b" });
    expect(mergedChoices(stored, { format: "tsv" })).toEqual({ format: "tsv" });
    expect(mergedChoices(null, {})).toEqual({});
  });
});

it("the schema of dataset files in media is that of the source", () => {
  const written = readFileSync(new URL("../../../media/dataset.schema.json", import.meta.url), "utf8");
  expect(written.replaceAll("\r\n", "\n")).toBe(datasetJsonSchemaText());
});
