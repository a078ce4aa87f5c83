import { describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { UserError } from "../../../src/base/errors.ts";
import type { OpenPanel } from "../harness/panelPage.ts";
import { panels } from "../harness/panels.ts";
import { DifferencesHost, hotels, twoPools } from "./differencesHost.ts";

const open = panels();

function threeRuns(chosen = 3): DifferencesHost {
  return new DifferencesHost({
    classes: hotels,
    examples: 400,
    runs: [
      { title: "words", share: 0.74 },
      { title: "bigrams", share: 0.86 },
      { title: "another file", share: 0.8, mismatch: { part: "data" } },
    ],
    chosen,
  });
}

async function openDifferences(host: DifferencesHost): Promise<OpenPanel<DifferencesHost>> {
  const panel = await open(host);
  await panel.tab("Differences");
  await panel.page.getByRole("region", { name: "Differences" }).waitFor();
  return panel;
}

const idOf = (host: DifferencesHost, at: number): string => host.predicted[at]?.id ?? "";
const row = (page: Page, letter: string) => page.locator(`[data-testid=significance] [data-row=${letter}]`);
const cellOf = (page: Page, table: string, at: string) => {
  const [line = "", column = ""] = at.split(",");
  return page.locator(`[data-testid=${table}] td[data-row="${line}"][data-column="${column}"]`);
};

async function choose(page: Page, name: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name }).click();
  await page.getByRole("option", { name: option }).click();
}

describe("the differences", () => {
  test("say what to do while fewer than two runs are chosen", async () => {
    const none = await openDifferences(threeRuns(0));
    await none.page.getByText("No run is chosen. Tick two or more").waitFor();
    expect(none.host.countOf("compare")).toBe(0);
    await none.page.getByRole("button", { name: "Choose runs in the table" }).click();
    await none.page.getByTestId("run-grid").waitFor();
    const one = await openDifferences(threeRuns(1));
    await one.page.getByText("Only words is chosen.").waitFor();
  });

  test("pool the held-out examples of folds, and say why those of others are not", async () => {
    const runs = Array.from({ length: 6 }, (_, at) => ({ title: `fold ${String(at)}`, share: 0.7 + at / 50 }));
    const host = new DifferencesHost({ classes: hotels, examples: 60, runs, pools: twoPools(hotels) });
    const { page } = await openDifferences(host);
    const figures = page.getByTestId("pool-figures");
    await expect.poll(() => figures.locator("tbody").innerText()).toMatch(/accuracy\s+0\.8125\s+0\.8123 ± 0\.0211/u);
    expect(await cellOf(page, "confusion-pooled", "2,2").innerText()).toBe("42");
    await page.getByText(/Pooled over all 3 folds \(A, B, C\): 300 examples, each predicted once/u).waitFor();
    await page.getByRole("button", { name: "Confusion table of the pooled folds: save or copy" }).click();
    await page.getByRole("menuitem", { name: "Copy CSV" }).click();
    await expect.poll(() => host.countOf("copyText")).toBe(1);
    expect((host.paramsOf("copyText") as { text: string }).text).toContain("positive,5,8,42");

    host.answers.pooledExamples = ({ ids, offset, limit }) => ({
      total: 70,
      warning: null,
      examples: Array.from({ length: Math.min(limit, 70 - offset) }, (_, at) => ({
        ...{ run: ids[at % ids.length] ?? "", fold: 1 + (at % 3), example: at, confidence: 0.5 },
        ...{ file: "/folder/hotels.tsv", line: 2 + offset + at, trueClass: 2, predictedClass: 0 },
        excerpt: `<b>review</b> ${String(offset + at)}`,
      })),
    });
    await cellOf(page, "confusion-pooled", "2,0").click();
    const list = page.getByTestId("pooled-examples").locator("tbody tr");
    await expect.poll(() => list.count()).toBe(50);
    const three = host.runs.slice(0, 3).map(({ record }) => record.id);
    expect(host.paramsOf("pooledExamples")).toEqual({
      ids: three,
      trueClass: 2,
      predictedClass: 0,
      offset: 0,
      limit: 50,
    });
    await page.getByText("70 held-out examples.").waitFor();
    await page.locator(".pooled-examples").getByRole("button", { name: "Show more" }).click();
    await expect.poll(() => list.count()).toBe(70);
    await list.nth(1).click();
    await expect
      .poll(() => host.paramsOf("openExample"))
      .toEqual({ runId: three[1], file: "/folder/hotels.tsv", line: 3 });

    await choose(page, "folds of", "D, E, F");
    await page.getByText("17 examples held out in fold 1 are held out in fold 3 too and would count twice").waitFor();
    expect(await page.getByTestId("confusion-pooled").count()).toBe(0);
  });

  test("stop being computed on a click, and go on with another", async () => {
    const host = threeRuns();
    const { compare } = host.answers;
    let refuse: (error: Error) => void = () => undefined;
    host.answers.compare = () => new Promise((_, reject) => (refuse = reject));
    const { page } = await openDifferences(host);
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await expect.poll(() => host.countOf("stopComparing")).toBe(1);
    refuse(new UserError("The comparison was stopped.", "Compare again to go on."));
    await page.getByText("Could not compare the runs: The comparison was stopped.").waitFor();
    if (compare !== undefined) host.answers.compare = compare;
    await page.getByRole("button", { name: "Compare again" }).click();
    await row(page, "B").waitFor();
  });

  test("say how many runs are done while they are compared", async () => {
    const host = threeRuns();
    const { compare } = host.answers;
    let answer: () => void = () => undefined;
    host.answers.compare = async (params) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return compare?.(params) as never;
    };
    const { page } = await openDifferences(host);
    await page.getByText("Comparing…").waitFor();
    const ids = host.predicted.map(({ id }) => id);
    host.tellProgress({ ids: [...ids].reverse(), done: 2 });
    host.tellProgress({ ids, done: 1 });
    await page.getByText("Comparing: 1 of 2 runs done.").waitFor();
    answer();
    await row(page, "B").waitFor();
    expect(await page.getByText("Comparing").count()).toBe(0);
  });

  test("tell figures, interval and p of each run against the baseline, with the sentences", async () => {
    const host = threeRuns();
    const { page } = await openDifferences(host);
    await row(page, "B").waitFor();
    const answer = await host.answers.compare?.({
      ids: host.predicted.map(({ id }) => id),
      split: null,
      metric: "accuracy",
    });
    const pair = answer?.comparison.runs[1]?.pair;
    if (answer === undefined || pair?.kind !== "compared") throw new Error("not compared");
    const said = await row(page, "B").innerText();
    for (const sentence of answer.runSentences[1] ?? []) expect(said).toContain(sentence);
    const { difference, low, high } = pair.intervals.accuracy;
    expect(low).toBeGreaterThan(0);
    for (const figure of [`+${difference.toFixed(4)}`, `+${low.toFixed(4)} to +${high.toFixed(4)}`])
      expect(said).toContain(figure);
    expect(await row(page, "B").locator(".delta.better").count()).toBe(1);
    expect(await page.getByText("Measured on test, which all of these runs have.").count()).toBe(1);
    expect(await page.getByText("A is the baseline, since").count(), "the host named the baseline").toBe(0);
  });

  test("give the reason and no figure where runs were not evaluated on the same examples", async () => {
    const { page, host } = await openDifferences(threeRuns());
    await row(page, "C").waitFor();
    expect(await row(page, "C").innerText()).toContain("A and C were not evaluated on the same examples");
    expect(await row(page, "C").locator(".delta, .interval").count()).toBe(0);
    await choose(page, "A against", "C another file");
    await page.getByTestId("confusion-C").waitFor();
    expect(await page.getByTestId("confusion-difference").count()).toBe(0);
    expect(await page.getByTestId("flips").count()).toBe(0);
    expect(await page.locator(".notice").innerText()).toContain("the data files differ");
    expect(host.paramsOf("confusions")).toEqual({ ids: [idOf(host, 0), idOf(host, 2)], split: "test" });
  });

  test("are asked for anew with another split, metric or baseline, and when a run has moved on", async () => {
    const host = threeRuns(2);
    const { page } = await openDifferences(host);
    await row(page, "B").waitFor();
    await choose(page, "split", "validation");
    await expect.poll(() => host.paramsOf("compare")).toMatchObject({ split: "validation", metric: "accuracy" });
    await choose(page, "metric", "macro F1");
    await expect.poll(() => host.paramsOf("compare")).toMatchObject({ split: "validation", metric: "macroF1" });
    await page.getByRole("button", { name: "Make B the baseline" }).click();
    await expect.poll(() => host.paramsOf("compare")).toMatchObject({ ids: [idOf(host, 1), idOf(host, 0)] });
    await expect.poll(() => row(page, "A").innerText()).toContain("bigrams");
    const before = host.countOf("compare");
    host.publish(host.runs);
    await page.getByText("Measured on validation, as asked.").waitFor();
    expect(host.countOf("compare"), "nothing changed").toBe(before);
    host.publish(host.runs.map((run) => ({ ...run, record: { ...run.record, stalled: true } })));
    await expect.poll(() => host.countOf("compare")).toBe(before + 1);
  });

  test("tell why runs could not be compared", async () => {
    const host = threeRuns();
    host.refusals.set("compare", "labels.test.npy is damaged");
    const { page } = await openDifferences(host);
    await page.getByText("Could not compare the runs: labels.test.npy is damaged").waitFor();
  });

  test("test groups of repeats", async () => {
    const host = new DifferencesHost({
      classes: hotels,
      examples: 200,
      runs: [0.7, 0.72, 0.82, 0.8].map((share) => ({ title: `run ${String(share)}`, share })),
      groups: [
        [0, 1],
        [2, 3],
      ],
    });
    const { page } = await openDifferences(host);
    const group = page.locator("[data-testid=repeats] [data-row='C, D']");
    await group.waitFor();
    expect(await group.innerText()).toMatch(/0\.\d{4} ± 0\.\d{4}/);
    expect(await group.innerText()).toContain("Wilcoxon signed-rank, exact");
    expect(await group.locator(".delta.better").count()).toBe(1);
  });
});

describe("the confusion tables", () => {
  test("of two runs stand beside their difference, signed and coloured", async () => {
    const host = threeRuns(2);
    const { page } = await openDifferences(host);
    await page.getByTestId("confusion-difference").waitFor();
    for (const [at, tone] of [
      ["0,0", { more: "better", fewer: "worse" }],
      ["0,1", { more: "worse", fewer: "better" }],
      ["2,1", { more: "worse", fewer: "better" }],
    ] as const) {
      const count = async (table: string) => Number((await cellOf(page, table, at).innerText()).replace("·", "0"));
      const change = (await count("confusion-B")) - (await count("confusion-A"));
      const cell = cellOf(page, "confusion-difference", at);
      expect(await cell.innerText()).toBe(change > 0 ? `+${String(change)}` : `−${String(-change)}`);
      expect(await cell.getAttribute("class")).toContain(change > 0 ? tone.more : tone.fewer);
    }
    const boxes = await Promise.all(
      ["confusion-A", "confusion-B", "confusion-difference"].map((id) => page.getByTestId(id).boundingBox()),
    );
    expect(new Set(boxes.map((box) => box?.y)).size, "all three in one line").toBe(1);
  });

  test("narrow the flipped examples to a cell, by mouse or keyboard", async () => {
    const host = threeRuns(2);
    const { page } = await openDifferences(host);
    await page.getByTestId("flips").waitFor();
    expect(host.paramsOf("flips")).toMatchObject({ cell: null, kind: null, split: "test", offset: 0 });
    await cellOf(page, "confusion-difference", "0,1").click();
    await expect.poll(() => host.paramsOf("flips")).toMatchObject({ cell: { trueClass: 0, predictedClass: 1 } });
    await page.getByText("True negative, predicted neutral by A or by B").waitFor();
    expect(await cellOf(page, "confusion-A", "0,1").getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await expect.poll(() => host.paramsOf("flips")).toMatchObject({ cell: { trueClass: 1, predictedClass: null } });
    await page.getByRole("link", { name: "Show all cells" }).click();
    await expect.poll(() => host.paramsOf("flips")).toMatchObject({ cell: null });
  });

  test("scroll as one", async () => {
    const classes = Array.from({ length: 30 }, (_, id) => `topic ${String(id)}`);
    const runs = [0.7, 0.8].map((share) => ({ title: String(share), share }));
    const { page } = await openDifferences(new DifferencesHost({ classes, examples: 900, runs }));
    const scrolled = (id: string) => page.getByTestId(id).locator(".confusion-scroll");
    await scrolled("confusion-B").evaluate((box) => {
      box.scrollTo(0, 120);
    });
    for (const id of ["confusion-A", "confusion-difference"])
      await expect.poll(() => scrolled(id).evaluate((box) => box.scrollTop)).toBe(120);
  });
});

describe("the flipped examples", () => {
  test("are filtered by the kind of change, each with its count", async () => {
    const host = threeRuns(2);
    const { page } = await openDifferences(host);
    const rows = page.getByTestId("flips").locator("tbody tr");
    await rows.first().waitFor();
    for (const [kind, words] of [
      ["rightToWrong", "right → wrong"],
      ["wrongToRight", "wrong → right"],
      ["wrongToWrong", "wrong → other wrong"],
    ] as const) {
      const button = page.locator(".kinds vscode-button", { hasText: words });
      const count = Number(/\((\d+)\)/.exec(await button.innerText())?.[1]);
      await button.click();
      await expect.poll(() => host.paramsOf("flips")).toMatchObject({ kind });
      await expect.poll(() => rows.count()).toBe(Math.min(50, count));
      expect(
        new Set(await rows.evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset["kind"]))),
      ).toEqual(new Set([kind]));
    }
  });

  test("open their lines by click and by Enter, with the baseline's run", async () => {
    const host = threeRuns(2);
    const { page } = await openDifferences(host);
    const rows = page.getByTestId("flips").locator("tbody tr");
    const link = rows.nth(1).locator("vscode-link");
    const line = Number((await link.innerText()).split(":")[1]);
    await rows.nth(1).locator(".excerpt").click();
    const expected = { runId: idOf(host, 0), file: "/folder/data/hotels.tsv", line };
    await expect.poll(() => host.paramsOf("openExample")).toEqual(expected);
    await link.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => host.countOf("openExample")).toBe(2);
    expect(host.paramsOf("openExample")).toEqual(expected);
  });

  test("come a page at a time, are warned of, and are saved whole", async () => {
    const host = threeRuns(2);
    host.warning = "hotels.tsv changed since the baseline.";
    const { page } = await openDifferences(host);
    const rows = page.getByTestId("flips").locator("tbody tr");
    await expect.poll(() => rows.count()).toBe(50);
    await page.getByText(host.warning).waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await expect.poll(() => rows.count()).toBeGreaterThan(50);
    expect(host.paramsOf("flips")).toMatchObject({ offset: 50 });
    await page.getByRole("button", { name: "Flipped examples: save or copy" }).click();
    await page.getByRole("menuitem", { name: "Copy CSV" }).click();
    await expect.poll(() => host.countOf("copyText")).toBe(1);
    const { text } = host.paramsOf("copyText") as { text: string };
    const all = await host.answers.flips?.({
      ...{ baseline: idOf(host, 0), run: idOf(host, 1), split: "test", kind: null, cell: null, offset: 0 },
      limit: 1000,
    });
    expect(text.trimEnd().split("\r\n")).toHaveLength(1 + (all?.kind === "flips" ? all.total : 0));
  });

  test("tell why they could not be listed", async () => {
    const host = threeRuns(2);
    host.refusals.set("flips", "the worker is gone");
    const { page } = await openDifferences(host);
    await page.getByText("Could not list the examples: the worker is gone").waitFor();
  });
});

test("HTML in titles, classes, texts and refusals shows as text, and formulas are saved as text", async () => {
  const attack = `=1+1<img src=x onerror="window.broken=true"><script>window.broken=true</script>`;
  const host = new DifferencesHost({
    classes: [`${attack} one`, `${attack} two`],
    examples: 100,
    runs: [
      { title: `${attack} first`, share: 0.6 },
      { title: `${attack} second`, share: 0.8 },
    ],
  });
  const { flips } = host.answers;
  host.answers.flips = (asked) => {
    const page = flips?.(asked) as Extract<Awaited<ReturnType<NonNullable<typeof flips>>>, { kind: "flips" }>;
    return { ...page, warning: attack, flips: page.flips.map((each) => ({ ...each, excerpt: attack, file: attack })) };
  };
  const { page } = await openDifferences(host);
  await page.getByTestId("flips").waitFor();
  expect(await row(page, "A").innerText()).toContain(`${attack} first`);
  expect(await page.getByTestId("flips").locator(".excerpt").first().innerText()).toBe(attack);
  await cellOf(page, "confusion-difference", "0,1").click();
  await expect.poll(() => host.paramsOf("flips")).toMatchObject({ cell: { trueClass: 0, predictedClass: 1 } });
  await page.getByRole("button", { name: "Significance: save or copy" }).click();
  await page.getByRole("menuitem", { name: "Save CSV…" }).click();
  await expect.poll(() => host.countOf("saveFile")).toBe(1);
  const { name, base64 } = host.paramsOf("saveFile") as { name: string; base64: string };
  expect(name).toBe("significance.csv");
  expect(Buffer.from(base64, "base64").toString()).toContain(`"'=1+1<img`);
  expect(await page.evaluate(() => "broken" in window)).toBe(false);
  expect(await page.locator(".differences-tab img").count()).toBe(0);
});
