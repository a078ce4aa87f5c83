import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, expect, test } from "vitest";
import { agentToolNames } from "../../../src/services/agents/names.ts";
import { contributedTools } from "../../../src/services/agents/contributions.ts";
import { buildCommandLine, writeWorkspace } from "./bundle.ts";

const slow = { timeout: 120_000 };
let bundle: { readonly path: string; dispose(): void };
let folder: string;
let outside: string;
let client: Client;

beforeAll(async () => {
  bundle = await buildCommandLine();
  folder = mkdtempSync(join(tmpdir(), "benchtop-mcp-"));
  outside = mkdtempSync(join(tmpdir(), "benchtop-outside-"));
  writeWorkspace(folder);
  writeFileSync(join(outside, "secret.tsv"), "a b\tx\nc d\ty\n");
  symlinkSync(join(outside, "secret.tsv"), join(folder, "data", "link.tsv"));
  client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [bundle.path, "mcp", "--workspace", folder],
      stderr: "ignore",
    }),
  );
}, 120_000);
afterAll(async () => {
  await client.close();
  bundle.dispose();
  for (const one of [folder, outside]) rmSync(one, { recursive: true, force: true });
});

/** Calls a tool; the text of its answer, and whether it is an error. */
async function call(name: string, args: Record<string, unknown> = {}) {
  const { content, isError } = await client.callTool({ name, arguments: args });
  const [part] = content as readonly { type: string; text?: string }[];
  return { text: part?.text ?? "", isError: isError === true };
}

const said = async (name: string, args: Record<string, unknown> = {}): Promise<string> => {
  const { text, isError } = await call(name, args);
  expect({ text, isError }).toMatchObject({ isError: false });
  return text;
};

test("the tools are those of the editor, by the same names, and say which of them only look", slow, async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(agentToolNames);
  const acting = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name);
  expect(acting).toEqual(["benchtop_train", "benchtop_stop_run", "benchtop_verify_run"]);
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8")) as {
    contributes: { languageModelTools: unknown };
  };
  // Else run: node test/run/schema.mjs
  expect(manifest.contributes.languageModelTools).toEqual(contributedTools());
});

test("an agent finds a dataset, trains, waits, lists, compares and predicts", slow, async () => {
  expect(await said("benchtop_list_datasets")).toContain("data/texts.tsv");
  expect(await said("benchtop_inspect_dataset", { path: "data/texts.tsv" })).toMatch(
    /60 examples, 2 classes[^]*\nsea: \d+ train/,
  );
  const first = await said("benchtop_train", { experiment: "texts.experiment.json" });
  expect(first).toMatch(/status: finished[^]*test: accuracy \d\.\d{4}[^]*always guessing the commonest class: 0\.5000/);
  const settings = { "model.kind": "naiveBayes" };
  const started = await said("benchtop_train", { dataset: "data/texts.tsv", settings, waitSeconds: 0 });
  const ids = [first, started].map((text) => /\d{8}-\d{6}-\w{6}/.exec(text)?.[0] ?? "");
  expect(await said("benchtop_get_run", { run: ids[1], waitSeconds: 100 })).toContain("status: finished");
  expect(await said("benchtop_list_runs", { filter: "naive" })).toMatch(/^1 runs, best first:\n/);
  const compared = await said("benchtop_compare_runs", { runs: ids });
  expect(compared).toMatch(/Measured on test[^]*A = [^]*B = [^]*McNemar[^]*Settings that differ:[^]*model\.kind: /);
  expect(await said("benchtop_predict", { run: ids[0]?.slice(-6), texts: ["the ship", "a tree"] })).toMatch(
    /^1\. sea \(probability: sea 0\.\d{4}, wood 0\.\d{4}\)\n2\. wood /,
  );
  expect(await said("benchtop_verify_run", { run: ids[0] })).toMatch(
    /^\d{8}-\d{6}-\w{6}: same\nReproduced bit for bit: \d+ evaluations/,
  );
  expect(await call("benchtop_verify_run", { run: ids[0], waitSeconds: 0 })).toMatchObject({
    text: expect.stringMatching(/not verified within 0 seconds[^]*Give more waitSeconds/) as string,
    isError: true,
  });
});

test("a run under way tells how far it is, and is stopped with what it learned", slow, async () => {
  const settings = { "training.epochs": 100_000, "model.kind": "network", "training.optimizer.learningRate": 0.01 };
  const started = await said("benchtop_train", { dataset: "data/texts.tsv", settings, waitSeconds: 0 });
  const run = /\d{8}-\d{6}-\w{6}/.exec(started)?.[0] ?? "";
  expect(started).toContain("It goes on");
  const told: (string | undefined)[] = [];
  await client.callTool(
    { name: "benchtop_get_run", arguments: { run, waitSeconds: 3 } },
    { onprogress: ({ message }) => told.push(message) },
  );
  expect(told.some((message) => /^epoch [\d.]+ of 100000$/.test(message ?? ""))).toBe(true);
  expect(await said("benchtop_stop_run", { run })).toContain("status: stopped");
  expect((await call("benchtop_stop_run", { run })).text).toContain("is not under way here");
});

test("errors say what to change", slow, async () => {
  const refused = async (name: string, args: Record<string, unknown>): Promise<string> => {
    const { text, isError } = await call(name, args);
    expect({ text, isError }).toMatchObject({ isError: true });
    return text;
  };
  expect(await refused("benchtop_train", {})).toContain("Give either experiment or dataset");
  expect(await refused("benchtop_train", { dataset: "data/none.csv" })).toContain("There is no such file");
  const settings = { "model.kindd": "network" };
  expect(await refused("benchtop_train", { dataset: "data/texts.tsv", settings })).toContain("kind");
  expect(await refused("benchtop_get_run", { run: "nothing" })).toMatch(
    /There is no run nothing\. These are there: \d{8}-/,
  );
  expect(await refused("benchtop_list_runs", { limit: 1000 })).toContain("limit");
});

test(
  "no file outside the workspace is read: by path, by link, by an experiment, a setting or a run",
  slow,
  async () => {
    const secret = join(outside, "secret.tsv");
    writeFileSync(join(folder, "escape.experiment.json"), JSON.stringify({ dataset: secret }));
    const trained = await said("benchtop_train", { experiment: "texts.experiment.json" });
    const escapes: readonly [string, Record<string, unknown>][] = [
      ["benchtop_verify_run", { run: copyThatNames(secret, /\d{8}-\d{6}-\w{6}/.exec(trained)?.[0] ?? "") }],
      ["benchtop_inspect_dataset", { path: secret }],
      ["benchtop_inspect_dataset", { path: "../".repeat(20) + secret }],
      ["benchtop_inspect_dataset", { path: "data/link.tsv" }],
      ["benchtop_train", { experiment: "escape.experiment.json" }],
      ["benchtop_train", { dataset: "data/texts.tsv", settings: { "dataset.path": secret } }],
      ["benchtop_train", { dataset: "data/texts.tsv", settings: { dataset: { train: secret } } }],
      ["benchtop_train", { dataset: "data/texts.tsv", settings: { features: { kind: "wordVectors", path: secret } } }],
    ];
    for (const [name, args] of escapes) {
      const { text, isError } = await call(name, args);
      expect({ args, text, isError }).toMatchObject({ isError: true });
      expect(text).toContain("outside the workspace");
    }
    expect(await said("benchtop_list_datasets")).not.toContain("link.tsv");
  },
);

/** A copy of a run, as somebody else would hand it over, that names another file; its id. */
function copyThatNames(path: string, id: string): string {
  const copy = "20260101-000000-copied";
  const runs = join(folder, ".benchtop", "runs");
  cpSync(join(runs, id), join(runs, copy), { recursive: true });
  const record = JSON.parse(readFileSync(join(runs, copy, "run.json"), "utf8")) as {
    id: string;
    experiment: { dataset: { files: { path: string }[] } };
  };
  for (const file of record.experiment.dataset.files) file.path = path;
  writeFileSync(join(runs, copy, "run.json"), JSON.stringify({ ...record, id: copy }));
  return copy;
}
