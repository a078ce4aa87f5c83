import { describe, expect, test } from "vitest";
import { CompareHost, storedRun, type RunChange } from "../harness/compareHost.ts";
import type { OpenPanel } from "../harness/panelPage.ts";
import { panels } from "../harness/panels.ts";

const open = panels();

const twelve: readonly RunChange[] = Array.from({ length: 12 }, (_, index) => ({
  name:
    index === 7 ? "a run with a very long name that somebody typed to remember what it was all about" : `run ${index}`,
  learningRate: [0.001, 0.01, 0.1][index % 3] ?? 0.01,
  units: index < 6 ? 20 : 100,
  seed: 1 + (index % 2),
  accuracy: 0.7 + ((index * 7) % 12) / 60,
  ...(index === 4 && { star: true }),
}));

async function show(
  changes: readonly RunChange[],
  options: { readonly width?: number; readonly chosen?: number; readonly columns?: readonly string[] } = {},
): Promise<OpenPanel<CompareHost>> {
  const runs = changes.map((change, index) => storedRun(index, change));
  const host = new CompareHost(runs);
  host.layout = { ...host.layout, columns: options.columns ?? null };
  host.chosen = runs.slice(0, options.chosen ?? 0).map(({ record }) => record.id);
  const panel = await open(host, { width: options.width ?? 1300 });
  await panel.page.getByTestId("run-grid").waitFor();
  await panel.frames();
  return panel;
}

/** Names in the order of the rows. */
function names({ page }: OpenPanel<CompareHost>): Promise<string[]> {
  return page.locator(".run-rows .run-row .run-cell:nth-child(2) .value").evaluateAll((cells) =>
    cells
      .map((cell) => ({
        top: cell.closest(".run-row")?.getBoundingClientRect().top ?? 0,
        text: cell.textContent.trim(),
      }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text),
  );
}

function header({ page }: OpenPanel<CompareHost>, title: string) {
  return page.getByRole("columnheader", { name: title, exact: true });
}

describe("the Compare panel in every theme", () => {
  test("looks right and is accessible", async () => {
    const panel = await show(twelve, { chosen: 5 });
    expect(await panel.looks("compare-chosen")).toEqual([]);
    await panel.page.getByText("Only chosen").click();
    await panel.page.getByTestId("columns").click();
    expect(await panel.looks("compare-columns")).toEqual([]);
    await panel.page.getByTestId("columns").click();
    await panel.tab("Curves");
    await expect.poll(() => panel.host.paramsOf("curves")).toBeDefined();
    await panel.page.getByTestId("overlay-chart").waitFor();
    expect(await panel.looks("compare-curves")).toEqual([]);
  });

  test("fits a narrow panel", async () => {
    const panel = await show(twelve, { width: 420, chosen: 3 });
    await panel.looks("compare-narrow", { judged: false });
    await panel.tab("Curves");
    await panel.looks("compare-narrow-curves", { judged: false });
  });
});

const manyColumns = [
  "status",
  "validation.accuracy",
  "test.accuracy",
  "train.accuracy",
  "validation.loss",
  "train.loss",
  "bestEpoch",
  "seconds.total",
  "parameters",
  "created",
];

/** Where cells are that are wholly in sight, with nothing over either end: `[left, right]` in the table; null: hidden. */
function inSight({ page }: OpenPanel<CompareHost>, places: readonly string[]) {
  return page.evaluate(
    (asked) =>
      asked.map((place) => {
        const cell = document.querySelector(`[data-place="${place}"]`);
        const grid = document.querySelector(".run-grid");
        if (cell === null || grid === null) throw new Error(`no cell is at ${place}`);
        const { left, right, top, height } = cell.getBoundingClientRect();
        const shown = [left + 2, right - 3].every((x) => cell.contains(document.elementFromPoint(x, top + height / 2)));
        const from = grid.getBoundingClientRect().left + grid.clientLeft;
        return shown ? [Math.round(left - from), Math.round(right - from)] : null;
      }),
    places,
  );
}

describe("the table scrolled sideways", () => {
  const names = ["-1:0", "0:0", "1:0", "5:0"];

  test("keeps the names in sight beside the checkboxes, in every theme", async () => {
    const panel = await show(twelve, { width: 800, chosen: 8, columns: manyColumns });
    const { page } = panel;
    await page.locator(".run-grid").evaluate((grid) => grid.scrollTo({ left: 10_000 }));
    await panel.frames();
    expect(await inSight(panel, ["-1:-1", "1:-1", ...names])).toEqual([
      [0, 44],
      [0, 44],
      ...names.map(() => [44, 264]),
    ]);
    expect(await inSight(panel, ["-1:1", "1:1"])).toEqual([null, null]);
    // The last column, in sight, has its row's name beside it.
    expect((await inSight(panel, [`1:${manyColumns.length}`]))[0]).not.toBeNull();
    await page.locator(".run-row[data-at='5']").hover();
    expect(await panel.looks("compare-held")).toEqual([]);
    await page.locator('[data-place="1:0"]').click();
    await page.getByRole("button", { name: /: more$/ }).click();
    // The menu lies over the names below it.
    for (const item of await page.getByRole("menuitem").all()) await item.click({ trial: true });
    await panel.screenshot("compare-held-menu");
  });

  test("colours what stays as its row, so that nothing is seen through it", async () => {
    const panel = await show(twelve, { width: 800, chosen: 8, columns: manyColumns });
    const { page } = panel;
    for (const cell of await page.locator(".run-row .run-cell:nth-child(-n+2)").all())
      expect(await cell.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe("rgb(31, 31, 31)");
    const tint = (place: string): Promise<string> =>
      page.locator(`[data-place="${place}"]`).evaluate((element) => getComputedStyle(element).backgroundImage);
    expect(await tint("5:0")).toBe("none");
    await page.locator(".run-row[data-at='5']").hover();
    expect(await tint("5:0")).toContain("rgb(42, 45, 46)");
    // Colours that the themes of these tests leave out.
    await page.evaluate(() => {
      const { style } = document.documentElement;
      style.setProperty("--vscode-list-inactiveSelectionBackground", "rgb(55, 55, 61)");
      style.setProperty("--vscode-sideBarSectionHeader-background", "rgba(128, 128, 128, 0.2)");
    });
    expect(await tint("4:0")).toContain("rgb(55, 55, 61)");
    const groupBy = page.locator(".table-tab vscode-dropdown").last();
    await groupBy.click();
    await groupBy.locator("vscode-option", { hasText: "repeats" }).click();
    await page.locator(".run-row.group .run-cell:nth-child(2)").first().click();
    await page.locator(".run-row.in-group").first().waitFor();
    await page.mouse.move(0, 0);
    expect(await tint("0:0")).toContain("rgba(128, 128, 128, 0.2)");
    expect(await tint("0:-1")).toContain("rgba(128, 128, 128, 0.2)");
    await page.locator(".run-grid").evaluate((grid) => grid.scrollTo({ left: 60 }));
    await panel.screenshot("compare-held-groups");
  });

  test("scrolls the cell that has the focus out from under the names", async () => {
    const panel = await show(twelve, { width: 800, columns: manyColumns });
    const { page } = panel;
    await page.locator('[data-place="2:0"]').click();
    await page.keyboard.press("End");
    for (let column = manyColumns.length; column >= 1; column--) {
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-place")))
        .toBe(`2:${column}`);
      expect((await inSight(panel, [`2:${column}`]))[0], `column ${column}`).not.toBeNull();
      await page.keyboard.press("ArrowLeft");
    }
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect((await inSight(panel, ["2:1"]))[0]).not.toBeNull();
  });

  test("keeps the checkboxes alone where names would take more than half", async () => {
    const panel = await show(twelve, { width: 400, columns: manyColumns });
    const { page } = panel;
    await page.locator(".run-grid").evaluate((grid) => grid.scrollTo({ left: 10_000 }));
    await panel.frames();
    expect(await inSight(panel, ["-1:-1", "1:-1", ...names])).toEqual([[0, 44], [0, 44], ...names.map(() => null)]);
    await panel.looks("compare-held-narrow", { judged: false });
    await page.setViewportSize({ width: 800, height: 900 });
    await expect.poll(() => inSight(panel, names)).toEqual(names.map(() => [44, 264]));
  });
});

describe("the table of runs", () => {
  test("sorts best first, then the other way round, then not, and by several columns with Shift", async () => {
    const panel = await show(twelve);
    const accuracy = header(panel, "validation accuracy");
    await accuracy.click();
    expect((await names(panel))[1]).toBe("run 5");
    expect(await accuracy.getAttribute("aria-sort")).toBe("descending");
    await accuracy.click();
    expect(await accuracy.getAttribute("aria-sort")).toBe("ascending");
    await accuracy.click();
    expect(await accuracy.getAttribute("aria-sort")).toBe("none");
    await header(panel, "units").click();
    await accuracy.click({ modifiers: ["Shift"] });
    const rows = await names(panel);
    // The starred run stays on top; after it those of 20 units, best first.
    expect(rows[0]).toBe("run 4");
    expect(rows.slice(1, 3)).toEqual(["run 5", "run 3"]);
  });

  test("shows signed differences from the baseline, which stays on top", async () => {
    const panel = await show(twelve, { chosen: 3 });
    expect((await names(panel))[0]).toBe("run 0");
    const deltas = await panel.page.locator(".run-row[data-at='1'] .delta").allTextContents();
    expect(deltas[0]?.trim()).toBe("+11.7");
    expect(await panel.page.locator(".run-row[data-at='1'] .delta").first().getAttribute("class")).toContain("better");
  });

  test("filters by number and by text, and says what is wrong with a filter", async () => {
    const panel = await show(twelve);
    const { page } = panel;
    await page.getByTestId("add-filter").click();
    const column = page.locator("benchtop-filter-bar vscode-dropdown").first();
    await column.click();
    await column.locator("vscode-option", { hasText: /^\s*validation accuracy\s*$/ }).click();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("Write a number, such as 0.9 or 90%.").waitFor();
    const operator = page.locator("benchtop-filter-bar vscode-dropdown").nth(1);
    await operator.click();
    await operator.locator("vscode-option", { hasText: "≥" }).click();
    await page.locator("benchtop-filter-bar vscode-text-field input").fill("85%");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect.poll(async () => (await names(panel)).length).toBe(3);
    await page.getByRole("button", { name: /^Remove the filter/ }).click();
    await expect.poll(async () => (await names(panel)).length).toBe(12);
    await page.locator(".search input").fill("VERY LONG");
    await expect.poll(async () => (await names(panel)).length).toBe(1);
  });

  test("tells what verifications came to where someone asks: shown, sorted, filtered and handed out in words", async () => {
    const verified = [false, undefined, true, false, undefined, true];
    const panel = await show(
      verified.map((reproduced, index) => ({ name: `run ${index}`, ...(reproduced !== undefined && { reproduced }) })),
    );
    const { page, host } = panel;
    await header(panel, "status").waitFor();
    expect(await header(panel, "verification").count()).toBe(0);
    await page.getByTestId("columns").click();
    await page.locator(".column-picker vscode-checkbox", { hasText: /^\s*verification\s*$/ }).click();
    await expect.poll(() => host.layout.columns?.at(-1)).toBe("verification");
    await page.keyboard.press("Escape");
    await header(panel, "verification").click();
    // Those that nobody verified come last.
    await expect.poll(() => names(panel)).toEqual(["run 0", "run 3", "run 2", "run 5", "run 1", "run 4"]);
    await panel.screenshot("compare-verification");
    await page.getByTestId("add-filter").click();
    for (const [at, choice] of [/^\s*verification\s*$/, /^\s*is one of\s*$/].entries()) {
      const dropdown = page.locator("benchtop-filter-bar vscode-dropdown").nth(at);
      await dropdown.click();
      await dropdown.locator("vscode-option", { hasText: choice }).click();
    }
    await page.locator("benchtop-filter-bar vscode-text-field input").fill("Verified");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await expect.poll(() => names(panel)).toEqual(["run 2", "run 5"]);
    await page.getByRole("button", { name: "Remove the filter verification is one of Verified" }).click();
    await expect.poll(async () => (await names(panel)).length).toBe(6);
    await page.getByRole("button", { name: "Table: copy or save" }).click();
    await page.getByRole("menuitem", { name: "Copy as Markdown" }).click();
    await expect.poll(() => host.paramsOf("export")).toMatchObject({ format: "markdown" });
    const { table } = host.paramsOf("export") as { table: { columns: { title: string }[]; rows: unknown[][] } };
    const column = table.columns.findIndex(({ title }) => title === "verification");
    expect(table.rows.map((row) => row[column])).toEqual([
      "not reproduced",
      "not reproduced",
      "verified",
      "verified",
      null,
      null,
    ]);
  });

  test("puts repeats together with mean and deviation, and opens them", async () => {
    const panel = await show(twelve);
    const groupBy = panel.page.locator(".table-tab vscode-dropdown").last();
    await groupBy.click();
    await groupBy.locator("vscode-option", { hasText: "repeats" }).click();
    await expect.poll(async () => (await names(panel)).length).toBe(6);
    await panel.screenshot("compare-groups");
    await panel.page.locator(".run-row.group .run-cell:nth-child(2)").first().click();
    await expect.poll(async () => (await names(panel)).length).toBe(8);
    expect(await panel.page.locator(".run-row.group").first().textContent()).toContain("±");
  });

  test("writes the times of a column all alike, by the longest that is listed, of groups too", async () => {
    const panel = await show(
      [0.4, 1.2, 7.4, 75].map((seconds, index) => ({
        name: index === 3 ? "long" : `short ${index}`,
        units: index < 2 ? 20 : 100 + index,
        seed: index,
        seconds,
      })),
      { columns: ["seconds.total"] },
    );
    const { page } = panel;
    const times = (): Promise<string[]> =>
      page
        .locator(".run-rows .run-cell:nth-child(3)")
        .evaluateAll((cells) => cells.map((cell) => cell.textContent.trim()));
    expect(await times()).toEqual(["0:00", "0:01", "0:07", "1:15"]);
    expect(await page.locator('[data-place="0:1"]').getAttribute("title")).toBe("0.40 s");
    await page.locator(".search input").fill("short");
    await expect.poll(times).toEqual(["0.4 s", "1.2 s", "7.4 s"]);
    const groupBy = page.locator(".table-tab vscode-dropdown").last();
    await groupBy.click();
    await groupBy.locator("vscode-option", { hasText: "repeats" }).click();
    await expect.poll(times).toEqual(["0.8 ± 0.6 s", "7.4 s"]);
    await page.locator(".search input").fill("");
    await expect.poll(times).toEqual(["0:01 ± 0:01", "0:07", "1:15"]);
  });

  test("is a grid for the keyboard: one tab stop, arrows, Space chooses, Enter opens, b sets the baseline", async () => {
    const panel = await show(twelve);
    const { page } = panel;
    await page.locator('[data-place="0:0"]').focus();
    expect(await page.locator('.run-grid [tabindex="0"]').count()).toBe(1);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await expect.poll(() => page.locator(".run-row.chosen").count()).toBe(1);
    await page.keyboard.press("b");
    await page.getByText("baseline", { exact: true }).waitFor();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await expect.poll(() => panel.host.paramsOf("openRun")).toBeDefined();
  });

  test("remembers columns, order and widths for the workspace, and the rest for the panel", async () => {
    const panel = await show(twelve);
    const { page, host } = panel;
    await page.getByTestId("columns").click();
    await page.locator(".column-picker vscode-checkbox", { hasText: /^\s*status\s*$/ }).click();
    await expect.poll(() => host.layout.columns?.includes("status")).toBe(false);
    await page.keyboard.press("Escape");
    const resizer = header(panel, "validation accuracy").locator(".resizer");
    const box = await resizer.boundingBox();
    if (box === null) throw new Error("the resizer is not on the page");
    await page.mouse.move(box.x + 2, box.y + 5);
    await page.mouse.down();
    await page.mouse.move(box.x + 62, box.y + 5);
    await page.mouse.up();
    expect(host.layout.widths["validation.accuracy"]).toBeGreaterThan(150);
    await header(panel, "validation accuracy").click();
    await page.reload();
    await page.getByTestId("run-grid").waitFor();
    expect(await header(panel, "status").count()).toBe(0);
    expect(await header(panel, "validation accuracy").getAttribute("aria-sort")).toBe("descending");
  });

  test("hands the listed table out with differences", async () => {
    const panel = await show(twelve, { chosen: 2 });
    await panel.page.getByRole("button", { name: "Table: copy or save" }).click();
    await panel.page.getByRole("menuitem", { name: "Copy as LaTeX" }).click();
    await expect.poll(() => panel.host.paramsOf("export")).toBeDefined();
    const { table, format } = panel.host.paramsOf("export") as {
      table: { columns: { title: string }[]; rows: unknown[][] };
      format: string;
    };
    expect(format).toBe("latex");
    expect(table.rows).toHaveLength(2);
    expect(table.columns.map(({ title }) => title)).toContain("validation accuracy, difference");
  });

  test("keeps markup from names as text", async () => {
    const name = `<img src=x onerror="document.title='hacked'">`;
    const panel = await show([{ name }, { name: "=1+1" }]);
    expect(await names(panel)).toContain(name);
    expect(await panel.page.title()).not.toBe("hacked");
    expect(await panel.page.locator(".run-grid img").count()).toBe(0);
  });

  test("lists 10,000 runs with few rows in the page, and scrolls to the last by one key", async () => {
    const panel = await show(
      Array.from({ length: 10_000 }, (_, index) => ({ ...twelve[index % 12], name: `run ${index}` })),
    );
    expect(await panel.page.locator(".run-rows .run-row").count()).toBeLessThan(120);
    await panel.page.locator('[data-place="0:0"]').focus();
    await panel.page.keyboard.press("Control+End");
    await expect.poll(async () => (await names(panel)).at(-1)).toBe("run 9999");
    await panel.screenshot("compare-many");
  });

  test("follows runs that come and go", async () => {
    const panel = await show(twelve);
    panel.host.publish(panel.host.runs.slice(0, 5));
    await expect.poll(async () => (await names(panel)).length).toBe(5);
  });
});
