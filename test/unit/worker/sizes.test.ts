import { describe, expect, it } from "vitest";
import type { DenseMatrix } from "../../../src/base/matrix.ts";
import type { ResolvedTraining } from "../../../src/experiment/resolved.ts";
import { memoryText } from "../../../src/protocol/memoryText.ts";
import { memoryOf, refuseLargeModel } from "../../../src/worker/sizes.ts";

const plain: ResolvedTraining = {
  loss: { kind: "crossEntropy" },
  optimizer: { kind: "sgd", learningRate: 0.1 },
  batchSize: 32,
  epochs: 1,
  l2: 0,
  keep: "best",
  seed: 1,
};
const adam: ResolvedTraining = {
  ...plain,
  optimizer: { kind: "adam", learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
};
const network = (units: number) => ({
  kind: "network" as const,
  hidden: [{ units, activation: "relu" as const }],
  initializer: { kind: "xavierUniform" as const },
});

describe("a model that cannot fit", () => {
  it("is refused with its size and the most units that do fit", () => {
    const model = network(1_000_000);
    let message = "";
    try {
      refuseLargeModel({ model, training: plain }, 10_000, 4, 100);
    } catch (error) {
      message = error instanceof Error ? error.message : "";
    }
    expect(message).toContain("The model would take 37.3 GB");
    const most = Number(/at most ([\d,]+) units/.exec(message)?.[1]?.replaceAll(",", ""));
    const of = (units: number) => () => {
      refuseLargeModel({ model: network(units), training: plain }, 10_000, 4, 100);
    };
    expect(of(most)).not.toThrow();
    expect(of(most + 1)).toThrow("units");
  });

  it("may fit with an optimizer that keeps no state, which is then the remedy", () => {
    const model = network(30_000);
    expect(() => refuseLargeModel({ model, training: plain }, 10_000, 4, 100)).not.toThrow();
    expect(() => refuseLargeModel({ model, training: adam }, 10_000, 4, 100)).toThrow(
      /with its optimizer's state and one batch would take 4\.\d GB .* Train with plain sgd/,
    );
  });

  it("counts the word vectors of a batch where they lie side by side", () => {
    const features = {
      kind: "wordVectors",
      path: "vectors.txt",
      combine: "concat",
      maxTokens: 300,
      unknown: "mean",
      tokenizer: { kind: "words", lowercase: true },
    } as const;
    const training = { ...plain, batchSize: 16_384 };
    const model = network(1);
    expect(() => refuseLargeModel({ features, model, training }, 90_000, 2, 100)).toThrow(
      /would take 5\.5 GB .* batches of at most 11,[0-9]{3} examples/,
    );
    expect(() => refuseLargeModel({ model, training }, 90_000, 2, 100)).not.toThrow();
  });

  it("is refused for predictions that would not fit, with the most examples that do", () => {
    const training = plain;
    const model = { kind: "logisticRegression" as const };
    expect(() => refuseLargeModel({ model, training }, 2, 1000, 1_000_000)).toThrow("at most 536,870 examples");
  });
});

describe("the memory of a run", () => {
  const features: DenseMatrix = { kind: "dense", rows: 300, columns: 10_000, values: new Float32Array(3_000_000) };

  it("is estimated by part, each matrix counted once", () => {
    const memory = memoryOf({ model: network(5000), training: adam }, [features, features], 10_000, 4);
    expect(memory.features).toBe(12_000_000);
    // 50 million parameters: 0.19 GB, five times in all, and five more for the gradient and twice the state.
    const parameters = 10_000 * 5000 + 5000 + 5000 * 4 + 4;
    expect(memory).toMatchObject({ parameters: 20 * parameters, optimizer: 20 * parameters });
    expect(memoryText(memory)).toMatch(
      /^about 1\.9 GB of memory in training: features 11\.4 MB, parameters and copies 954 MB, optimizer 954 MB, batch \d/,
    );
  });

  it("leaves out what takes none", () => {
    const memory = memoryOf({ model: { kind: "logisticRegression" }, training: plain }, [features], 10, 2);
    expect(memory.optimizer).toBe(0);
    expect(memoryText(memory)).not.toContain("optimizer");
  });
});
