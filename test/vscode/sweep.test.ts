import { describe, expect, it } from "vitest";
import { useEditor } from "./harness/useEditor.ts";
import { slowFolders } from "./harness/slow.ts";
import { ComparePanel } from "./pages/comparePanel.ts";

describe("sweeps", () => {
  const editor = useEditor({ folders: ["penguins", ...slowFolders] });
  const compare = (): ComparePanel => new ComparePanel(editor().workbench);
  const ranking = () => compare().content.getByTestId("ranking").locator("tbody tr");
  const status = () => compare().content.getByTestId("sweep-status");

  it("start from the CodeLens, and their ranking fills", async () => {
    const { text } = editor();
    await text.open("penguins/penguins-sweep.experiment.json");
    await text.codeLens("Run again with 5 seeds").waitFor();
    await text.codeLens("Sweep").click();
    await status().filter({ hasText: "over · 6 of 6 trials done" }).waitFor({ timeout: 90_000 });
    expect(await ranking().count()).toBe(6);
    expect(await ranking().first().textContent()).toMatch(/±/);
    await compare().content.getByTestId("parallel").waitFor();
    expect(await compare().content.locator(".parallel polyline").count()).toBe(6);
    await editor().screenshot("sweep");
    expect(await compare().seriousProblems()).toEqual([]);
  });

  it("group the runs of the view, and open the run of the best trial", async () => {
    const { workbench, panel, runs } = editor();
    await runs.show();
    await workbench.command("Benchtop: Group Runs By…");
    await workbench.quickPickRows().filter({ hasText: "By sweep" }).click();
    await expect
      .poll(async () => (await runs.texts()).join("\n"))
      .toMatch(/penguins-sweep\.experiment\.json, \S+18 runs/);
    await ranking().first().getByRole("link").first().click();
    await panel.reaches("finished");
  });

  it("are put together by quick picks, stopped, and gone on with", async () => {
    const { workbench, text, workspace } = editor();
    const file = "authors/slow.experiment.json";
    const features = { kind: "wordVectors", path: "../vectors/glove.50d.txt", combine: "concat" };
    const experiment = { dataset: "authors.csv", features, training: { epochs: 9999 } };
    workspace.write(file, JSON.stringify(experiment, null, 2));
    await text.open(file);
    await text.codeLens("Sweep").click();
    // The options that are ticked already, then the plan with Start as its first line.
    await workbench.quickPickRows().filter({ hasText: "learning rate" }).waitFor();
    await workbench.page.keyboard.press("Enter");
    await workbench.quickPickRows().filter({ hasText: "15 trials" }).waitFor();
    await editor().screenshot("sweep-plan");
    await workbench.page.keyboard.press("Enter");
    await status()
      .filter({ hasText: /^running/ })
      .waitFor({ timeout: 60_000 });
    await compare().content.getByTestId("sweep-stop").click();
    await status()
      .filter({ hasText: /^unfinished/ })
      .waitFor({ timeout: 60_000 });
    await workbench.command("Benchtop: Resume Sweep…");
    await workbench.quickPickRows().filter({ hasText: "slow" }).click();
    await status()
      .filter({ hasText: /^running/ })
      .waitFor({ timeout: 60_000 });
    await compare().content.getByTestId("sweep-pause").click();
    await status()
      .filter({ hasText: /^paused/ })
      .waitFor();
    await compare().content.getByTestId("sweep-stop").click();
    await status()
      .filter({ hasText: /^unfinished/ })
      .waitFor({ timeout: 60_000 });
  });
});
