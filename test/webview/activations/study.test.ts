import { expect, test } from "vitest";
import { activations } from "../../../src/engine/activations.ts";
import { ActivationsHost, studyRuns } from "../harness/activationsHost.ts";
import type { OpenPanel } from "../harness/panelPage.ts";
import { panels } from "../harness/panels.ts";

const open = panels();

async function show(host: ActivationsHost): Promise<OpenPanel<ActivationsHost>> {
  const panel = await open(host);
  await panel.page.getByTestId("count").waitFor();
  return panel;
}

const field = ({ page }: OpenPanel<ActivationsHost>, label: string) => page.getByRole("textbox", { name: label });

test("draws every function of the engine with its formula, and tells them to screen readers", async () => {
  const { page } = await show(new ActivationsHost());
  expect(await page.locator(".function-card").count()).toBe(Object.keys(activations).length);
  const sigmoid = page.locator("[data-function=sigmoid]");
  expect(await sigmoid.locator(".formula").textContent()).toBe(activations.sigmoid.formula);
  expect(await sigmoid.locator(".function-plot").getAttribute("aria-label")).toContain("sigmoid and its derivative");
  // Halfway across is z = 0, and halfway between 2.4 at the top and −1.4 at the bottom is σ(0) = 0.5.
  expect(await sigmoid.locator(".function-line").getAttribute("d")).toContain("L100.0 60.0");
  await page.getByText("Values as a table").click();
  const row = page.locator(".function-values tbody tr").filter({ hasText: "sigmoid" }).first();
  expect(await row.textContent()).toMatch(/0\.5000\s*0\.2500/);
});

test("starts what was chosen, and shows it as it comes", async () => {
  const host = new ActivationsHost();
  const panel = await show(host);
  const { page } = panel;
  expect(await page.getByTestId("count").textContent()).toBe("3 runs");
  await page.locator("[data-function=gelu] vscode-checkbox").click();
  await page.locator("[data-function=tanh] vscode-checkbox").click();
  await field(panel, "epochs").fill("12");
  await field(panel, "train loss to reach").fill("0,4");
  await field(panel, "train loss to reach").press("Tab");
  await page.getByTestId("run").click();
  await expect
    .poll(() => host.paramsOf("start"))
    .toEqual({
      source: { path: "/folder/penguins.experiment.json", kind: "experiment" },
      activations: ["relu", "gelu", "sigmoid"],
      seeds: 1,
      initializer: "same",
      epochs: 12,
      threshold: 0.4,
    });
  await page.getByTestId("stop").waitFor();
  for (let epoch = 0; epoch < 3; epoch++) host.addEpoch();
  await page.getByText("Show as tables").click();
  const rows = page.locator("[data-chart=train-loss] tbody tr");
  await expect.poll(() => rows.count()).toBe(3);
  const saturated = page.locator("[data-chart=saturated] tbody tr").last();
  const cells = (await saturated.locator("td").allTextContents()).map((text) => text.trim());
  expect(cells).toEqual(["–", "62.0%", "5.0%"]);
  await page.getByTestId("stop").click();
  await page.getByTestId("run").waitFor();
  expect(await page.getByTestId("report").textContent()).toContain("stopped");
});

test("asks for everything again when a message was lost", async () => {
  const host = new ActivationsHost(studyRuns(3, 1, "running"));
  const { page } = await show(host);
  await page.getByText("Show as tables").click();
  await expect.poll(() => page.locator("[data-chart=train-loss] tbody tr").count()).toBe(3);
  host.addEpoch({ lose: true });
  host.addEpoch();
  await expect.poll(() => page.locator("[data-chart=train-loss] tbody tr").count()).toBe(5);
});

test("writes sentences and a table, and counts epochs to another loss at once", async () => {
  const host = new ActivationsHost(studyRuns(21));
  const panel = await show(host);
  const { page } = panel;
  const report = page.getByTestId("report");
  await expect.poll(() => report.textContent()).toContain("tanh was fastest");
  expect(await report.textContent()).toMatch(
    /hidden1 is saturated for 62 % of units and examples, mean \|f′\| is 0.070 in hidden1 and its gradient norm in hidden1 is \d+ × smaller than tanh's/,
  );
  const first = page.getByTestId("report-table").locator("tbody tr").first();
  const before = await first.locator("td").nth(1).textContent();
  await field(panel, "train loss to reach").fill("0.9");
  await field(panel, "train loss to reach").press("Tab");
  await expect.poll(() => first.locator("td").nth(1).textContent()).not.toBe(before);
  await page.getByTestId("report-table").locator("vscode-link").first().click();
  await expect.poll(() => host.paramsOf("openRun")).toEqual({ id: host.runs[0]?.id });
});

test("sends the report out by keyboard", async () => {
  const host = new ActivationsHost(studyRuns(5));
  const { page } = await show(host);
  await page.locator("benchtop-menu vscode-button").first().focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => host.paramsOf("export")).toEqual({ format: "csv", to: "clipboard" });
});

test("says what is wrong with a number, and starts nothing", async () => {
  const host = new ActivationsHost();
  const panel = await show(host);
  await field(panel, "epochs").fill("-3");
  await field(panel, "epochs").press("Tab");
  await panel.page.getByText("Epochs: write a whole number above 0").waitFor();
  await panel.page.getByTestId("run").click();
  expect(host.countOf("start")).toBe(0);
});

test("says that too many runs are asked for, before anything is started", async () => {
  const { page } = await show(new ActivationsHost());
  for (const name of ["elu", "selu", "gelu", "mish"])
    await page.locator(`[data-function=${name}] vscode-checkbox`).click();
  const seeds = page.locator('vscode-dropdown[aria-label="seeds"]');
  await seeds.click();
  await seeds.locator("vscode-option", { hasText: "10" }).click();
  await page.getByTestId("count").filter({ hasText: "70 runs: tick fewer functions or seeds, at most 60." }).waitFor();
  expect(await page.getByTestId("run").evaluate((button) => button.hasAttribute("disabled"))).toBe(true);
});

test("says why a comparison was refused, and what there is to do without data", async () => {
  const host = new ActivationsHost();
  host.refusals.set("start", "This experiment's model is naiveBayes, which has no activation to compare.");
  const panel = await show(host);
  await panel.page.getByTestId("run").click();
  await panel.page.getByTestId("notice").filter({ hasText: "Could not compare: This experiment's model" }).waitFor();
  const empty = new ActivationsHost();
  empty.sources = [];
  const without = await show(empty);
  await without.page.getByTestId("no-source").filter({ hasText: "was found" }).waitFor();
});

test("comes back after a reload with its runs and what was chosen", async () => {
  const host = new ActivationsHost(studyRuns(5));
  const { page } = await show(host);
  await page.locator("[data-function=tanh] vscode-checkbox").click();
  await page.getByTestId("report-table").waitFor();
  await page.reload();
  await page.getByTestId("report-table").waitFor();
  const { study } = host.paramsOf("ready") as { study: { runs: string[] } };
  expect(study.runs).toEqual(host.runs.map(({ id }) => id));
  expect(await page.locator(".function-card.chosen").count()).toBe(2);
});

test("takes what the person asks for outside the panel", async () => {
  const host = new ActivationsHost();
  const { page } = await show(host);
  host.tellSource({
    path: "/folder/odia.experiment.json",
    kind: "experiment",
    name: "odia.experiment.json",
    location: "",
  });
  await page.locator("vscode-dropdown", { hasText: "odia" }).first().waitFor();
  await page.getByTestId("run").click();
  await expect.poll(() => host.paramsOf("start")).toMatchObject({ source: { path: "/folder/odia.experiment.json" } });
});
