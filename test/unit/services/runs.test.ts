import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { replaceJson } from "../../../src/platform/fileIo.ts";
import type { RunRecord } from "../../../src/experiment/record.ts";
import { takeLock } from "../../../src/platform/lock.ts";
import { openRunWriter } from "../../../src/platform/runWriter.ts";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { epochMetrics, record, splitMetrics } from "../platform/records.ts";
import { openBench, settled } from "./bench.ts";

const id = (number: number): string => `20260102-030405-00000${String(number)}`;

test("the list has active runs first, then the best, then those without the metric, newest first among equals", async () => {
  const { runs, runsFolder, training, request } = openBench();
  const accuracies = [0.5, 0.9, null, 0.9];
  for (const [number, accuracy] of accuracies.entries()) {
    const metrics = accuracy === null ? {} : { validation: splitMetrics(accuracy) };
    await replaceJson(join(runsFolder, id(number), "run.json"), record(id(number), { metrics }));
  }
  const live = await training.start(request());
  await settled(() => live.ticker.status === "running");
  expect((await runs.list()).map((run) => run.record.id)).toEqual([live.id, id(3), id(1), id(0), id(2)]);
});

test("a run that waits is in the list before its folder is there", async () => {
  const { runs, training, request } = openBench();
  await training.start(request());
  const waiting = await training.start(request());
  expect(existsSync(waiting.folder)).toBe(false);
  const listed = await runs.get(waiting.id);
  expect(listed).toMatchObject({ owner: "self", record: { status: "queued" } });
  expect(await runs.snapshot(waiting.id)).toMatchObject({
    controllable: true,
    resumable: false,
    epochs: [],
    ticker: { status: "queued" },
  });
});

test("the snapshot of a live run has what its worker told so far", async () => {
  const { runs, training, workers, request } = openBench();
  const run = await training.start(request());
  await settled(() => run.ticker.status === "running");
  workers.of(run.id).tellEpoch(0);
  workers.of(run.id).tellFrame(1, 1, [0.5]);
  const snapshot = await runs.snapshot(run.id);
  expect(snapshot).toMatchObject({
    title: "reviews, tf-idf, logistic regression",
    bestEpoch: 0,
    generation: 1,
    seq: 1,
  });
  expect(snapshot?.epochs).toEqual([epochMetrics(0)]);
  expect((await runs.steps(run.id, 10))?.header.count).toBe(1);
});

test("the snapshot of a stored run has its curve, its settings and figures per class", async () => {
  const { runs, runsFolder } = openBench();
  const writer = await openRunWriter(join(runsFolder, id(1)));
  for (const epoch of [0, 1]) await writer.epoch(epochMetrics(epoch));
  await writer.record(
    record(id(1), {
      best: epochMetrics(1),
      confusion: {
        test: [
          [2, 1],
          [0, 0],
        ],
      },
      data: { classes: ["a", "b"], counts: {}, majorityClass: 0, featureSummary: "", coverage: {}, notes: [] },
    }),
  );
  await writer.close();
  const snapshot = await runs.snapshot(id(1));
  expect(snapshot?.epochs).toHaveLength(2);
  expect(snapshot?.bestEpoch).toBe(1);
  expect(snapshot?.classMetrics.test?.map(({ className, recall }) => [className, recall])).toEqual([
    ["a", 2 / 3],
    ["b", 0],
  ]);
  expect(snapshot?.settings.map(({ name }) => name)).toContain("batch size");
  expect(await runs.snapshot(id(9))).toBeUndefined();
});

test("the snapshot of a stored run says whether it can be resumed", async () => {
  const { runs, runsFolder } = openBench();
  const write = (change: Partial<RunRecord>) => replaceJson(join(runsFolder, id(1), "run.json"), record(id(1), change));
  for (const [status, resumable] of [
    ["stopped", true],
    ["finished", false],
    // Its owner died.
    ["running", true],
  ] as const) {
    await write({ status });
    expect(await runs.snapshot(id(1)), status).toMatchObject({ resumable });
  }
  await write({ status: "running" });
  const lock = await takeLock(join(runsFolder, id(1), "lock.json"));
  expect(await runs.snapshot(id(1))).toMatchObject({ resumable: false });
  await lock.release();
  await write({ status: "stopped", sweep: { id: id(2), trial: 1, repeat: 0 } });
  expect(await runs.snapshot(id(1))).toMatchObject({ resumable: false });
});

test("a renamed run keeps its name on disk, and an empty name takes it away", async () => {
  const { runs, runsFolder } = openBench();
  await replaceJson(join(runsFolder, id(1), "run.json"), record(id(1)));
  let changes = 0;
  const listening = runs.onChange(() => changes++);
  await runs.rename(id(1), "  Mine <b>  ");
  expect((await runs.snapshot(id(1)))?.title).toBe("Mine <b>");
  await runs.rename(id(1), "");
  expect((await runs.snapshot(id(1)))?.title).toBe("reviews, tf-idf, logistic regression");
  expect(changes).toBeGreaterThanOrEqual(2);
  listening.dispose();
  await expect(runs.rename(id(8), "x")).rejects.toThrow(`There is no run ${id(8)}.`);
});

test("a deleted run leaves the list and comes back on undo", async () => {
  const { runs, runsFolder } = openBench();
  await replaceJson(join(runsFolder, id(1), "run.json"), record(id(1)));
  const undo = await runs.remove(id(1));
  expect(await runs.list()).toEqual([]);
  expect(readdirSync(join(runsFolder, "..", "trash"))).toEqual([id(1)]);
  await undo();
  expect(await runs.list()).toHaveLength(1);
});

test("a run that is trained is not deleted", async () => {
  const { runs, training, request } = openBench();
  const run = await training.start(request());
  await settled(() => run.ticker.status === "running");
  await expect(runs.remove(run.id)).rejects.toThrow("Stop it first");
});

test("the experiment text of a run makes the same experiment again", async () => {
  const { runs, training, workers, request } = openBench();
  const run = await training.start(request('{"dataset": "data/reviews.tsv", "training": {"epochs": 5}}'));
  await settled(() => run.ticker.status === "running");
  workers.of(run.id).finish();
  await run.ended;
  const text = await runs.experimentText(run.id);
  expect(parseExperiment(text).training.epochs).toBe(5);
  const again = await training.resolve(request(text).experiment);
  expect(again).toEqual(
    await training.resolve(request('{"dataset": "data/reviews.tsv", "training": {"epochs": 5}}').experiment),
  );
});
