import { describe, expect, it } from "vitest";
import { benchtop } from "./harness/cli.ts";
import { useEditor } from "./harness/useEditor.ts";

describe("the four ways to train", () => {
  const editor = useEditor({ folders: ["penguins"] });
  const seen = new Map<string, string>();

  /** Waits for the run after `before` to finish; remembers the fingerprint of its weights. */
  async function finished(way: string, before: readonly string[]): Promise<void> {
    const { workspace } = editor();
    const fresh = (): string | undefined => workspace.runs().find((id) => !before.includes(id));
    await expect
      .poll(
        () => {
          const id = fresh();
          return id === undefined ? "not started" : workspace.record(id).status;
        },
        { timeout: 60_000 },
      )
      .toBe("finished");
    const id = fresh();
    if (id === undefined) throw new Error("the run is there");
    seen.set(way, workspace.weights(id));
  }

  it("trains from the palette with Enter pressed three times", async () => {
    const { workbench, workspace, panel } = editor();
    const before = workspace.runs();
    await workbench.command("Benchtop: Train…");
    const picked: string[] = [];
    for (let choice = 0; choice < 3; choice++) {
      const prompt = await workbench.quickPickPrompt();
      if (choice === 0) await editor().screenshot("train-dataset");
      picked.push(`${prompt}: ${await workbench.acceptFirst()}`);
      await expect
        .poll(async () => (choice < 2 ? workbench.quickPickPrompt() : ""), { timeout: 10_000 })
        .not.toBe(prompt);
    }
    expect(picked[0]).toMatch(/penguins\.csv/);
    expect(picked[1]).toMatch(/numeric/i);
    expect(picked[2]).toMatch(/network/i);
    await panel.shown();
    await finished("palette", before);
    await panel.reaches("finished");
    await editor().screenshot("run-finished");
  });

  it("trains from the inline action of a dataset", async () => {
    const { datasets, workspace } = editor();
    const before = workspace.runs();
    await datasets.show();
    await datasets.row("penguins.csv").waitFor();
    await datasets.inline("penguins.csv", "Train");
    await finished("inline", before);
  });

  it("trains from the CodeLens above an experiment file", async () => {
    const { text, workspace } = editor();
    const before = workspace.runs();
    await text.open("penguins/penguins.experiment.json");
    await text.codeLens("Train").waitFor();
    await editor().screenshot("codelens");
    await text.codeLens("Train").click();
    await finished("CodeLens", before);
  });

  it("trains from the command line", async () => {
    const { workspace } = editor();
    const before = workspace.runs();
    await benchtop(workspace.folder, "train", "penguins/penguins.experiment.json", "--out", ".benchtop/runs");
    await finished("command line", before);
  });

  it("makes the same weights to the bit in all four ways", () => {
    expect([...seen.keys()]).toEqual(["palette", "inline", "CodeLens", "command line"]);
    expect(new Set(seen.values()).size, [...seen].map((each) => each.join(" ")).join("\n")).toBe(1);
  });

  it("lists all four in the Runs view", async () => {
    const { runs } = editor();
    await runs.show();
    await expect.poll(async () => (await runs.texts()).filter((text) => text.includes("accuracy")).length).toBe(4);
    await editor().screenshot("runs-tree");
  });
});
