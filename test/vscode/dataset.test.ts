import { describe, expect, it } from "vitest";
import { useEditor } from "./harness/useEditor.ts";
import { DatasetPanelPage } from "./pages/datasetPanel.ts";

const rows = Array.from({ length: 50 }, (_, at) =>
  at % 2 === 0
    ? `The ferry number ${at} left the harbour late\tsea`
    : `The tractor number ${at} stood in the barn\tland`,
);

describe("a dataset that is added to the workspace", () => {
  const editor = useEditor({ folders: ["penguins"] });

  it("appears in the tree by itself, is inspected from there, and an example opens its line", async () => {
    const { datasets, text, workbench, workspace } = editor();
    const panel = new DatasetPanelPage(workbench);
    await datasets.show();
    await datasets.row("penguins.csv").waitFor();
    workspace.write("reports.tsv", `${[...rows, rows[0] ?? ""].join("\n")}\n`);
    await datasets.row(/reports\.tsv.*2 classes · 51 examples/s).waitFor({ timeout: 60_000 });
    await datasets.inline("reports.tsv", "Inspect Dataset");
    await panel.classRow("sea").filter({ hasText: "26" }).waitFor();
    await editor().screenshot("dataset-overview");
    await panel.openTab("Duplicates & leakage");
    await panel.content.getByText("1 example is an exact copy of an earlier one.").waitFor();
    await panel.openTab("Examples");
    await panel.example("ferry number 18 ").click();
    await expect.poll(() => text.line(), { timeout: 15_000 }).toBe(19);
    // The panel, too, is named after the file.
    await text.tab("reports.tsv").last().waitFor();
    await editor().screenshot("dataset-example");
  });
});
