import { copyFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { useEditor } from "./harness/useEditor.ts";
import { DatasetPanelPage } from "./pages/datasetPanel.ts";
import { ProblemsView } from "./pages/problems.ts";

const fixtures = path.resolve(import.meta.dirname, "../fixtures/parquet");
const reports = Array.from({ length: 50 }, (_, at) =>
  at % 2 === 0
    ? `The ferry number ${at} left the harbour late\tsea`
    : `The tractor number ${at} stood in the barn\tland`,
);

/** A window that reloads waits for a new extension host, which a loaded machine takes long to start. */
const reloads = { timeout: 240_000 };

describe("a dataset that is added to the workspace", () => {
  const editor = useEditor({ folders: ["penguins"] });

  it("appears in the tree by itself, is inspected from there, and an example opens its line", async () => {
    const { datasets, text, workbench, workspace } = editor();
    const panel = new DatasetPanelPage(workbench);
    await datasets.show();
    await datasets.row("penguins.csv").waitFor();
    workspace.write("reports.tsv", `${[...reports, reports[0] ?? ""].join("\n")}\n`);
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

  it(
    "of Parquet has rows instead of lines, and an example opens its row; both panels outlive a reload",
    reloads,
    async () => {
      const { datasets, text, workbench, workspace } = editor();
      const panel = new DatasetPanelPage(workbench);
      await workbench.showTab("reports.tsv");
      copyFileSync(path.join(fixtures, "snappy.parquet"), workspace.path("guests.parquet"));
      await datasets.row(/guests\.parquet.*3 classes · 48 examples/s).waitFor({ timeout: 60_000 });
      await datasets.inline("guests.parquet", "Inspect Dataset");
      await panel.openTab("Examples");
      await panel.example("row 9").waitFor();
      await workbench.reload();
      // The extension host starts anew.
      await panel.example("row 9").click({ timeout: 60_000 });
      await text.tab("guests.parquet, rows 1 to 10000").waitFor();
      await expect.poll(() => text.line(), { timeout: 15_000 }).toBe(9);
      await workbench.showTab("reports.tsv");
      await panel.example("tractor number 21 ").click();
      await expect.poll(() => text.line(), { timeout: 15_000 }).toBe(22);
    },
  );

  it("is read by the columns that are chosen, which a file beside it keeps", async () => {
    const { datasets, workbench, workspace } = editor();
    const rows = workbench.quickPickRows();
    await workbench.command("View: Close All Editors");
    const table = reports.map((row, at) => `${row}\t${["early", "late", "never"][at % 3] ?? ""}`);
    workspace.write("trips.tsv", `note\tlabel\twhen\n${table.join("\n")}\n`);
    await datasets.row(/trips\.tsv.*2 classes · 50 examples/s).waitFor({ timeout: 60_000 });
    await datasets.context("trips.tsv", "Choose Columns…");
    await rows.filter({ hasText: "Keep it so" }).waitFor();
    expect(await rows.allInnerTexts()).toContain('The text is "note": about 8 words each.');
    await rows.filter({ hasText: /^Label/ }).click();
    await rows.filter({ hasText: "as it is now" }).waitFor();
    await editor().screenshot("choose-columns-label");
    await rows.filter({ hasText: "when" }).click();
    await rows.filter({ hasText: 'label "when"' }).waitFor();
    await editor().screenshot("choose-columns");
    await rows.filter({ hasText: 'label "when"' }).click();
    await datasets.row(/trips\.tsv.*3 classes · 50 examples/s).waitFor();
    const kept: unknown = JSON.parse(readFileSync(workspace.path("trips.tsv.dataset.json"), "utf8"));
    expect(kept).toMatchObject({ format: "tsv", header: true, text: "note", label: "when", splitColumn: false });
  });

  it("with broken rows lists them as problems, and the quick fix skips rows of that kind", async () => {
    const { datasets, workbench, workspace } = editor();
    const problems = new ProblemsView(workbench);
    const table = reports.map((row) => row.replace("\t", ","));
    table[6] = "one, two, three, four";
    table[9] = "five, six, seven";
    table[20] = "no label,";
    workspace.write("broken.csv", `text,label\n${table.join("\n")}\n`);
    await datasets.row(/broken\.csv.*2 classes · 47 examples/s).waitFor({ timeout: 60_000 });
    await problems.show();
    await expect.poll(() => problems.texts()).toHaveLength(4);
    await editor().screenshot("broken-rows");
    await problems.fix("4 fields, not 2", "Skip rows like this");
    await expect
      .poll(() => problems.texts())
      .toEqual([
        "broken.csv 1",
        expect.stringMatching(/^This row is left out: no label in column "label"\..*\[Ln 22, Col 1\]$/),
      ]);
    const kept: unknown = JSON.parse(readFileSync(workspace.path("broken.csv.dataset.json"), "utf8"));
    expect(kept).toMatchObject({ skip: ["fields"] });
    await workbench.command("View: Close All Editors");
  });

  it("of texts gives word vectors: what is near to what, and a network on them", async () => {
    const { workbench, workspace, panel } = editor();
    const rows = workbench.quickPickRows();
    await workbench.command("Benchtop: Train Word Vectors…");
    await rows.filter({ hasText: "reports.tsv" }).click();
    await rows.filter({ hasText: "With subwords, 100" }).waitFor();
    await editor().screenshot("vectors-choices");
    await rows.filter({ hasText: "With subwords, 100" }).click();
    await expect.poll(() => workbench.quickPickPrompt()).toMatch(/^Where the vectors go/);
    await workbench.pressInDialog("OK");
    await rows.filter({ hasText: /^the/ }).waitFor();
    expect(await workbench.quickPickPrompt()).toMatch(/^reports\.vec: 60 words × 100 numbers in /);
    expect(readFileSync(workspace.path("reports.vec"), "utf8")).toMatch(/^60 100\n/);
    await editor().screenshot("vectors-near");
    await rows.filter({ hasText: "Ask for a word" }).click();
    await workbench.type("Tractors");
    await rows.filter({ hasText: "nearest to “tractors”" }).waitFor();
    expect(await rows.nth(2).innerText()).toMatch(/^tractor\s*0\.\d\d\b/);
    await editor().screenshot("vectors-asked");
    await rows.filter({ hasText: "Train a network" }).click();
    await panel.shown();
    await expect.poll(() => workspace.runs()).toHaveLength(1);
    expect(workspace.record(workspace.runs()[0] ?? "").experiment.features).toMatchObject({ path: "reports.vec" });
  });
});
