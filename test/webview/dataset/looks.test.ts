import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DatasetHost } from "../harness/datasetHost.ts";
import type { OpenPanel } from "../harness/panelPage.ts";
import { panels } from "../harness/panels.ts";

const open = panels();
const samples = path.resolve(import.meta.dirname, "../../../samples");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "benchtop-dataset-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Fifty classes, some of long names, and texts that stand twice. */
function manyClasses(): string {
  const name = (at: number): string =>
    at % 7 === 0 ? `a class with a very long name that someone typed in full number ${at}` : `class ${at}`;
  // The last two hundred stand at the beginning already.
  const rows = Array.from({ length: 1200 }, (_, row) => {
    const at = row % 1000;
    const id = Math.floor((at * at) % 2500) % 50;
    return `word${id} stands beside term${at % 90} and again word${id} in text ${at}, told at some length\t${name(id)}\n`;
  });
  return rows.join("");
}

const source = (file: string) => ({ kind: "file", path: file, choices: {} }) as const;

async function looksRight(panel: OpenPanel<DatasetHost>, name: string, judged = true): Promise<void> {
  const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  expect(await panel.looks(`dataset-${name}`, { judged })).toEqual([]);
}

describe("the Dataset panel in every theme", () => {
  test("looks right and is accessible, with texts and with numbers", async () => {
    const vectors = path.join(samples, "vectors/glove.50d.txt");
    const host = new DatasetHost({ source: source(path.join(samples, "authors/authors.csv")), vectors });
    const panel = await open(host);
    const { page } = panel;
    await page.getByTestId("classes").waitFor();
    await looksRight(panel, "overview");
    await panel.tab("Words");
    await page.getByTestId("known").waitFor();
    await looksRight(panel, "words");
    await panel.tab("Examples");
    await page.locator("[data-at='3']").filter({ hasText: "line" }).waitFor();
    await looksRight(panel, "examples");

    const numbers = await open(new DatasetHost({ source: source(path.join(samples, "penguins/penguins.csv")) }));
    await numbers.page.getByTestId("figure-column-year").waitFor();
    await looksRight(numbers, "numbers");
  });

  test("fits a narrow panel with fifty classes of long names", async () => {
    const file = path.join(folder, "many.tsv");
    writeFileSync(file, manyClasses());
    const title = "a-file-with-a-very-long-name-that-somebody-exported-from-a-database-in-2026.tsv";
    const panel = await open(new DatasetHost({ source: source(file), title }), { width: 420 });
    const { page } = panel;
    await page.getByTestId("leak-notice").waitFor();
    await looksRight(panel, "narrow", false);
    await page.getByTestId("leak-notice").getByText("Show").click();
    await page.locator(".likeness").nth(3).waitFor();
    await looksRight(panel, "narrow-duplicates", false);
    await panel.tab("Examples");
    await page.locator("[data-at='3']").filter({ hasText: "line" }).waitFor();
    await looksRight(panel, "narrow-examples", false);
  });
});
