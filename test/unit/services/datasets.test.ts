import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DatasetSummary } from "../../../src/protocol/trainer.ts";
import type { InspectionWatch } from "../../../src/services/ports.ts";
import { openBench, settled } from "./bench.ts";

test("a file is inspected once for as long as it does not change", async () => {
  const { datasets, workspace, utilityWorkers } = openBench();
  const path = join(workspace, "data", "reviews.tsv");
  const [first, second] = await Promise.all([datasets.inspect(path), datasets.inspect(path)]);
  expect(first).toBe(second);
  expect(utilityWorkers.started).toHaveLength(1);
  expect(utilityWorkers.started[0]?.inspected).toEqual([path]);
  writeFileSync(path, "good\ta\nbad\tb\nworse\tb\n");
  await datasets.inspect(path);
  const later = new Date(Date.now() + 5_000);
  utimesSync(path, later, later);
  await datasets.inspect(path);
  expect(utilityWorkers.started[0]?.inspected).toHaveLength(3);
});

/** A watch, with what it heard and its way to stop. */
function watching(): { watch: InspectionWatch; heard: number[]; stop: () => void } {
  const controller = new AbortController();
  const heard: number[] = [];
  const onProgress = (fraction: number) => heard.push(fraction);
  return { watch: { signal: controller.signal, onProgress }, heard, stop: () => controller.abort() };
}

/** One whose count takes until it is stopped or ended. */
function largeFile(workspace: string): string {
  const path = join(workspace, "data", "large.tsv");
  writeFileSync(path, "good\ta\nbad\tb\n");
  return path;
}

const stopped = { status: "rejected", reason: { name: "StoppedCounting" } };

test("all who wait hear how far a count is, and it stops when the last of them does; then it is asked anew", async () => {
  const { datasets, workspace, utilityWorkers } = openBench();
  const path = largeFile(workspace);
  const [first, second] = [watching(), watching()];
  const both = [datasets.inspect(path, {}, first.watch), datasets.inspect(path, {}, second.watch)];
  const ended = Promise.allSettled(both);
  await settled(() => first.heard.length > 0 && second.heard.length > 0);
  first.stop();
  expect(await Promise.allSettled(both.slice(0, 1))).toMatchObject([stopped]);
  expect(utilityWorkers.started[0]?.inspectionsStopped).toBe(0);
  second.stop();
  expect(await ended).toMatchObject([stopped, stopped]);
  expect(utilityWorkers.started[0]?.inspectionsStopped).toBe(1);
  expect(utilityWorkers.started[0]?.inspected).toHaveLength(1);
  const third = watching();
  const again = Promise.allSettled([datasets.inspect(path, {}, third.watch)]);
  await settled(() => third.heard.length > 0);
  expect(utilityWorkers.started[0]?.inspected).toHaveLength(2);
  third.stop();
  expect(await again).toMatchObject([stopped]);
});

test("a count goes on for who cannot stop it, when one who could has left", async () => {
  const { datasets, workspace, utilityWorkers } = openBench();
  const path = largeFile(workspace);
  let summary: DatasetSummary | undefined;
  const plain = datasets.inspect(path).then((answer) => (summary = answer));
  await settled(() => utilityWorkers.started[0]?.inspected.length === 1);
  const { watch, heard, stop } = watching();
  const watched = Promise.allSettled([datasets.inspect(path, {}, watch)]);
  await settled(() => heard.length > 0);
  stop();
  expect(await watched).toMatchObject([stopped]);
  const worker = utilityWorkers.started[0];
  expect(worker?.inspectionsStopped).toBe(0);
  expect(summary).toBeUndefined();
  worker?.endInspections();
  expect(await plain).toMatchObject({ path });
  expect(worker?.inspected).toHaveLength(1);
});

test("the count before a run is shown, and stopping it starts none", async () => {
  const { training, workspace, request } = openBench(1, showCounting);
  largeFile(workspace);
  const screens: { path: string; stop: () => void; heard: number[] }[] = [];
  function showCounting<T>(path: string, count: (watch: InspectionWatch) => Promise<T>): Promise<T> {
    const { watch, heard, stop } = watching();
    screens.push({ path, stop, heard });
    return count(watch);
  }
  const start = request();
  const text = JSON.stringify({ dataset: "data/large.tsv" });
  const started = Promise.allSettled([training.start({ ...start, experiment: { ...start.experiment, text } })]);
  await settled(() => (screens[0]?.heard.length ?? 0) > 0);
  expect(screens.map(({ path }) => path)).toEqual([join(workspace, "data", "large.tsv")]);
  screens[0]?.stop();
  expect(await started).toMatchObject([stopped]);
  expect(training.active).toEqual([]);
});

test("no worker is started before the first question", () => {
  expect(openBench().utilityWorkers.started).toEqual([]);
});

test("training does not delay an inspection: it has a worker of its own", async () => {
  const { training, datasets, workspace, request, workers } = openBench(1);
  const run = await training.start(request());
  await settled(() => run.ticker.status === "running");
  await datasets.inspect(join(workspace, "data", "reviews.tsv"));
  expect(workers.started.flatMap(({ inspected }) => inspected)).toEqual([]);
});

test("after the utility worker died, the next question starts another", async () => {
  const { datasets, workspace, utilityWorkers } = openBench();
  const path = join(workspace, "data", "reviews.tsv");
  await datasets.inspect(path);
  utilityWorkers.started[0]?.die("out of memory");
  expect(await datasets.lookAt([{ path, kind: "file", within: null, known: null }])).toMatchObject([
    { labelled: true },
  ]);
  expect(utilityWorkers.started).toHaveLength(2);
});
