import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { DatasetHost } from "../harness/datasetHost.ts";
import { panels } from "../harness/panels.ts";

const open = panels();
const folder = mkdtempSync(path.join(tmpdir(), "benchtop-hostile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const attack = (where: string): string => `<img src=x onerror="window.broken='${where}'">`;

test("HTML in the texts, labels, columns and name of a dataset shows as text in its panel", async () => {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const rows = Array.from({ length: 40 }, (_, at) =>
    [attack("text") + String(at), attack(at % 2 === 0 ? "first label" : "second label"), String(at)]
      .map(cell)
      .join(","),
  );
  const file = path.join(folder, "<i>html.csv");
  writeFileSync(file, `text,label,${cell(attack("column"))}\n${rows.join("\n")}\n`);
  const panel = await open(new DatasetHost({ source: { kind: "file", path: file, choices: {} } }));
  const { page } = panel;
  await page.getByTestId("classes").waitFor();
  await expect.poll(() => page.locator("main").innerText()).toContain(attack("first label"));
  await panel.tab("Examples");
  await expect.poll(() => page.locator("main").innerText()).toContain(attack("text"));
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toContain("<i>html");
  expect(await page.locator("main img, main i").count()).toBe(0);
  expect(await page.evaluate(() => (window as unknown as { broken?: string }).broken ?? null)).toBeNull();
});
