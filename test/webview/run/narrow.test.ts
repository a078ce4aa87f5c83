import { describe, expect, test } from "vitest";
import { PanelHost } from "../harness/host.ts";
import { panels } from "../harness/panels.ts";
import { snapshotOf } from "../harness/runs.ts";

const open = panels();

describe("the Run panel at 400 pixels", () => {
  test("has every tab in sight, and each shows what it holds from its left edge on", async () => {
    const panel = await open(new PanelHost(snapshotOf({ status: "finished", epochs: 5 })), { width: 400 });
    const { page } = panel;
    await page.getByRole("tab").first().waitFor();
    const names = await page.getByRole("tab").allInnerTexts();
    expect(names).toContain("Data");
    for (const name of names.filter((each) => !each.includes("examples"))) {
      await panel.tab(name);
      const edges = await page.evaluate(() =>
        [...document.querySelectorAll("vscode-panel-tab, vscode-panel-view:not([hidden]) > *")]
          .filter((element) => element.checkVisibility())
          .map((element) => element.getBoundingClientRect())
          .map(({ left, right }) => [left, right] as const),
      );
      expect(Math.min(...edges.map(([left]) => left)), name).toBeGreaterThanOrEqual(0);
      expect(Math.max(...edges.map(([, right]) => right)), name).toBeLessThanOrEqual(400);
    }
  });

  test("breaks what a verification says wherever it must", async () => {
    const host = new PanelHost(snapshotOf({ status: "finished", epochs: 5 }));
    const word = "a_name_without_any_place_to_break_it".repeat(4);
    const words = [`Not reproduced: data/${word}.tsv is not what it was.`, `Line 7 of ${word}.tsv is new.`];
    host.verification = { outcome: "differs", at: "2026-06-01T09:30:00.000Z", words };
    const { page } = await open(host, { width: 400 });
    await page.getByTestId("verification").locator("summary").click();
    await page.getByText("is new.").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  });
});

describe("the tabs", () => {
  test("grow with their text", async () => {
    const { page } = await open(new PanelHost(snapshotOf({ status: "finished", epochs: 5 })));
    const tab = page.getByRole("tab").first();
    await tab.waitFor();
    const room = await tab.evaluate((element) => {
      // As tall as letters with marks above and below them.
      const tall = document.createElement("span");
      tall.style.fontSize = "30px";
      tall.append("Tab");
      element.replaceChildren(tall);
      const text = tall.getBoundingClientRect();
      const { top, bottom } = element.getBoundingClientRect();
      return [text.top - top, bottom - text.bottom];
    });
    expect(Math.min(...room)).toBeGreaterThanOrEqual(0);
  });
});
