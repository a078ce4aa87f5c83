import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readRecord } from "../../../src/platform/runReader.ts";
import type { RunTicker } from "../../../src/protocol/runPanel.ts";
import { openBench, settled } from "./bench.ts";

test("a run goes from queued to finished and is then read from its folder", async () => {
  const { training, workers, runs, request } = openBench();
  const run = await training.start(request());
  expect(run.record?.status).toBe("queued");
  expect(training.active.map(({ id }) => id)).toEqual([run.id]);
  await settled(() => run.ticker.status === "running");
  workers.of(run.id).finish();
  expect((await run.ended).status).toBe("finished");
  expect(training.live(run.id)).toBeUndefined();
  expect((await runs.get(run.id))?.owner).toBe("none");
  expect((await readRecord(run.folder)).status).toBe("finished");
});

test("runs wait for a free worker in the order they came, and workers are used again", async () => {
  const { training, workers, request } = openBench(2);
  // One after the other: a run has come once its experiment is checked, and checks may overtake each other.
  const a = await training.start(request());
  const b = await training.start(request());
  const c = await training.start(request());
  const d = await training.start(request());
  await settled(() => a.ticker.status === "running" && b.ticker.status === "running");
  expect([c, d].map((run) => run.ticker.status)).toEqual(["queued", "queued"]);
  workers.of(a.id).finish();
  await a.ended;
  await settled(() => c.ticker.status === "running");
  expect(d.ticker.status).toBe("queued");
  workers.of(b.id).finish();
  await settled(() => d.ticker.status === "running");
  expect(workers.started).toHaveLength(2);
});

test("a run alone has the threads of all, which it shares with those that come", async () => {
  const { training, workers, request, clock } = openBench(5);
  const a = await training.start(request());
  await settled(() => a.ticker.status === "running");
  expect(workers.of(a.id).threads).toEqual([5]);
  const b = await training.start(request());
  await settled(() => b.ticker.status === "running");
  expect(workers.of(a.id).threads).toEqual([5, 2]);
  expect(workers.of(b.id).threads).toEqual([2]);
  const worker = workers.of(b.id);
  workers.of(a.id).finish();
  await a.ended;
  // Another may come at once, as the next trial of a sweep does.
  clock.pass(499);
  expect(worker.threads).toEqual([2]);
  clock.pass(1);
  expect(worker.threads).toEqual([2, 5]);
});

test("a worker without a run is told to rest after a while, one that has the next by then is not", async () => {
  const { training, workers, request, clock } = openBench();
  const a = await training.start(request());
  await settled(() => a.ticker.status === "running");
  const [worker] = workers.started;
  worker?.finish();
  await a.ended;
  clock.pass(29_000);
  const b = await training.start(request());
  await settled(() => b.ticker.status === "running");
  clock.pass(60_000);
  expect(worker?.rests).toBe(0);
  worker?.finish();
  await b.ended;
  clock.pass(30_000);
  expect(worker?.rests).toBe(1);
  clock.pass(60_000);
  expect(worker?.rests).toBe(1);
});

test("a run that is stopped while it waits ends at once, is kept, and the queue goes on", async () => {
  const { training, workers, runs, request } = openBench();
  const first = await training.start(request());
  const second = await training.start(request());
  const third = await training.start(request());
  await settled(() => first.ticker.status === "running");
  await second.stop();
  expect(await second.ended).toMatchObject({ status: "stopped", message: "It was stopped before its training began." });
  workers.of(first.id).finish();
  await settled(() => third.ticker.status === "running");
  expect((await runs.list()).find(({ record }) => record.id === second.id)?.record.status).toBe("stopped");
});

test("a worker that dies fails its run with the reason, and the next run works", async () => {
  const { training, workers, request, messages } = openBench();
  const run = await training.start(request());
  const next = await training.start(request());
  await settled(() => run.ticker.status === "running");
  workers.of(run.id).tellEpoch(0);
  workers.of(run.id).die("The training thread ran out of memory.");
  expect(await run.ended).toMatchObject({ status: "failed", message: "The training thread ran out of memory." });
  expect(await readRecord(run.folder)).toMatchObject({ status: "failed" });
  expect(existsSync(join(run.folder, "lock.json"))).toBe(false);
  await settled(() => next.ticker.status === "running");
  workers.of(next.id).finish();
  expect((await next.ended).status).toBe("finished");
  expect(workers.started).toHaveLength(2);
  expect(messages).toContain(`run ${run.id} failed`);
});

test("on closing, runs are stopped and waiting ones too, and nothing starts any more", async () => {
  const { training, request, workers } = openBench();
  const run = await training.start(request());
  const waiting = await training.start(request());
  await settled(() => run.ticker.status === "running");
  await training.shutdown();
  expect((await run.ended).status).toBe("stopped");
  expect((await waiting.ended).status).toBe("stopped");
  expect((await readRecord(run.folder)).status).toBe("stopped");
  expect(workers.started.every(({ disposed }) => disposed)).toBe(true);
  await expect(training.start(request())).rejects.toThrow("closing");
});

test("a worker that does not hear is ended by force when its window closes, its run as stopped", async () => {
  const { training, request, workers, clock } = openBench();
  const run = await training.start(request());
  await settled(() => run.ticker.status === "running");
  workers.of(run.id).stop = () => Promise.resolve();
  const closed = training.shutdown();
  await new Promise((resolve) => setTimeout(resolve, 5));
  clock.pass(4_000);
  await closed;
  expect(await readRecord(run.folder)).toMatchObject({ status: "stopped" });
});

test("the ticker counts time without pauses and tells of a new status at once", async () => {
  const { training, request, clock } = openBench();
  const run = await training.start(request());
  const heard: RunTicker[] = [];
  run.onTicker((ticker) => heard.push(ticker));
  await settled(() => run.ticker.status === "running");
  const before = run.ticker.elapsedSeconds;
  clock.pass(2_000);
  await run.pause();
  expect(heard.at(-1)?.status).toBe("paused");
  clock.pass(60_000);
  await run.resume();
  clock.pass(1_000);
  expect(run.ticker.elapsedSeconds - before).toBeCloseTo(3);
});

test("the ticker is told at most ten times a second, however often the worker tells", async () => {
  const { training, request, workers, clock } = openBench();
  const run = await training.start(request());
  await settled(() => run.ticker.status === "running");
  const worker = workers.of(run.id);
  const heard: RunTicker[] = [];
  run.onTicker((ticker) => heard.push(ticker));
  for (let step = 1; step <= 1_000; step++) {
    worker.events.progress.fire({
      runId: run.id,
      step,
      epoch: 1,
      steps: 2_000,
      seconds: step / 1_000,
      evaluationSecondsLeft: 5,
      examplesPerSecond: 9,
    });
    clock.pass(1);
  }
  expect(heard.length).toBeLessThanOrEqual(10);
  expect(heard.length).toBeGreaterThanOrEqual(9);
  expect(heard.at(-1)).toMatchObject({ epoch: 1, steps: 2_000, examplesPerSecond: 9 });
  // A thousand steps of a millisecond, and the evaluations.
  expect(run.ticker.remainingSeconds).toBeCloseTo(6);
});

test("frames are gathered, handed on and credited one by one", async () => {
  const { training, request, workers } = openBench();
  const run = await training.start(request());
  await settled(() => run.ticker.status === "running");
  const worker = workers.of(run.id);
  const heard: number[] = [];
  run.onFrame(({ header }) => heard.push(header.seq));
  expect(run.steps(100)).toBeNull();
  worker.tellFrame(1, 1, [0.9, 0.8]);
  worker.tellFrame(2, 3, [0.7]);
  worker.tellFrame(4, 9, [0.1]);
  expect(heard).toEqual([1, 2]);
  expect(worker.credits).toEqual([1, 1, 1]);
  const frame = run.steps(100);
  expect(frame?.header).toMatchObject({ generation: 1, seq: 2, firstStep: 1, stride: 1, count: 3 });
  expect([...new Float32Array(frame?.values ?? new ArrayBuffer(0)).subarray(0, 3)]).toEqual([
    Math.fround(0.9),
    Math.fround(0.8),
    Math.fround(0.7),
  ]);
});

test.each([
  ["a dataset that is not there", '{"dataset": "data/none.tsv"}', "none.tsv: There is no such file."],
  [
    "a vectors file that is not there",
    '{"dataset": "data/reviews.tsv", "features": {"kind": "wordVectors", "path": "vectors.txt"}}',
    "vectors.txt: There is no such file.",
  ],
  [
    "a test file that is not there",
    '{"dataset": {"train": "data/reviews.tsv", "test": "data/test.tsv"}}',
    "test.tsv: There is no such file.",
  ],
  ["a wrong type", '{"dataset": "data/reviews.tsv", "training": {"epochs": "many"}}', "training.epochs"],
  ["text that is no JSON", "{", "line 1"],
])("%s is one message, and no run folder is made", async (_, text, message) => {
  const { training, request, workspace, workers } = openBench();
  await expect(training.start(request(text))).rejects.toThrow(message);
  expect(readdirSync(workspace)).toEqual(["data"]);
  expect(training.active).toEqual([]);
  expect(workers.started).toEqual([]);
});

test("a problem that only the data shows names the experiment file", async () => {
  const { training, request, workspace } = openBench();
  const file = join(workspace, "my.experiment.json");
  const text =
    '{"dataset": "data/reviews.tsv", "features": {"kind": "numeric", "scale": "standard", "missing": "mean"}}';
  const experiment = { ...request(text).experiment, file };
  await expect(training.resolve(experiment)).rejects.toThrow(
    `${file}: features.kind: The data has no columns of numbers.`,
  );
});

test("overrides change the experiment before it is checked", async () => {
  const { training, request } = openBench();
  const experiment = { ...request().experiment, overrides: [["training.epochs", 7]] as const };
  expect((await training.resolve(experiment)).training.epochs).toBe(7);
});

test("a run folder that cannot be made fails the run and not the program", async () => {
  const { training, request, workspace } = openBench();
  mkdirSync(join(workspace, ".benchtop"));
  writeFileSync(join(workspace, ".benchtop", "runs"), "a file in the way");
  const run = await training.start(request());
  expect((await run.ended).status).toBe("failed");
});
