import { describe, expect, test } from "vitest";
import type { ClassCurves } from "../../../src/experiment/errors/classCurves.ts";
import type { ErrorAnalysis } from "../../../src/protocol/predictions.ts";
import type { ExampleRow } from "../../../src/protocol/trainer.ts";
import { PanelHost } from "../harness/host.ts";
import type { OpenPanel } from "../harness/panelPage.ts";
import { panels } from "../harness/panels.ts";
import { snapshotOf } from "../harness/runs.ts";
import { analysisOf, curvesOf } from "../harness/errors.ts";

const open = panels();

function mistake(index: number, trueClass: number, predictedClass: number): ExampleRow {
  const confidence = 0.99 - index / 100;
  return {
    example: index,
    file: "data/hotels.tsv",
    line: 3 + index,
    trueClass,
    predictedClass,
    confidence,
    excerpt: `mistake ${String(index)}`,
  };
}

interface Shape {
  readonly classes: readonly string[];
  readonly counts: readonly (readonly number[])[];
  readonly analysis?: ErrorAnalysis;
  readonly curves?: ClassCurves | null;
}

async function openErrors({ classes, counts, analysis, curves }: Shape): Promise<OpenPanel> {
  const confusion = { validation: counts, test: counts };
  const host = new PanelHost(snapshotOf({ status: "finished", epochs: 5, classes, confusion }));
  host.errors = analysis ?? analysisOf("probabilities", classes.length);
  host.curves = () => (curves === undefined ? curvesOf() : curves);
  host.examples = [mistake(0, 0, 1), mistake(1, 1, 0), { ...mistake(2, 1, 1), excerpt: "a right answer" }];
  const panel = await open(host);
  await panel.tab("Errors");
  await panel.page.getByTestId("examples").waitFor();
  return panel;
}

const two: Shape = {
  classes: ["no", "yes"],
  counts: [
    [30, 3],
    [9, 7],
  ],
};

describe("the Errors tab", () => {
  test("lists the surest mistakes, and a click on one opens its line", async () => {
    const { page, host } = await openErrors(two);
    const rows = page.getByTestId("examples").locator("tbody tr");
    await expect.poll(() => rows.allInnerTexts()).toHaveLength(2);
    expect(host.paramsOf("examples")).toMatchObject({ split: "validation", answers: "wrong", order: "confidence" });
    await rows.nth(1).getByText("mistake 1").click();
    await expect.poll(() => host.paramsOf("openExample")).toEqual({ file: "data/hotels.tsv", line: 4 });
  });

  test("sorts the pairs of classes, and lists the examples of one way round", async () => {
    const { page, host } = await openErrors({
      classes: ["a", "b", "c"],
      counts: [
        [9, 0, 2],
        [0, 9, 5],
        [1, 1, 9],
      ],
    });
    const pairs = page.getByTestId("pairs").locator("tbody tr");
    const text = async (): Promise<string[]> => (await pairs.allInnerTexts()).map((row) => row.replaceAll(/\s+/g, " "));
    await expect.poll(text).toEqual(["b c 5 35.7% 1", "a c 2 18.2% 1"]);
    await pairs.first().getByRole("link", { name: "1" }).click();
    await expect.poll(() => host.paramsOf("examples")).toMatchObject({ trueClass: 2, predictedClass: 1 });
    await page.getByRole("button", { name: "Show all mistakes" }).click();
    await expect.poll(() => host.paramsOf("examples")).toMatchObject({ trueClass: null, predictedClass: null });
  });

  test("draws the charts, each with the same figures as a table and as a file", async () => {
    const { page, host } = await openErrors(two);
    for (const file of ["confidence", "reliability", "precision-recall", "roc"])
      await page.getByTestId(`figure-${file}`).waitFor();
    const chart = page.locator("benchtop-figure-chart").filter({ hasText: "Reliability" });
    await chart.getByText("As a table").click();
    const bins = host.errors.confidence.reliability?.bins ?? [];
    expect(await chart.locator("tbody tr").count()).toBe(bins.length);
    await chart.getByRole("button", { name: "Reliability: save or copy" }).click();
    await page.getByRole("menuitem", { name: "Copy CSV" }).click();
    await expect.poll(() => host.countOf("copyText")).toBe(1);
    const { text } = host.paramsOf("copyText") as { text: string };
    expect(text.split("\r\n")[0]).toBe("above,up to,examples,mean probability,share right");
    expect(text.trim().split("\r\n")).toHaveLength(bins.length + 1);
  });

  test("lists the examples behind a bar that is clicked, right and wrong, and goes back", async () => {
    const { page, host } = await openErrors(two);
    const chart = page.getByTestId("figure-confidence");
    // The tenth bin of twenty: a little right of the middle of the plot, above its low bar.
    const bar = page.getByRole("button", { name: "50.0% to 55.0%: 100 right, 11 wrong" });
    const [box, over] = [await bar.boundingBox(), await chart.boundingBox()];
    if (box === null || over === null) throw new Error("the bar has its place");
    await chart.click({ position: { x: box.x - over.x + box.width / 2, y: box.y - over.y + box.height / 3 } });
    const list = page.getByRole("region", { name: "Examples of the bar" });
    await expect.poll(() => list.getByTestId("examples").locator("tbody tr").count()).toBe(3);
    expect(host.paramsOf("examples")).toEqual({
      ...{ split: "validation", trueClass: null, predictedClass: null },
      ...{ part: { chart: "confidence", bin: 10 }, order: "confidence", offset: 0, limit: 50 },
    });
    expect(await list.getByRole("status").first().innerText()).toBe("Confidence above 50.0% up to 55.0%");
    expect(await bar.getAttribute("aria-pressed")).toBe("true");
    await list.getByText("a right answer").click();
    await expect.poll(() => host.paramsOf("openExample")).toEqual({ file: "data/hotels.tsv", line: 5 });
    await list.getByRole("combobox", { name: "answers" }).click();
    await list.getByRole("option", { name: "wrong", exact: true }).click();
    await expect.poll(() => host.paramsOf("examples")).toMatchObject({ answers: "wrong", part: { bin: 10 } });
    await list.getByRole("button", { name: "Close the list" }).click();
    await expect.poll(() => list.count()).toBe(0);
    expect(await page.getByTestId("mistakes").getByText("mistake 1").count()).toBe(1);
  });

  test("lets the keyboard walk over the bars and points, and comes back to them", async () => {
    const { page, host } = await openErrors(two);
    const first = page.getByRole("button", { name: "25.0% to 30.0%: 25 right, 20 wrong" });
    await first.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await expect.poll(() => host.paramsOf("examples")).toMatchObject({ part: { chart: "confidence", bin: 18 } });
    await page
      .getByRole("group", { name: /^Reliability/u })
      .getByRole("button")
      .first()
      .focus();
    await page.keyboard.press(" ");
    await expect.poll(() => host.paramsOf("examples")).toMatchObject({ part: { chart: "reliability", bin: 4 } });
    await page.getByRole("button", { name: "Close the list" }).focus();
    await page.keyboard.press("Enter");
    const focused = page.getByRole("group", { name: /^Reliability/u }).locator(":focus");
    await expect
      .poll(() => focused.getAttribute("aria-label"))
      .toMatch(/^26\.7% to 33\.3%: 26\.1% of 36 examples right/u);
  });

  test("asks for the curves of the class that is picked, and says where there are none", async () => {
    const { page, host } = await openErrors({ ...two, curves: null });
    await page.getByText("Nothing can be ranked here").waitFor();
    expect(host.paramsOf("classCurves")).toEqual({ split: "validation", classId: null });
    host.curves = curvesOf;
    await page.getByRole("combobox", { name: "class" }).click();
    await page.getByRole("option", { name: "yes" }).click();
    await expect.poll(() => host.paramsOf("classCurves")).toEqual({ split: "validation", classId: 1 });
    await page.getByTestId("figure-roc").waitFor();
    expect(await page.getByTestId("curve-figures").innerText()).toContain("ROC AUC 81.0%");
  });

  test("a threshold that is moved changes the table of two classes at once", async () => {
    const { page, host } = await openErrors(two);
    const cells = async (): Promise<string[]> =>
      (await page.getByTestId("threshold-confusion").locator("td").allInnerTexts()).map((cell) => cell.trim());
    const { thresholds } = host.errors;
    if (thresholds === null) throw new Error("two classes have thresholds");
    const at = (place: number): string[] => {
      const [hits, alarms] = [thresholds.truePositives[place] ?? 0, thresholds.falsePositives[place] ?? 0];
      return [thresholds.others - alarms, alarms, thresholds.members - hits, hits].map(String);
    };
    expect(await cells()).toEqual(at(500));
    await page.getByRole("slider").fill("900");
    await expect.poll(cells).toEqual(at(900));
    expect(await page.getByTestId("threshold-value").innerText()).toBe("90.0%");
    await page.getByRole("button", { name: "Reset" }).click();
    await expect.poll(cells).toEqual(at(500));
  });

  test("says what margins cannot tell and shows what they can", async () => {
    const { page } = await openErrors({ ...two, analysis: analysisOf("margins", 2) });
    await page.getByText("This model gives margins, no probabilities").waitFor();
    await page.getByTestId("figure-confidence").waitFor();
    expect(await page.getByTestId("figure-reliability").count()).toBe(0);
    await page.getByTestId("threshold-confusion").waitFor();
  });
});
