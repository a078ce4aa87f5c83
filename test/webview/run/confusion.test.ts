import { describe, expect, test } from "vitest";
import type { ExampleRow } from "../../../src/protocol/trainer.ts";
import type { SplitMetrics } from "../../../src/experiment/metrics.ts";
import { PanelHost } from "../harness/host.ts";
import type { OpenPanel } from "../harness/panelPage.ts";
import { panels } from "../harness/panels.ts";
import { snapshotOf } from "../harness/runs.ts";

const open = panels();

function rows(count: number, trueClass: number, predictedClass: number): ExampleRow[] {
  return Array.from({ length: count }, (_, index) => ({
    example: index,
    file: "data/hotels.tsv",
    line: 2 + index * 3,
    trueClass,
    predictedClass,
    confidence: 0.5,
    excerpt: `text number ${String(index)}`,
  }));
}

async function openConfusion(host: PanelHost): Promise<OpenPanel> {
  const panel = await open(host);
  await panel.tab("Confusion");
  await panel.page.getByRole("grid").waitFor();
  return panel;
}

const counts = [
  [30, 3],
  [0, 7],
];
function twoClasses(): PanelHost {
  return new PanelHost(
    snapshotOf({
      status: "finished",
      epochs: 5,
      classes: ["no", "yes"],
      confusion: {
        validation: counts,
        test: [
          [1, 0],
          [0, 1],
        ],
      },
    }),
  );
}
const cell = (row: number, column: number): string => `td[data-row="${String(row)}"][data-column="${String(column)}"]`;

describe("the confusion table", () => {
  test("offers the splits that have one, and shows counts, row shares and column shares", async () => {
    const { page } = await openConfusion(twoClasses());
    expect(await page.getByRole("tab", { name: /examples/ }).allInnerTexts()).toEqual(
      ["validation 40 examples", "test 2 examples"].map(
        (text) => expect.stringMatching(text.replaceAll(" ", "\\s*")) as string,
      ),
    );
    const text = (row: number, column: number): Promise<string> => page.locator(cell(row, column)).innerText();
    expect([await text(0, 1), await text(1, 0), await text(2, 2)]).toEqual(["3", "·", "40"]);
    const choose = async (name: string): Promise<void> => {
      await page.getByRole("combobox", { name: "cells show" }).click();
      await page.getByRole("option", { name }).click();
    };
    await choose("share of row (recall)");
    await expect.poll(() => text(0, 1)).toBe("9.1%");
    await choose("share of column (precision)");
    await expect.poll(() => text(0, 1)).toBe("30%");
    await page.getByRole("tab", { name: /^test/ }).click();
    await expect.poll(() => text(2, 2)).toBe("2");
  });

  test("a click on a cell lists its examples, and a click on one opens its line", async () => {
    const host = twoClasses();
    host.examples = [...rows(30, 0, 0), ...rows(3, 0, 1)];
    const { page } = await openConfusion(host);
    await page.locator(cell(0, 1)).click();
    const examples = page.getByTestId("examples").locator("tbody tr");
    await expect.poll(() => examples.count()).toBe(3);
    expect(host.paramsOf("examples")).toEqual({
      split: "validation",
      trueClass: 0,
      predictedClass: 1,
      offset: 0,
      limit: 50,
    });
    await examples.nth(1).getByText("text number 1").click();
    await expect.poll(() => host.paramsOf("openExample")).toEqual({ file: "data/hotels.tsv", line: 5 });
    await page.getByRole("link", { name: "hotels.tsv:8" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => host.paramsOf("openExample")).toEqual({ file: "data/hotels.tsv", line: 8 });
    expect(host.countOf("openExample"), "a click is one request").toBe(2);
  });

  test("examples come fifty at a time", async () => {
    const host = twoClasses();
    host.examples = rows(120, 0, 0);
    const { page } = await openConfusion(host);
    await page.locator(cell(0, 0)).click();
    const examples = page.getByTestId("examples").locator("tbody tr");
    for (const shown of [50, 100, 120]) {
      await expect.poll(() => examples.count()).toBe(shown);
      if (shown < 120) await page.getByRole("button", { name: "Show more" }).click();
    }
    expect(await page.getByRole("button", { name: "Show more" }).count()).toBe(0);
    expect(await examples.last().innerText()).toContain("text number 119");
  });

  test("a sum lists the examples of any class", async () => {
    const host = twoClasses();
    host.examples = [...rows(3, 0, 1), ...rows(7, 1, 1)];
    const { page } = await openConfusion(host);
    await page.locator(cell(2, 1)).click();
    await expect.poll(() => page.getByTestId("examples").locator("tbody tr").count()).toBe(10);
    expect(host.paramsOf("examples")).toMatchObject({ trueClass: null, predictedClass: 1 });
  });

  test("the grid is worked with arrow keys, Home, End and Enter", async () => {
    const host = twoClasses();
    host.examples = rows(7, 1, 1);
    const { page } = await openConfusion(host);
    await page.locator(cell(0, 0)).focus();
    const place = (): Promise<string> =>
      page.evaluate(() => {
        const { row, column } = (document.activeElement as HTMLElement).dataset;
        return `${String(row)},${String(column)}`;
      });
    for (const [key, where] of [
      ["ArrowRight", "0,1"],
      ["ArrowDown", "1,1"],
      ["End", "1,2"],
      ["ArrowRight", "1,2"],
      ["Home", "1,0"],
      ["Control+End", "2,2"],
      ["Control+Home", "0,0"],
      ["ArrowUp", "0,0"],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(place, { message: `after ${key}` }).toBe(where);
    }
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await expect.poll(place).toBe("1,1");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByTestId("examples").locator("tbody tr").count()).toBe(7);
    expect(await page.locator('td[tabindex="0"]').count(), "the grid is one tab stop").toBe(1);
  });

  test("says so when the data file changed, and when the examples cannot be listed", async () => {
    const host = twoClasses();
    host.examples = rows(3, 0, 1);
    host.examplesWarning = "data/hotels.tsv has changed since this run; lines may not match.";
    const { page } = await openConfusion(host);
    await page.locator(cell(0, 1)).click();
    await page.getByText("has changed since this run").waitFor();
    host.refusals.set("examples", "The file is gone.");
    await page.locator(cell(1, 1)).click();
    await page.getByText("Could not list the examples: The file is gone.").waitFor();
  });

  test("scrolls inside itself with 50 classes, its labels staying in sight", async () => {
    const classes = Array.from({ length: 50 }, (_, id) => `a class with the number ${String(id)}`);
    const { page } = await openConfusion(new PanelHost(snapshotOf({ status: "finished", epochs: 5, classes })));
    const scroll = page.locator(".confusion-scroll");
    await page.locator(cell(49, 49)).scrollIntoViewIfNeeded();
    const edge = await scroll.evaluate((element) => {
      const outer = element.getBoundingClientRect();
      const header = element.querySelector("thead th:nth-child(40)")?.getBoundingClientRect();
      const rowHeader = element.querySelector("tbody tr:nth-child(45) th")?.getBoundingClientRect();
      return { top: (header?.top ?? -1) - outer.top, left: (rowHeader?.left ?? -1) - outer.left };
    });
    expect(edge).toEqual({ top: 0, left: 0 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});

describe("the table of metrics", () => {
  const figures: SplitMetrics = {
    ...{ examples: 2, loss: 0.5, logLoss: null, accuracy: 0.5, balancedAccuracy: 0.5, macroF1: 0.25 },
    ...{ majorityAccuracy: 0.5, kappa: 0, brier: null },
    undefinedFigures: ["kappa"],
    nonFinite: { brier: "nan" },
  };

  function withFigures(): PanelHost {
    const snapshot = snapshotOf({ status: "finished", epochs: 5 });
    const { metrics } = snapshot.record;
    return new PanelHost({ ...snapshot, record: { ...snapshot.record, metrics: { ...metrics, test: figures } } });
  }

  test("has a row for each metric of the chosen split, with its sentence, the way that is better, and 0/0 marked", async () => {
    const { page } = await openConfusion(withFigures());
    const table = page.getByTestId("metrics-table");
    const row = (name: string) => table.locator("tbody tr").filter({ hasText: name });
    expect(await table.locator("tbody tr").count()).toBe(14);
    expect(await row("Matthews correlation").innerText()).toMatch(/0\.\d{4}\s+higher is better/);
    expect(await row("Brier score").innerText()).toMatch(/lower is better/);
    expect(await table.getByRole("rowheader", { name: "ROC AUC" }).getAttribute("title")).toMatch(/^Chance that .*\.$/);
    await page.getByRole("tab", { name: /^test/ }).click();
    // An older run lacks the rest.
    await expect.poll(() => table.locator("tbody tr").count()).toBe(8);
    expect(await row("kappa").innerText()).toMatch(/0\.0000 0\/0/);
    expect(await row("Brier score").innerText()).toContain("not a number");
    expect(await row("log loss").locator("td").first().innerText()).toBe("–");
    expect(await row("macro F1").innerText()).toContain("25.0%");
  });
});

describe("the table by class", () => {
  test("marks 0/0, averages over all classes, and sorts by a heading", async () => {
    const host = new PanelHost(
      snapshotOf({
        status: "finished",
        epochs: 5,
        classes: ["a", "b", "c"],
        confusion: {
          test: [
            [8, 2, 0],
            [5, 5, 0],
            [0, 0, 0],
          ],
        },
      }),
    );
    const { page } = await openConfusion(host);
    const table = page.getByTestId("class-table");
    const names = (): Promise<string[]> => table.locator("tbody th").allInnerTexts();
    expect(await table.locator("tbody tr").nth(2).locator("abbr").count()).toBe(3);
    expect((await table.locator("tfoot").innerText()).split(/\s+/).slice(2)).toEqual(["44.3%", "43.3%", "42.8%", "20"]);
    await table.getByRole("button", { name: "recall" }).click();
    await expect.poll(names).toEqual(["c", "b", "a"]);
    await table.getByRole("button", { name: "recall" }).click();
    await expect.poll(names).toEqual(["a", "b", "c"]);
  });
});
