import { expect, test } from "vitest";
import type { RunEnded } from "../../../../src/experiment/sweep/events.ts";
import { rankedTrial, rankTrials } from "../../../../src/experiment/sweep/ranking.ts";

const end = (trial: number, repeat: number, change: Partial<RunEnded>): RunEnded => ({
  ...{ event: "end", trial, repeat, run: `run-${String(trial)}-${String(repeat)}`, status: "finished" },
  ...{ value: 0, epochs: 4, seconds: 2, data: "d", message: null },
  ...change,
});

const trial = (number: number, ended: readonly RunEnded[], over = true) =>
  rankedTrial({ trial: number, settings: [], ended, running: 0, over });

test("a trial has the mean and the deviation of its repeats", () => {
  const one = trial(1, [end(1, 0, { value: 0.5, epochs: 4 }), end(1, 1, { value: 0.7, epochs: 8 })]);
  expect(one).toMatchObject({ status: "finished", epochs: 6, seconds: 4, runs: ["run-1-0", "run-1-1"] });
  expect(one.spread?.mean).toBeCloseTo(0.6, 12);
  expect(one.spread?.deviation).toBeCloseTo(Math.sqrt(0.02), 12);
});

test("a trial with a run that failed has failed, with its reason and no figure", () => {
  const failed = { status: "failed", value: null, message: "out of memory" } as const;
  expect(trial(1, [end(1, 0, { value: 0.9 }), end(1, 1, failed)])).toMatchObject({
    status: "failed",
    spread: null,
    message: "out of memory",
  });
});

test("the better come first by the metric's direction, failed ones last, equal ones by number", () => {
  const value = (number: number, of: number) => trial(number, [end(number, 0, { value: of })]);
  const failed = trial(4, [end(4, 0, { status: "failed", value: null, message: "x" })]);
  const waiting = trial(5, [], false);
  const all = [waiting, failed, value(3, 0.5), value(2, 0.5), value(1, 0.2)];
  expect(rankTrials(all, "higher").map((one) => one.trial)).toEqual([2, 3, 1, 4, 5]);
  expect(rankTrials(all, "lower").map((one) => one.trial)).toEqual([1, 2, 3, 4, 5]);
});

test("pruned trials come after the finished, those first that got furthest, then the better", () => {
  const finished = trial(5, [end(5, 0, { value: 0.1 })]);
  const failed = trial(6, [end(6, 0, { status: "failed", value: null, message: "x" })]);
  const pruned = (number: number, epochs: number, value: number) =>
    trial(number, [end(number, 0, { status: "pruned", epochs, value, message: "Pruned." })]);
  const all = [failed, pruned(4, 1, 0.9), pruned(3, 3, 0.2), pruned(2, 3, 0.3), finished];
  expect(rankTrials(all, "higher").map((one) => one.trial)).toEqual([5, 2, 3, 4, 6]);
  expect(all[1]).toMatchObject({ status: "pruned", spread: null, pruned: { epoch: 1, value: 0.9 } });
});
