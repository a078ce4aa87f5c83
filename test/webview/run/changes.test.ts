import { expect, test } from "vitest";
import { PanelHost } from "../harness/host.ts";
import { panels } from "../harness/panels.ts";
import { snapshotOf } from "../harness/runs.ts";

const open = panels();

test("the Settings tab says what changed since the previous run, and opens both in the diff editor", async () => {
  const host = new PanelHost(snapshotOf({ status: "finished", epochs: 5 }));
  host.changes = {
    previous: { id: "20260412-080000-previou", title: "hotels", created: "2026-04-12T08:00:00.000Z" },
    settings: [
      { path: "training.l2", before: "0.001", after: "0.01" },
      { path: "training.classWeights", before: null, after: "balanced" },
    ],
    metrics: [
      { split: "validation", title: "accuracy", share: true, before: 0.75, after: 0.79, better: true },
      { split: "test", title: "loss", share: false, before: 0.5, after: 0.75, better: false },
      { split: "test", title: "macro F1", share: true, before: 0.5, after: 0.5, better: null },
    ],
    dataChanged: true,
    kernelsChanged: false,
  };
  const panel = await open(host);
  await panel.tab("Settings");
  const { page } = panel;
  const rows = async (table: string): Promise<string[]> =>
    (await page.getByTestId(table).locator("tbody tr").allInnerTexts()).map((row) => row.replaceAll(/\s+/g, " "));
  await expect
    .poll(() => rows("changed-settings"))
    .toEqual(["training.l2 0.001 0.01", "training.classWeights none balanced"]);
  expect(await rows("changed-metrics")).toEqual([
    "validation accuracy 75.0% 79.0% +4.0 points, better",
    "test loss 0.5000 0.7500 +0.2500, worse",
    "test macro F1 50.0% 50.0% the same",
  ]);
  await page.getByText("The data files have changed as well").waitFor();
  await panel.screenshot("dark-changes");
  await page.getByRole("button", { name: "Open in diff editor" }).click();
  await expect.poll(() => host.paramsOf("diffWith")).toEqual({ id: "20260412-080000-previou" });
});

test("a first run says that it is one", async () => {
  const panel = await open(new PanelHost(snapshotOf({ status: "finished", epochs: 5 })));
  await panel.tab("Settings");
  await panel.page.getByText("This is the first run of its experiment and on its data.").waitFor();
});
