import { describe, expect, test } from "vitest";
import { analysisOf, curvesOf } from "../harness/errors.ts";
import { PanelHost } from "../harness/host.ts";
import { type OpenPanel, panels } from "../harness/panels.ts";
import { batchLoss, type RunShape, snapshotOf, stepsPerEpoch } from "../harness/runs.ts";
import type { ThemeName } from "../harness/themes.ts";

const open = panels();
const fifty = Array.from(
  { length: 50 },
  (_, id) => `topic ${String(id + 1)}${id % 7 === 0 ? " with a longer name" : ""}`,
);

const shapes: Readonly<Record<string, RunShape>> = {
  running: { status: "running", epochs: 23 },
  finished: { status: "finished", epochs: 41 },
  reading: { status: "running", phase: "reading" },
  failed: {
    status: "failed",
    message:
      "data/hotels.tsv:17: label: the column “labl” does not exist. Choose one of the file's columns: text, label, hotel.",
  },
  stalled: { status: "paused", epochs: 12, stalled: true },
};

async function show(shape: RunShape, theme: ThemeName, width = 1100): Promise<OpenPanel> {
  const host = new PanelHost(snapshotOf(shape));
  const steps = Math.max(0, (shape.epochs ?? 0) - 1) * stepsPerEpoch;
  if (steps > 0) host.addSteps(Array.from({ length: steps }, (_, step) => batchLoss(step + 1)));
  host.examples = Array.from({ length: 120 }, (_, index) => ({
    example: index,
    file: "data/hotels.tsv",
    line: 2 + index * 7,
    trueClass: 0,
    predictedClass: index % 2,
    confidence: 0.35 + (index % 60) / 100,
    excerpt: `The room was ${"clean and quiet and close to everything, ".repeat(1 + (index % 9))}we would stay again.`,
  }));
  host.errors = analysisOf("probabilities", host.snapshot.record.data?.classes.length ?? 0);
  host.curves = curvesOf;
  const panel = await open(host, { theme, width });
  await panel.page.getByRole("heading", { level: 1 }).waitFor();
  await expect.poll(() => host.countOf("steps")).toBeGreaterThan(0);
  await panel.frames();
  return panel;
}

describe.each<ThemeName>(["dark", "light", "highContrast"])("the Run panel in the %s theme", (theme) => {
  test.each(Object.keys(shapes))("looks right and is accessible while %s", async (name) => {
    const panel = await show(shapes[name] ?? { status: "queued" }, theme);
    await panel.screenshot(`${theme}-${name}`);
    expect(await panel.seriousFindings()).toEqual([]);
  });

  test("shows every tab of a finished run accessibly", async () => {
    const panel = await show({ status: "finished", epochs: 41 }, theme);
    await panel.tab("Confusion");
    await panel.page.getByRole("gridcell").nth(1).click();
    await panel.page.getByTestId("examples").waitFor();
    await panel.screenshot(`${theme}-confusion`);
    expect(await panel.seriousFindings()).toEqual([]);
    for (const tab of ["Errors", "Network", "Settings", "Data"]) {
      await panel.tab(tab);
      await panel.screenshot(`${theme}-${tab.toLowerCase()}`);
      expect(await panel.seriousFindings()).toEqual([]);
    }
    await panel.tab("Curves");
    await panel.page.getByText("Show as table").click();
    await panel.screenshot(`${theme}-table`);
    expect(await panel.seriousFindings()).toEqual([]);
  });

  test("holds 50 classes", async () => {
    const panel = await show({ status: "finished", epochs: 41, classes: fifty }, theme);
    await panel.tab("Confusion");
    await panel.page.getByRole("grid").waitFor();
    await panel.screenshot(`${theme}-50-classes`);
    await panel.tab("Errors");
    await panel.page.getByTestId("figure-roc").waitFor();
    await panel.screenshot(`${theme}-50-classes-errors`);
  });

  test("keeps the contrast of every shade of a table with upright labels", async () => {
    const panel = await show({ status: "finished", epochs: 41, classes: fifty.slice(0, 9) }, theme);
    await panel.tab("Confusion");
    await panel.page.getByRole("combobox", { name: "cells show" }).click();
    await panel.page.getByRole("option", { name: "share of row" }).click();
    await panel.screenshot(`${theme}-9-classes`);
    expect(await panel.seriousFindings()).toEqual([]);
  });

  test("fits the errors of two classes into a panel of 400 pixels", async () => {
    const classes = ["no", "a class with a name that somebody made very long to see what happens"];
    const panel = await show({ status: "finished", epochs: 41, classes }, theme, 400);
    await panel.tab("Errors");
    await panel.page.getByTestId("figure-roc").waitFor();
    await panel.screenshot(`${theme}-narrow-errors`);
    expect(await panel.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    expect(await panel.seriousFindings()).toEqual([]);
  });

  test("fits a panel of 400 pixels", async () => {
    const panel = await show(
      { status: "running", epochs: 23, title: "a run with a name that somebody made very long to see what happens" },
      theme,
      400,
    );
    await panel.screenshot(`${theme}-narrow`);
    expect(await panel.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    expect(await panel.seriousFindings()).toEqual([]);
  });
});
