import { expect, it } from "vitest";
import { sniffLayout } from "../../../../src/data/sniff.ts";
import { columnOptions, layoutWords } from "../../../../src/ui/datasets/columnChoices.ts";

const bytes = new TextEncoder().encode(
  "title,review,stars,kind\nA,one two three,1,x\nB,four five six,2,y\nC,seven eight,1,y\nD,nine ten,2,x\n",
);
const sniff = (choices = {}) => sniffLayout(bytes, { path: "d.csv", whole: true, choices }).layout;

it("a layout can be changed one option at a time, and every value that is offered can be read", () => {
  const layout = sniff({ label: "kind" });
  expect(layoutWords(layout)).toBe('text "review", label "kind"');
  const options = columnOptions(layout);
  expect(options.map(({ label, now }) => `${label}: ${now}`)).toEqual([
    "Label: kind",
    "Learned from: review",
    "Split by: No column",
    "Format: csv",
    "Delimiter: commas",
    "First row: Names of columns",
    "Encoding: UTF-8",
  ]);
  const valueOf = (option: string, value: string) =>
    options.find(({ label }) => label === option)?.values.find(({ label }) => label === value)?.choices;
  expect(sniff(valueOf("Label", "stars"))).toMatchObject({ label: "stars", text: "review" });
  expect(sniff(valueOf("Learned from", "title"))).toMatchObject({ label: "kind", text: "title" });
  expect(sniff(valueOf("First row", "An example")).columns[0]).toBe("column1");
  expect(sniff(valueOf("Encoding", "latin-1 (Windows-1252)"))).toMatchObject({ encoding: "latin-1", label: "kind" });
});
