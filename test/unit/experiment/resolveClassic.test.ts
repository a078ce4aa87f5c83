import { describe, expect, it } from "vitest";
import { describeSettings } from "../../../src/experiment/describe.ts";
import { checkExperiment, parseExperiment } from "../../../src/experiment/parse.ts";
import { resolveExperiment } from "../../../src/experiment/resolve.ts";
import { numberLayout, textLayout } from "./arbitrary.ts";

function resolve(written: Record<string, unknown>, layout = textLayout) {
  const spec = parseExperiment(JSON.stringify({ dataset: "a.csv", ...written }));
  return resolveExperiment(spec, { layout, resolvePath: (path) => path });
}

const vectors = (combine: string) => ({ kind: "wordVectors", path: "v.txt", combine });

describe("naive Bayes in an experiment", () => {
  it("takes the variant that suits the features", () => {
    const model = { kind: "naiveBayes" };
    expect(resolve({ model }).model).toEqual({ ...model, variant: "multinomial", smoothing: 1, prior: "fitted" });
    const gaussian = { ...model, variant: "gaussian", varianceSmoothing: 1e-9, prior: "fitted" };
    expect(resolve({ model }, numberLayout).model).toEqual(gaussian);
    expect(resolve({ model, features: vectors("mean") }).model).toEqual(gaussian);
    const complement = { kind: "naiveBayes", variant: "complement" };
    expect(resolve({ model: complement }).model).toEqual({ ...complement, smoothing: 1 });
  });

  it.each([
    [{ variant: "multinomial" }, numberLayout, undefined, "model.variant", "standardised numbers can be below 0"],
    [{ variant: "bernoulli" }, textLayout, vectors("mean"), "model.variant", "word vectors can be below 0"],
    [{}, textLayout, vectors("concat"), "model.kind", "features.combine"],
    [{ variant: "gaussian", smoothing: 1 }, textLayout, undefined, "model.smoothing", "varianceSmoothing"],
    [{ varianceSmoothing: 1 }, textLayout, undefined, "model.varianceSmoothing", "smoothing"],
    [{ variant: "complement", prior: "uniform" }, textLayout, undefined, "model.prior", "multinomial"],
  ])("is refused with %j where that cannot work, with what works", (options, layout, features, field, words) => {
    const model = { kind: "naiveBayes", ...options };
    const attempt = (): unknown => resolve({ model, ...(features !== undefined && { features }) }, layout);
    expect(attempt).toThrow(words);
    try {
      attempt();
    } catch (error) {
      expect(error).toMatchObject({ place: { field } });
    }
  });

  it("shows one pass and nothing of gradients", () => {
    const experiment = resolve({ model: { kind: "naiveBayes" } });
    expect(experiment.training).toMatchObject({ epochs: 1, keep: "last" });
    const names = describeSettings(experiment).flatMap(({ group, name }) => (group === "training" ? [name] : []));
    expect(names).toEqual(["seed"]);
  });
});

describe("the perceptron in an experiment", () => {
  it("is averaged and keeps the epoch with the best validation accuracy", () => {
    const { model, training } = resolve({ model: { kind: "perceptron" } });
    expect(model).toEqual({ kind: "perceptron", averaged: true });
    expect(training).toMatchObject({ epochs: 20, keep: "best", keepBy: "accuracy" });
    const last = resolve({ model: { kind: "perceptron" }, training: { keep: "last" } });
    expect(last.training).not.toHaveProperty("keepBy");
  });

  it("is refused vectors side by side and metrics of probabilities", () => {
    const model = { kind: "perceptron" };
    expect(() => resolve({ model, features: vectors("concat") })).toThrow("side by side");
    expect(() => resolve({ model, training: { keepBy: "logLoss" } })).toThrow("no log loss");
    expect(() => resolve({ model, training: { earlyStopping: { metric: "logLoss" } } })).toThrow("no log loss");
  });
});

describe("options of training that a model has no use for", () => {
  it.each([
    ["naiveBayes", { optimizer: { kind: "adam" } }, "optimizer"],
    ["naiveBayes", { epochs: 1 }, "epochs"],
    ["naiveBayes", { batchSize: 32 }, "batchSize"],
    ["naiveBayes", { keep: "best" }, "keep"],
    ["perceptron", { l2: 0 }, "l2"],
    ["perceptron", { schedule: { kind: "linear" } }, "schedule"],
  ])("%s: %j is refused where it is written, with the reason", (kind, training, key) => {
    const text = JSON.stringify({ dataset: "a.csv", model: { kind }, training }, null, 1);
    const { problems } = checkExperiment(text, { file: "a.experiment.json" });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(`no use for ${key}`);
    expect(problems[0]?.place).toMatchObject({ field: `training.${key}`, line: 7 });
  });

  it("are taken where they have one", () => {
    const training = { epochs: 3, keepBy: "macroF1", evaluateEvery: { steps: 2 }, seed: 4 };
    const text = JSON.stringify({ dataset: "a.csv", model: { kind: "perceptron" }, training });
    expect(checkExperiment(text).problems).toEqual([]);
  });
});
