import { beforeAll, describe, expect, it } from "vitest";
import { benchtop } from "./harness/cli.ts";
import { useEditor } from "./harness/useEditor.ts";
import { ComparePanel } from "./pages/comparePanel.ts";

describe("the Compare panel", () => {
  const editor = useEditor({ folders: ["penguins"] });
  const compare = (): ComparePanel => new ComparePanel(editor().workbench);

  beforeAll(async () => {
    const { workspace, runs } = editor();
    const file = "penguins/penguins.experiment.json";
    for (const [rate, seed] of [
      [0.01, 1],
      [0.1, 1],
      [0.1, 2],
    ])
      await benchtop(
        workspace.folder,
        ...["train", file, "--set", `training.optimizer.learningRate=${String(rate)}`],
        ...["--set", `training.seed=${String(seed)}`, "--set", "training.epochs=5", "--out", ".benchtop/runs"],
      );
    await runs.show();
  });

  it("opens from the palette with every run and what differs between them", async () => {
    const { workbench } = editor();
    await workbench.command("Benchtop: Compare Runs");
    await compare().grid().waitFor();
    await expect.poll(() => compare().rows().count()).toBe(3);
    const headers = await compare().content.getByRole("columnheader").allInnerTexts();
    expect(headers.map((text) => text.trim())).toEqual(expect.arrayContaining(["learning rate", "training seed"]));
    expect(headers.join(" ")).not.toContain("batch size");
    // Where nothing was chosen the most recent ones are.
    await expect.poll(() => compare().content.locator(".run-row.chosen").count()).toBe(3);
    await editor().screenshot("compare-table");
  });

  it("compares the runs that are ticked, by the keyboard alone, and comes back after a reload", async () => {
    const { workbench } = editor();
    const { page } = workbench;
    await compare().content.locator('[data-place="0:0"]').click();
    // The first is the baseline by now, having been chosen first.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await expect.poll(() => compare().content.locator(".run-row.chosen").count()).toBe(2);
    await expect.poll(() => compare().content.locator(".delta").count()).toBeGreaterThan(0);
    await workbench.reload();
    await compare().grid().waitFor({ timeout: 90_000 });
    await expect.poll(() => compare().content.locator(".run-row.chosen").count()).toBe(2);
    await compare().content.getByText("baseline", { exact: true }).waitFor();
  });

  it("draws their curves", async () => {
    await compare().tab("Curves");
    await compare().content.getByTestId("overlay-chart").waitFor();
    await expect.poll(() => compare().content.locator(".overlay-legend li").count()).toBe(2);
    await editor().screenshot("compare-curves");
  });

  it("says what is real about their difference", async () => {
    await compare().tab("Differences");
    await compare().content.getByText("Is the difference real?").waitFor();
    await compare()
      .content.getByText(/McNemar exact|no example that only one|predict the same/)
      .first()
      .waitFor();
    await editor().screenshot("compare-differences");
    expect(await compare().seriousProblems()).toEqual([]);
  });

  it("stars a run and opens one", async () => {
    const { workbench, panel } = editor();
    await compare().tab("Table");
    await compare().content.locator('[data-place="2:0"]').click();
    await workbench.page.keyboard.press("s");
    await compare().content.locator(".star").waitFor();
    await workbench.page.keyboard.press("Enter");
    await panel.shown();
    await workbench.command("View: Close Editor");
    await compare().grid().waitFor();
  });

  it("sets the settings of two runs side by side in the editor's diff", async () => {
    const { workbench } = editor();
    await compare().content.locator('[data-place="1:0"]').click();
    await workbench.page.keyboard.press("d");
    await expect.poll(async () => (await workbench.tabs()).join(" ")).toContain("↔");
    await workbench.page.locator(".monaco-diff-editor").waitFor();
    await editor().screenshot("compare-diff");
    await workbench.command("View: Close Editor");
  });

  it("has no serious accessibility problem, in high contrast neither", async () => {
    await compare().grid().waitFor();
    expect(await compare().seriousProblems()).toEqual([]);
    await editor().setTheme("highContrast");
    expect(await compare().seriousProblems()).toEqual([]);
    await editor().screenshot("compare-high-contrast");
    await editor().setTheme("dark");
  });
});
