import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RandomStream } from "../../../src/base/random.ts";
import type { EpochMetrics } from "../../../src/experiment/metrics.ts";
import { openRunReader } from "../../../src/platform/runReader.ts";
import { openRunWriter } from "../../../src/platform/runWriter.ts";
import { readStoredRun } from "../../../src/platform/storedRun.ts";
import type { StartRun, TrainerNotifications } from "../../../src/protocol/trainer.ts";
import type { RunReader } from "../../../src/worker/ports.ts";
import { resultIn } from "../../kill/kills.ts";
import { kindsOfRuns } from "../worker/kindsOfRuns.ts";
import { Bench } from "../worker/reviews.ts";
import { PowerCut, SimulatedDisk } from "./simulatedDisk.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

beforeEach(() => {
  // The clock of the bench drives the timers too.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const id = "20260101-000000-abc123";
const runFolderIn = (top: string): string => join(top, ".benchtop", "runs", id);
const nobodysLock = { check: () => Promise.resolve(), release: () => Promise.resolve() };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** What is older than so many milliseconds is on the disk. */
const longestLoss = 1_000;

interface Trained {
  readonly disk: SimulatedDisk;
  /** When the power was cut, else when training had ended. */
  readonly cutAt: number;
  /** What was told before that, and when. */
  readonly epochs: readonly { readonly epoch: EpochMetrics; readonly at: number }[];
  readonly steps: readonly { readonly step: number; readonly at: number }[];
  readonly recorded: boolean;
}

/** Trains on a disk whose power is cut at one of its operations, or goes on with what an earlier cut has left. */
async function train(disk: SimulatedDisk, asked: StartRun): Promise<Trained> {
  const bench = new Bench();
  const { ports } = bench;
  ports.pace = 6;
  ports.openRun = (folder) => openRunWriter(folder, disk, () => Promise.resolve(nobodysLock));
  ports.readRun = (folder) => Promise.resolve(readerOn(disk, folder));
  let seen = 0;
  let off = Infinity;
  ports.onBreath = () => {
    if (disk.isCut) off = Math.min(off, ports.now);
    vi.advanceTimersByTime(ports.now - seen);
    seen = ports.now;
  };
  const epochs: { epoch: EpochMetrics; at: number }[] = [];
  const steps: { step: number; at: number }[] = [];
  let recorded = false;
  bench.onTold = (name, params) => {
    if (disk.isCut) return;
    const at = ports.now;
    if (name === "epoch") epochs.push({ epoch: (params as TrainerNotifications["epoch"]).epoch, at });
    else if (name === "progress") steps.push({ step: (params as TrainerNotifications["progress"]).step, at });
    else if (name === "record") recorded = true;
  };
  const runFolder = runFolderIn(disk.top);
  disk.show();
  const resume = existsSync(join(runFolder, "run.json"));
  const start = { ...asked, runFolder, checkpointSeconds: 0.5, resume };
  await bench.session.train(start).catch((error: unknown) => {
    if (!(error instanceof PowerCut)) throw error;
  });
  return { disk, cutAt: Math.min(off, ports.now), epochs, steps, recorded };
}

/** Reads a run folder as the disk holds it when it is asked. */
function readerOn(disk: SimulatedDisk, folder: string): RunReader {
  const reader = openRunReader(folder);
  const now = <T>(read: () => T): T => {
    disk.show();
    return read();
  };
  return {
    ...reader,
    record: () => now(() => reader.record()),
    steps: () => now(() => reader.steps()),
    epochs: () => now(() => reader.epochs()),
    checkpoint: () => now(() => reader.checkpoint()),
  };
}

/** What equal runs share of their folders, without what a power cut may leave behind. */
function resultOf(top: string): Record<string, string> {
  return Object.fromEntries(Object.entries(resultIn(top)).filter(([name]) => !/\.tmp(\/|$)|checkpoint/.test(name)));
}

const timeless = (epoch: EpochMetrics | undefined) => epoch && { ...epoch, seconds: 0 };

interface Whole {
  readonly result: Record<string, string>;
  readonly epochs: readonly EpochMetrics[];
  readonly steps: Float32Array;
  readonly operations: number;
}

async function trainWhole(asked: StartRun): Promise<Whole> {
  const { disk } = await train(new SimulatedDisk(temporaryFolder()), asked);
  disk.show();
  const reader = openRunReader(runFolderIn(disk.top));
  return {
    result: resultOf(disk.top),
    epochs: await reader.epochs(),
    steps: await reader.steps(),
    operations: disk.operations,
  };
}

/** The run opens, with every point that it must still have; whether it has ended. */
async function opens(disk: SimulatedDisk, trained: Trained, whole: Whole): Promise<boolean> {
  disk.show();
  const folder = runFolderIn(disk.top);
  const run = await readStoredRun(folder, "/folder", log);
  if (run === undefined) {
    expect(trained.recorded, "a record that was told of is lost").toBe(false);
    return false;
  }
  expect(["stopped", "finished"]).toContain(run.record.status);
  const reader = openRunReader(folder);
  const old = (at: number): boolean => at <= trained.cutAt - longestLoss || run.record.status === "finished";
  const found = new Map((await reader.epochs()).map((epoch) => [epoch.step, timeless(epoch)]));
  for (const epoch of whole.epochs) if (found.has(epoch.step)) expect(found.get(epoch.step)).toEqual(timeless(epoch));
  for (const { epoch, at } of trained.epochs) if (old(at)) expect(found.get(epoch.step)).toEqual(timeless(epoch));
  const steps = Math.max(0, ...trained.steps.filter(({ at }) => old(at)).map(({ step }) => step));
  const rows = await reader.steps();
  expect(rows.length / 3).toBeGreaterThanOrEqual(Math.min(steps, whole.steps.length / 3));
  expect(rows).toEqual(whole.steps.subarray(0, rows.length));
  return run.record.status === "finished";
}

const experiments = {
  network: {
    ...kindsOfRuns["a network with adam, dropout and a norm"],
    training: { epochs: 7, batchSize: 8, optimizer: { kind: "adam", learningRate: 0.05 } },
  },
  perceptron: { model: { kind: "perceptron", averaged: true }, training: { epochs: 24, evaluateEvery: { steps: 80 } } },
};

test.each(Object.entries(experiments))(
  "a %s that is cut off from its power anywhere opens, has lost at most a second, and is resumed to the same bits",
  async (_, written) => {
    const asked = new Bench().start(written, id);
    const whole = await trainWhole(asked);
    const totals = { cuts: 0 };
    let disk = new SimulatedDisk(temporaryFolder());
    for (let seed = 1; seed <= 12; seed++) {
      const random = new RandomStream(seed, "cuts");
      const cutAt = (cuts: number): number => (cuts === 0 ? Infinity : 1 + random.below(whole.operations));
      let cuts = 1 + random.below(3);
      disk = disk.erased(cutAt(cuts));
      // Cut off, and often again while it is resumed.
      for (let hasEnded = false; !hasEnded; cuts--) {
        const trained = await train(disk, asked);
        if (disk.isCut) totals.cuts++;
        disk = disk.isCut ? disk.afterCut(random.uint32(), cutAt(cuts - 1)) : disk;
        hasEnded = await opens(disk, trained, whole);
      }
      expect(resultOf(disk.top), `of seed ${String(seed)}`).toEqual(whole.result);
    }
    expect(totals.cuts).toBeGreaterThan(12);
  },
  120_000,
);
