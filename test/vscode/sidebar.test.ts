import { describe, expect, it } from "vitest";
import { useEditor } from "./harness/useEditor.ts";

describe("the Benchtop container", () => {
  const editor = useEditor();

  it("lists the labelled files of the workspace", async () => {
    const { datasets } = editor();
    await datasets.show();
    for (const name of ["penguins.csv", "authors.csv", "odia.train.tsv"]) await datasets.row(name).waitFor();
    // Files are looked into in the background; the ones without labels go.
    await expect.poll(async () => (await datasets.texts()).join("\n")).not.toContain("checking");
    const texts = (await datasets.texts()).join("\n");
    expect(texts, "word vectors hold no labels").not.toContain("glove.50d.txt");
    for (const name of ["penguins.csv", "authors.csv", "odia.train.tsv"]) expect(texts).toContain(name);
    await editor().screenshot("sidebar-datasets");
  });

  it("shows the splits of a dataset with their classes and counts", async () => {
    const { datasets } = editor();
    await datasets.expand("penguins.csv");
    for (const split of ["train", "validation", "test"]) await datasets.row(new RegExp(`^\\s*${split}`)).waitFor();
    await datasets.expand(/^\s*train/);
    for (const name of ["Adelie", "Chinstrap", "Gentoo"]) {
      await datasets.row(name).waitFor();
      expect(await datasets.row(name).innerText()).toMatch(/\d+/);
    }
    await editor().screenshot("sidebar-classes");
  });

  it("says what to do while there are no runs", async () => {
    const { runs } = editor();
    await expect.poll(() => runs.welcome()).toMatch(/Nothing has been trained yet/);
    expect(editor().workspace.runs()).toEqual([]);
  });

  it("offers its commands in the palette under its own name", async () => {
    // The palette draws as many rows as it has room for, so that each is asked for by its beginning.
    const listed = async (beginning: string): Promise<string> =>
      (await editor().workbench.commands(beginning)).join("\n");
    expect(await listed("Benchtop: Train")).toContain("Benchtop: Train…");
    expect(await listed("Benchtop: Open Sample")).toContain("Benchtop: Open Sample Workspace");
    expect(await listed("Benchtop: Stop"), "it needs a run that is going").not.toContain("Benchtop: Stop Run");
  });
});
