import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readTextIfThere } from "../../../src/platform/fileIo.ts";
import { inTemporaryFolder, pythonScripts } from "../../../src/platform/pythonScripts.ts";
import { writeReportFiles } from "../../../src/platform/reportFiles.ts";
import { openRunReader, readEpochs, stepColumn } from "../../../src/platform/runReader.ts";
import { type CrossCheckPorts, CrossCheckService } from "../../../src/services/crosscheck/crossChecks.ts";
import { parseCheck, parsePeerResult } from "../../../src/services/crosscheck/peerResult.ts";
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
    readText: readTextIfThere,
    losses: async (folder) => stepColumn(await openRunReader(folder).steps(), "loss"),
    ...more,
  });
const never = new AbortController().signal;

test("NumPy trains what the run trained, also from its own weights; a report shows both, and the check is kept", async () => {
  const python = pythonWith("numpy");
  if (python === undefined) throw new Error("this check needs python3 with numpy: apt-get install python3-numpy");
  const lines: string[] = [];
  const checks = service();
  const told: string[] = [];
  checks.onChange((id) => told.push(id));
  const { check, words, report } = await checks.check(stored(run), {
    ...{ peer: "numpy", python, signal: never },
    onLine: (line) => lines.push(line),
  });
  expect(check.steps).toBeGreaterThan(100);
  expect(check.firstSteps).toBeLessThan(1e-4);
  expect(check.epochs).toHaveLength(21);
  expect(check.epochs.every(({ deviation }) => typeof deviation === "number" && deviation < 1e-3)).toBe(true);
  const start = check.epochs[0];
  expect(start?.own?.train?.loss, "other initial weights give another first loss").not.toBeCloseTo(
    start?.run.train?.loss ?? NaN,
    3,
  );
  expect(check.accuracy.own?.train).toBeGreaterThan(0);
  expect(check.accuracy.peer).toEqual(check.accuracy.run);
  expect(check.largestDifference).toBeLessThan(1e-4);
  expect(lines.filter((line) => line.startsWith("epoch "))).toHaveLength(21);
  expect(lines.filter((line) => line.startsWith("own initial weights: epoch "))).toHaveLength(21);
  const folder = join(run.folder, "crosscheck", "numpy");
  expect(report).toBe(join(folder, "report.md"));
  const text = readFileSync(report, "utf8");
  expect(text).toContain(check.peer);
  expect(text).not.toContain("<b>");
  expect(text).toMatch(/\| Benchtop \| 0\.\d{4} \| 0\.\d{4} \| 0\.\d{4} \|/);
  for (const name of ["loss.svg", "accuracy.svg", "loss-own.svg", "accuracy-own.svg"]) {
    expect(readFileSync(join(folder, name), "utf8")).toContain(`train, ${check.peer}`);
    expect(text).toContain(`](${name})`);
  }
  expect(readFileSync(join(folder, "epochs.csv"), "utf8").trim().split("\n")).toHaveLength(22);
  expect(words[0]).toMatch(/^Losses of the first 100 steps agree within \d/);
  expect(told).toEqual([run.record.id]);
  expect(await service().stored(stored(run))).toEqual([{ check, words }]);
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

test("scikit-learn has no other initial weights, and what is asked to be left out is left out", async () => {
  const python = pythonWith("numpy") ?? "";
  const asked: (boolean | undefined)[] = [];
  const scripts: CrossCheckPorts["scripts"] = {
    check: () => Promise.resolve(),
    run: (_python, _folder, { ownWeights }) => {
      asked.push(ownWeights);
      return Promise.resolve('{"peer":"Other 1.2.3rc1+local","steps":[],"epochs":[{}],"secondsPerEpoch":null}');
    },
  };
  const logistic = await bench.train({
    features: { kind: "counts" },
    model: { kind: "logisticRegression" },
    training: { epochs: 2 },
  });
  const ports = {
    scripts,
    exports: { export: (_: StoredRun, { path }: { path: string }) => Promise.resolve({ path, files: [] }) },
  };
  const request = { python, signal: never, onLine: () => undefined };
  for (const more of [{ peer: "scikit-learn" }, { peer: "pytorch", equalWeightsOnly: true }] as const) {
    const { check } = await service(ports).check(stored(logistic), { ...request, ...more });
    expect(check.peer).toBe("Other 1.2.3");
    expect(check.accuracy.own).toBeUndefined();
  }
  expect(asked).toEqual([undefined, undefined]);
});

test("a kept check that is damaged, another's or no file is left out", async () => {
  const folder = join(bench.folder, "copied");
  const place = join(folder, "crosscheck", "pytorch");
  mkdirSync(place, { recursive: true });
  for (const text of [
    "",
    "{",
    "[1]",
    '{"schemaVersion":2}',
    '{"schemaVersion":1,"peer":"x","epochs":[{"epoch":"<b>"}]}',
  ]) {
    writeFileSync(join(place, "check.json"), text);
    expect(await service().stored({ folder })).toEqual([]);
    expect(parseCheck(text)).toBeUndefined();
  }
  mkdirSync(join(folder, "crosscheck", "numpy", "check.json"), { recursive: true });
  expect(await service().stored({ folder })).toEqual([]);
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
