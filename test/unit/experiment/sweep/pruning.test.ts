import { describe, expect, it } from "vitest";
import { ashaVerdict, halvingVerdicts, rungsOf } from "../../../../src/experiment/sweep/pruning.ts";
import { randomTrial } from "../../../../src/experiment/sweep/randomTrial.ts";
import { SweepSchedule, type SweepShape } from "../../../../src/experiment/sweep/schedule.ts";
import type { Dimension } from "../../../../src/experiment/sweep/space.ts";
import { tpeLag, tpeTrial } from "../../../../src/experiment/sweep/tpeTrial.ts";
import { simulate } from "./simulate.ts";

describe("asha", () => {
  it("lets the best third of a trial and those before it go on, and of the first two only the better", () => {
    const rule = { factor: 3, better: "higher" } as const;
    expect(ashaVerdict(0.1, [], rule)).toEqual({ kind: "on" });
    expect(ashaVerdict(0.1, [0.2], rule)).toEqual({ kind: "pruned", needed: 0.2, among: 2 });
    expect(ashaVerdict(0.7, [0.9, 0.1, 0.2, 0.3, 0.8], rule)).toEqual({ kind: "pruned", needed: 0.8, among: 6 });
    expect(ashaVerdict(0.85, [0.9, 0.1, 0.2, 0.3, 0.8], rule)).toEqual({ kind: "on" });
    expect(ashaVerdict(0.2, [0.9, 0.1, 0.3, 0.3, 0.8], { factor: 3, better: "lower" })).toEqual({ kind: "on" });
  });
});

describe("halving", () => {
  it("lets as many of all as there are places go on, equal ones by number", () => {
    const values = [0.5, 0.7, 0.5, 0.1].map((value, at) => ({ trial: at + 1, value }));
    const on = [...halvingVerdicts(values, 2, "higher")]
      .filter(([, { kind }]) => kind === "on")
      .map(([trial]) => trial);
    expect(on).toEqual([2, 1]);
    expect(halvingVerdicts(values, 2, "lower").get(2)).toEqual({ kind: "pruned", needed: 0.5, among: 4 });
  });

  it("trains 9 of 27 trials beyond 1 epoch, 3 beyond 3 and 1 to its end", () => {
    const shape: SweepShape = {
      ...{ method: "random", trials: 27, repeat: 1, seed: 3, better: "higher" },
      dimensions: [{ kind: "range", path: "a", from: 0, to: 1, scale: "linear", integer: false }],
      prune: { kind: "halving", factor: 3, rungs: rungsOf(1, 3) },
    };
    const events = simulate(shape, ([one]) => Number(one?.[1]), { workers: 3, luck: 1, epochs: 20 });
    const ends = events.flatMap((event) => (event.event === "end" ? [event] : []));
    const epochs = ends.map((end) => end.epochs).sort((a, b) => a - b);
    expect(epochs).toEqual([...Array<number>(18).fill(1), ...Array<number>(6).fill(3), 9, 9, 20]);
    const best = Math.max(...ends.map(({ value }) => value ?? 0));
    expect(ends.filter(({ status }) => status === "finished").map(({ value }) => value)).toEqual([best]);
  });
});

it("a trial with several runs trains the others only once the first has finished", () => {
  const shape: SweepShape = {
    ...{ method: "grid", trials: 3, repeat: 3, seed: 3, better: "higher" },
    dimensions: [{ kind: "choice", path: "a", values: [2, 1, 3] }],
    prune: { kind: "asha", factor: 3, rungs: [1] },
  };
  const events = simulate(shape, ([one]) => Number(one?.[1]), { workers: 4, luck: 1 });
  const ends = events.flatMap((event) => (event.event === "end" ? [[event.trial, event.repeat, event.status]] : []));
  expect(ends.sort()).toEqual([
    ...[0, 1, 2].map((repeat) => [1, repeat, "finished"]),
    [2, 0, "pruned"],
    ...[0, 1, 2].map((repeat) => [3, repeat, "finished"]),
  ]);
});

describe("a trial of tpe", () => {
  const dimensions: readonly Dimension[] = [
    { kind: "range", path: "rate", from: 0.0001, to: 1, scale: "log", integer: false },
    { kind: "range", path: "units", from: 1, to: 64, scale: "log", integer: true },
    { kind: "choice", path: "features", values: [{ kind: "tfidf" }, { kind: "counts" }, [1, 2]] },
  ];
  const random = (trial: number) => [trial, randomTrial(dimensions, 1, trial)] as const;
  const loss = ([rate, units, features]: readonly (readonly [string, unknown])[]): number =>
    Math.abs(Math.log(Number(rate?.[1]) / 0.01)) +
    Math.abs(Math.log(Number(units?.[1]) / 16)) +
    (JSON.stringify(features?.[1]) === '{"kind":"counts"}' ? 0 : 2);
  const ranked = Array.from({ length: 40 }, (_, at) => random(at + 1)).sort(([, a], [, b]) => loss(a) - loss(b));

  it("looks where the best trials were, on every kind of axis", () => {
    const mean = (of: (trial: number) => ReturnType<typeof tpeTrial>): number =>
      Array.from({ length: 40 }, (_, at) => loss(of(100 + at))).reduce((sum, one) => sum + one, 0) / 40;
    const informed = mean((trial) => tpeTrial(dimensions, 1, trial, { ranked, pending: [] }));
    expect(informed).toBeLessThan(mean((trial) => random(trial)[1]) / 2);
  });

  it("is the same when results were read back, whatever order they are known in", () => {
    const back = JSON.parse(JSON.stringify(ranked)) as typeof ranked;
    const draw = (of: typeof ranked) => tpeTrial(dimensions, 1, 50, { ranked: of, pending: back.slice(0, 3) });
    expect(draw(back)).toEqual(draw(ranked));
  });

  it("waits for no trial among the last few, and for all before", () => {
    const shape = { dimensions, trials: 30, repeat: 1, seed: 1, better: "lower", prune: null } as const;
    const schedule = new SweepSchedule({ ...shape, method: "tpe" });
    const begun = Array.from({ length: tpeLag }, () => schedule.next()?.trial);
    expect(begun).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(schedule.next()).toBeNull();
    const end = { event: "end", repeat: 0, run: "r", status: "finished", value: 1, epochs: 1, seconds: 1 } as const;
    schedule.take({ ...end, trial: 2, data: null, message: null });
    expect(schedule.next()).toBeNull();
    schedule.take({ ...end, trial: 1, data: null, message: null });
    expect([schedule.next()?.trial, schedule.next()?.trial, schedule.next()]).toEqual([9, 10, null]);
  });
});
