import { describe, expect, it } from "vitest";
import { describeSettings } from "../../../src/experiment/describe.ts";
import { parseExperiment } from "../../../src/experiment/parse.ts";
import { resolveExperiment } from "../../../src/experiment/resolve.ts";
import { numberLayout, textLayout } from "./arbitrary.ts";

function resolve(written: Record<string, unknown>, layout = textLayout) {
  const spec = parseExperiment(JSON.stringify({ dataset: "a.csv", model: { kind: "embeddingBag" }, ...written }));
  return resolveExperiment(spec, { layout, resolvePath: (path) => path });
}

describe("an embedding bag in an experiment", () => {
  it("reads hashed words and pairs unless something else is said", () => {
    const { features, model, training } = resolve({});
    expect(features).toMatchObject({ kind: "hashedNgrams", ngrams: [1, 2], buckets: 2_000_000 });
    expect(model).toEqual({ kind: "embeddingBag", dimension: 50, combine: "mean" });
    expect(training).toMatchObject({ optimizer: { kind: "sgd", learningRate: 0.5 }, epochs: 25 });
    expect(resolve({ features: { kind: "counts" } }).features.kind).toBe("counts");
  });

  it("may stand before the hidden layers of a network, which adam trains unless something else is said", () => {
    const network = {
      kind: "network",
      embedding: { dimension: 20 },
      hidden: [{ units: 20, residual: true, norm: { kind: "layer", place: "input" } }],
    };
    const { features, model, training } = resolve({ model: network });
    expect(features.kind).toBe("hashedNgrams");
    expect(model).toMatchObject({
      embedding: { dimension: 20, combine: "mean" },
      hidden: [{ units: 20, residual: 1 }],
    });
    expect(training).toMatchObject({ optimizer: { kind: "adam" }, batchSize: 32 });
    const descent = resolve({ model: network, training: { optimizer: { momentum: 0.9 } } });
    expect(descent.training.optimizer).toMatchObject({ kind: "sgd", momentum: 0.9 });
    expect(() => resolve({ model: network, features: { kind: "numeric" } }, numberLayout)).toThrow("hashedNgrams");
    expect(() => resolve({ model: { ...network, embedding: { dimension: 30 } } })).toThrow("20 units");
  });

  it("shows what it has of training", () => {
    const names = describeSettings(resolve({})).flatMap(({ group, name }) => (group === "training" ? [name] : []));
    expect(names).toEqual(["optimizer", "learning rate", "epochs", "keep", "seed"]);
  });

  it.each([
    [{ features: { kind: "numeric" } }, numberLayout, "features.kind", "hashedNgrams"],
    [{ features: { kind: "wordVectors", path: "v.txt" } }, textLayout, "features.kind", "another model"],
    [{ training: { optimizer: { kind: "adam" } } }, textLayout, "training.optimizer.kind", '"sgd"'],
    [{ training: { optimizer: { momentum: 0.9 } } }, textLayout, "training.optimizer.momentum", "without momentum"],
    [{ training: { batchSize: 8 } }, textLayout, "training.batchSize", "Leave it out"],
    [{ training: { schedule: { kind: "cosine" } } }, textLayout, "training.schedule", "Leave it out"],
  ])("is refused with %j, with what works", (written, layout, field, words) => {
    const attempt = (): unknown => resolve(written, layout);
    expect(attempt).toThrow(words);
    try {
      attempt();
    } catch (error) {
      expect(error).toMatchObject({ place: { field } });
    }
  });
});
