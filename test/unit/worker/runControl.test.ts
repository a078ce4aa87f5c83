import { describe, expect, it } from "vitest";
import { each } from "../../../src/base/work.ts";
import { RunControl, StopSignal } from "../../../src/worker/runControl.ts";

/** A clock on which each look takes a millisecond; `onBreath` stands for the messages that come in. */
function control(onBreath: (breath: number, control: RunControl) => void): RunControl {
  let now = 0;
  let breaths = 0;
  const made: RunControl = new RunControl({
    timestamp: () => "",
    ticks: () => now++,
    breathe: async () => {
      onBreath(++breaths, made);
      return Promise.resolve();
    },
  });
  return made;
}

const items = Array.from({ length: 1000 }, (_, index) => index);

describe("work in pieces", () => {
  it("is done in order and in full, letting messages in every 15 ms", async () => {
    const seen: number[] = [];
    let breaths = 0;
    const run = control((breath) => (breaths = breath));
    await run.drive(each(items, (item, index) => seen.push(item * 2 - index)));
    expect(seen).toEqual(items);
    expect(breaths).toBeGreaterThan(items.length / 20);
  });

  it("ends between two pieces when the run is stopped", async () => {
    let done = 0;
    const run = control((breath, it) => {
      if (breath === 3) it.stop();
    });
    await expect(run.drive(each(items, () => done++))).rejects.toThrow(StopSignal);
    expect(done).toBeLessThan(60);
  });

  it("stands still while paused and goes on where it was", async () => {
    const seen: number[] = [];
    let held = -1;
    const run = control((breath, it) => {
      if (breath === 2) it.pause();
    });
    run.listen({
      paused: async () => {
        held = seen.length;
        await new Promise((resolve) => setTimeout(resolve, 20));
        expect(seen.length).toBe(held);
        run.resume();
      },
      resumed: async () => Promise.resolve(),
    });
    await run.drive(each(items, (item) => seen.push(item)));
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(items.length);
    expect(seen).toEqual(items);
  });
});
