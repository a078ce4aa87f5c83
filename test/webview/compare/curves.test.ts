import { expect, test } from "vitest";
import { CompareHost, storedRun } from "../harness/compareHost.ts";
import type { OpenPanel } from "../harness/panelPage.ts";
import { panels } from "../harness/panels.ts";

const open = panels();

async function show(count: number, seeds = false): Promise<OpenPanel<CompareHost>> {
  const runs = Array.from({ length: count }, (_, index) =>
    storedRun(index, {
      name: `run ${index}`,
      seed: seeds ? 1 + index : 1,
      learningRate: seeds ? 0.01 : 0.001 * (1 + index),
    }),
  );
  const host = new CompareHost(runs);
  host.chosen = runs.map(({ record }) => record.id);
  const panel = await open(host, { width: 1200 });
  await panel.page.getByTestId("run-grid").waitFor();
  await panel.tab("Curves");
  await panel.page.getByTestId("overlay-chart").waitFor();
  await panel.frames();
  return panel;
}

test("draws the chosen runs, and the table holds the same figures", async () => {
  const panel = await show(3);
  const { page } = panel;
  expect(await page.locator(".overlay-legend li").count()).toBe(3);
  await page.getByText("Show as table").click();
  const rows = page.getByTestId("overlay-table").locator("tbody tr");
  expect(await rows.count()).toBe(41);
  expect(await rows.first().locator("td").count()).toBe(3);
});

test("hides a curve, and gives back a colour to none but a new run", async () => {
  const panel = await show(3);
  const { page } = panel;
  const slots = (): Promise<(string | null)[]> =>
    page
      .locator(".overlay-legend [data-slot]")
      .evaluateAll((lines) => lines.map((line) => line.getAttribute("data-slot")));
  expect(await slots()).toEqual(["0", "1", "2"]);
  await page.locator(".overlay-legend vscode-checkbox").first().click();
  await expect.poll(() => page.locator(".overlay-legend li.off").count()).toBe(1);
  await panel.tab("Table");
  await page.locator(".run-row[data-at='0'] .tick").click();
  await panel.tab("Curves");
  await expect.poll(slots).toEqual(["1", "2"]);
});

test("draws repeats as their mean with a band", async () => {
  const panel = await show(4, true);
  await panel.page.getByText("Mean of repeats").click();
  await expect.poll(() => panel.page.locator(".overlay-legend li").count()).toBe(1);
  expect(await panel.page.locator(".overlay-legend").textContent()).toContain("mean of 4");
  await panel.screenshot("compare-band");
});

test("a click on a curve opens its run", async () => {
  const panel = await show(1);
  const canvas = panel.page.getByTestId("overlay-chart");
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("the chart is not on the page");
  // Somewhere on the way down each column has the line at some height.
  for (let y = box.height * 0.1; y < box.height * 0.95 && panel.host.paramsOf("openRun") === undefined; y += 10)
    await canvas.click({ position: { x: box.width * 0.5, y } });
  await expect.poll(() => panel.host.paramsOf("openRun")).toEqual({ id: panel.host.runs[0]?.record.id });
});

test("50 runs are drawn and told apart, and the pointer tells the value of each", async () => {
  const panel = await show(50);
  const { page } = panel;
  expect(await page.locator(".overlay-legend li").count()).toBe(50);
  const box = await page.getByTestId("overlay-chart").boundingBox();
  if (box === null) throw new Error("the chart is not on the page");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const tip = page.locator(".overlay-tip");
  await tip.waitFor();
  expect(await tip.locator("p").first().textContent()).toMatch(/^epoch \d+$/);
  const rows = await tip.locator("tr").allTextContents();
  expect(rows).toHaveLength(50);
  expect(await tip.locator(".nearest").count()).toBe(1);
  const values = rows.map((row) => Number(/[\d.]+\s*$/.exec(row)?.[0]));
  expect(values).toEqual([...values].sort((a, b) => b - a));
  await panel.screenshot("compare-fifty");
  await page.mouse.move(5, 5);
  await expect.poll(() => tip.isVisible()).toBe(false);
  await page.setViewportSize({ width: 560, height: 800 });
  await panel.frames();
  await page.mouse.move(250, 500);
  await tip.waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(560);
  expect(await tip.locator("tr").count()).toBeLessThan(50);
  expect(await tip.textContent()).toContain("nearest of 50");
  await panel.screenshot("compare-fifty-narrow");
});

test("the loss of each batch is asked for once it is chosen, and told by step", async () => {
  const panel = await show(2);
  const { page, host } = panel;
  host.curveOf = () => {
    const steps = Float64Array.of(1, 2, 3);
    return { epoch: steps.map((step) => step / 3), step: steps, time: steps, value: Float64Array.of(3, 2, 1) };
  };
  await page.locator(".curves-tab vscode-dropdown").first().click();
  await page.getByRole("option", { name: "train loss of each batch" }).click();
  await expect
    .poll(() => host.paramsOf("curves"))
    .toEqual({ ids: host.runs.map(({ record }) => record.id), figure: "train.batchLoss" });
  const table = page.getByTestId("overlay-table");
  await expect.poll(() => table.locator("tbody th").allTextContents()).toEqual(["1", "2", "3"]);
  expect(await table.locator("thead th").first().textContent()).toBe("step");
});
