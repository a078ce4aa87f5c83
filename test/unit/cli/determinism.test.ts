import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
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

test("verify retrains a run to the same bytes, also a trial that was pruned, and its exit code says whether it did", async () => {
  const folder = temporaryFolder();
  writeWorkspace(folder);
  const sweep = {
    dataset: "data/texts.tsv",
    training: { epochs: 9, batchSize: 8 },
    sweep: { over: { "training.optimizer.learningRate": [0.001, 0.03, 0.1, 0.3] }, prune: "halving" },
  };
  writeFileSync(join(folder, "rates.experiment.json"), JSON.stringify(sweep));
  const run = async (...args: readonly string[]) => begin(bundle.path, folder, args).ended;
  expect(await run("sweep", "rates.experiment.json")).toMatchObject({ code: 0 });
  const runs = (await run("runs", "--json")).out.trim().split("\n");
  const listed = runs.map((line) => JSON.parse(line) as { readonly path: string; readonly status: string });
  const pruned = listed.find(({ status }) => status === "stopped");
  const finished = listed.find(({ path }) => existsSync(join(path, "model.safetensors")));
  if (pruned === undefined || finished === undefined) throw new Error(`a trial of each kind, not ${runs.join("\n")}`);

  const ofPruned = await run("verify", pruned.path);
  expect(ofPruned).toMatchObject({ code: 0, err: "" });
  expect(ofPruned.out).toMatch(
    /^Reproduced bit for bit: \d+ evaluations, .*\nThe run was stopped at step \d+ .*verified to there/,
  );
  const ofFinished = await run("verify", finished.path, "--json");
  expect(JSON.parse(ofFinished.out)).toMatchObject({ event: "result", outcome: "same", figures: { differences: [] } });
  const kept = JSON.parse(readFileSync(join(finished.path, "verification.json"), "utf8")) as object;
  expect(kept).toMatchObject({ schemaVersion: 1, outcome: "same" });

  const model = join(finished.path, "model.safetensors");
  const bytes = readFileSync(model);
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 0x40;
  writeFileSync(model, bytes);
  const changed = await run("verify", finished.path);
  expect(changed.code).toBe(1);
  expect(changed.out).toMatch(/^Not reproduced\. The first figure that differs: output\.bias\[1\] was .*, is /);
  expect(changed.out).toContain("what differs was changed in the run's folder afterwards");

  expect((await run("show", finished.path)).out).toMatch(/\nVerified 20\d\d-.* UTC: Not reproduced\. The first figure/);
  const shown = JSON.parse((await run("show", pruned.path, "--json")).out) as object;
  expect(shown).toMatchObject({ verification: { outcome: "same" } });

  const table = (await run("runs")).out.split("\n");
  expect(table.find((line) => line.includes(basename(pruned.path)))).toMatch(/ stopped ✓ /);
  expect(table.find((line) => line.includes(basename(finished.path)))).toMatch(/ finished( \(stalled\))? ≠ /);
  expect(table.slice(-3, -1)).toEqual([
    "✓  verified: trained again, it came out the same bit for bit",
    "≠  not reproduced: benchtop show RUN says what was not the same",
  ]);
  const pathsThat = async (word: string) =>
    (await run("runs", word, "--json")).out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
  expect(await pathsThat("is:verified")).toMatchObject([{ path: pruned.path, reproduced: true }]);
  expect(await pathsThat("is:not-reproduced")).toMatchObject([{ path: finished.path, reproduced: false }]);
  expect(listed.map((one) => (one as { reproduced?: unknown }).reproduced)).toEqual([null, null, null, null]);

  const data = join(folder, "data", "texts.tsv");
  const text = readFileSync(data, "utf8");
  writeFileSync(data, text.replace("number 4\t", "number 5\t"));
  const otherwise = await run("verify", finished.path);
  expect(otherwise.code).toBe(1);
  expect(otherwise.out).toContain("Not reproduced: The data (data/texts.tsv) are not what they were.");
  expect(otherwise.out).toContain("stands in line 5 of data/texts.tsv: it holds something else.");
  writeFileSync(data, "");
  expect((await run("verify", join(folder, "data"))).code).toBe(2);
}, 120_000);
