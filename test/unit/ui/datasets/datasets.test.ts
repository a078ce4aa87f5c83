import { describe, expect, test } from "vitest";
import type { DatasetSummary } from "../../../../src/protocol/trainer.ts";
import {
  datasetDescription,
  datasetParts,
  datasetTooltip,
  partDescription,
  partTooltip,
  splitParts,
} from "../../../../src/ui/datasets/describe.ts";
import { byPlace, type FoundFile, sharedNames } from "../../../../src/ui/datasets/found.ts";
import { experiment } from "../../platform/records.ts";

const summary: DatasetSummary = {
  path: "/w/a.csv",
  sniffed: { layout: experiment.dataset.layout, reasons: ["The last field repeats: it is the label."] },
  classes: ["<b>ham</b>", "spam"],
  counts: { train: [6, 2], validation: [1, 0], test: [1, 1] },
  examples: 11,
  meanTokens: 7.25,
  invalidBytes: 2,
  brokenRows: 1,
  broken: [],
  skippedRows: 0,
  notes: [],
  stored: false,
  sha256: "00",
};

function file(name: string, location: string, state: FoundFile["state"] = { kind: "labelled" }): FoundFile {
  const stamp = { bytes: 10, modified: 1 };
  return { path: `/w/${location}/${name}`, kind: "file", name, location, stamp, weight: 10, state };
}

describe("a dataset in the tree", () => {
  test("says how far it is known", () => {
    expect(datasetDescription(file("a.csv", "x", { kind: "checking" }), false)).toBe("checking");
    expect(datasetDescription(file("a.csv", "x", { kind: "inspected", summary }), true)).toBe(
      "2 classes · 11 examples · x",
    );
    expect(datasetDescription(file("a.csv", "x"), false)).toBe("");
  });

  test("says in its tooltip why it cannot be read", () => {
    const broken = file("a.csv", "x", { kind: "broken", reason: "a.csv: Every label is the same." });
    expect(datasetTooltip(broken)).toContain("Every label is the same.");
  });

  test("says in its tooltip how it was understood", () => {
    const text = datasetTooltip(file("a.csv", "x", { kind: "inspected", summary }));
    for (const part of ["label: label", "text: text", "1 row left out", "2 byte sequences", "it is the label"])
      expect(text).toContain(part);
  });

  test("says what cuts its splits", () => {
    const { layout } = summary.sniffed;
    const [first] = datasetParts("/w/a.csv", summary);
    const byColumn = { ...summary, sniffed: { ...summary.sniffed, layout: { ...layout, splitColumn: "part" } } };
    const [other] = datasetParts("/w/a.csv", byColumn);
    expect([first, other].map((part) => part && partTooltip(part))).toEqual([
      "train: 8 examples under the default split",
      "train: 8 examples as the column part splits them",
    ]);
  });

  test("has its splits and then its classes over all splits", () => {
    const parts = datasetParts("/w/a.csv", summary);
    expect(parts.map((part) => (part.kind === "split" ? part.split : part.name))).toEqual([
      "train",
      "validation",
      "test",
      "<b>ham</b>",
      "spam",
    ]);
    expect(parts.map(partDescription)).toEqual(["8 examples", "1 example", "2 examples", "8 · 72.7 %", "3 · 27.3 %"]);
  });

  test("has the classes of each split, those without examples too", () => {
    expect(splitParts("/w/a.csv", "validation", summary).map(partDescription)).toEqual(["1 · 100.0 %", "0 · 0.00 %"]);
  });

  test("names its folder only where the name is shared", () => {
    const files = [file("a.csv", "x"), file("a.csv", "y"), file("b.csv", "y")];
    expect([...sharedNames(files)]).toEqual(["a.csv"]);
    expect([...files].reverse().sort(byPlace)).toEqual(files);
  });
});
