import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MetricFrame } from "../../../../src/protocol/frames.ts";
import { FramePump } from "../../../../src/ui/runPanel/framePump.ts";
import { frame, isWhole } from "./frames.ts";

describe("frames on their way to one screen", () => {
  test("wait until the last one is painted", () => {
    const pump = new FramePump();
    pump.offer(frame(1, 1, 2));
    pump.offer(frame(9, 50, 1));
    expect(pump.next()?.header).toMatchObject({ seq: 1, firstStep: 1, count: 2 });
    expect(pump.next()).toBeNull();
    pump.painted(0);
    expect(pump.next()).toBeNull();
    pump.painted(1);
    expect(pump.next()?.header).toMatchObject({ seq: 2, firstStep: 50 });
  });

  test("are joined where they follow each other, and only there", () => {
    const pump = new FramePump();
    for (const each of [frame(1, 1, 2), frame(2, 3, 3), frame(3, 6, 1), frame(4, 9, 1)]) pump.offer(each);
    const joined = pump.next();
    expect(joined?.header).toEqual({ generation: 1, seq: 1, firstStep: 1, stride: 1, count: 6 });
    expect(joined !== null && isWhole(joined)).toBe(true);
    pump.painted(1);
    expect(pump.next()?.header).toMatchObject({ seq: 2, firstStep: 9, count: 1 });
  });

  test("a last point of fewer steps ends a joined frame and is never followed in it", () => {
    const pump = new FramePump();
    const part = (firstStep: number, lastStep?: number): MetricFrame => {
      const { header, values } = frame(1, firstStep, 1);
      return { header: { ...header, stride: 4, ...(lastStep !== undefined && { lastStep }) }, values };
    };
    for (const each of [part(1), part(5, 6), part(9)]) pump.offer(each);
    expect(pump.next()?.header).toMatchObject({ firstStep: 1, count: 2, lastStep: 6 });
    pump.release();
    expect(pump.next()?.header).toMatchObject({ firstStep: 9, count: 1 });
  });

  test("that wait too long are given up, which shows as a gap", () => {
    const pump = new FramePump();
    pump.offer(frame(1, 1, 1));
    pump.next();
    for (let at = 0; at < 65; at++) pump.offer(frame(2 + at, 2 + at, 1));
    pump.painted(1);
    expect(pump.isWaiting).toBe(false);
    pump.offer(frame(80, 80, 1));
    expect(pump.next()?.header.seq).toBe(3);
  });

  test("of a run that starts over replace those of the past, and late ones are dropped", () => {
    const pump = new FramePump();
    pump.offer(frame(7, 1, 1, 1));
    pump.offer(frame(1, 5, 1, 2));
    pump.offer(frame(8, 2, 1, 1));
    expect(pump.next()?.header).toMatchObject({ generation: 2, firstStep: 5, count: 1 });
    expect(pump.isWaiting).toBe(false);
  });

  test("that are part of a whole series are not sent again", () => {
    const pump = new FramePump();
    for (const each of [frame(1, 1, 2), frame(2, 3, 2), frame(3, 5, 2)]) pump.offer(each);
    const series = pump.rebase(frame(2, 1, 4));
    expect(series.header).toMatchObject({ seq: 0, firstStep: 1, count: 4 });
    expect(pump.next()?.header).toMatchObject({ seq: 1, firstStep: 5, count: 2 });
  });

  test("arrive whole, in order and without a gap, however slow the screen is", () => {
    const step = fc.record({ count: fc.integer({ min: 1, max: 5 }), paint: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const pump = new FramePump();
        let [next, seq, shown] = [1, 0, 0];
        const take = (): void => {
          const sent = pump.next();
          if (sent === null) return;
          expect(sent.header.seq).toBe(++seq);
          expect(sent.header.firstStep).toBe(shown + 1);
          expect(isWhole(sent)).toBe(true);
          shown += sent.header.count;
        };
        for (const [at, { count, paint }] of steps.entries()) {
          pump.offer(frame(at + 1, next, count));
          next += count;
          take();
          if (paint) pump.painted(seq);
        }
        while (pump.isWaiting) {
          pump.painted(seq);
          take();
        }
        expect(shown).toBe(next - 1);
      }),
    );
  });
});
