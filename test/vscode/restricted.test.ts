import { describe, expect, it } from "vitest";
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

  it("refuses a file outside the workspace, and says what to do", async () => {
    const { text, workspace, notifications } = editor();
    workspace.write("outside.experiment.json", JSON.stringify({ dataset: "/etc/services" }));
    await text.open("outside.experiment.json");
    await text.codeLens("Train").click();
    await notifications.saying(/outside the workspace/);
    expect(workspace.runs()).toHaveLength(1);
  });
});
