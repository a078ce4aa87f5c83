import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { predictedClass } from "../../../src/experiment/confusion.ts";
import { exportFormat, exportFormats, exportName } from "../../../src/services/exports/formats.ts";
import { exporterOf } from "../../../src/services/exports/exporters.ts";
import { pythonWith, runPython } from "./python.ts";
import { hostileClasses, RealBench, type RealRun } from "./realRuns.ts";

let bench: RealBench;
let hostile: RealRun;
let texts: RealRun;

beforeAll(async () => {
  bench = new RealBench();
  hostile = await bench.train({
    dataset: { path: "hostile.csv", label: "kind", features: ["size", "weight", "colour"] },
    model: { kind: "network", hidden: [{ units: 6, activation: "relu", norm: "batch" }] },
    training: { epochs: 3 },
  });
  texts = await bench.train({
    features: { kind: "hashedNgrams", ngrams: [1, 2], buckets: 100 },
    training: { epochs: 2 },
  });
});
afterAll(() => {
  bench.dispose();
});

const read = (...path: readonly string[]): string => readFileSync(join(bench.folder, ...path), "utf8");
const names = (): string[] => readdirSync(bench.folder).sort();

test("safetensors and JSON hold the same model, as a reader of its own in Python sees it", async () => {
  const python = pythonWith("numpy");
  if (python === undefined) throw new Error("this check needs python3 with numpy: apt-get install python3-numpy");
  const reader = join(import.meta.dirname, "read_safetensors.py");
  for (const [name, run] of Object.entries({ hostile, texts })) {
    await run.export("safetensors", `${name}.safetensors`);
    await run.export("json", `${name}.json`);
    const told = JSON.parse(
      runPython(python, [reader, join(bench.folder, `${name}.safetensors`), join(bench.folder, `${name}.json`)]),
    ) as { arrays: Record<string, [string, number[]]>; format: string; classes: string[] };
    expect(told.format).toBe("benchtop-model-1");
    expect(told.classes).toEqual(run.record.data?.classes);
    expect(Object.keys(told.arrays).length).toBeGreaterThan(2);
  }
  const { run, epochs, model } = JSON.parse(read("hostile.json")) as {
    run: { id: string };
    epochs: unknown[];
    model: { facts: { classes: string[] } };
  };
  expect(run.id).toBe(hostile.record.id);
  expect(epochs).toHaveLength(4);
  expect(new Set(model.facts.classes)).toEqual(new Set(hostileClasses));
});

test("predictions as CSV say of every example where it stands, its label, the prediction and all outputs", async () => {
  await hostile.export("csv", "hostile.csv-predictions.csv");
  const rows = parse<Record<string, string>>(read("hostile.csv-predictions.csv"), { columns: true });
  const classes = hostile.record.data?.classes ?? [];
  const outputs = hostile.array("predictions.test") as Float32Array;
  const labels = hostile.array("labels.test");
  const ofTest = rows.filter(({ split }) => split === "test");
  expect(rows).toHaveLength(60);
  expect(ofTest).toHaveLength(labels.length);
  // A label that a spreadsheet would take for a formula has an apostrophe before it.
  const shown = (id: number): string => (classes[id] ?? "").replace(/^=/, "'=");
  ofTest.forEach((row, at) => {
    const predicted = predictedClass(outputs, at, classes.length);
    expect(row["file"]).toBe("hostile.csv");
    expect(row["label"]).toBe(shown(labels[at] ?? -1));
    expect(row["predicted"]).toBe(shown(predicted));
    expect(row["correct"]).toBe(predicted === labels[at] ? "yes" : "no");
    const values = Object.entries(row).filter(([name]) => name.startsWith("probability of"));
    expect(values.map(([, value]) => Math.fround(Number(value)))).toEqual([
      ...outputs.subarray(at * classes.length, (at + 1) * classes.length),
    ]);
    expect(read("hostile.csv").split("\n")[Number(row["line"]) - 1]).toContain(
      (classes[labels[at] ?? -1] ?? "").replaceAll('"', '""'),
    );
  });
});

test("a report has the metrics, the confusion table and pictures, and labels stay text in it", async () => {
  writeFileSync(
    join(hostile.folder, "user.json"),
    JSON.stringify({ schemaVersion: 1, name: "<b>bold</b> | run", note: "# heading\n<script>", tags: ["paper"] }),
  );
  const { files } = await hostile.export("markdown", "report");
  expect(files).toEqual(["report.md", "loss.svg", "accuracy.svg"]);
  expect(readdirSync(join(bench.folder, "report")).sort()).toEqual([...files].sort());
  const report = read("report", "report.md");
  const accuracy = hostile.record.metrics.test?.accuracy ?? NaN;
  expect(report).toMatch(new RegExp(`\\| accuracy \\|.*\\| ${accuracy.toFixed(4)} \\|`));
  for (const name of files.slice(1)) {
    expect(report).toContain(`](${name})`);
    expect(read("report", name)).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  }
  expect(report).not.toMatch(/(?<!\\)<(script|b)>/);
  expect(report).not.toMatch(/\n# heading/);
  expect(report).toContain("tags: paper");
});

test("an export is whole or not there, and replaces nothing unasked", async () => {
  await texts.export("csv", "kept.csv");
  const before = read("kept.csv");
  await expect(hostile.export("csv", "kept.csv")).rejects.toThrow("something of this name already");
  expect(read("kept.csv")).toBe(before);
  const listed = names();
  const unfinished = await bench.train({ features: { kind: "tfidf" }, training: { epochs: 1 } });
  const record = { ...unfinished.record, data: null, model: null, confusion: {} };
  writeFileSync(join(unfinished.folder, "run.json"), JSON.stringify(record));
  await expect(unfinished.export("csv", "no.csv")).rejects.toThrow("no model yet");
  await expect(texts.export("json", join("mixed.csv", "below a file.json"))).rejects.toThrow("cannot be written");
  expect(names()).toEqual(listed);
});

test("every format has an exporter and a name that any system takes", async () => {
  for (const { id, makes } of exportFormats) {
    expect(await exporterOf(id)).toBeTypeOf("function");
    const name = exportName(exportFormat(id), hostile.record, { name: `../..\\${hostileClasses.join("/")}\u202e` });
    expect(name).toMatch(/^[\p{L}\p{M}\p{N}-]+(\.[a-z]+)*$/u);
    expect(name.endsWith(makes.kind === "file" ? `.${makes.ending}` : `-${id}`)).toBe(true);
    expect(exportName(exportFormat(id), hostile.record, { name: "NUL" })).toContain(hostile.record.id);
  }
});
