import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
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

test("a file that is gone or no dataset is not labelled", async () => {
  const { datasets, workspace } = openBench();
  writeFileSync(join(workspace, "server.log"), "x");
  expect(await datasets.isLabelled(join(workspace, "data", "reviews.tsv"))).toBe(true);
  expect(await datasets.isLabelled(join(workspace, "server.log"))).toBe(false);
  expect(await datasets.isLabelled(join(workspace, "none.tsv"))).toBe(false);
});

test("after the utility worker died, the next question starts another", async () => {
  const { datasets, workspace, utilityWorkers } = openBench();
  const path = join(workspace, "data", "reviews.tsv");
  await datasets.inspect(path);
  utilityWorkers.started[0]?.die("out of memory");
  expect(await datasets.isLabelled(path)).toBe(true);
  expect(utilityWorkers.started).toHaveLength(2);
});
