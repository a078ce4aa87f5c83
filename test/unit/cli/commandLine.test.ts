import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { RunRecord } from "../../../src/experiment/record.ts";
import { temporaryFolder } from "../platform/temporaryFolder.ts";
import { type Command, type Outcome, begin, buildCommandLine, writeWorkspace } from "./bundle.ts";

let bundle: { readonly path: string; dispose(): void };
let folder: string;
const commands: Command[] = [];

beforeAll(async () => {
  bundle = await buildCommandLine();
}, 60_000);
afterAll(() => bundle.dispose());
beforeEach(() => {
  folder = temporaryFolder();
  writeWorkspace(folder);
});
afterEach(async () => {
  for (const { child, ended } of commands.splice(0)) {
    child.kill("SIGKILL");
    await ended;
  }
});

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Command {
  const command = begin(bundle.path, folder, args, env);
  commands.push(command);
  return command;
}

const run = (...args: readonly string[]): Promise<Outcome> => start(args).ended;

type Event = Record<string, unknown> & { readonly event: string; readonly path: string };
const events = (out: string): Event[] =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);

const runsOf = (): string[] => {
  const runs = join(folder, ".benchtop", "runs");
  return existsSync(runs) ? readdirSync(runs) : [];
};

test("an experiment trains, exit 0, and tells start, epochs and result as one object a line", async () => {
  const { code, out, err } = await run("train", "texts.experiment.json", "--json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const all = events(out);
  expect(all.map(({ event }) => event)).toEqual(["start", ...Array<string>(5).fill("epoch"), "result"]);
  expect(all.slice(1, -1).map((one) => one["epoch"])).toEqual([0, 1, 2, 3, 4]);
  const [first, last] = [all[0], all.at(-1)];
  expect(first?.path).toBe(join(folder, ".benchtop", "runs", runsOf()[0] ?? ""));
  expect(last).toMatchObject({ run: first?.["run"], path: first?.path, status: "finished" });
  expect(last?.["best"]).toMatchObject({
    metrics: { train: { majorityAccuracy: 0.5 }, validation: { examples: 6 }, test: { examples: 6 } },
  });
  expect(last?.["confusion"]).toMatchObject({
    validation: { classes: ["sea", "wood"] },
    test: { classes: ["sea", "wood"] },
  });
  expect(Object.keys(last?.["seconds"] as object)).toEqual(["read", "features", "training", "evaluation", "total"]);
  expect(last?.["metrics"]).toHaveProperty("test.accuracy");
});

test("for a person: key points of the curve, accuracy beside the majority's, an aligned confusion table, the path", async () => {
  const { code, out } = await run("train", "data/numbers.csv", "--set", "training.epochs=30");
  expect(code).toBe(0);
  expect(out).toMatch(/^numbers, numbers, network {2}finished/);
  expect(out).toMatch(/\nabout [\d.]+ kB of memory in training: features \d+ kB, parameters/);
  expect(out).toMatch(/epoch +train loss +accuracy +validation loss +accuracy/);
  expect(out).toMatch(/split +examples +loss +accuracy +majority +macro F1/);
  expect(out).toMatch(/metric +train +validation +test/);
  expect(out).toMatch(/ROC AUC( +[01]\.\d{4}){3}\s/);
  expect(out).toMatch(/Brier score( +0\.\d{4}){3} +lower is better/);
  expect(out).toMatch(/true \\ predicted +blue +green +red\nblue +\d+ +\d+ +\d+\n/);
  expect(out.trim().split("\n").at(-1)).toBe(join(folder, ".benchtop", "runs", runsOf()[0] ?? ""));
  // Not a terminal: no bar, no colours.
  expect(out).not.toContain("\u001b");
});

test("two runs of one experiment have the same weights, bit for bit", async () => {
  const hashes: string[] = [];
  for (let time = 0; time < 2; time++) {
    const { out } = await run("train", "texts.experiment.json", "--json", "--set", "model.kind=network");
    const path = events(out).at(-1)?.path ?? "";
    hashes.push(
      createHash("sha256")
        .update(readFileSync(join(path, "model.safetensors")))
        .digest("hex"),
    );
  }
  expect(hashes[0]).toBe(hashes[1]);
  expect(runsOf()).toHaveLength(2);
});

test("a run that diverges is exit 1 and keeps its record", async () => {
  const { code, out } = await run(
    "train",
    "data/numbers.csv",
    "--json",
    "--set",
    "training.optimizer.learningRate=1000",
  );
  expect(code).toBe(1);
  expect(events(out).at(-1)).toMatchObject({ event: "result", status: "diverged" });
});

test.each([
  ["a file that is not there", ["train", "data/none.tsv"], "none.tsv: There is no such file."],
  ["a folder", ["train", "data"], "This is a folder."],
  ["an empty file", ["train", "data/empty.tsv"], "empty.tsv"],
  ["a single class", ["train", "data/one.tsv"], "one.tsv"],
  ["a label column that does not exist", ["train", "data/numbers.csv", "--set", "dataset.label=colour"], "colour"],
  [
    "a number out of range",
    ["train", "texts.experiment.json", "--set", "training.epochs=0"],
    "training.epochs: 0 cannot be used.",
  ],
  ["an unknown key", ["train", "texts.experiment.json", "--set", "training.epoch=3"], 'unknown key "epoch"'],
  ["an override without a value", ["train", "texts.experiment.json", "--set", "epochs"], '"epochs" sets nothing'],
  ["no file", ["train"], "missing required argument"],
  ["an unknown command", ["trian"], "unknown command"],
  ["an unknown option", ["runs", "--jsn"], "unknown option"],
  ["a run that does not exist", ["show", "20990101"], "There is no run 20990101."],
  ["a dataset to inspect that is not there", ["inspect", "none.csv"], "There is no such file."],
])("%s is exit 2 with one message, and nothing is written", async (_, args, message) => {
  const before = readdirSync(folder);
  const { code, out, err } = await run(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
  expect(err).not.toMatch(/^\s+at /m);
  expect(readdirSync(folder)).toEqual(before);
});

test("an experiment file with wrong types names the file, the line and the key", async () => {
  writeFileSync(
    join(folder, "bad.experiment.json"),
    '{\n  "dataset": "data/texts.tsv",\n  "split": {"seed": "x"}\n}\n',
  );
  const { code, err } = await run("train", "bad.experiment.json");
  expect(code).toBe(2);
  expect(err).toContain(`${join(folder, "bad.experiment.json")}:3: split.seed`);
});

test("an interrupted run is exit 130 and keeps what was trained", async () => {
  const command = start(["train", "texts.experiment.json", "--json", "--set", "training.epochs=1000000"]);
  await command.output((out) => out.split("\n").length > 4);
  command.child.kill("SIGINT");
  const { code, out, err } = await command.ended;
  expect(code).toBe(130);
  expect(err).toContain("what was trained is kept");
  const result = events(out).at(-1);
  expect(result).toMatchObject({ event: "result", status: "stopped" });
  const path = result?.path ?? "";
  expect((JSON.parse(readFileSync(join(path, "run.json"), "utf8")) as RunRecord).status).toBe("stopped");
  expect(readFileSync(join(path, "metrics.ndjson"), "utf8").split("\n").length).toBeGreaterThan(3);
  expect(existsSync(join(path, "model.safetensors"))).toBe(true);
  expect(existsSync(join(path, "lock.json"))).toBe(false);
});

test("a run whose process was killed shows as stopped with its curve", async () => {
  const command = start(["train", "texts.experiment.json", "--json", "--set", "training.epochs=1000000"]);
  await command.output((out) => out.split("\n").length > 6);
  command.child.kill("SIGKILL");
  await command.ended;
  const { out } = await run("runs", "--json");
  expect(events(out)[0]).toMatchObject({ status: "stopped" });
  const shown = await run("show", runsOf()[0] ?? "");
  expect(shown.code).toBe(0);
  expect(shown.out).toContain("What was trained until then is kept.");
  expect(shown.out).toMatch(/epoch +train loss/);
});

test("runs and show tell of what was trained, by id, part of an id, or folder", async () => {
  const { out } = await run("train", "texts.experiment.json", "--json");
  const { run: id, path } = events(out)[0] as unknown as { run: string; path: string };
  const listed = await run("runs");
  expect(listed.out).toContain(id);
  expect(listed.out).toContain("texts");
  writeFileSync(join(path, "user.json"), JSON.stringify({ schemaVersion: 1, star: true, tags: ["keep me"] }));
  const starred = await run("runs", "is:starred", "tag:keep-me", "texts", "--json");
  expect(events(starred.out)).toMatchObject([{ run: id, star: true, tags: ["keep me"] }]);
  expect((await run("runs", "status:failed")).out.trim()).toBe("None of 1 runs fits status:failed.");
  for (const name of [id, id.slice(-6), path]) {
    const shown = await run("show", name, "--json");
    expect(events(shown.out)[0]).toMatchObject({ event: "result", run: id, status: "finished", title: "texts" });
  }
});

test("--out names the folder that holds run folders, and nothing is written elsewhere", async () => {
  const before = readdirSync(folder).sort();
  const { out } = await run("train", "data/texts.tsv", "--json", "--out", "results");
  const path = events(out)[0]?.path ?? "";
  expect(path.startsWith(join(folder, "results"))).toBe(true);
  expect(readdirSync(folder).sort()).toEqual([...before, "results"].sort());
  const { out: listed } = await run("runs", "--runs", "results", "--json");
  expect(events(listed)[0]?.path).toBe(path);
});

test("runs of an experiment in an inner folder are kept in the workspace above it", async () => {
  mkdirSync(join(folder, "deep", "er"), { recursive: true });
  writeFileSync(
    join(folder, "deep", "er", "x.experiment.json"),
    '{"dataset": "../../data/texts.tsv", "training": {"epochs": 1}}',
  );
  const { out } = await run("train", "deep/er/x.experiment.json", "--json");
  const path = events(out)[0]?.path ?? "";
  expect(path.startsWith(join(folder, ".benchtop", "runs"))).toBe(true);
  const record = JSON.parse(readFileSync(join(path, "run.json"), "utf8")) as RunRecord;
  expect(record.experimentFile).toBe("deep/er/x.experiment.json");
  expect(record.experiment.dataset.files[0]?.path).toBe("data/texts.tsv");
});

test("inspect tells layout, classes and splits", async () => {
  const { code, out } = await run("inspect", "data/numbers.csv");
  expect(code).toBe(0);
  expect(out).toContain("90 examples");
  expect(out).toMatch(/class +train +validation +test +all +share/);
  const { out: json } = await run("inspect", "data/numbers.csv", "--json");
  expect(JSON.parse(json)).toMatchObject({ examples: 90, classes: ["blue", "green", "red"] });
});

test("inspect tells duplicates, leaks and telling words of a dataset as an experiment splits it", async () => {
  const line = (at: number): string => (at % 2 === 0 ? `apple pear ${at}\tfruit\n` : `spade rake ${at}\ttool\n`);
  writeFileSync(join(folder, "data", "train.tsv"), Array.from({ length: 20 }, (_, at) => line(at)).join(""));
  writeFileSync(join(folder, "data", "test.tsv"), `${line(3)}${line(4)}${line(30)}${line(31)}`);
  writeFileSync(join(folder, "data", "words.txt"), "apple 1 0\nspade 0 1\n");
  writeFileSync(
    join(folder, "given.experiment.json"),
    '{"dataset": {"train": "data/train.tsv", "test": "data/test.tsv"}, "split": {"validation": 0}}',
  );
  const { code, out } = await run("inspect", "given.experiment.json", "--vectors", "data/words.txt");
  expect(code).toBe(0);
  expect(out).toContain("2 of 4 test examples stand in train too (50.0 %).");
  expect(out).toMatch(/fruit +(apple, pear|pear, apple)\n/);
  expect(out).toMatch(/fruit +36 +33.3 % +0\n/);
  expect(out).toContain("Commonest unknown words: pear 12, rake 12, 3 2");
});

test("controls in data are written out, never sent to the terminal", async () => {
  const rows = Array.from(
    { length: 40 },
    (_, at) => `word${String(at % 7)} x\t${at % 2 === 0 ? "\u001b[31mred" : "<b>bold</b>"}\n`,
  );
  writeFileSync(join(folder, "data", "evil.tsv"), rows.join(""));
  const trained = await run("train", "data/evil.tsv", "--set", "training.epochs=1");
  expect(trained.out).toContain("\\u001b[31mred");
  expect(trained.out).toContain("<b>bold</b>");
  const inspected = await run("inspect", "data/evil.tsv", "--json");
  expect(`${trained.out}${trained.err}${inspected.out}`).not.toContain("\u001b");
});

test("a reader that goes away does not crash the command", async () => {
  const command = start(["train", "texts.experiment.json", "--json", "--set", "training.epochs=400"]);
  await command.output((out) => out.includes("start"));
  command.child.stdout?.destroy();
  const { code, err } = await command.ended;
  expect({ code, err }).toEqual({ code: 0, err: "" });
});

test("version and help are exit 0", async () => {
  expect(await run("--version")).toMatchObject({ code: 0, out: "0.1.0\n" });
  const { code, out } = await run("--help");
  expect(code).toBe(0);
  for (const command of ["train", "runs", "show", "inspect"]) expect(out).toContain(command);
});

test("baselines trains every recipe for the dataset and ranks them, each run named after its recipe", async () => {
  const { code, out, err } = await run("baselines", "data/numbers.csv", "--set", "training.epochs=5");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/Baselines of numbers, best first by validation\.accuracy/);
  expect(out).toMatch(/1 +\S.* finished +[01]\.\d{4}/);
  expect(out).toMatch(/Always predicting the commonest class: 0\.\d{4} on validation\./);
  const listed = (await run("runs", "--json")).out.trim().split("\n");
  expect(listed.map((line) => (JSON.parse(line) as { title: string }).title).sort()).toEqual([
    "numbers: Network",
    "numbers: Strong baseline",
  ]);
});

test("baselines of an experiment file are refused before anything is written", async () => {
  const { code, err } = await run("baselines", "texts.experiment.json");
  expect(code).toBe(2);
  expect(err).toMatch(/Baselines are trained on a dataset\. Give the labelled file, not an experiment\./);
  expect(runsOf()).toEqual([]);
});
