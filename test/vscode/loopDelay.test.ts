import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { slowFolders, writeSlowExperiment } from "./harness/slow.ts";
import { useEditor } from "./harness/useEditor.ts";

describe("the extension host's event loop", () => {
  const editor = useEditor({ folders: slowFolders });

  it("is as free while the pool is full as it is when idle", async () => {
    const { workbench, text, panel, workspace, runs } = editor();
    await runs.show();
    await wait(3000);
    const idle = await measure();

    // Twice as many runs as threads: the pool is full and some wait.
    const file = writeSlowExperiment(workspace, "busy");
    await text.open(file);
    const begun = async (): Promise<number> => (await runs.texts()).filter((row) => row.includes("busy")).length;
    const tab = workbench.page.locator(".tabs-container .tab", { hasText: "busy.experiment.json" });
    // A press on a lens that is drawn anew at that moment is lost.
    for (let press = 0; press < 9 && (await begun()) < 3; press++) {
      const before = await begun();
      await tab.click();
      await text.codeLens("Train").click();
      for (let waited = 0; waited < 10 && (await begun()) === before; waited++) await wait(1000);
    }
    expect(await begun()).toBeGreaterThanOrEqual(3);
    await workbench.page.locator(".tabs-container .tab").last().click();
    await panel.shown();
    await wait(2000);
    const training = await measure();

    for (const [what, figures] of [
      ["idle", idle],
      ["training", training],
    ] as const)
      console.log(
        `extension host loop delay, ${what}: median ${figures.median.toFixed(2)} ms, p99 ${figures.p99.toFixed(2)} ms, max ${figures.max.toFixed(1)} ms over ${figures.seconds.toFixed(1)} s`,
      );
    // The budget is 20 ms on a machine that does nothing else; five times that is a thread that computes.
    expect(training.p99 - idle.p99).toBeLessThanOrEqual(100);
  });

  /** Measures for five seconds with the probe that runs in the same extension host. */
  async function measure(): Promise<Figures> {
    const { workbench } = editor();
    await workbench.command("Benchtop Probe: Start Measuring");
    await wait(5000);
    const before = editor().probeLines().length;
    await workbench.command("Benchtop Probe: Stop Measuring");
    await expect.poll(() => editor().probeLines().length).toBe(before + 1);
    return JSON.parse(editor().probeLines().at(-1) ?? "") as Figures;
  }
});

interface Figures {
  readonly seconds: number;
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}
