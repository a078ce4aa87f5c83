import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { resolveExperiment } from "../../../src/experiment/resolve.ts";
import type { ResolvedTraining } from "../../../src/experiment/resolved.ts";
import { textLayout } from "./arbitrary.ts";

function trainingOf(training: Record<string, unknown>): ResolvedTraining {
  const { optimizer = {}, ...rest } = training;
  const lbfgs = { kind: "lbfgs", ...(optimizer as object) };
  const spec = parseExperiment(JSON.stringify({ dataset: "a.csv", training: { ...rest, optimizer: lbfgs } }));
  return resolveExperiment(spec, { layout: textLayout, resolvePath: (path) => path }).training;
}

describe("an experiment with lbfgs", () => {
  it("has no batch size and as many epochs as scikit-learn has iterations", () => {
    expect(trainingOf({})).toEqual({
      loss: { kind: "crossEntropy" },
      optimizer: { kind: "lbfgs", history: 10, tolerance: 0.0001 },
      epochs: 100,
      l2: 0,
      keep: "best",
      seed: 1,
    });
  });

  it("takes what is off or constant as unwritten", () => {
    expect(trainingOf({ l1: 0, weightDecay: 0, warmUpEpochs: 0, schedule: { kind: "constant" } })).toEqual(
      trainingOf({}),
    );
  });

  it.each([
    ["batchSize", { batchSize: 32 }, "it has no batches"],
    ["optimizer.learningRate", { optimizer: { learningRate: 1 } }, "finds the length of each step itself"],
    ["optimizer.momentum", { optimizer: { momentum: 0.9 } }, 'no option "momentum"'],
    ["l1", { l1: 0.1 }, "l1 has none at 0"],
    ["weightDecay", { weightDecay: 0.1 }, "lbfgs has none"],
    ["clipNorm", { clipNorm: 1 }, "would mislead it"],
    ["schedule", { schedule: { kind: "linear" } }, "no learning rate to change"],
    ["schedule", { schedule: { kind: "reduceOnPlateau" } }, "no learning rate to change"],
    ["warmUpEpochs", { warmUpEpochs: 1 }, "no learning rate to warm up"],
    ["evaluateEvery", { evaluateEvery: { steps: 5 } }, "every epoch is one step"],
  ])("is refused with %s", (key, training, reason) => {
    let caught: unknown;
    try {
      trainingOf(training);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(UserError);
    expect(caught).toMatchObject({ place: { field: `training.${key}` } });
    expect((caught as UserError).message).toContain(reason);
  });

  it.each([
    ["dropout", { dropout: 0.5 }, "draws another network"],
    ["norm", { norm: "batch" }, "lbfgs has no batches"],
  ])("is refused with %s in a hidden layer", (key, options, reason) => {
    const model = { kind: "network", hidden: [{ units: 4 }, { units: 4, ...options }] };
    const written = { dataset: "a.csv", model, training: { optimizer: { kind: "lbfgs" } } };
    let caught: unknown;
    try {
      resolveExperiment(parseExperiment(JSON.stringify(written)), { layout: textLayout, resolvePath: (path) => path });
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ place: { field: `model.hidden.1.${key}` } });
    expect((caught as UserError).message).toContain(reason);
  });

  it("leaves its options to it alone", () => {
    const spec = parseExperiment('{"dataset": "a.csv", "training": {"optimizer": {"kind": "adam", "history": 3}}}');
    expect(() => resolveExperiment(spec, { layout: textLayout, resolvePath: (path) => path })).toThrow("choose lbfgs");
  });
});
