import { describe, expect, test } from "vitest";
import { analysisOf, curvesOf } from "../harness/errors.ts";
import { PanelHost } from "../harness/host.ts";
import type { OpenPanel } from "../harness/panelPage.ts";
import { panels } from "../harness/panels.ts";
import { batchLoss, type RunShape, snapshotOf, stepsPerEpoch } from "../harness/runs.ts";

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
  stopped: { status: "stopped", epochs: 12 },
  stalled: { status: "paused", epochs: 12, stalled: true },
};

async function show(shape: RunShape, width = 1100): Promise<OpenPanel> {
  const host = new PanelHost(snapshotOf(shape));
  const steps = Math.max(0, (shape.epochs ?? 0) - 1) * stepsPerEpoch;
  if (steps > 0) host.addSteps(Array.from({ length: steps }, (_, step) => batchLoss(step + 1)));
  // Enough to scroll; axe judges each.
  host.examples = Array.from({ length: 24 }, (_, index) => ({
    example: index,
    file: "data/hotels.tsv",
    line: 2 + index * 7,
    trueClass: 0,
    predictedClass: index % 2,
    confidence: 0.35 + (index % 12) / 20,
    excerpt: `The room was ${"clean and quiet and close to everything, ".repeat(1 + (index % 9))}we would stay again.`,
  }));
  host.errors = analysisOf("probabilities", host.snapshot.record.data?.classes.length ?? 0);
  host.curves = curvesOf;
  const panel = await open(host, { width });
  await panel.page.getByRole("heading", { level: 1 }).waitFor();
  await expect.poll(() => host.countOf("steps")).toBeGreaterThan(0);
  await panel.frames();
  return panel;
}

describe("the Run panel in every theme", () => {
  test.each(Object.keys(shapes))("looks right and is accessible while %s", async (name) => {
    const panel = await show(shapes[name] ?? { status: "queued" });
    expect(await panel.looks(name)).toEqual([]);
  });

  test("shows every tab of a finished run accessibly", async () => {
    const panel = await show({ status: "finished", epochs: 41 });
    await panel.tab("Confusion");
    await panel.page.getByRole("gridcell").nth(1).click();
    await panel.page.getByTestId("examples").waitFor();
    expect(await panel.looks("confusion")).toEqual([]);
    for (const tab of ["Errors", "Network", "Settings", "Data"]) {
      await panel.tab(tab);
      if (tab === "Errors")
        await panel.page.getByRole("button", { name: "75.0% to 80.0%: 225 right, 8 wrong" }).press("Enter");
      expect(await panel.looks(tab.toLowerCase())).toEqual([]);
    }
    await panel.tab("Curves");
    await panel.page.getByText("Show as table").click();
    expect(await panel.looks("table")).toEqual([]);
  });

  test("holds 50 classes", async () => {
    const panel = await show({ status: "finished", epochs: 41, classes: fifty });
    await panel.tab("Confusion");
    await panel.page.getByRole("grid").waitFor();
    await panel.looks("50-classes", { judged: false });
    await panel.tab("Errors");
    await panel.page.getByTestId("figure-roc").waitFor();
    await panel.looks("50-classes-errors", { judged: false });
  });

  test("keeps the contrast of every shade of a table with upright labels", async () => {
    const panel = await show({ status: "finished", epochs: 41, classes: fifty.slice(0, 9) });
    await panel.tab("Confusion");
    await panel.page.getByRole("combobox", { name: "cells show" }).click();
    await panel.page.getByRole("option", { name: "share of row" }).click();
    expect(await panel.looks("9-classes")).toEqual([]);
  });

  test("fits the errors of two classes into a panel of 400 pixels", async () => {
    const classes = ["no", "a class with a name that somebody made very long to see what happens"];
    const panel = await show({ status: "finished", epochs: 41, classes }, 400);
    await panel.tab("Errors");
    await panel.page.getByTestId("figure-roc").waitFor();
    await panel.page.getByRole("button", { name: "75.0% to 80.0%: 225 right, 8 wrong" }).press("Enter");
    await panel.page.getByRole("region", { name: "Examples of the bar" }).getByTestId("examples").waitFor();
    expect(await panel.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    expect(await panel.looks("narrow-errors")).toEqual([]);
  });

  test("fits a panel of 400 pixels", async () => {
    const panel = await show(
      { status: "running", epochs: 23, title: "a run with a name that somebody made very long to see what happens" },
      400,
    );
    expect(await panel.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    expect(await panel.looks("narrow")).toEqual([]);
  });
});
