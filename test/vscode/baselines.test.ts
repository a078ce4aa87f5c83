import { describe, expect, it } from "vitest";
import { useEditor } from "./harness/useEditor.ts";

describe("Train Baselines…", () => {
  const editor = useEditor({ folders: ["penguins"] });

  it("trains every recipe for the dataset, and ranks them while they train", async () => {
    const { workbench, workspace } = editor();
    await workbench.command("Benchtop: Train Baselines…");
    expect(await workbench.quickPickPrompt()).toMatch(/Train Baselines/);
    expect(await workbench.acceptFirst()).toMatch(/penguins\.csv/);
    await expect.poll(() => workbench.quickPickPrompt()).toMatch(/Baselines of penguins\.csv.*All trained, best first/);
    const rows = await workbench.quickPickRows().allInnerTexts();
    expect(rows.length).toBe(workspace.runs().length);
    expect(rows.length).toBeGreaterThan(1);
    rows.forEach((row, at) =>
      expect(row).toMatch(new RegExp(`${String(at + 1)}\\. \\S[^]*accuracy (\\.\\d{3}|1\\.000)`)),
    );
    await editor().screenshot("baselines");
  });

  it("opens the run that is picked from the ranking", async () => {
    const { workbench, panel, runs } = editor();
    await workbench.acceptFirst();
    await panel.shown();
    await panel.reaches("finished");
    await runs.show();
    await expect.poll(async () => (await runs.texts()).join("\n")).toMatch(/Strong baseline/);
  });

  it("offers the recipes in Train… beside the features", async () => {
    const { workbench, workspace, panel } = editor();
    const before = workspace.runs().length;
    await workbench.command("Benchtop: Train…");
    await workbench.acceptFirst();
    await expect.poll(() => workbench.quickPickPrompt()).toMatch(/or a recipe/);
    await workbench.quickPickRows().filter({ hasText: "Strong baseline" }).click();
    await panel.shown();
    await expect.poll(() => workspace.runs().length).toBe(before + 1);
    await panel.reaches("finished");
  });
});
