import { describe, expect, it } from "vitest";
import { useEditor } from "./harness/useEditor.ts";

describe("what a person gets wrong", () => {
  const editor = useEditor({ folders: ["penguins"] });

  it("underlines an unknown key and a wrong type of an experiment file", async () => {
    const { text, workspace } = editor();
    workspace.write("wrong.experiment.json", '{\n  "dataset": "penguins/penguins.csv",\n  "epocs": 3\n}\n');
    await text.open("wrong.experiment.json");
    await text.problem("warning").first().waitFor();
    await editor().screenshot("bad-key");
  });

  it("names the key and the file when such an experiment is trained, and makes no run", async () => {
    const { text, notifications, workspace } = editor();
    await text.codeLens("Train").click();
    await notifications.saying(/epocs/);
    await text.problem("error").first().waitFor();
    expect(workspace.runs()).toEqual([]);
  });

  it("names a dataset that is not there", async () => {
    const { text, notifications, workspace } = editor();
    workspace.write("missing.experiment.json", '{ "dataset": "nowhere.csv" }\n');
    await text.open("missing.experiment.json");
    await text.codeLens("Train").click();
    await notifications.saying(/nowhere\.csv/);
    expect(workspace.runs()).toEqual([]);
  });

  it("shows labels, texts and file names with HTML in them as text", async () => {
    const { datasets, panel, workspace } = editor();
    const bold = '<b onclick="x">bold</b>';
    const image = "<img src=x onerror=document.body.remove()>";
    const cell = (value: string): string => `"${value.replaceAll('"', '""')}"`;
    const rows = Array.from({ length: 60 }, (_, row) =>
      row % 2 === 0
        ? `${cell(`${image} one ${String(row)}`)},${cell(bold)}`
        : `${cell(`two ${String(row)}`)},${cell(image)}`,
    );
    workspace.write("<i>html.csv", `text,label\n${rows.join("\n")}\n`);
    await datasets.show();
    await datasets.row("<i>html.csv").waitFor();
    await datasets.inline("<i>html.csv", "Train");
    await panel.title().filter({ hasText: "<i>html" }).waitFor();
    await panel.reaches("finished");
    await panel.openTab("Confusion");
    await panel.cell(0, 0).waitFor();
    const shown = await panel.body.innerText();
    expect(shown).toContain(bold);
    expect(shown).toContain(image);
    await editor().screenshot("html-as-text");
  });
});
