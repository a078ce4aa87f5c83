import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { TrainedVectors, WordNeighbours } from "../../../src/protocol/wordVectors.ts";
import { temporaryFolder } from "../platform/temporaryFolder.ts";
import { begin, buildCommandLine, type Outcome, writeWorkspace } from "./bundle.ts";

let bundle: { readonly path: string; dispose(): void };
let folder: string;

beforeAll(async () => {
  bundle = await buildCommandLine();
}, 60_000);
afterAll(() => bundle.dispose());
beforeEach(() => {
  folder = temporaryFolder();
  writeWorkspace(folder);
});

const run = (...args: readonly string[]): Promise<Outcome> => begin(bundle.path, folder, args, {}).ended;

test("word vectors are trained on a dataset's texts, told with what is near, and train a run at once", async () => {
  const options = ["--dimension", "10", "--epochs", "3", "--min-count", "2", "--near", "sail"];
  const { code, out, err } = await run("vectors", "data/texts.tsv", ...options, "--json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const result = JSON.parse(out) as TrainedVectors & { readonly near: readonly WordNeighbours[] };
  expect(result).toMatchObject({ status: "finished", dimension: 10 });
  expect(result.near[0]).toMatchObject({ word: "sail" });
  const file = join(folder, "data", "texts.vec");
  expect(readFileSync(file, "utf8")).toMatch(/^\d+ 10\nthe -?\d/);
  const features = 'features={"kind": "wordVectors", "path": "data/texts.vec", "combine": "mean"}';
  expect(await run("train", "texts.experiment.json", "--set", features)).toMatchObject({ code: 0 });
}, 90_000);

test.each([
  ["a dimension of 0", ["--dimension", "0"], "--dimension"],
  ["the dataset itself as the file to write", ["--out", "data/texts.tsv"], "would replace the dataset"],
  ["a least count that no word has", ["--min-count", "1000"], "nothing to learn from"],
])("%s is refused with nothing written", async (_, options, message) => {
  const { code, out, err } = await run("vectors", "data/texts.tsv", ...options);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
  expect(existsSync(join(folder, "data", "texts.vec"))).toBe(false);
});
