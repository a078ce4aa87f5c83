import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { useEditor } from "./harness/useEditor.ts";

describe("agents and other extensions", () => {
  const editor = useEditor({ folders: ["penguins"] });

  it("train and list through the API, and ask the tools for language models", async () => {
    const { workbench, workspace, page } = editor();
    await workbench.command("Benchtop Probe: Use Benchtop");
    // The editor asks before a tool trains, whoever calls it.
    const dialog = page.locator(".monaco-dialog-box").filter({ hasText: "Verify a run?" });
    await dialog.getByText("Of the run itself nothing is changed").waitFor({ timeout: 60_000 });
    expect(editor().probeLines()).toEqual([]);
    await dialog.getByRole("button", { name: "Yes" }).click();
    await expect.poll(() => editor().probeLines().length, { timeout: 60_000 }).toBe(1);
    const told = JSON.parse(editor().probeLines()[0] ?? "") as Record<string, unknown>;
    expect(told).toMatchObject({
      version: 1,
      ended: { status: "finished" },
      refused: expect.stringContaining("There is no such file") as string,
    });
    expect(told["changes"]).toBeGreaterThan(0);
    expect(told["listed"]).toEqual([(told["ended"] as { id: string }).id]);
    expect(told["tools"]).toEqual(expect.arrayContaining(["benchtop_train", "benchtop_predict"]));
    expect(told["inspected"]).toMatch(/344 examples, 3 classes/);
    expect(told["runs"]).toMatch(/^1 runs, best first:\n\d{8}-/);
    expect(told["verified"]).toMatch(/^\d{8}-\d{6}-\w{6}: same\nReproduced bit for bit: 4 evaluations/);
    expect(workspace.runs()).toHaveLength(1);
  });

  it("a gates file is a test that fails with both sides of it", async () => {
    const { workbench, workspace, page } = editor();
    const [run = ""] = workspace.runs();
    writeFileSync(
      path.join(workspace.folder, "penguins.gates.json"),
      JSON.stringify({ run: path.basename(run), minimum: { accuracy: 0.1, macroF1: 1.5 } }),
    );
    await workbench.command("Test: Run All Tests");
    await page
      .getByText(/macro F1 of at least 1\.5 on test/)
      .first()
      .waitFor();
    await editor().screenshot("gates");
  });

  it("Predict leads from a run to the tab where an example is tried", async () => {
    const { workbench, panel } = editor();
    await workbench.command("Benchtop: Predict…");
    await workbench.choose(/What to classify/, "Try");
    await panel.shown();
    const frame = await panel.frame();
    await frame.getByRole("button", { name: "Classify" }).waitFor();
  });
});
