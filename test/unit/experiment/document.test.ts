import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { experimentText } from "../../../src/experiment/document.ts";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { datasetFiles, resolveExperiment } from "../../../src/experiment/resolve.ts";
import { experimentCase, textLayout } from "./arbitrary.ts";

const inFolder = (path: string): string => `/data/${path}`;
const fromFolder = (path: string): string => path.replace("/data/", "");

describe("an experiment's text", () => {
  it("resolves to the same experiment", () => {
    fc.assert(
      fc.property(experimentCase, ({ input, layout }) => {
        const facts = { layout, resolvePath: inFolder };
        const resolved = resolveExperiment(parseExperiment(JSON.stringify(input)), facts);
        const text = experimentText(resolved, fromFolder);
        const again = parseExperiment(text);
        expect(resolveExperiment(again, facts), text).toEqual(resolved);
        const { label, text: column, features } = datasetFiles(again)[0].choices;
        expect([label, column, features]).toEqual([
          layout.label,
          layout.text,
          layout.text === undefined ? [...layout.numeric, ...(layout.categories ?? [])] : undefined,
        ]);
        expect(experimentText(resolveExperiment(again, facts), fromFolder)).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it("leaves out what only repeats a default", () => {
    const resolved = resolveExperiment(parseExperiment('{"dataset": "reviews.csv"}'), {
      layout: textLayout,
      resolvePath: inFolder,
    });
    expect(experimentText(resolved, fromFolder)).toBe(
      [
        "{",
        '  "dataset": { "path": "reviews.csv", "format": "csv", "text": "review", "label": "kind" },',
        '  "features": { "kind": "tfidf" },',
        '  "model": { "kind": "logisticRegression" }',
        "}",
        "",
      ].join("\n"),
    );
  });

  it("says of a lines file only that it is one", () => {
    const layout = {
      ...textLayout,
      format: "lines",
      delimiter: "\t",
      header: false,
      columns: ["text", "label"],
      text: "text",
      label: "label",
    } as const;
    const resolved = resolveExperiment(parseExperiment('{"dataset": "reviews.txt"}'), {
      layout,
      resolvePath: inFolder,
    });
    expect(experimentText(resolved, fromFolder)).toContain('"dataset": { "path": "reviews.txt", "format": "lines" }');
  });
});
