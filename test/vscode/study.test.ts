import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { useEditor } from "./harness/useEditor.ts";
import { ComparePanel } from "./pages/comparePanel.ts";

describe("studies, folds and packed data", () => {
  const editor = useEditor({ folders: ["penguins", "authors"] });

  it("a study runs from the palette and ends with its report", async () => {
    const { workbench, notifications, workspace } = editor();
    const pick = (text: RegExp) => workbench.quickPickRows().filter({ hasText: text }).first().click();
    await workbench.command("Benchtop: Run Study…");
    await pick(/Hidden units/);
    await pick(/penguins\.experiment/);
    await pick(/1 seed/);
    await notifications.press(/The study “Hidden units” has ended/, "Open Report");
    await workbench.page.locator(".tabs-container .tab", { hasText: /report\.md/ }).waitFor();
    const sweep = workspace.record(workspace.runs()[0] ?? "").sweep?.id ?? "";
    const report = readFileSync(workspace.path(".benchtop", "sweeps", sweep, "report", "report.md"), "utf8");
    expect(report).toContain("How many hidden units does the first hidden layer need?");
  });

  it("an experiment is trained on all folds by its CodeLens", async () => {
    const { workbench, text, workspace } = editor();
    const before = workspace.runs().length;
    await text.open("penguins/penguins.experiment.json");
    await text.codeLens("Run again with 5 folds").click();
    const compare = new ComparePanel(workbench);
    const status = compare.content.getByTestId("sweep-status");
    await status.filter({ hasText: "over · 1 of 1 trial done" }).waitFor({ timeout: 90_000 });
    await expect.poll(() => workspace.runs().length).toBe(before + 5);
    const folds = workspace
      .runs()
      .slice(-5)
      .map((run) => workspace.record(run).experiment.split.fold);
    expect([...folds].sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it("an example of a packed data file opens at its line", async () => {
    const { panel, text, workspace } = editor();
    const packed = workspace.path("authors", "packed.csv.gz");
    writeFileSync(packed, gzipSync(readFileSync(workspace.path("authors", "authors.csv"))));
    const experiment = { dataset: path.basename(packed), training: { epochs: 2 } };
    workspace.write("authors/packed.experiment.json", JSON.stringify(experiment));
    await text.open("authors/packed.experiment.json");
    await text.codeLens("Train").click();
    await panel.reaches("finished", 90_000);
    await panel.openTab("Confusion");
    await panel.splitTab("validation").click();
    await panel.cell(0, 0).click();
    const first = panel.exampleRows().first();
    const where = (await first.locator("th").innerText()).trim();
    const excerpt = (await first.locator(".excerpt").innerText()).trim();
    await first.locator("vscode-link").click();
    await text.tab("packed.csv").waitFor();
    const line = Number(where.split(":").at(-1));
    await expect.poll(() => text.line()).toBe(line);
    const lines = gunzipSync(readFileSync(packed)).toString().split(/\r?\n/);
    const squash = (written: string): string => written.replaceAll(/\W+/g, " ").trim();
    expect(squash(lines[line - 1] ?? "")).toContain(squash(excerpt).slice(0, 60));
    await editor().screenshot("packed-line");
  });
});
