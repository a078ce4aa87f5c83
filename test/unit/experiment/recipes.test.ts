import { describe, expect, test } from "vitest";
import type { FileLayout } from "../../../src/data/layout.ts";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { recipeDocument, recipes, recipesFor } from "../../../src/experiment/recipes.ts";
import { resolveExperiment } from "../../../src/experiment/resolve.ts";

const texts: FileLayout = {
  format: "table",
  delimiter: ",",
  header: true,
  columns: ["text", "label"],
  label: "label",
  text: "text",
  numeric: [],
};
const numbers: FileLayout = {
  format: "table",
  delimiter: ",",
  header: true,
  columns: ["a", "b", "label"],
  label: "label",
  numeric: ["a", "b"],
};
const resolvePath = (path: string): string => `/data/${path}`;

describe("recipes", () => {
  test.each(recipes.map((recipe) => [recipe.id, recipe] as const))(
    "%s is an experiment that can be trained",
    (_, recipe) => {
      const document = recipeDocument(recipe, "a.csv", recipe.needs === "wordVectors" ? "vectors.txt" : undefined);
      const spec = parseExperiment(JSON.stringify(document));
      const layout = recipe.needs === "numbers" ? numbers : texts;
      const experiment = resolveExperiment(spec, { layout, resolvePath });
      expect(experiment.dataset.files[0]?.path).toBe("/data/a.csv");
      if (recipe.needs === "wordVectors") expect(experiment.features).toMatchObject({ path: "/data/vectors.txt" });
    },
  );

  test("have ids of their own, and among those of one dataset titles and a sentence of their own", () => {
    expect(new Set(recipes.map(({ id }) => id)).size).toBe(recipes.length);
    for (const layout of [texts, numbers]) {
      const offered = recipesFor(layout, true);
      expect(new Set(offered.map(({ title }) => title)).size).toBe(offered.length);
      for (const { sentence } of offered) expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
    }
  });

  test("fit the dataset: texts, texts with word vectors, numbers", () => {
    const needs = (layout: FileLayout, hasVectors: boolean): readonly string[] => [
      ...new Set(recipesFor(layout, hasVectors).map((recipe) => recipe.needs)),
    ];
    expect(needs(texts, false)).toEqual(["text"]);
    expect(needs(texts, true)).toEqual(["text", "wordVectors"]);
    expect(needs(numbers, true)).toEqual(["numbers"]);
  });
});
