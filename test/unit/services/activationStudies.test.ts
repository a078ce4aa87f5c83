import { expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { studyReport } from "../../../src/experiment/activationStudy/report.ts";
import {
  restoreActivationStudy,
  startActivationStudy,
  type StudyRequest,
} from "../../../src/services/activationStudies.ts";
import { activationTable } from "../../../src/services/activationTable.ts";
import { tableFormats } from "../../../src/services/tableFormats.ts";
import { series } from "../experiment/activationStudy/series.ts";
import { openBench, settled } from "./bench.ts";

const network = '{"dataset": "data/reviews.tsv", "model": {"kind": "network", "hidden": [{"units": 4}]}}';

function setUp(concurrency = 4) {
  const bench = openBench(concurrency);
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (message: string) => void bench.messages.push(message),
  };
  const ports = { training: bench.training, runs: bench.runs, log };
  const request = (text = network): StudyRequest => ({
    ...bench.request(text),
    choices: { activations: ["relu", "sigmoid"], seeds: 2, initializer: "same", epochs: 3 },
    title: "reviews",
  });
  return { bench, ports, request };
}

test("each activation and seed becomes a run, followed while it trains and named once it has ended", async () => {
  const { bench, ports, request } = setUp();
  const study = await startActivationStudy(request(), ports);
  let heard = 0;
  study.onChange(() => heard++);
  expect(study.runs.map(({ activation, seed }) => [activation, seed])).toEqual([
    ["relu", 1],
    ["sigmoid", 1],
    ["relu", 2],
    ["sigmoid", 2],
  ]);
  const [first] = study.runs;
  await settled(() => study.runs.every(({ status }) => status === "running"));
  bench.workers.of(first?.id ?? "").tellEpoch(0);
  expect(study.runs[0]?.epochs.map(({ epoch }) => epoch)).toEqual([0]);
  expect(heard).toBeGreaterThan(0);
  for (const { id } of study.runs) bench.workers.of(id).finish();
  await settled(() => !study.isActive);
  const names = async (): Promise<(string | undefined)[]> =>
    (await bench.runs.list()).map(({ annotations }) => annotations.name).sort();
  await expect
    .poll(names)
    .toEqual([
      "reviews: relu, seed 1",
      "reviews: relu, seed 2",
      "reviews: sigmoid, seed 1",
      "reviews: sigmoid, seed 2",
    ]);
  const records = (await bench.runs.list()).map(({ record }) => record.experiment);
  expect(records.map(({ training }) => training.epochs)).toEqual([3, 3, 3, 3]);
  study.dispose();
});

test("stopping ends all of its runs, also those that wait for a worker", async () => {
  const { ports, request } = setUp(1);
  const study = await startActivationStudy(request(), ports);
  await settled(() => study.runs[0]?.status === "running");
  await study.stop();
  await settled(() => !study.isActive);
  expect(study.runs.map(({ status }) => status)).toEqual(["stopped", "stopped", "stopped", "stopped"]);
  study.dispose();
});

test("an experiment without hidden layers is refused before anything is started", async () => {
  const { bench, ports, request } = setUp();
  await expect(startActivationStudy(request('{"dataset": "data/reviews.tsv"}'), ports)).rejects.toThrow(UserError);
  expect(bench.training.active).toEqual([]);
});

test("a study comes back from the ids of its runs, those that still train and those that have ended", async () => {
  const { bench, ports, request } = setUp();
  const study = await startActivationStudy(request(), ports);
  const ids = study.runs.map(({ id }) => id);
  await settled(() => study.runs.every(({ status }) => status === "running"));
  bench.workers.of(ids[0] ?? "").finish();
  await settled(() => study.runs[0]?.status === "finished");
  study.dispose();
  const restored = await restoreActivationStudy([...ids, "20200101-000000-gone00"], ports);
  expect(restored.runs.map(({ id }) => id)).toEqual(ids);
  expect(restored.runs.map(({ activation, status }) => `${activation} ${status}`)).toEqual([
    "relu finished",
    "sigmoid running",
    "relu running",
    "sigmoid running",
  ]);
  await restored.stop();
  await settled(() => !restored.isActive);
  restored.dispose();
  await expect(restoreActivationStudy(["20200101-000000-gone00"], ports)).rejects.toThrow(/not in their folder/);
});

test("the report goes out as a table, its sentences below", () => {
  const report = studyReport([series("relu", [1, 0.4]), series("tanh", [1, 0.9])], 0.5);
  const csv = tableFormats.csv(activationTable(report)).split("\r\n");
  expect(csv[0]).toMatch(
    /^activation,initialiser,seeds,seeds that reached it,epochs to reach,"?epochs to reach, deviation/,
  );
  expect(csv[1]).toMatch(/^relu,xavierUniform,1,1,1,,0\.4,/);
  const markdown = tableFormats.markdown(activationTable(report));
  expect(markdown).toContain("relu alone reached a train loss of 0.500: 1 epoch.");
});
