import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { metricNamed, metricTable } from "../../../src/experiment/metricTable.ts";
import { splitMetrics } from "../platform/records.ts";

const page = readFileSync("docs/metrics.md", "utf8");

describe("the table of metrics", () => {
  it("has an entry for every number of a split", () => {
    const { examples, ...numbers } = splitMetrics(0.5);
    expect(examples).toBe(10);
    expect(metricTable.map(({ id }) => id).sort()).toEqual(Object.keys(numbers).sort());
  });

  it.each(metricTable)("documents $id on the page of metrics", ({ id, title, formula, better, when, source }) => {
    const words = { higher: "higher", lower: "lower", neither: "–" }[better];
    const cells = [title, `\`${id}\``, formula.replaceAll("|", "\\|"), words, when, source];
    const rows = page.split("\n").map((line) => line.replaceAll(/ +\|/g, " |").replaceAll(/\| +/g, "| "));
    expect(rows).toContain(`| ${cells.join(" | ")} |`);
  });

  it.each(metricTable)("says in one sentence what $id is", ({ description }) => {
    expect(description).toMatch(/^[A-Z][^.]*\.$/);
  });

  it("finds a metric by its id, and none by another name", () => {
    expect(metricNamed("brier")?.title).toBe("Brier score");
    expect(metricNamed("constructor")).toBeUndefined();
  });
});
