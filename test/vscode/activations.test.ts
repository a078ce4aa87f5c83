import { describe, expect, it } from "vitest";
import { useEditor } from "./harness/useEditor.ts";
import { ActivationsPanel } from "./pages/activationsPanel.ts";

describe("Compare Activation Functions…", () => {
  const editor = useEditor({ folders: ["penguins"] });
  const panel = (): ActivationsPanel => new ActivationsPanel(editor().workbench);

  it("opens from the palette with every function drawn, and finds what to compare them on", async () => {
    const { workbench } = editor();
    await workbench.command("Benchtop: Compare Activation Functions…");
    await expect.poll(() => panel().functions().count()).toBe(14);
    await panel().source().filter({ hasText: "penguins.experiment.json" }).waitFor();
  });

  it("trains relu, sigmoid and tanh at equal settings, and says what the numbers show", async () => {
    const { workspace } = editor();
    await panel().field("epochs").fill("6");
    await panel().field("epochs").press("Tab");
    await panel().button("run").click();
    await expect.poll(() => panel().reportRows().count()).toBe(3);
    await expect.poll(() => workspace.runs().length).toBe(3);
    const status = (): string[] => workspace.runs().map((run) => workspace.record(run).status);
    await expect.poll(status).toEqual(["finished", "finished", "finished"]);
    await panel().button("run").waitFor();

    const experiments = workspace.runs().map((run) => workspace.record(run).experiment);
    const activations = experiments.map(({ model }) => (model.kind === "network" ? model.hidden[0]?.activation : null));
    expect([...activations].sort()).toEqual(["relu", "sigmoid", "tanh"]);
    expect(new Set(experiments.map(({ training }) => JSON.stringify({ ...training }))).size).toBe(1);
    expect(experiments[0]?.training.epochs).toBe(6);

    const sentences = (await panel().sentences().allInnerTexts()).join("\n");
    expect(sentences).toMatch(/all began with the same weights \(xavierUniform\)/);
    expect(sentences).toMatch(/train loss of \d/);
    expect(sentences).not.toMatch(/still to end|NaN|undefined/);
    for (const row of await panel().reportRows().allInnerTexts()) expect(row).toMatch(/%/);
    await editor().screenshot("activations");
    expect(await panel().seriousProblems()).toEqual([]);
    expect(editor().problems).toEqual([]);
  });

  it("comes back after a reload with the runs of the comparison", async () => {
    const { workbench } = editor();
    const before = await panel().sentences().allInnerTexts();
    await workbench.reload();
    await panel().button("run").waitFor({ timeout: 90_000 });
    await expect.poll(() => panel().reportRows().count()).toBe(3);
    expect(await panel().sentences().allInnerTexts()).toEqual(before);
  });

  it("opens from the title of an experiment file, and a run from its row", async () => {
    const { text, workbench, panel: run } = editor();
    await workbench.command("View: Close All Editors");
    await text.open("penguins/penguins.experiment.json");
    await workbench.page.locator(".editor-actions .action-label[aria-label^='More Actions']").first().click();
    await workbench.page.getByRole("menuitem", { name: "Compare Activation Functions…" }).click();
    await panel().source().filter({ hasText: "penguins.experiment.json" }).waitFor();
    await panel().reportRows().first().locator("vscode-link").first().click();
    await run
      .title()
      .filter({ hasText: /penguins\S*: \w+, seed 1/ })
      .waitFor();
  });
});
