import { beforeAll, describe, expect, it } from "vitest";
import { slowFolders, writeSlowExperiment } from "./harness/slow.ts";
import { useEditor } from "./harness/useEditor.ts";

describe("the Runs view", () => {
  const editor = useEditor({ folders: ["penguins", ...slowFolders] });

  beforeAll(async () => {
    const { text, panel, runs } = editor();
    await text.open("penguins/penguins.experiment.json");
    await text.codeLens("Train").click();
    await panel.reaches("finished");
    await runs.show();
  });

  it("shows status, key metric and time of a run", async () => {
    const { runs } = editor();
    await expect.poll(async () => (await runs.texts()).join("\n")).toMatch(/accuracy .*0?\.\d+.*\d/);
  });

  it("renames a run, and the panel follows", async () => {
    const { runs, workbench, panel } = editor();
    await runs.context(/penguins.*accuracy/, "Rename");
    await workbench.type("First flight");
    await runs.row("First flight").waitFor();
    await panel.title().filter({ hasText: "First flight" }).waitFor();
  });

  it("deletes a run to the trash and brings it back with Undo", async () => {
    const { runs, notifications, workspace } = editor();
    await runs.context("First flight", "Delete");
    await expect.poll(() => runs.row("First flight").count()).toBe(0);
    expect(workspace.runs()).toEqual([]);
    await notifications.press(/First flight/, "Undo");
    await runs.row("First flight").waitFor();
    expect(workspace.runs()).toHaveLength(1);
  });

  it("opens a run with the inline action", async () => {
    const { runs, panel, workbench } = editor();
    await workbench.command("View: Close All Editors");
    await expect.poll(() => workbench.tabs()).toEqual([]);
    await runs.inline("First flight", "Open Run");
    await panel.title().filter({ hasText: "First flight" }).waitFor();
  });

  it("brings trees and panels back after a reload, and shows a run that was going as stopped with its curve", async () => {
    const { text, panel, workbench, workspace, runs } = editor();
    const file = writeSlowExperiment(workspace, "interrupted");
    await text.open(file);
    await text.codeLens("Train").click();
    await panel.title().filter({ hasText: "interrupted" }).waitFor();
    await panel.reaches("running");
    await expect.poll(() => panel.lastEpoch()).toBeGreaterThan(3);
    const epoch = await panel.lastEpoch();

    await workbench.reload();
    await panel.title().filter({ hasText: "interrupted" }).waitFor({ timeout: 90_000 });
    await panel.reaches("stopped");
    expect(await panel.lastEpoch()).toBeGreaterThanOrEqual(epoch);
    await editor().screenshot("reload-stopped");

    await runs.show();
    await runs.row("First flight").waitFor();
    await runs.row(/interrupted.*stopped/).waitFor();
    const tabs = await workbench.tabs();
    await workbench.page.locator(".tabs-container .tab", { hasText: "First flight" }).click();
    expect(tabs.filter((tab) => /First flight|interrupted/.test(tab)).length).toBeGreaterThanOrEqual(2);
    await expect
      .poll(() => panel.headings(), { timeout: 30_000 })
      .toEqual(["First flight finished", "interrupted stopped"]);
  });

  it("stops a run from its inline action", async () => {
    const { text, runs, workspace } = editor();
    const file = writeSlowExperiment(workspace, "halted");
    await text.open(file);
    await text.codeLens("Train").click();
    await runs.show();
    await runs.row(/halted.*epoch/).waitFor();
    await runs.inlineUntil("halted", "Stop Run", /halted.*stopped/);
  });
});
