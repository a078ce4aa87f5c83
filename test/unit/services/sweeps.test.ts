import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunRecord } from "../../../src/experiment/record.ts";
import type { LiveSweep } from "../../../src/services/api.ts";
import { record, splitMetrics } from "../platform/records.ts";
import { openBench, settled } from "./bench.ts";

type Bench = ReturnType<typeof openBench>;

const grid = (values: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ dataset: "data/reviews.tsv", sweep: { over: { "training.l2": values }, ...more } });

const scored = (accuracy: number): Partial<RunRecord> => ({
  metrics: { validation: splitMetrics(accuracy) },
  fingerprints: { data: "d", features: null },
});

/** The trainer of a trial's run, once it trains. */
async function trainerOf({ workers }: Bench, trial: number, repeat = 0) {
  const find = () =>
    workers.started.find(({ start }) => start?.sweep?.trial === trial && start.sweep.repeat === repeat);
  await settled(() => find() !== undefined);
  const found = find();
  if (found === undefined) throw new Error(`trial ${String(trial)} does not train`);
  return found;
}

async function finish(bench: Bench, trial: number, change: Partial<RunRecord>, repeat = 0): Promise<void> {
  const trainer = await trainerOf(bench, trial, repeat);
  const id = trainer.runId ?? "";
  writeFileSync(join(bench.runsFolder, id, "model.safetensors"), "weights");
  trainer.finish(change);
  await settled(() => bench.training.live(id) === undefined);
}

const summary = (sweep: LiveSweep) =>
  sweep.trials.map(({ trial, status, spread }) => [trial, status, spread?.mean ?? null]);

test("trials are trained in order, each with its setting, and ranked", async () => {
  const bench = openBench(2);
  const sweep = await bench.sweeps.start(bench.request(grid([0, 0.5, 1])));
  const first = await trainerOf(bench, 1);
  const second = await trainerOf(bench, 2);
  expect(bench.workers.started).toHaveLength(2);
  expect([first.start, second.start].map((start) => start?.experiment.training.l2)).toEqual([0, 0.5]);
  expect(first.start?.runId).toBe(sweep.plan.runs[0]?.[0]);
  await finish(bench, 2, scored(0.9));
  await finish(bench, 3, scored(0.7));
  await finish(bench, 1, scored(0.8));
  expect(await sweep.ended).toBe("finished");
  expect(summary(sweep)).toEqual([
    [2, "finished", 0.9],
    [1, "finished", 0.8],
    [3, "finished", 0.7],
  ]);
  const stored = await bench.runs.get(sweep.plan.runs[1]?.[0] ?? "");
  expect(stored?.record.sweep).toEqual({ id: sweep.id, trial: 2, repeat: 0 });
});

test("repeats differ in training.seed alone", async () => {
  const bench = openBench();
  const sweep = await bench.sweeps.start(bench.request(grid([0], { repeat: 2 })));
  const seeds: unknown[] = [];
  for (const repeat of [0, 1]) {
    seeds.push((await trainerOf(bench, 1, repeat)).start?.experiment.training.seed);
    await finish(bench, 1, scored(0.5 + repeat / 5), repeat);
  }
  await sweep.ended;
  expect(seeds).toEqual([1, 2]);
  expect(sweep.trials[0]?.spread).toMatchObject({ mean: 0.6, n: 2 });
});

test("folds are the runs of each trial, seed after seed, ranked by their mean, and a resumed sweep goes on with them", async () => {
  const bench = openBench();
  const text = JSON.stringify({ dataset: "data/reviews.tsv", split: { folds: 3 }, sweep: { repeat: 2 } });
  const sweep = await bench.sweeps.start(bench.request(text));
  const places: unknown[] = [];
  const take = async (repeat: number) => {
    const { training, split } = (await trainerOf(bench, 1, repeat)).start?.experiment ?? {};
    places.push([training?.seed, split?.fold, split?.folds]);
    await finish(bench, 1, scored(repeat / 10), repeat);
  };
  for (const repeat of [0, 1]) await take(repeat);
  await trainerOf(bench, 1, 2);
  await sweep.stop();
  expect(await sweep.ended).toBe("stopped");
  const { runsFolder, baseFolder } = bench.request(text);
  const resumed = await bench.sweeps.resume({ id: sweep.id, runsFolder, baseFolder });
  for (const repeat of [2, 3, 4, 5]) await take(repeat);
  expect(await resumed.ended).toBe("finished");
  expect(places).toEqual([1, 2].flatMap((seed) => [1, 2, 3].map((fold) => [seed, fold, 3])));
  expect(resumed.trials).toHaveLength(1);
  expect(resumed.trials[0]?.spread).toMatchObject({ mean: 0.25, n: 6 });
});

test.each([{}, { sweep: {} }, { sweep: { metric: "validation.macroF1" } }])(
  "folds need no more of a sweep than %j",
  async (more) => {
    const bench = openBench();
    const text = JSON.stringify({ dataset: "data/reviews.tsv", split: { folds: 2 }, ...more });
    const sweep = await bench.sweeps.start(bench.request(text));
    for (const repeat of [0, 1]) await finish(bench, 1, scored(0.5), repeat);
    expect(await sweep.ended).toBe("finished");
  },
);

test("a trial that fails, diverges, has no metric or is refused does not stop the sweep", async () => {
  const bench = openBench();
  const text = JSON.stringify({
    dataset: "data/reviews.tsv",
    model: { kind: "network" },
    training: { optimizer: { kind: "sgd" } },
    // Sparse inputs and rmsprop with l2 do not go together; known only once the data is.
    sweep: { over: { features: [{ kind: "tfidf" }, { kind: "numeric" }], "training.epochs": [1, 2] } },
  });
  const sweep = await bench.sweeps.start(bench.request(text));
  await finish(bench, 1, { status: "failed", message: "no memory left" });
  await finish(bench, 2, { metrics: {} });
  expect(await sweep.ended).toBe("finished");
  const reasons = sweep.trials.map(({ trial, status, message }) => [trial, status, message]);
  expect(reasons).toEqual([
    [1, "failed", "no memory left"],
    [2, "failed", "The run has no validation.accuracy."],
    [3, "failed", expect.stringContaining("no columns of numbers")],
    [4, "failed", expect.stringContaining("no columns of numbers")],
  ]);
});

test("only the best three trials keep their weights, of all their repeats", async () => {
  const bench = openBench();
  const sweep = await bench.sweeps.start(bench.request(grid([0, 1, 2, 3, 4], { repeat: 2 })));
  for (const [at, accuracy] of [0.5, 0.9, 0.4, 0.8, 0.7].entries())
    for (const repeat of [0, 1]) await finish(bench, at + 1, scored(accuracy), repeat);
  await sweep.ended;
  const kept = sweep.plan.runs.map((runs) =>
    runs.map((id) => existsSync(join(bench.runsFolder, id, "model.safetensors"))),
  );
  expect(kept).toEqual([
    [false, false],
    [true, true],
    [false, false],
    [true, true],
    [true, true],
  ]);
});

test("a sweep that is stopped and resumed trains anew what was under way, and ends as if it had not been", async () => {
  const bench = openBench();
  const request = bench.request(grid([0, 0.5, 1]));
  const before = await bench.sweeps.start(request);
  await finish(bench, 1, scored(0.8));
  await trainerOf(bench, 2);
  await before.stop();
  expect(await before.ended).toBe("stopped");
  expect(summary(before)[0]).toEqual([1, "finished", 0.8]);
  const { id, runsFolder, baseFolder } = { ...request, id: before.id };
  const after = await bench.sweeps.resume({ id, runsFolder, baseFolder });
  expect(after.plan).toEqual(before.plan);
  await finish(bench, 2, scored(0.9));
  await finish(bench, 3, scored(0.7));
  expect(await after.ended).toBe("finished");
  expect(summary(after)).toEqual([
    [2, "finished", 0.9],
    [1, "finished", 0.8],
    [3, "finished", 0.7],
  ]);
  expect(readdirSync(runsFolder)).toHaveLength(3);
  const again = await bench.sweeps.resume({ id, runsFolder, baseFolder });
  expect(await again.ended).toBe("finished");
  expect(summary(again)).toEqual(summary(after));
});

test("a paused sweep begins no trial until it is resumed", async () => {
  const bench = openBench();
  const sweep = await bench.sweeps.start(bench.request(grid([0, 0.5])));
  await trainerOf(bench, 1);
  await sweep.pause();
  expect(sweep.live[0]?.ticker.status).toBe("paused");
  await finish(bench, 1, scored(0.8));
  expect(sweep.status).toBe("paused");
  expect(bench.training.active).toEqual([]);
  await sweep.resume();
  await finish(bench, 2, scored(0.7));
  expect(await sweep.ended).toBe("finished");
});

test("a run that a person stops counts as stopped, and the sweep goes on", async () => {
  const bench = openBench();
  const sweep = await bench.sweeps.start(bench.request(grid([0, 0.5])));
  const trainer = await trainerOf(bench, 1);
  await bench.training.live(trainer.runId ?? "")?.stop();
  await finish(bench, 2, scored(0.7));
  await sweep.ended;
  expect(sweep.trials.map(({ status, message }) => [status, message])).toEqual([
    ["finished", null],
    ["stopped", "It was stopped by hand."],
  ]);
});

test("a run on other data than the first counts as failed", async () => {
  const bench = openBench();
  const sweep = await bench.sweeps.start(bench.request(grid([0, 0.5])));
  await finish(bench, 1, scored(0.8));
  await finish(bench, 2, { ...scored(0.9), fingerprints: { data: "other", features: null } });
  await sweep.ended;
  expect(sweep.trials[1]?.message).toContain("The data is no longer what it was");
});

test("while one works on a sweep, no other can", async () => {
  const bench = openBench();
  const request = bench.request(grid([0, 0.5]));
  const { id } = await bench.sweeps.start(request);
  await expect(bench.sweeps.resume({ ...request, id })).rejects.toThrow("is working on this sweep");
});

test.each<[string, string]>([
  [grid([0, -1]), "sweep.over.training.l2: -1 cannot be used. Allowed: at least 0."],
  [grid(["much"]), 'sweep.over.training.l2: "much" cannot be used. Allowed: a number.'],
  [
    JSON.stringify({ dataset: "data/reviews.tsv", sweep: { over: { "training.rate": [1, 2] } } }),
    'sweep.over.training.rate: unknown key "rate" (with value 1).',
  ],
  [
    JSON.stringify({ dataset: "data/reviews.tsv", sweep: { over: { "model.hidden.0.units": [1, 2] } } }),
    "sweep.over.model",
  ],
  [JSON.stringify({ dataset: "data/gone.tsv", sweep: { repeat: 3 } }), "gone.tsv"],
  [JSON.stringify({ dataset: "data/reviews.tsv" }), "sweep: The experiment has no sweep."],
  [
    JSON.stringify({ dataset: "data/reviews.tsv", split: { validation: 0 }, sweep: { repeat: 3 } }),
    'sweep.metric: "validation.accuracy" cannot be used: there are no validation examples.',
  ],
  [
    JSON.stringify({ dataset: "data/reviews.tsv", sweep: { over: { ["__proto__.polluted"]: [1, 2] } } }),
    '"__proto__.polluted" is not a path of an experiment file.',
  ],
])("%s is refused before anything is written", async (text, message) => {
  const bench = openBench();
  await expect(bench.sweeps.start(bench.request(text))).rejects.toThrow(message);
  expect(existsSync(join(bench.workspace, ".benchtop"))).toBe(false);
});

test("options that only make sense together are not refused, whichever comes first", async () => {
  const bench = openBench();
  const models = [{ kind: "network" }, { kind: "network", hidden: [{ units: 3 }] }];
  const over = { "model.kind": ["network", "perceptron"], model: models };
  const sweep = await bench.sweeps.start(
    bench.request(JSON.stringify({ dataset: "data/reviews.tsv", sweep: { over } })),
  );
  for (const trial of [1, 2, 3]) await finish(bench, trial, scored(trial / 10));
  await sweep.ended;
  expect(summary(sweep).map(([trial, status]) => [trial, status])).toEqual([
    [3, "finished"],
    [2, "finished"],
    [1, "finished"],
    [4, "failed"],
  ]);
});

test("a plan that names another's run takes nothing away", async () => {
  const bench = openBench();
  const request = bench.request(grid([0, 0.5]));
  const sweep = await bench.sweeps.start(request);
  await sweep.stop();
  await sweep.ended;
  const victim = "20260101-000000-victim";
  mkdirSync(join(bench.runsFolder, victim), { recursive: true });
  const bytes = JSON.stringify(record(victim));
  writeFileSync(join(bench.runsFolder, victim, "run.json"), bytes);
  const file = join(sweep.folder, "plan.json");
  writeFileSync(file, JSON.stringify({ ...sweep.plan, runs: [[victim], sweep.plan.runs[1]] }));
  writeFileSync(join(sweep.folder, "decisions.ndjson"), "");
  const resumed = await bench.sweeps.resume({ ...request, id: sweep.id });
  await expect(resumed.ended).rejects.toThrow("The folder holds a run that this sweep did not make.");
  expect(readFileSync(join(bench.runsFolder, victim, "run.json"), "utf8")).toBe(bytes);
});

test.each(["../../runs", "20260101-000000-abc12/", "..", "", "20260101-000000-nobody"])(
  "there is no sweep %j to resume",
  async (id) => {
    const bench = openBench();
    await expect(bench.sweeps.resume({ ...bench.request(), id })).rejects.toThrow(`There is no sweep ${id}.`);
  },
);

test.each<[string, object]>([
  ["runs.0.0", { runs: [["../../../etc"], ["20260101-000000-abcdef"]] }],
  ["runs", { runs: [["20260101-000000-abcdef"], ["20260101-000000-abcdef"]] }],
  ["runs", { runs: [["20260101-000000-abcdef"]] }],
  ["schemaVersion", { schemaVersion: 9 }],
  ["text", { text: 3 }],
])("a plan with a wrong %s is refused by name", async (field, change) => {
  const bench = openBench();
  const request = bench.request(grid([0, 0.5]));
  const sweep = await bench.sweeps.start(request);
  await sweep.stop();
  await sweep.ended;
  writeFileSync(join(sweep.folder, "plan.json"), JSON.stringify({ ...sweep.plan, ...change }));
  await expect(bench.sweeps.resume({ ...request, id: sweep.id })).rejects.toThrow(`${field}: `);
});

test("a torn line and strange ones in the decisions are left out", async () => {
  const bench = openBench();
  const request = bench.request(grid([0, 0.5]));
  const sweep = await bench.sweeps.start(request);
  await finish(bench, 1, scored(0.8));
  await trainerOf(bench, 2);
  await sweep.stop();
  await sweep.ended;
  const file = join(sweep.folder, "decisions.ndjson");
  const good = readFileSync(file, "utf8");
  writeFileSync(file, `${good}{"event":"end","trial":99}\n{"event":"magic"}\n{"event":"end","tri`);
  const resumed = await bench.sweeps.resume({ ...request, id: sweep.id });
  await finish(bench, 2, scored(0.7));
  expect(await resumed.ended).toBe("finished");
  const lines = readFileSync(file, "utf8").trim().split("\n");
  expect(lines.every((line) => typeof JSON.parse(line) === "object")).toBe(true);
});

test("a stored sweep is read without being held, whoever works on it", async () => {
  const bench = openBench(1);
  const { runsFolder, workspace: baseFolder } = bench;
  const live = await bench.sweeps.start(bench.request(grid([0, 1])));
  const read = () => bench.sweeps.read({ id: live.id, runsFolder, baseFolder });
  await finish(bench, 1, scored(0.8));
  await trainerOf(bench, 2);
  expect(await read()).toMatchObject({
    isOver: false,
    owner: "self",
    metric: { split: "validation", metric: "accuracy" },
  });
  await live.stop();
  await live.ended;
  const stored = await read();
  expect(stored).toMatchObject({ isOver: false, owner: "none", plan: { id: live.id } });
  expect(stored.trials.map(({ trial, status, spread }) => [trial, status, spread?.mean])).toEqual([
    [1, "finished", 0.8],
    [2, "waiting", undefined],
  ]);
  const other = await bench.sweeps.start(bench.request(grid([2])));
  await settled(() => bench.workers.started.at(-1)?.start?.sweep?.id === other.id);
  bench.workers.started.at(-1)?.finish(scored(0.7));
  await other.ended;
  expect((await bench.sweeps.read({ id: other.id, runsFolder, baseFolder })).isOver).toBe(true);
  await expect(bench.sweeps.read({ id: "20200101-000000-gone00", runsFolder, baseFolder })).rejects.toThrow(/no sweep/);
});
