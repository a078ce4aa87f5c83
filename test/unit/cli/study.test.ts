import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../platform/temporaryFolder.ts";
import { begin, buildCommandLine, writeWorkspace } from "./bundle.ts";

let bundle: { readonly path: string; dispose(): void };
let folder: string;

beforeAll(async () => {
  bundle = await buildCommandLine();
}, 60_000);
beforeEach(() => {
  folder = temporaryFolder();
  writeWorkspace(folder);
});
afterAll(() => bundle.dispose());

const study = (...args: readonly string[]) => begin(bundle.path, folder, ["study", ...args]).ended;

test("trains every value with every seed on two files, and writes a report that names them", async () => {
  const name = "two.experiment.json";
  const experiment = {
    dataset: "data/texts.tsv",
    model: { kind: "network", hidden: [{ units: 4 }] },
    training: { epochs: 3 },
  };
  writeFileSync(join(folder, name), JSON.stringify(experiment));
  const report = join(folder, "report");
  const { code, out, err } = await study("hiddenUnits", name, name, "--seeds", "2", "--report", report, "--json");
  expect(err).toBe("");
  expect(code).toBe(0);
  const events = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(events.map(({ event }) => event)).toEqual(["start", "start", "result"]);
  const text = readFileSync(join(report, "report.md"), "utf8");
  expect(text).toContain("# Hidden units");
  expect(text).toContain("## All datasets");
  // Runs of three epochs may well have stalled.
  for (const units of [10, 20, 50, 100])
    expect(text).toMatch(new RegExp(`^\\| ${String(units)} \\| 2( \\(\\d stalled\\))? \\| `, "m"));
  const pictures = [...text.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, file]) => file ?? "");
  expect(pictures.length).toBeGreaterThanOrEqual(6);
  for (const picture of pictures) expect(readFileSync(join(report, picture), "utf8")).toMatch(/^<svg [^>]+>\n<title>/);
  expect(readFileSync(join(report, "table-1.csv"), "utf8").trim().split("\r\n")).toHaveLength(5);
});

test("refuses a study that is none, and an experiment with nothing to vary, and trains nothing", async () => {
  expect(await study("sizes", "data/texts.tsv")).toMatchObject({
    code: 2,
    err: expect.stringContaining("learningRate") as string,
  });
  const refused = await study("maxTokens", "data/texts.tsv");
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("wordVectors") as string });
  expect(await study("l2", "data/texts.tsv", "--seeds", "0")).toMatchObject({ code: 2 });
  expect(existsSync(join(folder, "data", ".benchtop", "sweeps"))).toBe(false);
});
