import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { resultIn } from "../kill/kills.ts";
import { slowEpochs, slowFolders, writeSlowExperiment } from "./harness/slow.ts";
import { useEditor } from "./harness/useEditor.ts";

describe("a run that is going", () => {
  const editor = useEditor({ folders: slowFolders });

  const only = (): string => {
    const id = editor().workspace.runs().at(-1);
    if (id === undefined) throw new Error("a run is there");
    return id;
  };
  const status = (): string => editor().workspace.record(only()).status;

  it("grows its curves while it trains, long before the last epoch", async () => {
    const { text, panel, workspace } = editor();
    const file = writeSlowExperiment(workspace, "slow");
    await text.open(file);
    await text.codeLens("Train").click();
    await panel.reaches("running");
    const grown: number[] = [];
    await expect
      .poll(
        async () => {
          const epoch = await panel.lastEpoch();
          if (epoch > (grown.at(-1) ?? -1)) grown.push(epoch);
          return grown.length;
        },
        { interval: 50, timeout: 60_000 },
      )
      .toBeGreaterThan(5);
    expect(await panel.statusWord()).toBe("running");
    expect(grown.at(-1)).toBeLessThan(slowEpochs);
    await editor().screenshot("run-live");
  });

  it("shows the run in the Runs view while it trains", async () => {
    const { runs } = editor();
    await runs.show();
    await expect
      .poll(async () => (await runs.texts()).join("\n"))
      .toMatch(new RegExp(`epoch \\d+/${String(slowEpochs)}`));
  });

  it("holds still when paused and goes on when resumed", async () => {
    const { panel, workspace } = editor();
    const held: number[] = [];
    const resumed: number[] = [];
    for (let time = 0; time < 3; time++) {
      held.push((await panel.pressUntil("Pause", "paused")).reached);
      await expect.poll(status).toBe("paused");
      const onDisk = workspace.epochsOnDisk(only());
      // Epoch 0 has a line too. The table is painted a few times a second.
      const epoch = onDisk - 1;
      await expect.poll(() => panel.lastEpoch()).toBe(epoch);
      await wait(700);
      expect(await panel.lastEpoch()).toBe(epoch);
      expect(workspace.epochsOnDisk(only())).toBe(onDisk);
      if (time === 0) await editor().screenshot("run-paused");
      resumed.push((await panel.pressUntil("Resume", "running")).reached);
      await expect.poll(() => panel.lastEpoch()).toBeGreaterThan(epoch);
    }
    print("pause", held);
    print("resume", resumed);
  });

  it("stops at once and keeps what was trained", async () => {
    const { panel, workspace } = editor();
    const before = workspace.epochsOnDisk(only());
    const { left, reached } = await panel.pressUntil("Stop", "stopped");
    await expect.poll(status).toBe("stopped");
    print("stop of training", [left]);
    print("stopped, with the kept model evaluated and saved", [reached]);
    const after = workspace.epochsOnDisk(only());
    expect(after).toBeGreaterThanOrEqual(before);
    expect(after, "it does not train to its end").toBeLessThan(slowEpochs);
    await expect.poll(() => panel.lastEpoch()).toBeGreaterThanOrEqual(before - 1);
    await panel.openTab("Confusion");
    await panel.cell(0, 0).waitFor();
    expect(workspace.record(only()).metrics.test, "the kept model is evaluated").toBeDefined();
  });

  it("goes on after Stop and Resume in its panel, to the very files of a run that was not stopped", async () => {
    const { text, panel, workspace, workbench } = editor();
    // A click on “Train” above the file that other tests left open would train that one.
    await workbench.command("View: Close All Editors");
    const before = new Set(workspace.runs());
    const fresh = (): string[] => workspace.runs().filter((id) => !before.has(id));
    const result = (id: string | undefined) => resultIn(workspace.path(".benchtop", "runs", id ?? ""));
    const file = writeSlowExperiment(workspace, "resumed");
    const slow = JSON.parse(readFileSync(workspace.path(file), "utf8")) as { training: object };
    // Long enough, as quick as this machine is, that it is not over before it is stopped.
    const [earlier] = [...before].map((id) => workspace.record(id));
    const epochsPerSecond = earlier === undefined ? 3 : earlier.progress.epoch / earlier.seconds.training;
    const epochs = Math.min(900, Math.max(30, Math.ceil(20 * epochsPerSecond)));
    workspace.write(file, JSON.stringify({ ...slow, training: { ...slow.training, epochs } }));
    await text.open(file);
    await text.codeLens("Train").click();
    await panel.title().filter({ hasText: "resumed" }).waitFor();
    await panel.reaches("running");
    await panel.pressUntil("Stop", "stopped");
    await panel.activity(new RegExp(`^Stopped at epoch \\d+ of ${String(epochs)}; it can be resumed$`)).waitFor();
    await panel.press("Resume");
    await panel.reaches("finished", 200_000);
    expect(await panel.button("Resume").count()).toBe(0);
    await editor().screenshot("run-resumed");
    const [resumed = ""] = fresh();
    expect(workspace.record(resumed).resumes).toMatchObject([{ step: expect.any(Number) as number }]);

    await panel.press("Train again");
    const whole = (): string | undefined => fresh().find((id) => id !== resumed);
    await expect
      .poll(() => whole() !== undefined && workspace.record(whole() ?? "").status, { timeout: 200_000 })
      .toBe("finished");
    // The lock goes last.
    await expect.poll(() => result(whole())).toEqual(result(resumed));
  }, 500_000);
});

/** For who reads along: how soon it is depends on the machine, so that nothing is expected of it. */
function print(what: string, times: readonly number[]): void {
  const list = times.map((time) => `${time.toFixed(0)} ms`).join(", ");
  console.log(`${what}: the panel shows it ${list} after the click`);
}
