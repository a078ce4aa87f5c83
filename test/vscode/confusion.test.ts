import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { ThemeName } from "./harness/editor.ts";
import { useEditor } from "./harness/useEditor.ts";

describe("a finished run", () => {
  const editor = useEditor({ folders: ["authors"] });

  beforeAll(async () => {
    const { text, panel } = editor();
    await text.open("authors/authors.experiment.json");
    await text.codeLens("Train").click();
    await panel.reaches("finished", 90_000);
  });

  it("shows accuracy beside that of the majority class, and the best epoch", async () => {
    const { panel, workspace } = editor();
    const record = workspace.record(workspace.runs().at(-1) ?? "");
    const shown = await panel.figure("validation").innerText();
    expect(shown).toMatch(/majority class/i);
    expect(shown).toContain(String(record.best?.epoch));
    expect(await panel.curveRows().count()).toBe((record.last?.epoch ?? 0) + 1);
  });

  it("counts every example of a split in the confusion table", async () => {
    const { panel, workspace } = editor();
    await panel.openTab("Confusion");
    await panel.cell(0, 0).waitFor();
    const record = workspace.record(workspace.runs().at(-1) ?? "");
    for (const split of ["validation", "test", "train"] as const) {
      await panel.splitTab(split).click();
      const counts = record.confusion[split];
      if (counts === undefined) throw new Error(`${split} has a confusion table`);
      for (const [row, cells] of counts.entries())
        for (const [column, count] of cells.entries())
          await expect
            .poll(async () => (await panel.cell(row, column).innerText()).trim())
            .toBe(count === 0 ? "·" : String(count));
    }
    expect(await panel.classRows().count()).toBe(3);
  });

  it("lists the examples of a cell, and opens one in the data file at its line", async () => {
    const { panel, text, workspace } = editor();
    const record = workspace.record(workspace.runs().at(-1) ?? "");
    await panel.splitTab("validation").click();
    const counts = record.confusion.validation ?? [];
    // The fullest cell off the diagonal: the errors that a person would look at first.
    const wrong = counts
      .flatMap((cells, row) => cells.map((count, column) => ({ row, column, count })))
      .filter(({ row, column }) => row !== column)
      .sort((a, b) => b.count - a.count)[0];
    if (wrong === undefined || wrong.count === 0) throw new Error("the model errs somewhere");
    await panel.cell(wrong.row, wrong.column).click();
    await expect.poll(() => panel.exampleRows().count()).toBe(Math.min(wrong.count, 50));
    await editor().screenshot("confusion-examples");

    const first = panel.exampleRows().first();
    const where = (await first.locator("th").innerText()).trim();
    const excerpt = (await first.locator(".excerpt").innerText()).trim();
    await first.locator("vscode-link").click();
    await text.tab("authors.csv").waitFor();
    const line = Number(where.split(":").at(-1));
    await expect.poll(() => text.line()).toBe(line);
    const lines = readFileSync(workspace.path("authors", "authors.csv"), "utf8").split(/\r?\n/);
    expect(squash(lines[line - 1] ?? "")).toContain(squash(excerpt).slice(0, 60));
    await editor().screenshot("confusion-line");
  });

  it("opens its surest mistake at its line, and marks the words of a text that is tried", async () => {
    const { panel, text, runs, workbench } = editor();
    await runs.show();
    await workbench.page
      .locator(".tabs-container .tab", { hasText: /authors(?!\.)/ })
      .first()
      .click();
    await panel.shown();
    await panel.openTab("Errors");
    const first = panel.exampleRows().first();
    const line = Number((await first.locator("th").innerText()).trim().split(":").at(-1));
    await first.locator("vscode-link").click();
    await expect.poll(() => text.line()).toBe(line);
    await panel.openTab("Try");
    const tried = "The powers of the union ought to be lodged upon firm ground.";
    await panel.tryText(tried);
    expect(await panel.markedText().innerText()).toBe(tried);
    expect(await panel.markedWords().count()).toBeGreaterThan(2);
    await editor().screenshot("run-try-text");
  });

  // The page alone is looked through in every theme in test/webview.
  it("is accessible in the editor's high contrast", async () => {
    const theme: ThemeName = "highContrast";
    const { workbench, panel, runs } = editor();
    await editor().setTheme(theme);
    await runs.show();
    await workbench.page
      .locator(".tabs-container .tab", { hasText: /authors(?!\.)/ })
      .first()
      .click();
    await panel.shown();
    for (const tab of ["Curves", "Confusion", "Network", "Settings", "Data"] as const) {
      await panel.openTab(tab);
      await editor().screenshot(`run-${tab}-${theme}`);
      const problems = await panel.seriousProblems();
      expect(problems, `${tab} in ${theme}`).toEqual([]);
    }
  });
});

const squash = (text: string): string => text.replaceAll(/[\s"]+/g, " ").trim();
