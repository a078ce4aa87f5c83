import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dataTitle, describeSettings, runTitle } from "../../../src/experiment/describe.ts";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { resolveExperiment } from "../../../src/experiment/resolve.ts";
import { experimentCase, textLayout } from "./arbitrary.ts";

const resolvePath = (path: string): string => path;
const resolved = resolveExperiment(
  parseExperiment('{"dataset": "data/reviews.csv", "model": {"kind": "network", "hidden": [{"units": 20}]}}'),
  { layout: textLayout, resolvePath },
);

describe("the settings of a run", () => {
  it("each have a name, a value and one plain sentence", () => {
    fc.assert(
      fc.property(experimentCase, ({ input, layout }) => {
        const spec = parseExperiment(JSON.stringify(input));
        for (const row of describeSettings(resolveExperiment(spec, { layout, resolvePath })))
          for (const part of [row.group, row.name, row.value, row.description])
            expect(part, JSON.stringify(row)).not.toMatch(/^$|undefined|\[object/);
      }),
      { numRuns: 30 },
    );
  });

  it("read in the words of the schema", () => {
    const rows = describeSettings(resolved);
    expect(rows).toContainEqual({
      group: "training",
      name: "batch size",
      value: "32",
      description: "How many examples each step looks at. 32 when left out; lbfgs looks at all.",
    });
    expect(rows).toContainEqual({
      group: "model",
      name: "hidden layer 1",
      value: "20 relu units",
      description: "The function each unit applies to its weighted sum.",
    });
    const keep = rows.find(({ name }) => name === "keep");
    expect(keep?.description).toContain("The best epoch by keepBy on validation");
  });
});

describe("the title of a run", () => {
  it("is the person's name for it", () => {
    expect(runTitle({ experiment: resolved, experimentFile: "a.experiment.json" }, { name: "Mine" })).toBe("Mine");
  });

  it("is else the experiment file's, also for a name of spaces", () => {
    expect(runTitle({ experiment: resolved, experimentFile: "x/a.experiment.json" }, { name: " " })).toBe("a");
  });

  it("is else dataset, features and model", () => {
    expect(runTitle({ experiment: resolved, experimentFile: null })).toBe("reviews, tf-idf, network");
    expect(dataTitle(resolved)).toBe("reviews, tf-idf");
  });
});
