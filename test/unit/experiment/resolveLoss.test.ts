import { describe, expect, it } from "vitest";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { resolveExperiment } from "../../../src/experiment/resolve.ts";
import { textLayout } from "./arbitrary.ts";

function resolve(model: Record<string, unknown> | undefined, training: Record<string, unknown> = {}) {
  const spec = parseExperiment(JSON.stringify({ dataset: "a.csv", ...(model !== undefined && { model }), training }));
  return resolveExperiment(spec, { layout: textLayout, resolvePath: (path) => path });
}

const svm = { kind: "linearSvm" };
const network = { kind: "network" };

describe("the loss of an experiment", () => {
  it("is cross-entropy, of a linear SVM the squared hinge", () => {
    expect(resolve(undefined).training.loss).toEqual({ kind: "crossEntropy" });
    expect(resolve(svm).training.loss).toEqual({ kind: "squaredHinge" });
    expect(resolve(svm, { loss: { kind: "hinge" } }).training.loss).toEqual({ kind: "hinge" });
    expect(resolve(network, { loss: { kind: "meanSquaredError" } }).training.loss).toEqual({
      kind: "meanSquaredError",
    });
  });

  it("has smoothing and weights where they are written", () => {
    expect(resolve(network, { loss: { labelSmoothing: 0.1 } }).training.loss).toEqual({
      kind: "crossEntropy",
      labelSmoothing: 0.1,
    });
    expect(resolve(network, { loss: { labelSmoothing: 0 } }).training.loss).toEqual({ kind: "crossEntropy" });
    expect(resolve(svm, { classWeights: "balanced" }).training.classWeights).toBe("balanced");
    expect(resolve(svm, { classWeights: { "a.b": 2 } }).training.classWeights).toEqual({ "a.b": 2 });
  });

  it.each([
    [network, { loss: { kind: "hinge", labelSmoothing: 0.1 } }, "training.loss.labelSmoothing", 'kind "crossEntropy"'],
    [svm, { loss: { kind: "crossEntropy" } }, "training.loss.kind", "logisticRegression"],
    [{ kind: "logisticRegression" }, { loss: { kind: "hinge" } }, "training.loss.kind", "linearSvm"],
    [{ kind: "logisticRegression" }, { loss: { kind: "meanSquaredError" } }, "training.loss.kind", '"hidden": []'],
    [svm, { loss: { kind: "hinge" }, optimizer: { kind: "lbfgs" } }, "training.loss.kind", "squaredHinge"],
    [svm, { keepBy: "logLoss" }, "training.keepBy", "accuracy"],
    [svm, { earlyStopping: { metric: "logLoss" } }, "training.earlyStopping.metric", "accuracy"],
    [{ kind: "naiveBayes" }, { classWeights: "balanced" }, "training.classWeights", "Leave it out"],
    [{ kind: "perceptron" }, { loss: { kind: "hinge" } }, "training.loss", "Leave it out"],
    [svm, { classWeights: { good: 0 } }, "training.classWeights.good", "more than 0"],
  ])("is refused where %j cannot have %j, with what works", (model, training, field, words) => {
    const attempt = (): unknown => resolve(model, training);
    expect(attempt).toThrow(words);
    try {
      attempt();
    } catch (error) {
      expect(error).toMatchObject({ place: { field } });
    }
  });
});
