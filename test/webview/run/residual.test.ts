import { expect, test } from "vitest";
import { PanelHost } from "../harness/host.ts";
import { panels } from "../harness/panels.ts";
import { snapshotOf } from "../harness/runs.ts";

const open = panels();

test("a residual network shows its skip connections, norms and dropout, in the drawing and in the table", async () => {
  const snapshot = snapshotOf({ status: "finished", epochs: 5 });
  const { record } = snapshot;
  if (record.model === null) throw new Error("the model is known");
  const layer = { kind: "linear", inputs: 64, outputs: 64, parameters: 4160, activation: "relu" } as const;
  const layers = [
    { ...layer, name: "hidden1", inputs: 50, parameters: 3264, norm: "batch", normPlace: "weightedSum" },
    { ...layer, name: "hidden2", norm: "layer", normPlace: "input", dropout: 0.2, residual: 1 },
    { ...layer, name: "hidden3" },
    { ...layer, name: "hidden4", residual: 2 },
    { name: "output", kind: "linear", inputs: 64, outputs: 4, parameters: 260 },
  ] as const;
  const host = new PanelHost({ ...snapshot, record: { ...record, model: { ...record.model, layers } } });
  const panel = await open(host, { width: 1300 });
  await panel.page.getByRole("heading", { level: 1 }).waitFor();
  await panel.tab("Network");
  const drawing = panel.page.getByRole("region", { name: "Drawing of the network" });
  await expect.poll(() => drawing.getByTestId("skip-connection").count()).toBe(2);
  expect(await drawing.locator("title").allTextContents()).toEqual(
    expect.arrayContaining([
      "hidden2's input is added to hidden2's output",
      "hidden3's input is added to hidden4's output",
    ]),
  );
  const rows = await panel.page.getByTestId("layer-table").getByRole("row").allInnerTexts();
  const told = rows.join("\n");
  expect(told).toContain("relu, batch norm");
  expect(told).toContain("relu, layer norm of input, dropout 0.2, residual");
  expect(told).toContain("relu, residual over 2");
  await panel.screenshot("residual-network");
  expect(panel.problems).toEqual([]);
});
