import { expect, test } from "vitest";
import { PanelHost } from "../harness/host.ts";
import { panels } from "../harness/panels.ts";
import { batchLoss, epochMetrics, snapshotOf, stepsPerEpoch } from "../harness/runs.ts";
import { themeVariables } from "../harness/themes.ts";

const open = panels();

function losses(epoch: number): number[] {
  return Array.from({ length: stepsPerEpoch }, (_, step) => batchLoss(epoch * stepsPerEpoch + step + 1));
}

test("the charts and their table grow while the run goes on", async () => {
  const host = new PanelHost(snapshotOf({ status: "running", epochs: 1 }));
  const { page, ...panel } = await open(host);
  const rows = page.getByTestId("curve-table").locator("tbody tr");
  await rows.first().waitFor();
  for (let epoch = 1; epoch <= 6; epoch++) {
    host.addSteps(losses(epoch - 1));
    host.addEpoch(epochMetrics(epoch));
    host.tick({ epoch, step: epoch * stepsPerEpoch, steps: 40 * stepsPerEpoch });
    await expect.poll(() => rows.count()).toBe(epoch + 1);
  }
  const last = await rows.last().locator("th, td").allInnerTexts();
  expect(last.map((text) => text.replace(/\s*best/, ""))).toEqual(["6", "234", "0.7832", "0.9033", "61.1%", "61.2%"]);
  await expect.poll(() => page.getByTestId("ticker").innerText()).toContain("6 of 40");
  await expect.poll(() => host.painted.length).toBe(6);
  expect(panel.problems).toEqual([]);
});

test("every frame is acknowledged once it is painted, and none is sent before", async () => {
  const host = new PanelHost(snapshotOf({ status: "running", epochs: 1 }));
  const panel = await open(host);
  await panel.page.getByTestId("chart-loss").waitFor();
  await expect.poll(() => host.countOf("steps")).toBe(1);
  for (let epoch = 0; epoch < 12; epoch++) host.addSteps(losses(epoch));
  await expect.poll(() => host.painted.length).toBe(12);
  expect(host.painted.map((painted) => painted.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(host.mostUnderWay).toBe(1);
  expect(host.countOf("ready"), "frames in order need no second snapshot").toBe(1);
});

test("after a lost frame the panel asks for everything again", async () => {
  const host = new PanelHost(snapshotOf({ status: "running", epochs: 1 }));
  const panel = await open(host);
  await panel.page.getByTestId("chart-loss").waitFor();
  await expect.poll(() => host.countOf("steps")).toBe(1);
  host.addSteps(losses(0));
  await expect.poll(() => host.painted.length).toBe(1);
  host.addSteps(losses(1), { lose: true });
  host.addSteps(losses(2));
  await expect.poll(() => host.countOf("steps")).toBe(2);
  await expect.poll(() => host.painted.length, { message: "the frame behind the gap is acknowledged too" }).toBe(2);
  host.addSteps(losses(3));
  await expect.poll(() => host.painted.length).toBe(3);
  expect(host.countOf("ready"), "the frames after the snapshot follow it").toBe(2);
});

test("a missing epoch is asked for", async () => {
  const host = new PanelHost(snapshotOf({ status: "running", epochs: 2 }));
  const { page } = await open(host);
  const rows = page.getByTestId("curve-table").locator("tbody tr");
  await expect.poll(() => rows.count()).toBe(2);
  host.addEpoch(epochMetrics(2), { lose: true });
  host.addEpoch(epochMetrics(3));
  await expect.poll(() => rows.count()).toBe(4);
});

test("frames of a producer that started over lead to a new snapshot", async () => {
  const host = new PanelHost(snapshotOf({ status: "running", epochs: 1 }));
  const panel = await open(host);
  await panel.page.getByTestId("chart-loss").waitFor();
  host.addSteps(losses(0));
  await expect.poll(() => host.painted.length).toBe(1);
  host.nextGeneration();
  host.addSteps(losses(1));
  await expect.poll(() => host.countOf("steps")).toBe(2);
  await expect.poll(() => host.painted.at(-1)).toEqual({ generation: 2, seq: 1 });
});

test("a change of theme redraws the charts in the new colours", async () => {
  const host = new PanelHost(snapshotOf({ status: "finished", epochs: 41 }));
  const panel = await open(host, { theme: "dark" });
  const blue = (theme: "dark" | "light"): string => themeVariables[theme]["--vscode-charts-blue"] ?? "";
  await expect.poll(() => panel.inkOf("accuracy", blue("dark"))).toBeGreaterThan(100);
  expect(await panel.inkOf("accuracy", blue("light"))).toBe(0);
  await panel.setTheme("light");
  await expect.poll(() => panel.inkOf("accuracy", blue("light"))).toBeGreaterThan(100);
  expect(await panel.inkOf("accuracy", blue("dark"))).toBe(0);
});

test("the buttons ask the host and follow the status", async () => {
  const host = new PanelHost(snapshotOf({ status: "running", epochs: 3 }));
  const { page } = await open(host);
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await button("Pause").click();
  await expect.poll(() => page.getByTestId("status").innerText()).toBe("paused");
  await button("Resume").click();
  await expect.poll(() => page.getByTestId("status").innerText()).toBe("running");
  await button("Stop").click();
  await expect.poll(() => page.getByTestId("status").innerText()).toBe("stopped");
  expect(await button("Pause").count()).toBe(0);
  expect(await button("Stop").count()).toBe(0);
  for (const [name, request] of [
    ["Train again", "trainAgain"],
    ["Duplicate as experiment…", "saveExperiment"],
    ["Export", "exportRun"],
    ["Reveal folder", "revealFolder"],
    ["Rename", "rename"],
  ] as const) {
    await button(name).click();
    await expect.poll(() => host.countOf(request)).toBe(1);
  }
});

test("a run that was stopped says where, and goes on by a button that is there only then", async () => {
  const host = new PanelHost(snapshotOf({ status: "running", epochs: 3 }));
  const { page } = await open(host);
  const resume = page.getByRole("button", { name: "Resume", exact: true });
  const heading = page.locator(".run-header");
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  host.publish(snapshotOf({ status: "stopped", epochs: 3 }));
  await heading.getByText("Stopped at epoch 2 of 40; it can be resumed").waitFor();
  await resume.click();
  await expect.poll(() => page.getByTestId("status").innerText()).toBe("running");
  expect(host.countOf("resume")).toBe(1);
  expect(await resume.count()).toBe(0);
  host.publish(snapshotOf({ status: "finished", epochs: 41 }));
  await heading.getByText("All epochs are done").waitFor();
  expect(await resume.count()).toBe(0);
  // A run of a sweep stops too, and is trained anew by its sweep.
  host.publish({ ...snapshotOf({ status: "stopped", epochs: 3 }), resumable: false });
  await heading.getByText("Stopped before the last epoch").waitFor();
  expect(await resume.count()).toBe(0);
});

test("a refusal of the host is shown in its words", async () => {
  const host = new PanelHost(snapshotOf({ status: "running", epochs: 3 }));
  host.refusals.set("stop", "The run has just ended.");
  const { page } = await open(host);
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByText("Could not stop: The run has just ended.").waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect.poll(() => page.getByTestId("notice").count()).toBe(0);
});

test("a panel that cannot read its run says why", async () => {
  const host = new PanelHost(snapshotOf({ status: "finished", epochs: 3 }));
  host.refusals.set("ready", "The run's folder is gone.");
  const { page } = await open(host);
  await page.getByText("Could not read the run: The run's folder is gone.").waitFor();
});

test("a run that another window owns cannot be stopped from here", async () => {
  const { page } = await open(new PanelHost(snapshotOf({ status: "running", epochs: 3, controllable: false })));
  await page.getByText("Another window or the command line runs this").waitFor();
  expect(await page.getByRole("button", { name: "Stop", exact: true }).count()).toBe(0);
});

test("the end of a run brings its test figures and confusion tables", async () => {
  const host = new PanelHost(snapshotOf({ status: "running", epochs: 41 }));
  const { page, ...panel } = await open(host);
  await page.getByText("after training").waitFor();
  host.publish(snapshotOf({ status: "finished", epochs: 41 }));
  await expect.poll(() => page.getByTestId("figure-test").innerText()).toContain("76.9%");
  await expect.poll(() => page.getByTestId("figure-test").innerText()).toMatch(/majority class\s*28\.2%/);
  await page.getByRole("tab", { name: "Confusion" }).click();
  await page.getByRole("grid").waitFor();
  expect(panel.problems).toEqual([]);
});

test("values that are not finite leave a gap and a note", async () => {
  const host = new PanelHost(
    snapshotOf({ status: "diverged", epochs: 3, message: "The loss of step 90 is not finite." }),
  );
  host.addSteps([...losses(0), ...losses(1), NaN, Infinity]);
  const { page } = await open(host);
  await page.getByText("Some values are infinite or not a number, the first at step 79").waitFor();
  await page.getByText("The loss of step 90 is not finite.").waitFor();
});
