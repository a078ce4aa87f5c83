import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { benchtop } from "./harness/cli.ts";
import { useEditor } from "./harness/useEditor.ts";

describe("in Restricted Mode", () => {
  const editor = useEditor({ folders: ["penguins"], trust: false });

  it("finds datasets and trains inside the workspace", async () => {
    const { datasets, panel, workbench } = editor();
    await workbench.statusBar().getByText("Restricted Mode").waitFor();
    await datasets.show();
    await datasets.row("penguins.csv").waitFor();
    await datasets.inline("penguins.csv", "Train");
    await panel.reaches("finished");
    expect(editor().workspace.runs()).toHaveLength(1);
    await editor().screenshot("restricted");
  });

  it("refuses to run Python", async () => {
    const { workbench, notifications, workspace } = editor();
    await workbench.command("Benchtop: Cross-Check Run…");
    await notifications.saying(/Restricted Mode does not allow/);
    expect(workspace.runs()).toHaveLength(1);
  });

  it("lets a language model look but neither train nor stop, nor read a file outside", async () => {
    const { workbench, workspace } = editor();
    await workbench.command("Benchtop Probe: Use Benchtop");
    await expect.poll(() => editor().probeLines().length, { timeout: 60_000 }).toBe(1);
    const told = JSON.parse(editor().probeLines()[0] ?? "") as Record<string, string>;
    expect(told["error"]).toBeUndefined();
    expect(told["trained"]).toContain("Restricted Mode");
    expect(told["stopped"]).toContain("Restricted Mode");
    expect(told["verified"]).toContain("Restricted Mode");
    expect(told["outside"]).toContain("outside the workspace");
    expect(told["inspected"]).toMatch(/344 examples, 3 classes/);
    expect(workspace.runs()).toHaveLength(1);
  });

  it("shows what a bundle holds and writes nothing of it", async () => {
    const { workbench, workspace, notifications } = editor();
    const [run = ""] = workspace.runs();
    await benchtop(workspace.folder, "export", run, "--to", "bundle", "--with-data", "--out", "run.benchtop.zip");
    const before = readdirSync(workspace.folder, { recursive: true });
    await workbench.command("Benchtop: Import Bundle…");
    await expect.poll(() => workbench.quickPickPrompt()).toContain("Import a bundle");
    await workbench.typePath(workspace.path("run.benchtop.zip"));
    await notifications.saying(/neither written nor trained in Restricted Mode.*trust the workspace/);
    expect(await workbench.tabs()).toContain("Experiment to import.experiment.json");
    expect(readdirSync(workspace.folder, { recursive: true })).toEqual(before);
  });

  it("refuses a file outside the workspace, and says what to do", async () => {
    const { text, workspace, notifications } = editor();
    workspace.write("outside.experiment.json", JSON.stringify({ dataset: "/etc/services" }));
    await text.open("outside.experiment.json");
    await text.codeLens("Train").click();
    await notifications.saying(/outside the workspace/);
    expect(workspace.runs()).toHaveLength(1);
  });

  it("judges no gates before the editor has asked for trust", async () => {
    const { workbench, workspace, page } = editor();
    workspace.write("some.gates.json", JSON.stringify({ experiment: "outside.experiment.json", minimum: {} }));
    await workbench.command("Test: Run All Tests");
    const dialog = page.locator(".monaco-dialog-box").filter({ hasText: /Running tests may execute code/ });
    await dialog.locator(".monaco-button").filter({ hasText: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(workspace.runs()).toHaveLength(1);
  });

  it("does not follow a run folder to a file outside", async () => {
    const { panel, workspace, runs } = editor();
    const [id = ""] = workspace.runs();
    const record = workspace.record(id);
    const files = record.experiment.dataset.files.map((file) => ({ ...file, path: "/etc/services" }));
    const experiment = { ...record.experiment, dataset: { ...record.experiment.dataset, files } };
    // A copy, as somebody else's folder of runs would bring it.
    const copy = id.replace(/.{6}$/, "copied");
    workspace.copyRun(id, copy, { ...record, id: copy, experiment }, "from elsewhere");
    await runs.show();
    await runs.row(/from elsewhere/).waitFor();
    await runs.select(/from elsewhere/);
    await panel.title().filter({ hasText: "from elsewhere" }).waitFor();
    await panel.openTab("Confusion");
    await panel.cell(0, 0).click();
    await expect.poll(() => panel.body.innerText()).toContain("lies outside the workspace");
  });
});
