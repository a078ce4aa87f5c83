import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { useEditor } from "./harness/useEditor.ts";

describe("exporting a run", () => {
  const editor = useEditor({ folders: ["penguins"] });

  beforeAll(async () => {
    const { text, panel, runs } = editor();
    await text.open("penguins/penguins.experiment.json");
    await text.codeLens("Train").click();
    await panel.reaches("finished");
    await runs.show();
  });

  it("asks for a format and a place from the tree, and the file is there", async () => {
    const { runs, workbench, workspace, notifications } = editor();
    await runs.context(/penguins.*accuracy/, "Export Run…");
    await workbench.quickPickRows().filter({ hasText: "Predictions as CSV" }).click();
    await expect.poll(() => workbench.quickPickPrompt()).toContain("Export to Predictions as CSV");
    const file = workspace.path("predictions.csv");
    await workbench.type(file);
    await notifications.saying(/Exported to predictions\.csv/);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, "utf8")).toMatch(/^split,file,line,label,predicted,correct,probability of Adelie/);
    await editor().screenshot("run-exported");
  });
});
