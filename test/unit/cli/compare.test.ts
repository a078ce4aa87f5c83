import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ComparedRun } from "../../../src/experiment/comparison/comparison.ts";
import type { FlippedExample } from "../../../src/protocol/trainer.ts";
import { begin, buildCommandLine, type Outcome } from "./bundle.ts";

/** Real runs on the samples: trained once, compared in many ways. */
let bundle: { readonly path: string; dispose(): void };
let folder: string;
const ids: Record<string, string> = {};
const samples = join(import.meta.dirname, "../../../samples");
const hostileName = '=1+1|"\u001b[31mred\\section{x}<b>';

const run = (...args: readonly string[]): Promise<Outcome> => begin(bundle.path, folder, args).ended;

async function train(name: string, ...args: readonly string[]): Promise<void> {
  const { code, out, err } = await run("train", ...args, "--json");
  if (code !== 0) throw new Error(`${name} was not trained: ${err}`);
  ids[name] = (JSON.parse(out.split("\n")[0] ?? "") as { run: string }).run;
}

const id = (name: string): string => ids[name] ?? "";

beforeAll(async () => {
  bundle = await buildCommandLine();
  folder = mkdtempSync(join(tmpdir(), "benchtop-compare-"));
  mkdirSync(join(folder, ".vscode"));
  for (const sample of ["odia", "penguins"]) cpSync(join(samples, sample), join(folder, sample), { recursive: true });
  const odia = "odia/odia.experiment.json";
  await train("good", odia);
  await train("poor", odia, "--set", "training.epochs=1", "--set", 'features={"kind":"tfidf","maxFeatures":40}');
  const penguins = ["penguins/penguins.csv", "--set", "training.epochs=3"];
  for (const seed of ["1", "2"]) {
    await train(`network ${seed}`, ...penguins, "--set", `training.seed=${seed}`);
    await train(
      `small ${seed}`,
      ...penguins,
      "--set",
      `training.seed=${seed}`,
      "--set",
      'model={"kind":"network","hidden":[{"units":1}]}',
    );
  }
  await train("other split", ...penguins, "--set", "split.seed=9");
  writeFileSync(
    join(folder, ".benchtop", "runs", id("small 1"), "user.json"),
    JSON.stringify({ schemaVersion: 1, name: hostileName }),
  );
}, 180_000);
afterAll(() => {
  bundle.dispose();
  rmSync(folder, { recursive: true, force: true });
});

interface JsonLine {
  readonly event: string;
  readonly sentences: readonly string[];
  readonly split: string;
  readonly total: number;
  readonly flips: readonly FlippedExample[];
  readonly settings: unknown;
}
const jsonLines = (out: string) =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as JsonLine & ComparedRun);

test("two runs stand beside each other with deltas, what differs and what it means", async () => {
  const { code, out, err } = await run("compare", id("good"), id("poor"));
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/Accuracy of 2 runs\n +title +status +test +difference +majority +McNemar p +Holm p +run\n/);
  expect(out).toMatch(/\nA +odia +finished +0\.\d{4} +baseline +0\.\d{4} +– +– +\S+\n/);
  expect(out).toMatch(/\nB +odia +finished +0\.\d{4} +−0\.\d{4} +0\.\d{4} +[01]\.\d{4} +[01]\.\d{4} +\S+\n/);
  expect(out).toContain("Measured on test, which all of these runs have.");
  expect(out).toMatch(/features\.maxFeatures +\S+ +40\n/);
  expect(out).toMatch(
    /A is right on \d+ examples that B gets wrong, B on \d+ that A gets wrong; so large an imbalance/,
  );
  expect(out).toContain("That is more than chance explains (p below 0.05).");
  expect(out).toMatch(/Confusion on test, B minus A\n/);
  expect(out).not.toContain("\u001b");
});

test("as JSON the figures agree with the runs' own, and the flips with the counts and the data file", async () => {
  const { out } = await run(
    "compare",
    id("good").slice(-6),
    join(".benchtop", "runs", id("poor")),
    "--json",
    "--flips",
  );
  const [head, baseline, other, flips, ...rest] = jsonLines(out);
  expect(rest).toEqual([]);
  expect(head).toMatchObject({ event: "comparison", split: "test", metric: "accuracy", splitReason: "allHaveTest" });
  const accuracy = (name: string): number => {
    const file = join(folder, ".benchtop", "runs", id(name), "run.json");
    const record = JSON.parse(readFileSync(file, "utf8")) as { metrics: { test: { accuracy: number } } };
    return record.metrics.test.accuracy;
  };
  expect(baseline).toMatchObject({ event: "run", id: id("good"), letter: "A", pair: null, sentences: [] });
  expect(baseline?.figures.test?.accuracy?.kept).toBe(accuracy("good"));
  expect(other?.deltas.test?.accuracy?.kept).toBe(accuracy("poor") - accuracy("good"));
  if (other?.pair?.kind !== "compared") throw new Error("compared");
  const { agreement, intervals } = other.pair;
  expect(intervals.accuracy.difference).toBeCloseTo(accuracy("poor") - accuracy("good"), 12);
  expect(intervals.accuracy.low).toBeLessThan(intervals.accuracy.difference);
  expect(flips?.total).toBe(agreement.onlyFirst + agreement.onlySecond + agreement.changed);
  expect(flips?.flips).toHaveLength(flips?.total ?? -1);
  const lines = readFileSync(join(folder, "odia", "odia.test.tsv"), "utf8").split("\n");
  for (const { file, line, excerpt } of flips?.flips ?? []) {
    expect(file).toBe(join(folder, "odia", "odia.test.tsv"));
    // Quotes are doubled in the file.
    expect(lines[line - 1]?.replaceAll('""', '"')).toContain(excerpt.replace(/…$/, ""));
  }
});

test("the comparison is the same each time, to the bit", async () => {
  const [first, second] = await Promise.all([1, 2].map(() => run("compare", id("good"), id("poor"), "--json")));
  expect(first?.out).toBe(second?.out);
});

test("the flipped examples are listed with their places, in words and as a table to keep", async () => {
  const { out } = await run("compare", id("good"), id("poor"), "--flips");
  expect(out).toMatch(/Flipped examples, A to B \(\d+\)\nchange +true class +A +B +place +example\n/);
  expect(out).toMatch(/right → wrong/);
  const { out: csv } = await run("compare", id("good"), id("poor"), "--flips", "--format", "csv");
  const table: string[][] = parse(csv);
  const [title, ...rows] = table;
  expect(title).toEqual(["run", "change", "file", "line", "true class", "baseline", "this run", "example"]);
  const [, , , flips] = jsonLines((await run("compare", id("good"), id("poor"), "--json", "--flips")).out);
  expect(rows.map((row) => Number(row[3]))).toEqual(flips?.flips.map(({ line }) => line));
});

test("runs that differ only in their seed make groups with mean, deviation and a test", async () => {
  const names = ["network 1", "small 1", "network 2", "small 2"].map(id);
  const { out } = await run("compare", ...names, "--metric", "macroF1", "--split", "validation");
  expect(out).toContain("Measured on validation, as asked.");
  expect(out).toMatch(/A, C differ only in their seed: macro F1 on validation 0\.\d{4} ± 0\.\d{4} \(mean ± sample/);
  expect(out).toMatch(/Against A, C over the 2 seeds that both have: [^\n]*Wilcoxon signed-rank, exact/);
  expect(out).toMatch(/validation +difference +best epoch's +last epoch's/);
});

test("runs on other examples get no figure but the reason, and are still listed", async () => {
  const { code, out } = await run("compare", id("network 1"), id("other split"), id("good"));
  expect(code).toBe(0);
  expect(out).toContain("A and B were not evaluated on the same examples: split.seed is 1 in A and 9 in B, so no");
  expect(out).toContain("A and C were not evaluated on the same examples: the data files differ (their SHA-256)");
  expect(out).not.toContain("McNemar exact");
  expect(out).toMatch(/\nC +odia +finished/);
});

test.each([
  ["csv", /^,run,title,status,test accuracy,difference,/, '"\'=1+1|""\\u001b[31mred\\section{x}<b>"'],
  ["markdown", /^\| +\| run \| title \|/, '=1+1\\|"\\\\u001b\\[31mred\\\\section{x}\\<b\\>'],
  ["latex", /^% needs \\usepackage\{booktabs\}[^]*\\begin\{tabular\}/, "\\textbackslash{}section\\{x\\}\\textless{}b"],
])("as %s a hostile name is only a name", async (format, start, name) => {
  const { code, out, err } = await run("compare", id("network 1"), id("small 1"), "--format", format);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(start);
  expect(out).toContain(name);
  expect(out).not.toContain("\u001b");
});

test.each([
  ["one run", ["good"], [], "Name a baseline and at least one other run."],
  ["a run named twice", ["good", "good"], [], "is named twice."],
  ["a run that is not there", ["good", "20990101"], [], "There is no run 20990101."],
  ["a metric that is not", ["good", "poor"], ["--metric", "score"], "Allowed choices are accuracy"],
  ["a split that is not", ["good", "poor"], ["--split", "dev"], "Allowed choices are train, validation, test"],
  ["two formats", ["good", "poor"], ["--json", "--format", "csv"], "cannot be used with"],
])("%s is exit 2 with one message, and nothing is written", async (_, names, options, message) => {
  const before = readdirSync(join(folder, ".benchtop", "runs"));
  const { code, out, err } = await run("compare", ...names.map((name) => ids[name] ?? name), ...options);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
  expect(err).not.toMatch(/^\s+at /m);
  expect(readdirSync(join(folder, ".benchtop", "runs"))).toEqual(before);
});

test("a damaged array is named, and what to do", async () => {
  const copy = join(folder, "copies", id("poor").replace(/.{6}$/, "zzzzzz"));
  cpSync(join(folder, ".benchtop", "runs", id("poor")), copy, { recursive: true });
  writeFileSync(join(copy, "predictions.test.npy"), "not an array");
  const { code, err } = await run("compare", id("good"), copy);
  expect(code).toBe(2);
  expect(err).toContain(join(copy, "predictions.test.npy"));
  expect(err).toContain("Restore it from a copy.");
});
