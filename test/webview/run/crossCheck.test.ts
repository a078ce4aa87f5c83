import { expect, test } from "vitest";
import type { CrossCheck, EpochFigures, ToldCrossCheck } from "../../../src/protocol/crossChecks.ts";
import { PanelHost } from "../harness/host.ts";
import { panels } from "../harness/panels.ts";
import { batchLoss, epochMetrics, snapshotOf, stepsPerEpoch } from "../harness/runs.ts";
import { themeVariables } from "../harness/themes.ts";

const open = panels();
const epochs = 12;

/** Figures a hair away from those of the run, or shifted. */
function figuresOf(epoch: number, away: number): EpochFigures {
  const { train, validation } = epochMetrics(epoch).metrics;
  const moved = (metrics: typeof train | undefined) => ({
    loss: (metrics?.loss ?? 0) * (1 + away),
    accuracy: (metrics?.accuracy ?? 0) - away / 10,
  });
  return { train: moved(train), validation: moved(validation) };
}

function checkWith(peer: string, { own = false, more = {} }: { own?: boolean; more?: Partial<CrossCheck> } = {}) {
  const accuracies = { train: 0.7, validation: 0.6, test: 0.5 };
  const check: CrossCheck = {
    schemaVersion: 1,
    peer,
    firstSteps: 3.4e-7,
    allSteps: 7e-6,
    steps: 468,
    epochs: Array.from({ length: epochs + 1 }, (_, epoch) => ({
      epoch,
      run: figuresOf(epoch, 0),
      peer: figuresOf(epoch, 1e-6),
      ...(own && { own: figuresOf(epoch, 0.2) }),
      deviation: epoch === 7 ? ("infinite" as const) : 1e-6,
    })),
    accuracy: { run: accuracies, peer: accuracies, ...(own && { own: { ...accuracies, test: 0.45 } }) },
    secondsPerEpoch: { run: 0.31, peer: 1.25, ...(own && { own: 1.5 }) },
    largestDifference: 4e-6,
    ...more,
  };
  const told: ToldCrossCheck = { check, words: [`Losses agree with ${peer}.`] };
  return told;
}

function host(): PanelHost {
  const made = new PanelHost(snapshotOf({ status: "finished", epochs: epochs + 1 }));
  made.addSteps(Array.from({ length: epochs * stepsPerEpoch }, (_, step) => batchLoss(step + 1)));
  return made;
}

test("another program's curves lie over the run's with a twin, survive a reload, and can be put away", async () => {
  const run = host();
  const panel = await open(run, { width: 1100 });
  const { page } = panel;
  await page.getByTestId("chart-loss").waitFor();
  await expect.poll(() => run.countOf("crossChecks")).toBe(1);
  expect(await page.getByTestId("cross-check").count()).toBe(0);
  run.crossCheck([checkWith("PyTorch 1.13.0", { own: true }), checkWith("NumPy 1.24.2")]);
  await page.getByTestId("cross-check").waitFor();
  const legend = page.locator("benchtop-curve-chart").first().locator(".legend li");
  await expect
    .poll(() => legend.allInnerTexts())
    .toEqual(["train", "validation", "batch", "train, PyTorch 1.13.0", "validation, PyTorch 1.13.0"]);
  const cells = (id: string) => page.getByTestId(id).locator("tbody tr").allInnerTexts();
  expect((await cells("cross-check-accuracy")).map((text) => text.split("\t").map((cell) => cell.trim()))).toEqual([
    ["Benchtop", "70.0%", "60.0%", "50.0%", "0.3100"],
    ["PyTorch 1.13.0", "70.0%", "60.0%", "50.0%", "1.2500"],
    ["PyTorch 1.13.0 (own start)", "70.0%", "60.0%", "45.0%", "1.5000"],
  ]);
  const rows = await cells("cross-check-epochs");
  expect(rows).toHaveLength(epochs + 1);
  expect(rows[6]).toContain("1.0e-6");
  expect(rows[7]).toContain("infinite");
  expect(await page.getByTestId("cross-check").innerText()).toContain("Losses agree with PyTorch 1.13.0.");
  await panel.screenshot("dark-cross-check");
  expect(await panel.seriousFindings()).toEqual([]);

  const choose = async (name: string): Promise<void> => {
    await page.getByRole("combobox", { name: "beside" }).click();
    await page.getByRole("option", { name, exact: true }).click();
  };
  await choose("PyTorch 1.13.0 (own start)");
  await expect.poll(() => legend.allInnerTexts()).toContain("validation, PyTorch 1.13.0 (own start)");
  expect(await page.getByTestId("cross-check-epochs").locator("thead").innerText()).not.toContain("deviation");
  await page.reload();
  await expect.poll(() => legend.allInnerTexts()).toContain("train, PyTorch 1.13.0 (own start)");
  await panel.setTheme("highContrast");
  await panel.screenshot("highContrast-cross-check");
  expect(await panel.seriousFindings()).toEqual([]);
  await choose("nothing");
  await expect.poll(() => legend.count()).toBe(3);
  expect(await page.getByTestId("cross-check").count()).toBe(0);
});

test("the lines are drawn where the run's are, by epoch and by time, and stand in what is saved", async () => {
  const run = host();
  run.crossChecks = [checkWith("PyTorch 1.13.0", { own: true })];
  const panel = await open(run, { theme: "light" });
  const { page } = panel;
  await page.getByTestId("cross-check").waitFor();
  // Dashes in the text's colour lie over the run's own lines; the labels in the chart have it too.
  const ink = (): Promise<number> => panel.inkOf("accuracy", themeVariables.light["--vscode-editor-foreground"] ?? "");
  const choose = async (box: string, option: string): Promise<void> => {
    await page.getByRole("combobox", { name: box }).click();
    await page.getByRole("option", { name: option, exact: true }).click();
    await panel.frames();
  };
  for (const axis of ["epoch", "time"]) {
    await choose("x axis", axis);
    await choose("beside", "nothing");
    const labels = await ink();
    await choose("beside", "PyTorch 1.13.0");
    await expect.poll(ink).toBeGreaterThan(labels + 100);
  }
  await panel.screenshot("light-cross-check-time");
  await page.getByRole("button", { name: "Loss chart: save or copy" }).click();
  await page.getByRole("menuitem", { name: "Copy CSV" }).click();
  await expect.poll(() => run.countOf("copyText")).toBe(1);
  const [head, , , row] = (run.paramsOf("copyText") as { text: string }).text.split("\n");
  expect(head?.trim()).toBe(
    'epoch,step,seconds,train loss,validation loss,"train loss, PyTorch 1.13.0","validation loss, PyTorch 1.13.0"',
  );
  const [, , , own, , other] = (row ?? "").split(",").map(Number);
  expect(Math.abs((other ?? 0) / (own ?? 1) - 1)).toBeCloseTo(1e-6, 8);
});

test("asking for a check, a program that fits at once, and a hostile name, on a narrow panel", async () => {
  const run = host();
  const attack = `<img src=x onerror="window.broken=1">`;
  run.crossChecks = [checkWith(attack, { more: { epochs: [], firstSteps: null, allSteps: null, steps: 0 } })];
  const panel = await open(run, { width: 400 });
  const { page } = panel;
  await page.getByTestId("cross-check").waitFor();
  expect(await page.getByRole("heading", { name: "Cross-check with" }).innerText()).toBe(`Cross-check with ${attack}`);
  expect(await page.getByTestId("cross-check-epochs").count()).toBe(0);
  expect(await page.locator("main img").count()).toBe(0);
  expect(await page.evaluate(() => (window as unknown as { broken?: number }).broken ?? null)).toBeNull();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  await panel.screenshot("dark-narrow-cross-check");
  await page.getByRole("button", { name: "Cross-check…" }).click();
  await expect.poll(() => run.countOf("crossCheck")).toBe(1);
  run.refusals.set("crossCheck", "Restricted Mode does not allow it.");
  await page.getByRole("button", { name: "Cross-check…" }).click();
  await expect.poll(() => page.getByTestId("notice").innerText()).toContain("Restricted Mode does not allow it.");
  run.publish(snapshotOf({ status: "running", epochs: 3 }));
  await expect.poll(() => page.getByRole("button", { name: "Cross-check…" }).count()).toBe(0);
});
