import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { inTemporaryFolder, pythonScripts } from "../../../src/platform/pythonScripts.ts";
import { writeReportFiles } from "../../../src/platform/reportFiles.ts";
import { openRunReader, readEpochs, stepColumn } from "../../../src/platform/runReader.ts";
import { parsePeerResult } from "../../../src/services/crosscheck/compare.ts";
import { type CrossCheckPorts, CrossCheckService } from "../../../src/services/crosscheck/crossChecks.ts";
import { crossCheckWords } from "../../../src/services/crosscheck/report.ts";
import type { StoredRun } from "../../../src/services/ports.ts";
import { pythonWith } from "./python.ts";
import { RealBench, type RealRun } from "./realRuns.ts";

vi.setConfig({ testTimeout: 60_000 });

let bench: RealBench;
let run: RealRun;
const network = {
  dataset: { path: "mixed.csv", label: "kind", features: ["size", "weight", "colour"] },
  model: { kind: "network", hidden: [{ units: 5, activation: "tanh" }] },
  training: { epochs: 20, batchSize: 8, l2: 0.01 },
};
beforeAll(async () => {
  bench = new RealBench();
  run = await bench.train(network);
});
afterAll(() => {
  bench.dispose();
});

const stored = ({ folder, record }: RealRun): StoredRun => ({
  folder,
  baseFolder: bench.folder,
  record,
  annotations: { schemaVersion: 1, name: "<b>=run</b>" },
  owner: "none",
});
const service = (more: Partial<CrossCheckPorts> = {}): CrossCheckService =>
  new CrossCheckService({
    exports: { export: (_, { to, path }) => run.export(to, path) },
    ...{ inTemporaryFolder, scripts: pythonScripts, epochs: readEpochs, writeFiles: writeReportFiles, join },
    losses: async (folder) => stepColumn(await openRunReader(folder).steps(), "loss"),
    ...more,
  });
const never = new AbortController().signal;

test("NumPy trains what the run trained: the first 100 losses agree, and a report shows both curves", async () => {
  const python = pythonWith("numpy");
  if (python === undefined) throw new Error("this check needs python3 with numpy: apt-get install python3-numpy");
  const lines: string[] = [];
  const { check, report } = await service().check(stored(run), {
    ...{ peer: "numpy", python, signal: never },
    onLine: (line) => lines.push(line),
  });
  expect(check.steps).toBeGreaterThan(100);
  expect(check.firstSteps).toBeLessThan(1e-4);
  expect(check.epochs).toHaveLength(21);
  expect(check.epochs.every(({ deviation }) => (deviation ?? 1) < 1e-3)).toBe(true);
  expect(check.accuracy.peer).toEqual(check.accuracy.run);
  expect(check.largestDifference).toBeLessThan(1e-4);
  expect(lines.filter((line) => line.startsWith("epoch "))).toHaveLength(21);
  const folder = join(run.folder, "crosscheck", "numpy");
  expect(report).toBe(join(folder, "report.md"));
  const text = readFileSync(report, "utf8");
  expect(text).toContain(check.peer);
  expect(text).not.toContain("<b>");
  expect(text).toMatch(/\| Benchtop \| 0\.\d{4} \| 0\.\d{4} \| 0\.\d{4} \|/);
  expect(readFileSync(join(folder, "loss.svg"), "utf8")).toContain(`train, ${check.peer}`);
  expect(readFileSync(join(folder, "epochs.csv"), "utf8").trim().split("\n")).toHaveLength(22);
  expect(crossCheckWords(check)[0]).toMatch(/^Losses of the first 100 steps agree within \d/);
});

test("a program that is no Python, a Python without the module and a script that fails are told in words", async () => {
  const ask = (python: string, more: Partial<CrossCheckPorts> = {}) =>
    service(more).check(stored(run), { peer: "numpy", python, signal: never, onLine: () => undefined });
  await expect(ask(join(bench.folder, "no-python"))).rejects.toThrow("There is no Python that can be started at");
  await expect(pythonScripts.check(pythonWith("numpy") ?? "", "no_such_module")).rejects.toThrow(
    "has no no_such_module",
  );
  const failing = {
    ...pythonScripts,
    run: () => pythonScripts.run(pythonWith("numpy") ?? "", bench.folder, { signal: never, onLine: () => undefined }),
  };
  await expect(ask(pythonWith("numpy") ?? "", { scripts: failing })).rejects.toThrow("train.py");
  const bayes = await bench.train({ features: { kind: "counts" }, model: { kind: "naiveBayes" } });
  const request = { peer: "numpy", python: "python3", signal: never, onLine: () => undefined } as const;
  await expect(service().check(stored(bayes), request)).rejects.toThrow("Choose scikit-learn");
});

test("a check that is stopped writes nothing", async () => {
  const other = await bench.train(network);
  const stopping = new AbortController();
  const ports: Partial<CrossCheckPorts> = {
    exports: { export: (_, { to, path }) => other.export(to, path) },
  };
  const asked = service(ports).check(stored(other), {
    ...{ peer: "numpy", python: pythonWith("numpy") ?? "", signal: stopping.signal },
    onLine: () => {
      stopping.abort();
    },
  });
  await expect(asked).rejects.toThrow("was stopped");
  expect(existsSync(join(other.folder, "crosscheck"))).toBe(false);
});

test("what a script wrote is checked before it is used", () => {
  for (const text of [
    "",
    "[]",
    "{}",
    '{"peer":"x","steps":"no","epochs":[],"secondsPerEpoch":1}',
    '{"peer":"x","steps":[],"epochs":[{"train":3}],"secondsPerEpoch":1}',
  ])
    expect(() => parsePeerResult(text)).toThrow("did not write what it should");
  expect(parsePeerResult('{"peer":"x","steps":[null,1],"epochs":[{}],"secondsPerEpoch":1}').steps).toEqual([null, 1]);
});
