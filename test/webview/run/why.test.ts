import { describe, expect, test } from "vitest";
import type { RunSnapshot } from "../../../src/protocol/runPanel.ts";
import { PanelHost } from "../harness/host.ts";
import type { OpenPanel, PanelOptions } from "../harness/panelPage.ts";
import { panels } from "../harness/panels.ts";
import { snapshotOf } from "../harness/runs.ts";

const open = panels();
const two = { status: "finished", epochs: 5, classes: ["no", "yes"] } as const;

async function openTry(snapshot: RunSnapshot, options: PanelOptions = {}): Promise<OpenPanel> {
  const panel = await open(new PanelHost(snapshot), options);
  await panel.tab("Try");
  await panel.page.getByRole("button", { name: "Classify" }).waitFor();
  return panel;
}

/** The same run on a table of numbers. */
function ofNumbers(snapshot: RunSnapshot): RunSnapshot {
  const { record } = snapshot;
  const layout = {
    format: "table",
    delimiter: "\t",
    header: true,
    columns: ["size", "weight", "label"],
    label: "label",
    numeric: ["size", "weight"],
  } as const;
  const dataset = { ...record.experiment.dataset, layout };
  const features = { kind: "numeric", scale: "standard", missing: "mean" } as const;
  return { ...snapshot, record: { ...record, experiment: { ...record.experiment, dataset, features } } };
}

describe("Try", () => {
  test("shows every class of a text, and marks the words that speak for and against the predicted one", async () => {
    const { page, host } = await openTry(snapshotOf(two));
    const text = "The staff was FRIENDLY & kind";
    await page.getByRole("textbox", { name: "Text" }).fill(text);
    await page.getByRole("button", { name: "Classify" }).click();
    await expect.poll(() => host.paramsOf("explain")).toEqual({ input: { text, columns: {} }, classId: null });
    const rows = page.getByTestId("class-bars").locator("tbody tr");
    await expect
      .poll(async () => (await rows.allInnerTexts()).map((row) => row.replaceAll(/\s+/g, " ").trim()))
      .toEqual(["yes predicted 87.5%", "no 12.5%"]);
    expect(await page.getByTestId("marked-text").innerText()).toBe(text);
    expect(await page.locator("mark.for").allInnerTexts()).toEqual(["staff", "FRIENDLY"]);
    expect(await page.locator("mark.against").allInnerTexts()).toEqual(["The", "was", "kind"]);
    expect(await page.locator("mark.level-5").allInnerTexts()).toEqual(["FRIENDLY"]);
    await page.getByText("Leave-one-out").waitFor();
  });

  test("marks what speaks for another class, and keeps the text over a change of tabs", async () => {
    const panel = await openTry(snapshotOf(two));
    const { page, host } = panel;
    await page.getByRole("textbox", { name: "Text" }).fill("a text to keep");
    await page.keyboard.press("Control+Enter");
    await page.getByTestId("explanation").waitFor();
    await page.getByRole("combobox", { name: "what speaks for" }).click();
    await page.getByRole("option", { name: "no" }).click();
    await expect.poll(() => host.paramsOf("explain")).toMatchObject({ classId: 0 });
    await panel.tab("Network");
    await panel.tab("Try");
    expect(await page.getByRole("textbox", { name: "Text" }).inputValue()).toBe("a text to keep");
  });

  test("has a field for each column where the features are numbers", async () => {
    const { page, host } = await openTry(ofNumbers(snapshotOf(two)));
    await page.getByRole("textbox", { name: "size" }).fill("3.5");
    await page.getByRole("button", { name: "Classify" }).click();
    await expect
      .poll(() => host.paramsOf("explain"))
      .toEqual({
        input: { text: null, columns: { size: "3.5" } },
        classId: null,
      });
    await expect.poll(() => page.getByTestId("driving-parts").locator("tbody th").allInnerTexts()).toEqual(["size"]);
  });

  test("says why a text cannot be classified", async () => {
    const { page, host } = await openTry(snapshotOf(two));
    host.refusals.set("explain", "The run's fitted features are not there.");
    await page.getByRole("textbox", { name: "Text" }).fill("a text");
    await page.getByRole("button", { name: "Classify" }).click();
    await page.getByText("Could not classify it: The run's fitted features are not there.").waitFor();
  });

  test.each(["dark", "light", "highContrast"] as const)("is readable and fits a narrow panel, %s", async (theme) => {
    const panel = await openTry(snapshotOf(two), { theme, width: 400 });
    const { page } = panel;
    const text = "The staff was friendly and kind, the lobby extraordinarily unremarkable. ".repeat(6);
    await page.getByRole("textbox", { name: "Text" }).fill(text);
    await page.getByRole("button", { name: "Classify" }).click();
    await page.getByTestId("marked-text").waitFor();
    await page.getByText("As a table").click();
    await panel.screenshot(`${theme}-try`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
    expect(await panel.seriousFindings()).toEqual([]);
  });
});

describe("Why?", () => {
  test("marks the words of an example in the list, and closes again", async () => {
    const host = new PanelHost(snapshotOf(two));
    const excerpt = "a perfectly dreadful stay";
    const row = { file: "data/hotels.tsv", line: 3, trueClass: 0, predictedClass: 1, confidence: 0.875, excerpt };
    host.examples = [{ example: 0, ...row }];
    const panel = await open(host);
    await panel.tab("Errors");
    const { page } = panel;
    await page.getByRole("button", { name: "Why?" }).click();
    await expect.poll(() => page.locator("mark.for").allInnerTexts()).toEqual(["perfectly", "dreadful"]);
    expect(host.paramsOf("explainExample")).toEqual({ split: "validation", example: 0, classId: null });
    await panel.screenshot("dark-why");
    await page.getByRole("button", { name: "Why?" }).click();
    await expect.poll(() => page.locator("mark").count()).toBe(0);
    expect(host.countOf("openExample"), "the button is not the row").toBe(0);
  });
});
