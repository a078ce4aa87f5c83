import { describe, expect, it } from "vitest";
import { EarlyStopping, type Judge, judgeOf } from "../../../src/experiment/earlyStopping.ts";
import type { EpochMetrics, SplitMetrics } from "../../../src/experiment/metrics.ts";

const none = { loss: null, logLoss: null, accuracy: null, balancedAccuracy: null, macroF1: null } as const;
const options = { metric: "loss", patience: 2, minChange: 0, counts: "epochs" } as const;
const onLoss: Judge = { metric: "loss", split: "validation" };

function evaluation(epoch: number, figures: Partial<SplitMetrics>): EpochMetrics {
  const split = (more: Partial<SplitMetrics>): SplitMetrics => ({ examples: 1, majorityAccuracy: 0, ...none, ...more });
  return { epoch, step: 0, seconds: 0, runningLoss: null, metrics: { train: split({}), validation: split(figures) } };
}

/** What is said at each epoch from 0 on until the run ends. */
function course(stopping: EarlyStopping, losses: readonly (number | null)[]): (string | null)[] {
  const said: (string | null)[] = [];
  for (const [epoch, loss] of losses.entries()) {
    said.push(stopping.tell(evaluation(epoch, { loss })));
    if (said.at(-1) !== null) break;
  }
  return said;
}

describe("early stopping", () => {
  it("ends a run when the metric was no better for as many epochs as it has patience, naming the best", () => {
    expect(course(new EarlyStopping(options, onLoss), [3, 2, 2, 1.5, 1.6, 1.5, 1])).toEqual([
      ...[null, null, null, null, null],
      "Stopped early at epoch 5: no better validation loss since epoch 3 (1.5).",
    ]);
  });

  it("begins to count at epoch 0, which is before training", () => {
    expect(course(new EarlyStopping(options, onLoss), [1, 2, 2])[2]).toContain("since epoch 0");
  });

  it("does not take a change for better that is not above the least", () => {
    const stopping = new EarlyStopping({ ...options, minChange: 0.5 }, onLoss);
    expect(course(stopping, [3, 2.5, 2.4, 2.3, 2.2])).toEqual([
      ...[null, null, null, null],
      "Stopped early at epoch 4: no better validation loss, by more than 0.5, since epoch 2 (2.4).",
    ]);
  });

  it("knows that higher is better for accuracy, and that no number is worse than any", () => {
    const stopping = new EarlyStopping({ ...options, metric: "accuracy" }, { ...onLoss, metric: "accuracy" });
    const said = [0.5, 0.6, null, 0.55].map((accuracy, epoch) => stopping.tell(evaluation(epoch, { accuracy })));
    expect(said).toEqual([null, null, null, expect.stringContaining("no better validation accuracy since epoch 1")]);
    expect(course(new EarlyStopping(options, onLoss), [null, null])[1]).toBe(
      "Stopped early at epoch 1: no better validation loss.",
    );
  });

  it("looks within epochs only when it counts evaluations", () => {
    const places = [0, 0.5, 1, 1.5, 2];
    const tell = (counts: "epochs" | "evaluations"): number => {
      const stopping = new EarlyStopping({ ...options, counts }, onLoss);
      return places.findIndex((epoch) => stopping.tell(evaluation(epoch, { loss: 1 })) !== null);
    };
    expect(places[tell("epochs")]).toBe(2);
    expect(places[tell("evaluations")]).toBe(1);
  });

  it("goes by train where there is no validation, other than the choice of what is kept", () => {
    expect(judgeOf({ earlyStopping: options }, false)).toEqual({ metric: "loss", split: "train" });
    expect(judgeOf({ earlyStopping: options }, true)).toEqual({ metric: "loss", split: "validation" });
    expect(judgeOf({ keepBy: "macroF1" }, false)).toEqual({ metric: "macroF1", split: "validation" });
  });
});
