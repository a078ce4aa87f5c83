import { describe, expect, test } from "vitest";
import { PanelHost } from "../harness/host.ts";
import { panels } from "../harness/panels.ts";
import { snapshotOf } from "../harness/runs.ts";

const open = panels();
const arabic = "أخبار الرياضة والترفيه باسم فئة طويل جدا لنرى ما يحدث عند العرض في لوحة ضيقة";
const odia = "ଓଡ଼ିଆ ଶ୍ରେଣୀ: କ୍ରୀଡ଼ା ଓ ମନୋରଞ୍ଜନ ସମ୍ବାଦର ଏକ ଅତ୍ୟନ୍ତ ଦୀର୍ଘ ଶ୍ରେଣୀ ନାମ";

describe("names out of data", () => {
  test("are read, and cut where they find no room, in the direction of their script", async () => {
    const classes = [arabic, odia, "plain"];
    const panel = await open(new PanelHost(snapshotOf({ status: "finished", epochs: 5, classes, title: arabic })));
    await panel.tab("Confusion");
    const directionOf = (name: string): Promise<string[]> =>
      panel.page
        .locator(".label, h1")
        .filter({ hasText: name, visible: true })
        .evaluateAll((labels) => [...new Set(labels.map((label) => getComputedStyle(label).direction))]);
    await expect.poll(() => directionOf(arabic)).toEqual(["rtl"]);
    expect(await directionOf(odia)).toEqual(["ltr"]);
    expect(await directionOf("plain")).toEqual(["ltr"]);
  });

  test("are cut lengthwise only, so that marks above and below their letters show", async () => {
    const classes = [odia, "plain"];
    const panel = await open(new PanelHost(snapshotOf({ status: "finished", epochs: 5, classes, title: odia })));
    await panel.tab("Confusion");
    await panel.page.locator(".label").filter({ hasText: odia, visible: true }).first().waitFor();
    const clips = await panel.page
      .locator(".label, h1")
      .filter({ hasText: odia, visible: true })
      .evaluateAll((labels) =>
        labels.map((label) => {
          const { overflowX, overflowY, textOverflow } = getComputedStyle(label);
          return [overflowX, overflowY, textOverflow].join(" ");
        }),
      );
    expect(clips.length).toBeGreaterThan(3);
    expect([...new Set(clips)]).toEqual(["clip visible ellipsis"]);
  });

  test("stand level with the figures and names beside them in the confusion table, whatever their font", async () => {
    // In a font of its own wherever Latin letters have theirs.
    const classes = ["体育新闻", "plain"];
    const panel = await open(new PanelHost(snapshotOf({ status: "finished", epochs: 5, classes })));
    await panel.tab("Confusion");
    await panel.page.locator(".confusion .label").filter({ hasText: "plain", visible: true }).first().waitFor();
    const levels = await panel.page
      .locator(".confusion tr")
      .filter({ visible: true })
      .evaluateAll((rows) =>
        rows.map((row) => {
          const baselines = [...row.querySelectorAll("th > span, td")].map((cell) => {
            const probe = document.createElement("span");
            probe.style.display = "inline-block";
            cell.append(probe);
            const { bottom } = probe.getBoundingClientRect();
            probe.remove();
            return bottom;
          });
          return Math.max(...baselines) - Math.min(...baselines);
        }),
      );
    expect(levels.length).toBeGreaterThan(3);
    expect(Math.max(...levels)).toBeLessThan(0.5);
    const heights = await panel.page
      .locator(".confusion thead .label")
      .filter({ visible: true })
      .evaluateAll((labels) => labels.map((label) => label.getBoundingClientRect().height));
    expect(new Set(heights).size).toBe(1);
  });
});
