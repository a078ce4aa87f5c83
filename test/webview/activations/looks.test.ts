import { describe, expect, test } from "vitest";
import { ActivationsHost, studyRuns } from "../harness/activationsHost.ts";
import { panels } from "../harness/panels.ts";
import type { ThemeName } from "../harness/themes.ts";

const open = panels();

describe.each<ThemeName>(["dark", "light", "highContrast"])("the Activations panel in the %s theme", (theme) => {
  test("looks right and is accessible, before and after a comparison", async () => {
    const before = await open(new ActivationsHost(), { theme });
    await before.page.getByTestId("no-study").waitFor();
    await before.page.locator("vscode-dropdown").first().waitFor();
    await before.screenshot(`activations-${theme}-functions`);
    expect(await before.seriousFindings()).toEqual([]);

    const after = await open(new ActivationsHost(studyRuns(21, 3)), { theme, width: 1300 });
    await after.page.getByTestId("report-table").waitFor();
    await after.frames();
    await after.screenshot(`activations-${theme}-study`);
    expect(await after.seriousFindings()).toEqual([]);
  });

  test("fits a narrow panel", async () => {
    const panel = await open(new ActivationsHost(studyRuns(21)), { theme, width: 420 });
    await panel.page.getByTestId("report-table").waitFor();
    await panel.frames();
    await panel.screenshot(`activations-${theme}-narrow`);
    const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });
});
