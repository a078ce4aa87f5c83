import { describe, expect, test } from "vitest";
import type { OpenPanel } from "../harness/panelPage.ts";
import { panels } from "../harness/panels.ts";
import { DifferencesHost, fifty, hotels, twoPools } from "./differencesHost.ts";

const open = panels();

function severalRuns(): DifferencesHost {
  const host = new DifferencesHost({
    classes: hotels,
    examples: 400,
    runs: [
      { title: "bag of words", share: 0.78 },
      { title: "bigrams, l2 0.001", share: 0.85 },
      { title: "hidden layer of 32 units, learning rate 0.01", share: 0.77 },
      { title: "another file", share: 0.8, mismatch: { part: "data" } },
    ],
  });
  host.warning = "data/hotels.tsv changed since the baseline was trained: lines may hold other texts.";
  return host;
}

function repeats(): DifferencesHost {
  return new DifferencesHost({
    classes: hotels,
    examples: 300,
    runs: [0.74, 0.75, 0.76, 0.8, 0.83, 0.82].map((share, at) => ({
      title: `${at < 3 ? "words" : "words and bigrams"}, seed ${String((at % 3) + 1)}`,
      share,
    })),
    groups: [
      [0, 1, 2],
      [3, 4, 5],
    ],
    pools: twoPools(hotels),
  });
}

const manyClasses = (): DifferencesHost =>
  new DifferencesHost({
    classes: fifty,
    examples: 3000,
    runs: [
      { title: "bag of words", share: 0.7 },
      { title: "bigrams", share: 0.76 },
    ],
  });

const shapes = { several: severalRuns, repeats, "50-classes": manyClasses };

async function show(host: DifferencesHost, width: number): Promise<OpenPanel<DifferencesHost>> {
  const panel = await open(host, { width });
  await panel.tab("Differences");
  await panel.page.getByTestId("flips").waitFor();
  return panel;
}

describe("the differences in every theme", () => {
  test.each(Object.keys(shapes) as (keyof typeof shapes)[])("look right and are accessible: %s", async (name) => {
    const panel = await show(shapes[name](), 1100);
    const { page } = panel;
    const tail = await page.evaluate(() => {
      const bottom = document.querySelector("main")?.getBoundingClientRect().bottom ?? 0;
      return document.documentElement.scrollHeight - Math.max(innerHeight, bottom);
    });
    expect(tail, "nothing below the end of the panel").toBeLessThanOrEqual(1);
    // On thousands of cells it takes minutes, and they are made as those of few classes are.
    const judged = name !== "50-classes";
    expect(await panel.looks(`differences-${name}`, { judged })).toEqual([]);
  });

  test.each(Object.keys(shapes) as (keyof typeof shapes)[])("fit a panel of 500 pixels: %s", async (name) => {
    const panel = await show(shapes[name](), 500);
    expect(await panel.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(500);
    const judged = name !== "50-classes";
    expect(await panel.looks(`differences-${name}-narrow`, { judged })).toEqual([]);
  });
});
