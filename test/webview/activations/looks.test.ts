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
    const host = new ActivationsHost(studyRuns(21));
    const name = "an-experiment-whose-name-says-all-that-its-author-had-in-mind.experiment.json";
    host.sources = [{ path: `/folder/${name}`, kind: "experiment", name, location: "studies/of/last/summer" }];
    const panel = await open(host, { width: 400 });
    await panel.page.getByTestId("report-table").waitFor();
    await panel.page.getByRole("combobox").first().waitFor();
    await panel.frames();
    const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    // The table scrolls; its caption is read without.
    const captionEnds = await panel.page.locator("[data-testid=report-table] caption").evaluate((caption) => {
      const text = document.createRange();
      text.selectNodeContents(caption);
      return text.getBoundingClientRect().right;
    });
    expect(captionEnds).toBeLessThanOrEqual(400);
    await panel.looks("activations-narrow", { judged: false });
  });
});
