import { describe, expect, test } from "vitest";
import { ActivationsHost, studyRuns } from "../harness/activationsHost.ts";
import { panels } from "../harness/panels.ts";

const open = panels();

describe("the Activations panel in every theme", () => {
  test("looks right and is accessible, before and after a comparison", async () => {
    const before = await open(new ActivationsHost());
    await before.page.getByTestId("no-study").waitFor();
    await before.page.locator("vscode-dropdown").first().waitFor();
    expect(await before.looks("activations-functions")).toEqual([]);

    const after = await open(new ActivationsHost(studyRuns(21, 3)), { width: 1300 });
    await after.page.getByTestId("report-table").waitFor();
    await after.frames();
    expect(await after.looks("activations-study")).toEqual([]);
  });

  test("fits a narrow panel", async () => {
    const panel = await open(new ActivationsHost(studyRuns(21)), { width: 420 });
    await panel.page.getByTestId("report-table").waitFor();
    await panel.frames();
    const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    await panel.looks("activations-narrow", { judged: false });
  });
});
