import { expect, test } from "vitest";
import { PanelHost } from "../harness/host.ts";
import { panels } from "../harness/panels.ts";
import { batchLoss, snapshotOf } from "../harness/runs.ts";
import { BucketSeries } from "../../../src/base/decimate.ts";

const open = panels();

test("tab, axis, scale and zoom come back after a reload", async () => {
  const host = new PanelHost(snapshotOf({ status: "finished", epochs: 41 }));
  const { page } = await open(host);
  await page.getByRole("combobox", { name: "x axis" }).click();
  await page.getByRole("option", { name: "step" }).click();
  await page.getByText("Log scale").click();
  await page.getByRole("group", { name: "Loss chart" }).getByRole("button", { name: "Zoom in" }).click();
  const reset = page.getByRole("button", { name: "Reset zoom" });
  await reset.waitFor();
  await page.reload();
  await reset.waitFor();
  expect(await page.getByRole("combobox", { name: "x axis" }).evaluate((box) => (box as HTMLSelectElement).value)).toBe(
    "step",
  );
  expect(await page.getByRole("checkbox", { name: "Log scale" }).isChecked()).toBe(true);
  const zoom = await page.evaluate(() => (JSON.parse(localStorage.getItem("state") ?? "") as { zoom: unknown }).zoom);
  expect(zoom).toMatchObject({ loss: { min: expect.any(Number) as number }, accuracy: null });
  await reset.click();
  await expect.poll(() => reset.count()).toBe(0);
  await page.getByRole("tab", { name: "Settings" }).click();
  await page.reload();
  await page.getByTestId("settings-table").waitFor();
});

test("the stored state names the run from the start and after every choice", async () => {
  const { page } = await open(new PanelHost(snapshotOf({ status: "finished", epochs: 3 })));
  const stored = (): Promise<unknown> =>
    page.evaluate((): unknown => JSON.parse(localStorage.getItem("state") ?? "null"));
  await page.getByTestId("chart-loss").waitFor();
  expect(await stored()).toEqual({ runId: "20260412-093015-a1b2c3" });
  await page.getByRole("tab", { name: "Data" }).click();
  await expect.poll(stored).toMatchObject({ runId: "20260412-093015-a1b2c3", tab: "data" });
  expect(await page.getByTestId("memory").textContent()).toBe(
    "about 532 kB of memory in training: features 391 kB, parameters and copies 83 kB, batch 59 kB",
  );
});

test("a chart is zoomed by drag, by wheel and by keys", async () => {
  const host = new PanelHost(snapshotOf({ status: "finished", epochs: 41 }));
  const { page } = await open(host);
  const canvas = page.getByTestId("chart-accuracy");
  const reset = page.getByRole("group", { name: "Accuracy chart" }).getByRole("button", { name: "Reset zoom" });
  await canvas.waitFor();
  const box = (await canvas.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await reset.click();
  await expect.poll(() => reset.count()).toBe(0);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -240);
  await page.keyboard.up("Control");
  await reset.click();
  await canvas.focus();
  await page.keyboard.press("+");
  await reset.waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("0");
  await expect.poll(() => reset.count()).toBe(0);
});

test("the menu of a chart saves a picture and its figures", async () => {
  const host = new PanelHost(snapshotOf({ status: "finished", epochs: 3 }));
  const { page } = await open(host);
  const choose = async (item: string): Promise<void> => {
    await page.getByRole("button", { name: "Loss chart: save or copy" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await choose("Save PNG…");
  await expect.poll(() => host.countOf("saveFile")).toBe(1);
  const picture = host.paramsOf("saveFile") as { name: string; base64: string };
  expect(picture.name).toBe("loss.png");
  expect(Buffer.from(picture.base64, "base64").subarray(1, 4).toString()).toBe("PNG");
  await choose("Save CSV…");
  await expect.poll(() => host.countOf("saveFile")).toBe(2);
  const table = host.paramsOf("saveFile") as { name: string; base64: string };
  const csv = Buffer.from(table.base64, "base64").toString();
  expect(csv).toMatch(/^epoch,step,seconds,train loss,validation loss\r\n0,0,0,1\.39,1\.39\d*\r\n1,39,/);
  await choose("Copy CSV");
  await expect.poll(() => host.paramsOf("copyText")).toEqual({ text: csv });
});

test("the menu is worked by keys and closes with Escape", async () => {
  const host = new PanelHost(snapshotOf({ status: "finished", epochs: 3 }));
  const { page } = await open(host);
  await page.getByRole("button", { name: "Accuracy chart: save or copy" }).focus();
  await page.keyboard.press("Enter");
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent.trim() ?? "");
  await expect.poll(focused).toBe("Copy Picture");
  await page.keyboard.press("ArrowUp");
  await expect.poll(focused).toBe("Copy CSV");
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByRole("menu").count()).toBe(0);
});

test("a series of a million steps is on the screen with its first paint", async () => {
  const host = new PanelHost(snapshotOf({ status: "finished", epochs: 41 }));
  const series = new BucketSeries(3, 4096);
  for (let step = 1; step <= 1_000_000; step++) series.append([batchLoss(step / 640), 0.01, 0.5]);
  host.addFrame(series.export());
  const panel = await open(host);
  await expect.poll(() => host.countOf("steps")).toBe(1);
  await panel.page.getByTestId("chart-loss").waitFor();
  const milliseconds = await panel.page.evaluate(async () => {
    const canvas = document.querySelector("canvas");
    // Toggling a checkbox redraws both charts from the series.
    const start = performance.now();
    document.querySelector<HTMLElement>("vscode-checkbox")?.click();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return canvas === null ? Infinity : performance.now() - start;
  });
  console.info(`a redraw with 1,000,000 steps took ${milliseconds.toFixed(0)} ms, two frames included`);
  expect(await panel.inkOf("loss", "#59a4f9")).toBeGreaterThan(50);
});
