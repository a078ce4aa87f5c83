import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunPanelNotifications } from "../../../../src/protocol/runPanel.ts";
import { RunFeed } from "../../../../src/ui/runPanel/runFeed.ts";
import { frame, isWhole } from "./frames.ts";
import { HandClock, OneRun, settle, silentLog } from "./memory.ts";

type Message = {
  [K in keyof RunPanelNotifications]: readonly [K, RunPanelNotifications[K]];
}[keyof RunPanelNotifications];

let clock: HandClock;
let sent: Message[];
let feed: RunFeed | undefined;

function feedOf(run: OneRun): RunFeed {
  feed = new RunFeed({
    runId: "r",
    services: run.services,
    clock,
    log: silentLog,
    send: (name, params) => sent.push([name, params] as unknown as Message),
  });
  return feed;
}

const names = (): string[] => sent.map(([name]) => name);

beforeEach(() => {
  clock = new HandClock();
  sent = [];
});

afterEach(() => {
  feed?.dispose();
  expect(clock.isIdle, "timers that a disposed feed left").toBe(true);
});

describe("what a visible panel is told", () => {
  test("is nothing before it has asked", async () => {
    const run = new OneRun(true);
    feedOf(run);
    run.tick({ status: "paused" });
    run.reachEpoch(1);
    run.frame(frame(1, 1, 1));
    await clock.pass(5000);
    expect(sent).toEqual([]);
  });

  test("comes in at most ten rounds a second", async () => {
    const run = new OneRun(true);
    await feedOf(run).ready();
    for (let at = 1; at <= 100; at++) {
      run.tick({ step: at });
      run.frame(frame(at, at, 1));
      feed?.painted(Number.MAX_SAFE_INTEGER);
      await clock.pass(10);
    }
    const rounds = (name: string): number => names().filter((each) => each === name).length;
    expect(rounds("ticker")).toBeGreaterThanOrEqual(9);
    expect(rounds("ticker")).toBeLessThanOrEqual(10);
    expect(rounds("frame")).toBeLessThanOrEqual(10);
  });

  test("loses no step and no epoch", async () => {
    const run = new OneRun(true);
    await feedOf(run).ready();
    let steps = 0;
    for (let at = 1; at <= 60; at++) {
      run.frame(frame(at, 2 * at - 1, 2));
      run.reachEpoch(at);
      await clock.pass(37);
      feed?.painted(Number.MAX_SAFE_INTEGER);
    }
    await clock.pass(300);
    for (const [name, params] of sent) {
      if (name !== "frame") continue;
      expect(params.header.firstStep).toBe(steps + 1);
      expect(isWhole(params)).toBe(true);
      steps += params.header.count;
    }
    expect(steps).toBe(120);
    const epochs = sent.flatMap(([name, params]) => (name === "epoch" ? [params.epoch.epoch] : []));
    expect(epochs).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
  });

  test("hears of a new status without waiting for the round", async () => {
    const run = new OneRun(true);
    await feedOf(run).ready();
    run.tick({ status: "paused" });
    expect(sent).toMatchObject([["ticker", { status: "paused" }]]);
  });

  test("goes on after a frame that the panel lost", async () => {
    const run = new OneRun(true);
    await feedOf(run).ready();
    run.frame(frame(1, 1, 1));
    await clock.pass(100);
    run.frame(frame(2, 2, 1));
    await clock.pass(1000);
    expect(names()).toEqual(["frame"]);
    await clock.pass(2000);
    expect(names()).toEqual(["frame", "frame"]);
  });

  test("is a snapshot when the record holds something new, and at the end", async () => {
    const run = new OneRun(true);
    await feedOf(run).ready();
    run.write({ kernelFlavour: "reference" });
    await clock.pass(100);
    run.write({ progress: { epoch: 1, epochs: 3, step: 4, stepsPerEpoch: 4, examplesPerSecond: 10 } });
    await clock.pass(100);
    expect(names()).toEqual(["snapshot"]);
    run.end();
    await settle();
    await clock.pass(200);
    expect(sent.at(-1)).toMatchObject(["snapshot", { record: { status: "finished" } }]);
  });

  test("leaves out epochs that its snapshot holds", async () => {
    const run = new OneRun(true);
    await feedOf(run).ready();
    run.reachEpoch(0);
    run.reachEpoch(1);
    run.write({ kernelFlavour: "reference" });
    await clock.pass(100);
    expect(names()).toEqual(["snapshot"]);
  });

  test("numbers its snapshot by what this panel was sent, not by what the worker made", async () => {
    const run = new OneRun(true);
    expect(await feedOf(run).ready()).toMatchObject({ seq: 0 });
    run.frame(frame(40, 1, 1));
    await clock.pass(100);
    expect(sent).toMatchObject([["frame", { header: { seq: 1 } }]]);
    expect(await feed?.ready()).toMatchObject({ seq: 1 });
  });

  test("follows a run that another process trains, and a new name", async () => {
    const run = new OneRun(false);
    await feedOf(run).ready();
    run.write({ progress: { epoch: 2, epochs: 3, step: 8, stepsPerEpoch: 4, examplesPerSecond: null } });
    await clock.pass(1200);
    expect(names()).toEqual(["snapshot"]);
    run.rename("mine");
    await clock.pass(1200);
    expect(sent.at(-1)).toMatchObject(["snapshot", { title: "mine" }]);
  });
});
