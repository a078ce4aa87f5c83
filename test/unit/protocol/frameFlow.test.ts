import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameConsumer, FrameProducer } from "../../../src/protocol/frameFlow.ts";
import { frameColumn, type MetricFrame, unpackFrame } from "../../../src/protocol/frames.ts";

type Action = "step" | "send" | "acknowledge";
const actions = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.constant<Action>("step") },
    { weight: 2, arbitrary: fc.constant<Action>("send") },
    { weight: 1, arbitrary: fc.constant<Action>("acknowledge") },
  ),
  { minLength: 1, maxLength: 400 },
);

function lossOf(step: number): number {
  return Math.fround(((step * 7919) % 101) / 10);
}

/** Runs a producer through `pattern` and hands over what it sent, in order. */
function produce(pattern: readonly Action[], points: number): { frames: MetricFrame[]; steps: number } {
  const frames: MetricFrame[] = [];
  const producer = new FrameProducer(1, (frame) => frames.push(frame), 1, points);
  let steps = 0;
  for (const action of pattern) {
    if (action === "step") {
      steps++;
      producer.append([lossOf(steps), 0.1, steps]);
    } else if (action === "send") producer.send();
    else producer.acknowledge(1);
  }
  producer.finish();
  producer.acknowledge(1);
  producer.acknowledge(1);
  expect(producer.drained).toBe(true);
  return { frames, steps };
}

describe("frame flow", () => {
  it("ends with the min, max and last of the raw series whatever the credit pattern", () => {
    fc.assert(
      fc.property(actions, fc.integer({ min: 2, max: 16 }), (pattern, points) => {
        const { frames, steps } = produce(pattern, points);
        const consumer = new FrameConsumer(8);
        for (const frame of frames) expect(consumer.accept(frame)).toBe("taken");
        const snapshot = consumer.snapshot(1);
        if (steps === 0) {
          expect(snapshot).toBeNull();
          return;
        }
        const raw = Array.from({ length: steps }, (_, index) => lossOf(index + 1));
        if (snapshot === null) throw new Error("steps without a snapshot");
        const buckets = unpackFrame(snapshot);
        const { min, max, last } = frameColumn(buckets, "loss");
        expect([min[0], max[0], last[0]]).toEqual([Math.min(...raw), Math.max(...raw), raw.at(-1)]);
        expect(buckets.last).toBe(steps);
        for (const frame of frames) expect(frame.header.count).toBeLessThanOrEqual(points);
      }),
    );
  });

  it("never has more than two unacknowledged frames under way", () => {
    fc.assert(
      fc.property(actions, (pattern) => {
        let sent = 0;
        let acknowledged = 0;
        const producer = new FrameProducer(1, () => sent++, 1, 4);
        for (const action of pattern) {
          if (action === "step") producer.append([1, 1, 1]);
          else if (action === "send") producer.send();
          else if (acknowledged < sent) {
            producer.acknowledge(1);
            acknowledged++;
          }
          expect(sent - acknowledged).toBeLessThanOrEqual(2);
        }
      }),
    );
  });

  it("shows a dropped frame as a gap until a snapshot is restored", () => {
    fc.assert(
      fc.property(actions, fc.nat(), (pattern, which) => {
        const { frames } = produce(pattern, 4);
        if (frames.length < 2) return;
        const dropped = which % (frames.length - 1);
        const consumer = new FrameConsumer();
        const whole = new FrameConsumer();
        const verdicts = frames.flatMap((frame, index) => {
          whole.accept(frame);
          return index === dropped ? [] : [consumer.accept(frame)];
        });
        expect(verdicts.slice(dropped).every((verdict) => verdict === "gap")).toBe(true);
        expect(verdicts.length).toBeGreaterThan(dropped);
        consumer.restore(whole.snapshot(100), whole.generation, whole.seq);
        expect(consumer.snapshot(100)).toEqual(whole.snapshot(100));
        expect(frames.slice(-1).map((last) => consumer.accept(last))).toEqual(["stale"]);
      }),
    );
  });

  it("drops late frames of an older generation and follows a new one", () => {
    const old: MetricFrame[] = [];
    const first = new FrameProducer(1, (frame) => old.push(frame));
    for (const step of [1, 2]) {
      first.append([step, 0, 0]);
      first.send();
    }
    const fresh: MetricFrame[] = [];
    const second = new FrameProducer(2, (frame) => fresh.push(frame), 2);
    second.append([9, 0, 0]);
    second.send();
    const consumer = new FrameConsumer();
    expect(
      old
        .slice(0, 1)
        .concat(fresh, old.slice(1))
        .map((frame) => consumer.accept(frame)),
    ).toEqual(["taken", "taken", "stale"]);
  });
});
