import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { pythonWith } from "../unit/exports/python.ts";
import { useEditor } from "./harness/useEditor.ts";

const python = pythonWith("numpy");
if (python === undefined)
  console.warn("NOT CHECKED: no Python here has numpy; the cross-check in the editor was not run.");

describe("exporting a run", () => {
  const editor = useEditor({ folders: ["penguins"], settings: { "benchtop.python": python ?? "" } });

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
    await workbench.typePath(file);
    await notifications.saying(/Exported to predictions\.csv/);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, "utf8")).toMatch(/^split,file,line,label,predicted,correct,probability of Adelie/);
    await editor().screenshot("run-exported");
  });

  it("verifies a run from the palette: the same comes out, bit for bit", async () => {
    const { workbench, notifications, workspace, runs, panel } = editor();
    await workbench.command("Benchtop: Verify Reproducibility");
    await notifications.saying(/Reproduced bit for bit: 41 evaluations, 360 steps/);
    expect(workspace.runs()).toHaveLength(1);
    await runs.row(/penguins.*accuracy.*· verified/).waitFor();
    await runs.select(/penguins.*accuracy/);
    await panel.content.getByText(/^Verified .*: Reproduced bit for bit: 41 evaluations, 360 steps/).waitFor();
  });

  it("writes a report whose pictures the editor's preview shows", async () => {
    const { runs, workbench, notifications } = editor();
    await runs.context(/penguins.*accuracy/, "Export Run…");
    await workbench.quickPickRows().filter({ hasText: "Markdown" }).click();
    await expect.poll(() => workbench.quickPickPrompt()).toContain("Export to");
    await workbench.pressInDialog("Export Here");
    await notifications.press(/Exported to penguins-markdown/, "Open");
    await expect.poll(async () => (await editor().previewPictures()).shown, { timeout: 60_000 }).toBeGreaterThan(0);
    expect((await editor().previewPictures()).broken).toBe(0);
    await editor().screenshot("run-report");
  });

  it.skipIf(python === undefined)(
    "cross-checks with NumPy: the Run panel lays its curves over the run's, and a report opens",
    async () => {
      const { workbench, panel, runs } = editor();
      await runs.select(/penguins.*accuracy/);
      await panel.shown();
      await panel.openTab("Curves");
      await panel.press("Cross-check…");
      await workbench.choose(/What to train the same with/, "NumPy, equal initial weights only");
      await expect.poll(() => workbench.tabs(), { timeout: 120_000 }).toContain("Preview report.md");
      await expect.poll(() => editor().previewPictures(), { timeout: 60_000 }).toEqual({ shown: 2, broken: 0 });
      await runs.select(/penguins.*accuracy/);
      await panel.crossCheck().waitFor();
      expect(await panel.crossCheck().innerText()).toMatch(/Cross-check with NumPy \d/);
      await editor().screenshot("run-cross-checked");
    },
  );

  it("labels a file by the column that is chosen among several of texts", async () => {
    const { datasets, panel, workbench, workspace, notifications } = editor();
    const rows = Array.from({ length: 40 }, (_, at) =>
      at % 2 === 0 ? `moss and bark of oak ${String(at)},wood` : `ship and sail of pier ${String(at)},sea`,
    );
    workspace.write("notes.csv", `text,label\n${rows.join("\n")}\n`);
    workspace.write("new.csv", "id,a title,the body\n1,sail and ship,moss and bark\n");
    await workbench.command("View: Close All Editors");
    await datasets.show();
    await datasets.row("notes.csv").waitFor();
    await datasets.inline("notes.csv", "Train");
    await panel.title().filter({ hasText: "notes" }).waitFor();
    await panel.reaches("finished");
    await workbench.command("Benchtop: Predict…");
    await workbench.choose(/What to classify/, "Label a file");
    await expect.poll(() => workbench.quickPickPrompt()).toContain("The file to label");
    await workbench.typePath(workspace.path("new.csv"));
    await workbench.choose(/Which column holds the text/, "the body");
    await expect.poll(() => workbench.quickPickPrompt()).toContain("Where to write");
    await workbench.typePath(workspace.path("labelled.csv"));
    await notifications.saying(/1 example labelled: wood 1/);
    expect(readFileSync(workspace.path("labelled.csv"), "utf8")).toMatch(
      /^id,a title,the body,predicted,probability sea,probability wood\n1,sail and ship,moss and bark,wood,/,
    );
  });

  it("makes a bundle, shows what it holds before anything happens, trains it and knows the run again", async () => {
    const { runs, workbench, workspace, notifications } = editor();
    await runs.show();
    await runs.context(/penguins.*accuracy/, "Export Run…");
    await expect.poll(() => workbench.quickPickPrompt()).toContain("What to write");
    // The last of the list is not drawn until it is looked for.
    await workbench.page.keyboard.type("One file from which");
    await workbench.quickPickRows().filter({ hasText: "One file from which another person" }).click();
    await workbench.quickPickRows().filter({ hasText: "With the run's data" }).click();
    await expect.poll(() => workbench.quickPickPrompt()).toContain("Export to Bundle");
    const file = workspace.path("run.benchtop.zip");
    await workbench.typePath(file);
    await notifications.saying(/Exported to run\.benchtop\.zip/);

    await workbench.command("Benchtop: Import Bundle…");
    await expect.poll(() => workbench.quickPickPrompt()).toContain("Import a bundle");
    await workbench.typePath(file);
    const dialog = workbench.page.locator(".monaco-dialog-box");
    await dialog.getByText("Nothing has been written yet").waitFor();
    expect(await workbench.tabs()).toContain("Experiment to import.experiment.json");
    expect(existsSync(workspace.path("penguins-2"))).toBe(false);
    await editor().screenshot("bundle-import");
    const before = new Set(workspace.runs());
    await dialog.getByRole("button", { name: "Import and Train" }).click();
    const trained = (): string | undefined => workspace.runs().find((id) => !before.has(id));
    await expect.poll(trained, { timeout: 60_000 }).toBeDefined();
    const told = workspace.path(".benchtop", "runs", trained() ?? "", "verification.json");
    await expect.poll(() => existsSync(told), { timeout: 60_000 }).toBe(true);
    expect(JSON.parse(readFileSync(told, "utf8"))).toMatchObject({ outcome: "same", figures: { differences: [] } });
  });

  it("copies a link that, opened, shows the experiment, and writes nothing before a person confirms", async () => {
    const { runs, workbench, workspace, notifications, page } = editor();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await runs.show();
    // One that trains has no such entry, and the list may not have heard yet that the run of the bundle has ended.
    await runs.context(/penguins.*accuracy.*· verified/, "Copy Reproduction Link");
    await notifications.saying(/Copied\. Who opens the link needs penguins\.csv/);
    const files = (): string[] =>
      readdirSync(workspace.folder, { recursive: true, encoding: "utf8" }).filter(
        (name) => !name.startsWith(".benchtop"),
      );
    const [before, trained] = [files(), workspace.runs()];
    // As the system hands the editor a link: through its own handler, which asks before an extension gets it.
    await workbench.command("Developer: Open URL");
    await workbench.paste(/^[\w-]+:\/\/benchtop\.benchtop\/reproduce\?run=[\w-]+$/);
    const dialog = page.locator(".monaco-dialog-box");
    await dialog
      .filter({ hasText: /Allow .* to open this URI/ })
      .getByRole("button", { name: "Open" })
      .click();
    await dialog.getByText("Nothing has been written yet").waitFor();
    expect(await dialog.innerText()).toMatch(/data\/penguins\.csv \(.*\): .*penguins\.csv/);
    expect(await workbench.tabs()).toContain("Experiment to import.experiment.json");
    await editor().screenshot("link-opened");
    expect([files(), workspace.runs()]).toEqual([before, trained]);
    await dialog.getByRole("button", { name: "Import Only" }).click();
    await expect.poll(() => files().length).toBe(before.length + 1);
    expect(files().filter((name) => !before.includes(name))).toEqual([expect.stringMatching(/\.experiment\.json$/)]);
    expect(workspace.runs()).toEqual(trained);
  });

  it("asks before a bundle tells of word vectors that a run of somebody else names outside the workspace", async () => {
    const { runs, workbench, workspace, notifications, page } = editor();
    const [id = ""] = workspace.runs();
    const record = workspace.record(id);
    const vectors = "/etc/services";
    const features = {
      ...({ kind: "wordVectors", path: vectors, combine: "mean", maxTokens: 6, unknown: "mean" } as const),
      tokenizer: { kind: "words", lowercase: true } as const,
    };
    const experiment = { ...record.experiment, features };
    const copy = id.replace(/.{6}$/, "copied");
    workspace.copyRun(id, copy, { ...record, id: copy, experiment }, "from elsewhere");
    await runs.show();
    const toBundle = async (): Promise<void> => {
      await runs.context(/from elsewhere/, "Export Run…");
      await expect.poll(() => workbench.quickPickPrompt()).toContain("What to write");
      await page.keyboard.type("One file from which");
      await workbench.quickPickRows().filter({ hasText: "One file from which another person" }).click();
    };
    await runs.row(/from elsewhere/).waitFor();
    const dialog = page.locator(".monaco-dialog-box");

    await toBundle();
    await dialog.getByText(vectors).waitFor();
    expect(await dialog.innerText()).toContain("reads a file outside the workspace");
    await editor().screenshot("bundle-outside-vectors");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await notifications.saying(/You did not allow this file to be read/);
    const next = workbench.quickPickRows().filter({ hasText: "Without data" });
    expect(await next.count()).toBe(0);

    await toBundle();
    await dialog.getByRole("button", { name: "Read This File" }).click();
    // Only whoever has said yes comes to the next question.
    await next.waitFor();
    await workbench.dismiss();
  });
});
