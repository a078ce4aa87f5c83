import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/temporaryFolder.ts";
import { begin, buildCommandLine, writeWorkspace } from "./bundle.ts";

let bundle: { readonly path: string; dispose(): void };
beforeAll(async () => {
  bundle = await buildCommandLine();
}, 60_000);
afterAll(() => bundle.dispose());

const block = { units: 8, activation: "gelu", norm: { kind: "layer", place: "input" }, dropout: 0.2, residual: true };
const experiments = {
  "a residual network with batch norm and dropout": {
    dataset: "data/numbers.csv",
    model: { kind: "network", hidden: [{ units: 8, norm: "batch", dropout: 0.1 }, block, block] },
    // 72 rows to train on: a last batch of two.
    training: { epochs: 3, batchSize: 7, optimizer: { kind: "adam" } },
  },
  "a network with dropout on terms": {
    dataset: "data/texts.tsv",
    model: { kind: "network", hidden: [{ units: 16, dropout: 0.5 }] },
    training: { epochs: 3, batchSize: 8, l2: 0.01 },
  },
  "a network by adam on terms, its gradients clipped and its rate cut on plateaus": {
    dataset: "data/texts.tsv",
    model: { kind: "network", hidden: [{ units: 8 }] },
    training: {
      ...{ epochs: 4, batchSize: 8, optimizer: { kind: "adam" }, clipNorm: 0.5 },
      schedule: { kind: "reduceOnPlateau", patience: 0 },
    },
  },
  "logistic regression by lbfgs": {
    dataset: "data/texts.tsv",
    model: { kind: "logisticRegression" },
    training: { optimizer: { kind: "lbfgs" }, l2: 0.01 },
  },
  "naive Bayes": { dataset: "data/texts.tsv", model: { kind: "naiveBayes" } },
  "the averaged perceptron": { dataset: "data/texts.tsv", model: { kind: "perceptron" }, training: { epochs: 3 } },
};

test.each(Object.entries(experiments))(
  "three processes that train %s end with the same bytes",
  async (_, experiment) => {
    const folder = temporaryFolder();
    writeWorkspace(folder);
    writeFileSync(join(folder, "net.experiment.json"), JSON.stringify(experiment));
    const commands = [1, 2, 3].map(() => begin(bundle.path, folder, ["train", "net.experiment.json", "--json"]));
    const outcomes = await Promise.all(commands.map(({ ended }) => ended));
    const hashes = outcomes.map(({ code, out, err }) => {
      expect({ code, err }).toEqual({ code: 0, err: "" });
      const { path } = JSON.parse(out.split("\n")[0] ?? "") as { readonly path: string };
      return ["model.safetensors", "predictions.validation.npy", "steps.f32"].map((file) => {
        // Naive Bayes has no figures of steps. Time stands in no column: loss, learning rate and gradient norm.
        if (file === "steps.f32" && !existsSync(join(path, file))) return "none";
        return createHash("sha256")
          .update(readFileSync(join(path, file)))
          .digest("hex");
      });
    });
    expect(
      new Set(outcomes.map(({ out }) => (JSON.parse(out.split("\n")[0] ?? "") as { path: string }).path)).size,
    ).toBe(3);
    expect(hashes[1]).toEqual(hashes[0]);
    expect(hashes[2]).toEqual(hashes[0]);
  },
);
