import { type Browser, chromium, type Page } from "playwright-core";
import { BucketSeries } from "../../../src/base/decimate.ts";
import type { Curve } from "../../../src/protocol/curves.ts";
import { findChromium } from "../../run/system.mjs";
import { bundlePanels, type PanelBundle } from "../../webview/harness/bundle.ts";
import { CompareHost, storedRun } from "../../webview/harness/compareHost.ts";
import { PanelHost } from "../../webview/harness/host.ts";
import { openPanel } from "../../webview/harness/panelPage.ts";
import { snapshotOf } from "../../webview/harness/runs.ts";
import type { Bench, Workload } from "../harness/workload.ts";

const runs = 50;
const points = 10_000;
const steps = 1_000_000;
const moves = 40;
/** What a page needs to come to rest after it was moved. */
const rest = 800;

interface Chrome {
  readonly browser: Browser;
  readonly bundle: PanelBundle;
}

/** The charts at scale, in the real panels in Chromium without a GPU. No peer: figures are remarks with what we want beside them. */
export const chartsWorkload: Workload = {
  id: "charts",
  title: `W11: ${runs} curves of ${points.toLocaleString("en")} points, and a run of ${steps.toLocaleString("en")} steps`,
  async run(bench) {
    const executablePath = findChromium();
    if (executablePath === undefined) {
      bench.say("left out: no Chromium on this system");
      return [];
    }
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    try {
      const chrome = { browser, bundle: await bundlePanels() };
      await overlaid(bench, chrome);
      await manySteps(bench, chrome);
    } finally {
      await browser.close();
    }
    return [];
  },
};

/** Script of the page per frame while a person points, zooms and moves. */
async function overlaid({ say }: Bench, chrome: Chrome): Promise<void> {
  const host = new CompareHost(
    Array.from({ length: runs }, (_, at) => storedRun(at, { name: `run ${at}`, learningRate: 0.001 * (1 + at) })),
  );
  host.curveOf = (run) => noisy(host.runs.indexOf(run));
  host.chosen = host.runs.map(({ record }) => record.id);
  const panel = await openPanel(host, chrome, { width: 1200 });
  const { page } = panel;
  page.setDefaultTimeout(60_000);
  await page.getByTestId("run-grid").waitFor();
  await panel.tab("Curves");
  const canvas = page.getByTestId("overlay-chart");
  await canvas.waitFor();
  await page
    .locator(".overlay-legend li")
    .nth(runs - 1)
    .waitFor();
  await page.waitForTimeout(rest);
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("the chart is not on the page");
  const each = await scriptTimer(page);
  const tell = async (what: string, act: (at: number) => Promise<void>): Promise<void> => {
    say(`${what}: ${await each(act)} of script a frame (≤ 8 ms wanted)`);
  };
  await tell("pointing at 50 curves", (at) => page.mouse.move(box.x + 100 + at * 10, box.y + 150));
  await canvas.focus();
  await tell("zooming into them", (at) => page.keyboard.press(at % 2 === 0 ? "+" : "-"));
  for (let at = 0; at < 4; at++) await page.keyboard.press("+");
  await page.waitForTimeout(rest);
  await tell("moving them", (at) => page.keyboard.press(at % 8 < 4 ? "ArrowRight" : "ArrowLeft"));
  host.dispose();
  await page.context().close();
}

/** From the checkbox that draws them anew to the frame that shows them. */
async function manySteps({ say }: Bench, chrome: Chrome): Promise<void> {
  const host = new PanelHost(snapshotOf({ status: "finished", epochs: 41 }));
  const series = new BucketSeries(3, 4096);
  for (let step = 1; step <= steps; step++) series.append([2 / (1 + step / 1e5) + Math.sin(step) / 10, 0.01, 0.5]);
  host.addFrame(series.export());
  const { page } = await openPanel(host, chrome);
  await page.getByTestId("chart-loss").waitFor();
  await page.waitForTimeout(rest);
  const times: number[] = [];
  for (let at = 0; at < 9; at++)
    times.push(
      await page.evaluate(async () => {
        const start = performance.now();
        document.querySelector<HTMLElement>("vscode-checkbox")?.click();
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        return performance.now() - start;
      }),
    );
  const [median] = times.sort((a, b) => a - b).slice(times.length >> 1);
  say(
    `a run of ${steps.toLocaleString("en")} steps drawn: ${(median ?? NaN).toFixed(0)} ms, two frames included (< 100 ms wanted)`,
  );
  host.dispose();
  await page.context().close();
}

function noisy(seed: number): Curve {
  const column = (of: (at: number) => number): Float64Array => Float64Array.from({ length: points }, (_, at) => of(at));
  const noise = (at: number): number => Math.sin(at * 12.9898 + seed * 78.233) / 10;
  return {
    epoch: column((at) => at),
    step: column((at) => at * 10),
    time: column((at) => at / 100),
    value: column((at) => 0.3 + seed / 50 + 1000 / (1000 + at) + noise(at)),
  };
}

/** Times scripts of the page over `moves` acts with a frame after each; the first does not count. */
async function scriptTimer(page: Page): Promise<(act: (at: number) => Promise<void>) => Promise<string>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const seconds = async (): Promise<number> => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ScriptDuration")?.value ?? NaN;
  };
  const frame = (): Promise<unknown> => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  return async (act) => {
    await act(0);
    await frame();
    const before = await seconds();
    for (let at = 1; at <= moves; at++) {
      await act(at);
      await frame();
    }
    const spent = (await seconds()) - before;
    await page.waitForTimeout(rest);
    return `${((spent * 1000) / moves).toFixed(1)} ms`;
  };
}
