import { describe, expect, test } from "vitest";
import { CompareHost, storedRun } from "../harness/compareHost.ts";
import type { OpenPanel, PanelOptions } from "../harness/panelPage.ts";
import { panels } from "../harness/panels.ts";
import { activation, rate, runOf, sweep, type SweepShape, units } from "../harness/sweeps.ts";

const open = panels();

async function show(shape: SweepShape, options: PanelOptions = {}): Promise<OpenPanel<CompareHost>> {
  const host = new CompareHost(Array.from({ length: 4 }, (_, at) => storedRun(at, { name: `run ${at}` })));
  const state = sweep(shape);
  host.sweeps = [state];
  host.openSweep = state.id;
  const panel = await open(host, { width: 1200, ...options });
  await panel.page.getByTestId("sweep-status").waitFor();
  await panel.frames();
  return panel;
}

const rows = ({ page }: OpenPanel<CompareHost>) => page.getByTestId("ranking").locator("tbody tr");
const trialsOf = (panel: OpenPanel<CompareHost>): Promise<(string | null)[]> =>
  rows(panel).evaluateAll((all) => all.map((row) => row.getAttribute("data-trial")));

describe("the sweep tab", () => {
  test("opens for a sweep that was just started, best trial first, and a row opens its run", async () => {
    const panel = await show({ trials: 12, axes: [rate, units] });
    const best = panel.host.sweeps[0]?.trials[0];
    expect(await rows(panel).count()).toBe(12);
    expect((await trialsOf(panel))[0]).toBe(String(best?.trial));
    await rows(panel).first().click();
    await expect.poll(() => panel.host.paramsOf("openRun")).toEqual({ id: runOf(best?.trial ?? 0) });
  });

  test("follows a sweep under way, with the reason of a trial that failed, and pauses and stops it", async () => {
    const panel = await show({
      trials: 3,
      axes: [rate],
      change: { standing: "running", total: 6 },
      trial: (trial) =>
        trial === 3 ? { status: "failed", value: null, message: "The loss is not a finite number." } : {},
    });
    const { page, host } = panel;
    expect(await page.getByTestId("sweep-status").textContent()).toBe("running · 3 of 6 trials done, 1 failed");
    await page.getByText("The loss is not a finite number.").waitFor();
    await page.getByTestId("sweep-pause").click();
    await expect.poll(() => host.paramsOf("controlSweep")).toMatchObject({ action: "pause" });
    const [state] = host.sweeps;
    const [first] = state?.trials ?? [];
    if (state === undefined || first === undefined) throw new Error("a sweep is there");
    const better = { ...first, trial: 4, value: 0.985, deviation: 0.01, runs: [runOf(4, 0), runOf(4, 1)] };
    host.tellSweep({
      id: state.id,
      standing: "paused",
      changed: [better],
      order: [4, ...state.trials.map(({ trial }) => trial)],
    });
    await expect.poll(async () => (await trialsOf(panel))[0]).toBe("4");
    expect(await rows(panel).first().textContent()).toMatch(/98\.5%\s*± 1\.0/);
    await page.getByTestId("sweep-resume").click();
    await page.getByTestId("sweep-stop").click();
    await expect.poll(() => host.paramsOf("controlSweep")).toMatchObject({ action: "stop" });
  });

  test("writes the times of its ranking in one way, whichever trials are listed", async () => {
    const seconds = [0.97, 1.2, 12.34];
    const panel = await show({
      trials: 3,
      axes: [activation],
      trial: (trial) => ({ settings: [trial - 1], seconds: seconds[trial - 1] ?? 0, value: 1 - 0.1 * trial }),
    });
    const { page, host } = panel;
    const times = (): Promise<string[]> => rows(panel).locator("td.number:nth-last-child(2)").allInnerTexts();
    expect(await times()).toEqual(["1.0 s", "1.2 s", "12.3 s"]);
    const [state] = host.sweeps;
    const last = state?.trials.at(-1);
    if (state === undefined || last === undefined) throw new Error("a sweep is there");
    const order = state.trials.map(({ trial }) => trial);
    host.tellSweep({ id: state.id, standing: "over", changed: [{ ...last, seconds: 3753 }], order });
    await expect.poll(times).toEqual(["0:01", "0:01", "1:02:33"]);
    await page.locator('.axis-hit[data-axis="model.hidden.0.activation"]').focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => trialsOf(panel)).toEqual(["1", "2"]);
    expect(await times()).toEqual(["0:01", "0:01"]);
  });

  test("a stretch of an axis, by pointer or by keys, filters the ranking and the table of runs", async () => {
    const panel = await show({
      trials: 4,
      axes: [activation],
      metric: ([at = 0]) => 0.5 + 0.1 * at,
      trial: (trial) => ({ settings: [(trial - 1) % 3], runs: [storedRun(trial - 1, {}).record.id] }),
    });
    const { page } = panel;
    const axis = page.locator('.axis-hit[data-axis="model.hidden.0.activation"]');
    const box = await axis.boundingBox();
    if (box === null) throw new Error("the axis is on the page");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.66, { steps: 4 });
    await page.mouse.up();
    // The lowest third holds relu alone: trials 1 and 4.
    await expect.poll(async () => (await trialsOf(panel)).toSorted()).toEqual(["1", "4"]);
    await panel.tab("Table");
    await expect.poll(() => page.locator(".run-rows .run-row").count()).toBe(2);
    await page.getByRole("button", { name: "Remove the sweep's filters" }).click();
    await expect.poll(() => page.locator(".run-rows .run-row").count()).toBe(4);
    await panel.tab("Sweep");
    await axis.focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(async () => (await trialsOf(panel)).toSorted()).toEqual(["1", "2", "4"]);
    expect(await axis.getAttribute("aria-valuetext")).toMatch(/^relu to /);
    await page.keyboard.press("Escape");
    await expect.poll(() => rows(panel).count()).toBe(4);
  });

  test("tells which option matters, and saves its charts as pictures and tables", async () => {
    const panel = await show({
      trials: 60,
      axes: [units, rate],
      metric: ([, first = 1]) => 0.9 - 0.1 * Math.log10(first / 0.03) ** 2,
    });
    const { page, host } = panel;
    const importance = page.getByTestId("importance").locator("tbody tr");
    await expect.poll(() => importance.first().textContent()).toContain("learning rate");
    for (const [what, file] of [
      ["Parallel coordinates", "sweep-parallel"],
      ["Metric against an option", "sweep-option"],
      ["Two options", "sweep-two-options"],
      ["Importance", "sweep-importance"],
    ] as const)
      for (const [item, ending] of [
        ["Save PNG…", "png"],
        ["Save CSV…", "csv"],
      ] as const) {
        await page.getByRole("button", { name: `${what}: save or copy` }).click();
        await page.getByRole("menuitem", { name: item }).click();
        const name = `${file}.${ending}`;
        await expect.poll(() => host.paramsOf("saveFile")).toMatchObject({ name });
        const { base64 } = host.paramsOf("saveFile") as { base64: string };
        const bytes = Buffer.from(base64, "base64");
        if (ending === "png") expect(bytes.subarray(1, 4).toString()).toBe("PNG");
        else expect(bytes.toString().split("\r\n").length, name).toBeGreaterThan(2);
      }
  });

  test("says that there is none", async () => {
    const host = new CompareHost([storedRun(0, {})]);
    const panel = await open(host);
    await panel.tab("Sweep");
    await panel.page.getByText("There is no sweep yet.").waitFor();
  });
});
