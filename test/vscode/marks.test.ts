import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { useEditor } from "./harness/useEditor.ts";

/** What people put on runs: in the tree by real clicks, in user.json, and after a reload. */
describe("marks on runs", () => {
  const editor = useEditor({ folders: ["penguins"] });
  const copies = ["20200101-000000-aaaaaa", "20200101-000000-bbbbbb"];

  beforeAll(async () => {
    const { text, panel, runs, workspace } = editor();
    await text.open("penguins/penguins.experiment.json");
    await text.codeLens("Train").click();
    await panel.reaches("finished");
    await runs.show();
    const [id = ""] = workspace.runs();
    const folder = workspace.path(".benchtop", "runs");
    for (const copy of copies) cpSync(path.join(folder, id), path.join(folder, copy), { recursive: true });
    await runs.rows().filter({ hasText: "accuracy" }).nth(2).waitFor();
  });

  const rowsOfRuns = async (): Promise<string[]> =>
    (await editor().runs.texts()).filter((text) => text.includes("accuracy"));
  const marksOf = (id: string): unknown =>
    JSON.parse(readFileSync(editor().workspace.path(".benchtop", "runs", id, "user.json"), "utf8"));

  it("names, stars, tags and notes a run, which then stands first", async () => {
    const { runs, workbench, workspace } = editor();
    // Equal figures: the newest is first, and the last row is the older copy.
    const [oldest = ""] = workspace.runs();
    await runs.rows().last().click();
    await workbench.page.keyboard.press("F2");
    await workbench.type("Chosen one");
    await runs.row("Chosen one").waitFor();
    await runs.context("Chosen one", "Add Star");
    await expect.poll(async () => (await rowsOfRuns())[0]).toContain("★ Chosen one");
    await runs.context("Chosen one", "Tags");
    await workbench.type("paper, slow");
    await runs.row(/Chosen one.*#paper.*#slow/).waitFor();
    await runs.context("Chosen one", "Note");
    await workbench.type("for the talk");
    await expect
      .poll(() => marksOf(oldest))
      .toEqual({ schemaVersion: 1, name: "Chosen one", star: true, tags: ["paper", "slow"], note: "for the talk" });
  });

  it("filters by a tag, marks the baseline, and keeps both over a reload", async () => {
    const { runs, workbench } = editor();
    await runs.context("Chosen one", "Set as Baseline");
    await runs.row(/Chosen one.*baseline/).waitFor();
    await workbench.command("Benchtop: Filter Runs…");
    await workbench.quickPickRows().filter({ hasText: "tag:paper" }).click();
    await expect.poll(() => rowsOfRuns()).toHaveLength(1);
    await editor().screenshot("runs-filtered");

    // The side bar comes back open; pressing its icon could only close it.
    await workbench.reload();
    await runs.row(/★ Chosen one.*baseline.*#paper/).waitFor({ timeout: 60_000 });
    expect(await rowsOfRuns()).toHaveLength(1);
    await workbench.command("Benchtop: Show All Runs");
    await expect.poll(() => rowsOfRuns()).toHaveLength(3);
    await editor().screenshot("runs-marked");
  });

  it("deletes several selected runs and brings them back with one Undo", async () => {
    const { runs, notifications, workspace, workbench } = editor();
    const others = runs.rows().filter({ hasText: "accuracy" }).filter({ hasNotText: "Chosen one" });
    await others.first().click();
    await others.last().click({ modifiers: ["Shift"] });
    await workbench.page.keyboard.press("Delete");
    await expect.poll(() => rowsOfRuns()).toHaveLength(1);
    expect(workspace.runs()).toHaveLength(1);
    await notifications.press(/2 runs/, "Undo");
    await expect.poll(() => rowsOfRuns()).toHaveLength(3);
    expect(workspace.runs()).toHaveLength(3);
  });
});
