import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { begin, buildCommandLine, type Outcome, writeWorkspace } from "./bundle.ts";

let bundle: { readonly path: string; dispose(): void };
let folder: string;
let id: string;

beforeAll(async () => {
  bundle = await buildCommandLine();
  folder = mkdtempSync(join(tmpdir(), "benchtop-predict-"));
  writeWorkspace(folder);
  const { code } = await run("train", "texts.experiment.json", "--json");
  expect(code).toBe(0);
  id = readdirSync(join(folder, ".benchtop", "runs"))[0] ?? "";
}, 90_000);
afterAll(() => {
  bundle.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: readonly string[]): Promise<Outcome> => begin(bundle.path, folder, args).ended;

test("one text: the label, and every probability", { timeout: 120_000 }, async () => {
  const { code, out } = await run("predict", id, "--text", "the ship and the sail");
  expect(code).toBe(0);
  expect(out).toMatch(/^sea\n\nProbabilities\nclass +probability\nsea +0\.\d{4}\nwood +0\.\d{4}\n$/);
});

test("standard input is answered line by line, before the next line comes", { timeout: 120_000 }, async () => {
  const command = begin(bundle.path, folder, ["predict", id, "-"]);
  command.child.stdin?.write("the ship and the sail\n");
  await command.output((out) => /^sea\t0\.\d+\n$/.test(out));
  command.child.stdin?.end("a tree");
  const { code, out, err } = await command.ended;
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out.split("\n")[1]).toMatch(/^wood\t0\.\d+$/);
});

test("a file keeps its columns, and is written whole or not at all", { timeout: 120_000 }, async () => {
  writeFileSync(join(folder, "new.csv"), 'id,text\n1,"moss, bark"\n2,harbour\n');
  const good = await run("predict", id, "--file", "new.csv", "--out", "labelled.csv");
  expect(good.code).toBe(0);
  expect(good.out).toContain("2 examples labelled");
  expect(readFileSync(join(folder, "labelled.csv"), "utf8")).toMatch(
    /^id,text,predicted,probability sea,probability wood\n1,"moss, bark",wood,[\d.]+,[\d.]+\n2,harbour,sea,[\d.]+,[\d.]+\n$/,
  );
  writeFileSync(join(folder, "bad.csv"), "id,words\n1,moss\n");
  const bad = await run("predict", id, "--file", "bad.csv", "--out", "none.csv");
  expect(bad).toMatchObject({ code: 2, out: "" });
  expect(bad.err).toContain('bad.csv:1: There is no column "text"; the first row has "id"');
  expect(readdirSync(folder).filter((name) => name.startsWith("none"))).toEqual([]);
  expect((await run("predict", id)).code).toBe(2);
});

test(
  "a run's folder is enough: copied elsewhere under another name it classifies the same",
  { timeout: 120_000 },
  async () => {
    const before = await run("predict", id, "--text", "a leaf", "--json");
    const elsewhere = join(folder, "elsewhere", "my model");
    mkdirSync(elsewhere, { recursive: true });
    cpSync(join(folder, ".benchtop", "runs", id), elsewhere, { recursive: true });
    expect(await run("predict", elsewhere, "--text", "a leaf", "--json")).toEqual(before);
    // In the workspace the run's features take no room of their own.
    const features = join(folder, ".benchtop", "runs", id, "features");
    const [fingerprint = ""] = readdirSync(features);
    expect(statSync(join(features, fingerprint, "features.json")).nlink).toBe(2);
    rmSync(join(elsewhere, "features"), { recursive: true });
    const without = await run("predict", elsewhere, "--text", "a leaf");
    expect(without.code).toBe(2);
    expect(without.err).toContain(join("features", fingerprint));
    expect(existsSync(join(elsewhere, "features"))).toBe(false);
  },
);
