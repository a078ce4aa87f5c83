import { describe, expect, it } from "vitest";
import { dataFingerprint, featuresFingerprint } from "../../../src/worker/fingerprints.ts";
import { PhaseTimer } from "../../../src/worker/phaseTimer.ts";
import { StepLog, stepStride } from "../../../src/worker/stepLog.ts";
import { Throttle } from "../../../src/worker/throttle.ts";
import { MemoryPorts } from "./memoryPorts.ts";

describe("the log of steps", () => {
  it("keeps every step up to a million, then at most a million at a fixed stride", () => {
    expect([1, 1_000_000, 1_000_001, 2_500_000].map(stepStride)).toEqual([1, 1, 2, 3]);
    for (const steps of [1_000_001, 2_500_000, 10_000_000])
      expect(Math.ceil(steps / stepStride(steps))).toBeLessThanOrEqual(1_000_000);
  });

  it("writes the first step and every one a stride on", async () => {
    const ports = new MemoryPorts();
    const log = new StepLog(await ports.openRun("/r"), 3, () => 0);
    for (let step = 1; step <= 8; step++) log.append(step, [step, 0, 0]);
    await log.flush();
    expect([...ports.run("/r").steps].filter((_, index) => index % 3 === 0)).toEqual([1, 4, 7]);
  });

  it("is due when a block is full or a second has passed", async () => {
    const ports = new MemoryPorts();
    let now = 0;
    const log = new StepLog(await ports.openRun("/r"), 1, () => now);
    now = 2000;
    expect(log.due).toBe(false);
    log.append(1, [1, 1, 1]);
    expect(log.due).toBe(true);
    await log.flush();
    for (let step = 2; step <= 4096; step++) log.append(step, [1, 1, 1]);
    expect(log.due).toBe(false);
    log.append(4097, [1, 1, 1]);
    expect(log.due).toBe(true);
    await log.flush();
    expect(ports.run("/r").steps.length).toBe(4097 * 3);
  });
});

describe("the timer of phases", () => {
  it("gives each phase its time, pauses left out, and the rest to the total", () => {
    let now = 0;
    const timer = new PhaseTimer(() => now);
    now = 1000;
    timer.enter("read");
    now = 3000;
    timer.pause();
    now = 60_000;
    timer.resume();
    now = 61_000;
    expect(timer.enter("training")).toBe("read");
    now = 65_000;
    expect(timer.seconds()).toEqual({ read: 3, features: 0, training: 4, evaluation: 0, total: 8 });
  });
});

describe("a throttle", () => {
  it("lets one through per interval", () => {
    let now = 0;
    const throttle = new Throttle(() => now, 100);
    const passed = [0, 50, 99, 100, 150, 350, 351].map((at) => {
      now = at;
      return throttle.pass();
    });
    expect(passed).toEqual([true, false, false, true, false, true, false]);
  });
});

describe("a fingerprint", () => {
  const options = {
    kind: "wordVectors",
    path: "/a/v.txt",
    combine: "mean",
    maxTokens: 5,
    unknown: "mean",
    tokenizer: { kind: "words", lowercase: true },
  } as const;
  const state = (values: number[]) => ({ json: { words: ["a"] }, arrays: new Map([["v", new Float32Array(values)]]) });

  it("of features knows their settings and state, not where a file lies", () => {
    const print = featuresFingerprint(options, state([1, 2]));
    expect(print).toMatch(/^[0-9a-f]{64}$/);
    expect(featuresFingerprint({ ...options, path: "/b/w.txt" }, state([1, 2]))).toBe(print);
    expect(featuresFingerprint({ ...options, maxTokens: 6 }, state([1, 2]))).not.toBe(print);
    expect(featuresFingerprint(options, state([1, 3]))).not.toBe(print);
    const union = (path: string) => ({ kind: "union", of: [{ ...options, path }] }) as const;
    expect(featuresFingerprint(union("/a/v.txt"), state([1]))).toBe(featuresFingerprint(union("/b.txt"), state([1])));
  });

  it("of data is the digest of its file, and of several files knows which is which", () => {
    const [a, b] = ["a".repeat(64), "b".repeat(64)];
    expect(dataFingerprint([{ role: "all", sha256: a }])).toBe(a);
    const pair = dataFingerprint([
      { role: "train", sha256: a },
      { role: "test", sha256: b },
    ]);
    const swapped = dataFingerprint([
      { role: "train", sha256: b },
      { role: "test", sha256: a },
    ]);
    expect(pair).not.toBe(swapped);
  });
});
