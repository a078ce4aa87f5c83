import { describe, expect, it } from "vitest";
import type { EpochMetrics, SplitMetrics } from "../../../src/experiment/metrics.ts";
import {
  epochDivergence,
  isStalled,
  parameterDivergence,
  replacesKept,
  stepDivergence,
} from "../../../src/experiment/rules.ts";

function split(loss: number | null): SplitMetrics {
  return {
    examples: 1,
    loss,
    logLoss: loss,
    accuracy: 0,
    balancedAccuracy: 0,
    macroF1: 0,
    majorityAccuracy: 0,
  };
}

function epoch(number: number, train: number | null, validation?: number | null): EpochMetrics {
  const metrics = { train: split(train), ...(validation !== undefined && { validation: split(validation) }) };
  return { epoch: number, step: number, seconds: 0, runningLoss: null, metrics };
}

/** The epoch that is kept of a whole run. */
function kept(keep: "best" | "last", epochs: readonly EpochMetrics[]): number | undefined {
  let held: EpochMetrics | null = null;
  for (const next of epochs) if (replacesKept(keep, held, next)) held = next;
  return held?.epoch;
}

describe("a run has diverged", () => {
  it("when the loss or gradient norm of a step is not finite", () => {
    const step = { step: 7, loss: 1, gradientNorm: 1 };
    expect(stepDivergence(step)).toBeNull();
    expect(stepDivergence({ ...step, loss: NaN })).toContain("loss of step 7");
    expect(stepDivergence({ ...step, gradientNorm: Number.POSITIVE_INFINITY })).toContain("gradient of step 7");
  });

  it("when the train loss stays over three times that of epoch 0 for three epochs, or is not finite", () => {
    const start = epoch(0, 1);
    const high = [epoch(1, 3.1), epoch(2, 9), epoch(3, 3.001)];
    expect(epochDivergence(start, high)).toContain("for 3 epochs the train loss, 3.001 at epoch 3");
    expect(epochDivergence(start, high.slice(0, 2))).toBeNull();
    expect(epochDivergence(start, [...high.slice(0, 2), epoch(3, 3)])).toBeNull();
    expect(epochDivergence(start, [epoch(1, 0.5), ...high.slice(1)])).toBeNull();
    expect(epochDivergence(start, [epoch(1, 0.5), ...high])).not.toBeNull();
    expect(epochDivergence(start, [epoch(1, null)])).toContain("epoch 1 is not a finite number");
  });

  it("when a parameter is not finite", () => {
    const values = new Float32Array([1, 2]);
    expect(parameterDivergence(1, [{ name: "w", values }])).toBeNull();
    values[1] = NaN;
    expect(parameterDivergence(1, [{ name: "w", values }])).toContain("w holds a number that is not finite");
  });
});

describe("a run is stalled", () => {
  const entropy = Math.log(4);

  it("when its train loss stays within 1 % of the best constant answer's for three epochs", () => {
    const near = [epoch(1, entropy * 1.009), epoch(2, entropy), epoch(3, entropy * 0.991)];
    for (const isOver of [false, true]) {
      expect(isStalled(near, entropy, isOver)).toBe(true);
      expect(isStalled(near.slice(1), entropy, isOver)).toBe(false);
      expect(isStalled([...near, epoch(4, entropy * 0.98)], entropy, isOver)).toBe(false);
      expect(isStalled([epoch(1, 9), ...near], entropy, isOver)).toBe(true);
      expect(isStalled([...near.slice(0, 2), epoch(3, null)], entropy, isOver)).toBe(false);
    }
  });

  it("when it stays above that, as where units died at a loss of 1.43", () => {
    const worse = [epoch(7, 1.43), epoch(8, 1.44), epoch(9, 1.43)];
    expect(isStalled(worse, entropy, false)).toBe(true);
    expect(isStalled(worse, entropy, true)).toBe(true);
    expect(isStalled([...worse, epoch(10, 0.985 * entropy)], entropy, true)).toBe(false);
  });

  it("at its end also where it still fell from above; before that it may get there", () => {
    const falling = [epoch(1, 4.9), epoch(2, 2.5), epoch(3, 1.6)];
    expect(isStalled(falling, entropy, false)).toBe(false);
    expect(isStalled(falling, entropy, true)).toBe(true);
  });

  it("but not because of epoch 0, which is before training", () => {
    expect(isStalled([epoch(0, entropy), epoch(1, entropy), epoch(2, entropy)], entropy, true)).toBe(false);
  });
});

describe("the kept model", () => {
  it("has the lowest validation loss, the earliest of equals", () => {
    expect(kept("best", [epoch(0, 9, 3), epoch(1, 8, 1), epoch(2, 7, 1), epoch(3, 1, 2)])).toBe(1);
  });

  it("is never one whose validation loss is not finite while another's is", () => {
    expect(kept("best", [epoch(0, 9, null), epoch(1, 8, 5), epoch(2, 8, null)])).toBe(1);
    expect(kept("best", [epoch(0, 9, 1), epoch(1, 8, null)])).toBe(0);
  });

  it("goes by the metric and split that it is asked to go by", () => {
    const judge = { metric: "accuracy", split: "train" } as const;
    const at = (number: number, accuracy: number | null): EpochMetrics => {
      const { metrics, ...rest } = epoch(number, 9 - number);
      return { ...rest, metrics: { train: { ...metrics.train, accuracy } } };
    };
    const [low, high] = [at(1, 0.5), at(2, 0.6)];
    expect(replacesKept("best", low, high, judge)).toBe(true);
    expect(replacesKept("best", high, low, judge)).toBe(false);
    expect(replacesKept("best", high, at(3, 0.6), judge)).toBe(false);
    expect(replacesKept("best", high, at(3, null), judge)).toBe(false);
    expect(replacesKept("last", high, low, judge)).toBe(true);
  });

  it("is the last without a validation split or when asked for", () => {
    expect(kept("best", [epoch(0, 9), epoch(1, 8), epoch(2, 10)])).toBe(2);
    expect(kept("last", [epoch(0, 9, 1), epoch(1, 8, 2), epoch(2, 7, 3)])).toBe(2);
  });
});
