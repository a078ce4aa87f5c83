import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DatasetExample } from "../../../src/protocol/datasets.ts";
import { DatasetHost, type DatasetHostOptions } from "../harness/datasetHost.ts";
import type { OpenPanel } from "../harness/panelPage.ts";
import { panels } from "../harness/panels.ts";

const open = panels();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "benchtop-dataset-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const topics = ["harbour", "orchard", "glacier", "foundry", "library", "meadow"];
const sentence = (at: number): string =>
  `the ${topics[at % 6] ?? ""} number ${at} was seen by ${at % 2 === 0 ? "many sailors" : "few farmers"} on day ${(at * 7) % 30}`;
/** Line 61 says what line 1 says, line 62 nearly what line 2 says and under another label. */
const lines = [
  ...Array.from({ length: 60 }, (_, at) => `${sentence(at)}\t${at % 2 === 0 ? "sea" : "land"}`),
  `${sentence(0)}\tsea`,
  `${sentence(1)} again\tsea`,
];

function fileOf(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function show(
  content: string,
  options: Partial<DatasetHostOptions> & { readonly name?: string } = {},
): Promise<OpenPanel<DatasetHost>> {
  const file = fileOf(options.name ?? "reports.tsv", content);
  const panel = await open(new DatasetHost({ source: { kind: "file", path: file, choices: {} }, ...options }));
  await panel.page.getByTestId("classes").waitFor();
  return panel;
}

const reports = `${lines.join("\n")}\n`;

describe("a dataset", () => {
  test("shows its classes by split, and the examples of one when that is clicked", async () => {
    const { page, host } = await show(reports);
    const first = page.getByTestId("classes").locator("tbody tr").first();
    expect((await first.locator("td.number").allTextContents()).map((text) => text.trim())).toEqual([
      "26",
      "3",
      "3",
      "32",
      "51.6 %",
    ]);
    await first.locator("vscode-link").click();
    await page.getByTestId("total").filter({ hasText: "32 examples" }).waitFor();
    expect(host.paramsOf("examples")).toMatchObject({ filter: { classId: 1, split: null, text: "" }, offset: 0 });
    await page.locator("[data-at='1']").click();
    await expect.poll(() => host.paramsOf("openExample")).toEqual({ file: path.join(folder, "reports.tsv"), line: 3 });
  });

  test("lists what stands twice side by side, marks what differs, and opens its line", async () => {
    const panel = await show(reports);
    const { page, host } = panel;
    await panel.tab("Duplicates & leakage");
    const choice = page.locator("vscode-dropdown[aria-label=Show]");
    await choice.click();
    await choice.locator("vscode-option", { hasText: "Different labels (1)" }).click();
    const near = page.getByTestId("likenesses").locator(".likeness");
    await expect.poll(() => near.locator("mark").allTextContents()).toEqual(["again"]);
    expect(await near.locator(".tag").textContent()).toMatch(/^\d\d % alike$/);
    await near.locator("vscode-link").last().click();
    await expect.poll(() => host.paramsOf("openExample")).toMatchObject({ line: 62 });
  });

  test("of a large file says that a sample is held, and holds all when asked", async () => {
    const { host } = await show(reports);
    const { overview } = host.look.state;
    if (overview === null) throw new Error("the dataset was not read");
    const large = await show(reports, {
      session: { overview: () => Promise.resolve({ ...overview, examples: 9000 }) },
    });
    const notice = large.page.getByTestId("sample");
    await notice.getByText("all of its 9,000 examples were counted, and an even sample of 62 is held").waitFor();
    await notice.getByText("Hold All").click();
    await expect.poll(() => large.host.calls.some(({ name }) => name === "readWhole")).toBe(true);
  });

  test("tells the words of each class, and finds examples with one", async () => {
    const panel = await show(reports, { vectors: fileOf("small.vec", "the 1 0\nharbour 0 1\nsailors 1 1\n") });
    const { page } = panel;
    await panel.tab("Words");
    await page.getByTestId("known").filter({ hasText: "small.vec (3 × 2) knows" }).waitFor();
    expect(await page.getByTestId("unknown-words").locator("tbody tr").first().textContent()).toMatch(/by\s*62/);
    await page.getByTestId("telling").locator("vscode-link", { hasText: "sailors" }).click();
    await page.getByTestId("total").filter({ hasText: "31 examples" }).waitFor();
    await page.locator("vscode-text-field").click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Nothing Like It");
    const showAll = page.getByTestId("no-examples").locator("vscode-link");
    await showAll.waitFor();
    // What is still being typed does not come after what is asked for next.
    await page.keyboard.type("!");
    await showAll.click();
    await page.getByTestId("total").filter({ hasText: "62 examples" }).waitFor();
    await page.waitForTimeout(600);
    expect(await page.getByTestId("total").textContent()).toBe("62 examples");
  });

  test("comes back after a reload with its tab and filter, and reads again when the file changed", async () => {
    const panel = await show(reports);
    const { page, host } = panel;
    await panel.tab("Examples");
    const split = page.locator("vscode-dropdown[aria-label=Split]");
    await split.click();
    await split.locator("vscode-option", { hasText: "test" }).click();
    await page.getByTestId("total").filter({ hasText: "6 examples" }).waitFor();
    await page.reload();
    await page.getByTestId("total").filter({ hasText: "6 examples" }).waitFor();
    fileOf("reports.tsv", reports.replaceAll("\tland", "\tshore"));
    host.look.outdate();
    await page.getByTestId("stale").getByText("Read Again").click();
    await page.getByTestId("stale").waitFor({ state: "detached" });
    await page.getByRole("gridcell", { name: "sea" }).first().waitFor();
    await panel.tab("Overview");
    await page.getByTestId("classes").getByText("shore").waitFor();
  });

  test("says what is wrong with rows and splits, and has no words without texts", async () => {
    const rows = Array.from({ length: 40 }, (_, at) => `${at % 7},${at % 5},${at % 2 === 0 ? "a" : "b"}\n`);
    const { page, host } = await show(`width,height,kind\n${rows.join("")}1,2\n3,,rare\n`, { name: "numbers.csv" });
    expect(await page.getByTestId("split-problem").textContent()).toContain('"rare" has a single example');
    const broken = page.getByTestId("broken");
    expect(await broken.textContent()).toContain("1 row left out");
    await broken.locator("vscode-link").click();
    await expect.poll(() => host.paramsOf("openExample")).toMatchObject({ line: 42 });
    const height = page.getByTestId("columns").locator("tbody tr").nth(1);
    expect(await height.textContent()).toMatch(/height\s*1 \(2\.4 %\)\s*0\s*2\s*4/);
    expect(await page.getByRole("tab").allTextContents()).not.toContain("Words");
    await page.getByTestId("figure-column-width").waitFor();
  });

  test("stops long work, and takes it up again", async () => {
    let release: () => void = () => undefined;
    const wait = new Promise<null>((resolve) => (release = () => resolve(null)));
    let asked = 0;
    const panel = await show(reports, {
      session: {
        duplicates: () => (++asked === 1 ? wait : Promise.reject(new Error("the disk is gone"))),
        stop: () => {
          release();
          return Promise.resolve();
        },
      },
    });
    const { page } = panel;
    await panel.tab("Duplicates & leakage");
    await page.getByTestId("work-duplicates").getByText("Stop").click();
    await page.getByTestId("stopped-duplicates").getByText("Look for Duplicates").click();
    await page.getByTestId("problem-duplicates").filter({ hasText: "the disk is gone" }).waitFor();
  });
});

test("a million examples scroll to the end, and only what is in sight is asked for", async () => {
  const made = (example: number): DatasetExample => ({
    example,
    file: "/data/million.tsv",
    line: example + 2,
    split: "train",
    classId: example % 2,
    excerpt: `text number ${example}`,
  });
  let asked = 0;
  const panel = await show(reports, {
    session: {
      examples: ({ offset, limit }) => {
        asked++;
        return Promise.resolve({
          total: 1_000_000,
          examples: Array.from({ length: limit }, (_, at) => made(offset + at)),
        });
      },
    },
  });
  const { page, host } = panel;
  await panel.tab("Examples");
  await page.locator("[data-at='5']").getByText("text number 5").waitFor();
  await page.locator("[data-at='5']").focus();
  await page.keyboard.press("End");
  await page.getByText("text number 999999").waitFor();
  await page.getByTestId("examples").evaluate((grid) => grid.scrollTo({ top: grid.scrollHeight / 2 }));
  await page.locator("[data-at='500000']").getByText("text number 500000").waitFor();
  expect(asked).toBeLessThan(12);
  expect(await page.locator("[data-at]").count()).toBeLessThan(120);
  // In the middle of what is in sight, so that nothing moves under the pointer.
  await page.locator("[data-at='500010']").click();
  await expect.poll(() => host.paramsOf("openExample")).toEqual({ file: "/data/million.tsv", line: 500_012 });
});
