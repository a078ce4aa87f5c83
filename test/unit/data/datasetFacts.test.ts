import { expect, it } from "vitest";
import { datasetFacts } from "../../../src/data/datasetFacts.ts";
import { readText, textTable, words } from "./support.ts";

it("dataset facts count classes per split, the commonest class of train and mean tokens", async () => {
  const table = await textTable({
    all: [
      ["a b", "x"],
      ["c", "y"],
      ["d, e f", "y"],
    ],
  });
  const facts = datasetFacts(table, { train: Uint32Array.of(1, 2), test: Uint32Array.of(0) }, words);
  expect(facts).toEqual({ counts: { train: [0, 2], test: [1, 0] }, majorityClass: 1, meanTokens: 2 });
});

it("dataset facts know no tokens of a dataset of numbers", async () => {
  const table = await readText("width,kind\n1,a\n2,b\n3,a\n2.5,b\n", { label: "kind" });
  expect(datasetFacts(table, { train: Uint32Array.of(0, 1) }, words)).toMatchObject({
    majorityClass: 0,
    meanTokens: null,
  });
});
