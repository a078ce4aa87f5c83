import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-web";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Matrix } from "../../../src/base/matrix.ts";
import type { LabelledMatrix } from "../../../src/models/classifier.ts";
import { modelKinds } from "./modelKinds.ts";
import { examplesOf, RealBench } from "./realRuns.ts";

let bench: RealBench;
beforeAll(() => {
  bench = new RealBench();
});
afterAll(() => {
  bench.dispose();
});

interface About {
  readonly about: {
    readonly input: { readonly name: string; readonly shape: readonly (number | string)[] };
    readonly output: { readonly name: string };
    readonly padding?: number;
    readonly featureState: { readonly words?: readonly string[]; readonly terms?: readonly string[] };
  };
}

/** Rows of a matrix in full. */
function dense(matrix: Matrix): Float32Array {
  if (matrix.kind === "dense") return matrix.values;
  const values = new Float32Array(matrix.rows * matrix.columns);
  for (let row = 0; row < matrix.rows; row++)
    for (let at = matrix.offsets[row] ?? 0; at < (matrix.offsets[row + 1] ?? 0); at++) {
      if (matrix.kind === "csr") values[row * matrix.columns + (matrix.indices[at] ?? 0)] = matrix.values[at] ?? 0;
    }
  return values;
}

/** What the file takes, made as features.json says: features, or ids of the words of texts. */
function inputOf({ about }: About, { features }: LabelledMatrix, texts: readonly string[]): Tensor {
  if (about.input.name === "features") return new Tensor("float32", dense(features), [features.rows, features.columns]);
  const ids = new Map((about.featureState.words ?? []).map((word, at) => [word, BigInt(at + 1)]));
  const positions = 6;
  const padding = BigInt(about.padding ?? -1);
  const tokens = texts.flatMap((text) => {
    const words = (text.toLowerCase().match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []).slice(0, positions);
    return Array.from({ length: positions }, (_, at) => {
      const word = words[at];
      return word === undefined ? padding : (ids.get(word) ?? 0n);
    });
  });
  return new Tensor("int64", BigInt64Array.from(tokens), [texts.length, positions]);
}

test.each(Object.entries(modelKinds))("ONNX Runtime gives the run's own test outputs: %s", async (name, written) => {
  const run = await bench.train(written);
  const folder = `onnx ${name}`;
  const { files } = await run.export("onnx", folder);
  const about = JSON.parse(readFileSync(join(bench.folder, folder, "features.json"), "utf8")) as About;
  const { terms, words } = about.about.featureState;
  expect(files).toContain("model.onnx");
  expect(files.includes("vocabulary.txt")).toBe(terms !== undefined || words !== undefined);
  if (files.includes("vocabulary.txt")) {
    const vocabulary = readFileSync(join(bench.folder, folder, "vocabulary.txt"), "utf8");
    expect(vocabulary.split("\n").slice(0, -1)).toEqual(terms ?? words);
  }
  const session = await InferenceSession.create(readFileSync(join(bench.folder, folder, "model.onnx")));
  const { test: split } = await run.matrices();
  if (split === undefined) throw new Error("the run has a test split");
  const texts = about.about.input.name === "tokens" ? examplesOf(bench, run).map(String) : [];
  const answer = await session.run({ [about.about.input.name]: inputOf(about, split, texts) });
  await session.release();
  const outputs = answer[about.about.output.name]?.data;
  const stored = run.array("predictions.test");
  expect(about.about.output.name).toBe(run.record.model?.outputs);
  expect(outputs).toHaveLength(stored.length);
  expect(stored.length).toBeGreaterThan(8);
  const largest = Math.max(1, ...Array.from(stored, Math.abs));
  stored.forEach((value, at) => {
    expect(Math.abs(Number(outputs?.[at]) - value)).toBeLessThan(1e-5 * largest);
  });
});
