import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import type { SweepProgress } from "../../../../src/protocol/comparePanel.ts";
import type { RunRecord } from "../../../../src/experiment/record.ts";
import { PanelSweeps } from "../../../../src/ui/comparePanel/panelSweeps.ts";
import { splitMetrics } from "../../platform/records.ts";
import { openBench, settled } from "../../services/bench.ts";

const experiment = JSON.stringify({
  dataset: "data/reviews.tsv",
  sweep: { over: { "training.l2": [0.001, 0.1] } },
});
const scored = (accuracy: number): Partial<RunRecord> => ({ metrics: { validation: splitMetrics(accuracy) } });

function setUp() {
  const bench = openBench(1);
  const told: SweepProgress[] = [];
  const resumed: string[] = [];
  const sweeps = new PanelSweeps({
    services: bench,
    places: () => [{ runsFolder: bench.runsFolder, baseFolder: bench.workspace }],
    keyMetric: () => "validation.accuracy",
    clock: bench.clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    tell: { progress: (progress) => void told.push(progress), changed: () => undefined },
    resume: (id) => {
      resumed.push(id);
      return Promise.resolve();
    },
  });
  return { bench, sweeps, told, resumed };
}

/** The trainer of a trial's run, once it trains. */
async function trainerOf({ workers }: ReturnType<typeof openBench>, trial: number) {
  const find = () => workers.started.find(({ start }) => start?.sweep?.trial === trial);
  await settled(() => find() !== undefined);
  const found = find();
  if (found === undefined) throw new Error("a trainer is there");
  return found;
}

test("a sweep under way is told as a whole, then only what came since", async () => {
  const { bench, sweeps, told } = setUp();
  const live = await bench.sweeps.start(bench.request(experiment));
  await settled(() => live.live.length === 1);
  const state = await sweeps.watch(live.id);
  expect(state).toMatchObject({ standing: "running", title: "reviews", total: 2, method: "grid" });
  expect(state.trials).toMatchObject([{ trial: 1, status: "running", runs: live.plan.runs[0] }]);
  (await trainerOf(bench, 1)).finish(scored(0.8));
  const second = await trainerOf(bench, 2);
  bench.clock.pass(1000);
  await settled(() => told.length > 0);
  expect(told.at(-1)?.order).toEqual([1, 2]);
  expect(told.at(-1)?.changed.map(({ trial, status, value }) => [trial, status, value])).toEqual([
    [1, "finished", 0.8],
    [2, "running", null],
  ]);
  second.finish(scored(0.9));
  expect(await live.ended).toBe("finished");
  bench.clock.pass(1000);
  await settled(() => told.at(-1)?.standing === "over");
  expect(told.at(-1)?.order).toEqual([2, 1]);
  expect(told.at(-1)?.changed.map(({ trial }) => trial)).toEqual([2]);
  sweeps.dispose();
});

test("a sweep that was stopped can be gone on with, one that is over cannot be stopped", async () => {
  const { bench, sweeps, resumed } = setUp();
  const live = await bench.sweeps.start(bench.request(experiment));
  await trainerOf(bench, 1);
  await sweeps.control(live.id, "stop");
  await live.ended;
  expect(await sweeps.list()).toMatchObject([{ id: live.id, title: "reviews", standing: "unfinished" }]);
  await sweeps.control(live.id, "resume");
  expect(resumed).toEqual([live.id]);
  await expect(sweeps.control(live.id, "stop")).rejects.toThrow(/does not work on this sweep/);
  sweeps.dispose();
});

test("a sweep whose folder is gone is listed and shown by its runs", async () => {
  const { bench, sweeps } = setUp();
  const live = await bench.sweeps.start(bench.request(experiment));
  for (const trial of [1, 2]) (await trainerOf(bench, trial)).finish(scored(0.8));
  await live.ended;
  rmSync(live.folder, { recursive: true });
  await settled(() => bench.sweeps.active.length === 0);
  expect(await sweeps.list()).toMatchObject([{ id: live.id, standing: "over" }]);
  expect(await sweeps.watch(live.id)).toMatchObject({ axes: [{ path: "training.l2" }], total: 2, method: null });
  expect(await sweeps.importance(live.id)).toMatchObject({ importance: null });
  await expect(sweeps.watch("20200101-000000-gone00")).rejects.toThrow(/not in its folder/);
  sweeps.dispose();
});
