import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { RateTest } from "../../../src/experiment/rateTest.ts";
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

test("a range test suggests a learning rate as one object, and keeps no run", async () => {
  const { code, out, err } = await run("rates", "texts.experiment.json", "--json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const found = JSON.parse(out) as RateTest & { readonly event: string };
  expect(found).toMatchObject({ event: "rates" });
  expect(found.suggested).toBeGreaterThan(0);
  expect(existsSync(join(folder, ".benchtop", "runs"))).toBe(false);
});

test("a range test shows the loss by rate and the command that takes the suggestion", async () => {
  const { out } = await run("rates", "texts.experiment.json", "--steps", "60");
  expect(out).toMatch(/Loss by learning rate[^]*Suggested learning rate: [\d.e-]+/);
  expect(out).toMatch(/benchtop train texts\.experiment\.json --set training\.optimizer\.learningRate=[\d.e-]+/);
});

test("a range test of three steps is refused", async () => {
  expect(await run("rates", "texts.experiment.json", "--steps", "3")).toMatchObject({ code: 2, out: "" });
});
