import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { RunRecord } from "../../../src/experiment/record.ts";
import { temporaryFolder } from "../platform/temporaryFolder.ts";
import { begin, buildCommandLine, type Command, writeWorkspace } from "./bundle.ts";

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

function start(...args: readonly string[]): Command {
  const command = begin(bundle.path, folder, ["sweep", ...args]);
  commands.push(command);
  return command;
}

const run = (...args: readonly string[]) => start(...args).ended;

function write(sweep: object, training: object = { epochs: 4, batchSize: 8 }): string {
  const name = "texts-sweep.experiment.json";
  writeFileSync(join(folder, name), JSON.stringify({ dataset: "data/texts.tsv", training, sweep }));
  return name;
}

type Event = Record<string, unknown> & { readonly event: string };
interface Trial {
  readonly trial: number;
  readonly status: string;
  readonly settings: object;
  readonly mean: number | null;
  readonly message: string | null;
  readonly runs: readonly string[];
}
const events = (out: string): Event[] =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);

/** All that must not depend on how a sweep was trained: of the ranking, and of every run's files. */
function outcome(out: string, runsFolder: string): unknown {
  const trials = events(out).at(-1)?.["trials"] as Trial[];
  return trials.map(({ trial, status, settings, mean, runs }) => ({
    ...{ trial, status, settings, mean },
    runs: runs.map((id) => {
      const read = (name: string) => readFileSync(join(runsFolder, id, name));
      const { best, metrics, experiment, sweep } = JSON.parse(read("run.json").toString()) as RunRecord;
      const timeless = { ...best, seconds: 0 };
      const weights = existsSync(join(runsFolder, id, "model.safetensors"));
      return {
        ...{ best: timeless, metrics, experiment, place: [sweep?.trial, sweep?.repeat] },
        steps: read("steps.f32").toString("hex"),
        predictions: read("predictions.validation.npy").toString("hex"),
        weights: weights && read("model.safetensors").toString("hex"),
      };
    }),
  }));
}

const sweepOf = (out: string): string => String(events(out)[0]?.["sweep"]);

const random = {
  method: "random",
  trials: 5,
  over: {
    "training.optimizer.learningRate": { from: 0.01, to: 10, scale: "log" },
    "features.kind": ["tfidf", "counts"],
  },
};

test("a grid: every combination, ranked, with a table for a person", async () => {
  const file = write({
    over: { "training.optimizer.learningRate": [0.1, 3], "training.batchSize": [8, 16] },
    repeat: 2,
  });
  const { code, out, err } = await run(file, "--workers", "2");
  expect(code).toBe(0);
  expect(out).toMatch(/ trial +status +learningRate +batchSize +validation\.accuracy +epochs +time +run\n/);
  expect(out).toMatch(/\n1 +\d +finished +[\d.]+ +\d+ +[01]\.\d{4} ± 0\.\d{4} +4 /);
  expect(err).toMatch(/^sweep \d{8}-\d{6}-\w{6} in /);
  expect(err.match(/^trial /gm)).toHaveLength(4);
  const runs = readdirSync(join(folder, ".benchtop", "runs"));
  expect(runs).toHaveLength(8);
});

const searches: readonly (readonly [string, object])[] = [
  ["random", random],
  ["tpe with asha", { ...random, method: "tpe", trials: 12, prune: "asha", metric: "validation.loss" }],
  ["halving", { ...random, trials: 6, prune: { kind: "halving", factor: 2 } }],
];

test("one worker and two give the same trials and the same bytes", async () => {
  const file = write(random);
  const alone = await run(file, "--json", "--workers", "1", "--out", "one");
  const pair = await run(file, "--json", "--workers", "2", "--out", "two");
  expect([alone.code, pair.code]).toEqual([0, 0]);
  expect(outcome(pair.out, join(folder, "two"))).toEqual(outcome(alone.out, join(folder, "one")));
});

test("folds: one run each, every example validated once, the same bytes with one worker and two", async () => {
  const name = "folds.experiment.json";
  const experiment = { dataset: "data/texts.tsv", split: { folds: 3 }, training: { epochs: 4, batchSize: 8 } };
  writeFileSync(join(folder, name), JSON.stringify(experiment));
  const alone = await run(name, "--json", "--workers", "1", "--out", "one");
  const pair = await run(name, "--json", "--workers", "2", "--out", "two");
  expect([alone.code, pair.code]).toEqual([0, 0]);
  expect(outcome(pair.out, join(folder, "two"))).toEqual(outcome(alone.out, join(folder, "one")));
  const [trial, ...others] = events(alone.out).at(-1)?.["trials"] as Trial[];
  expect([others.length, trial?.runs.length]).toEqual([0, 3]);
  const records = (trial?.runs ?? []).map(
    (id) => JSON.parse(readFileSync(join(folder, "one", id, "run.json"), "utf8")) as RunRecord,
  );
  expect(records.map(({ experiment: { split } }) => split.fold)).toEqual([1, 2, 3]);
  const held = records.map(({ metrics }) => metrics.validation?.accuracy ?? NaN);
  expect(trial?.mean).toBeCloseTo(held.reduce((sum, value) => sum + value, 0) / 3, 12);
  const rows = (trial?.runs ?? []).flatMap((id) => {
    const bytes = readFileSync(join(folder, "one", id, "rows.validation.npy"));
    const numbers = new Int32Array(
      bytes.buffer.slice(bytes.byteOffset + 10 + bytes.readUInt16LE(8), bytes.byteOffset + bytes.length),
    );
    return [...numbers].filter((_, at) => at % 3 === 0);
  });
  const lines = readFileSync(join(folder, "data", "texts.tsv"), "utf8")
    .trim()
    .split("\n").length;
  expect(rows.sort((a, b) => a - b)).toEqual(Array.from({ length: lines }, (_, at) => at));

  const single = await begin(bundle.path, folder, ["train", name]).ended;
  expect(single.code).toBe(2);
  expect(single.err).toContain("split.folds: There are 3 folds");
});

test.each(searches)(
  "%s: interrupted and resumed, then killed and resumed, it is the uninterrupted sweep",
  async (name, sweep) => {
    const file = write(sweep, { epochs: 60, batchSize: 1 });
    const whole = await run(file, "--json", "--out", "whole");
    const ends = (count: number) => (out: string) =>
      out.split("\n").filter((line) => line.includes('"trial"')).length > count;

    const first = start(file, "--json", "--workers", "1", "--out", "parts");
    await first.output(ends(1));
    first.child.kill("SIGINT");
    const interrupted = await first.ended;
    expect(interrupted.code).toBe(130);
    const id = sweepOf(interrupted.out);
    expect(interrupted.err).toContain(`--resume ${id}`);

    const second = start(file, "--json", "--workers", "2", "--out", "parts", "--resume", id);
    await second.output(ends(1));
    second.child.kill("SIGKILL");
    await second.ended;

    const last = await run(file, "--json", "--workers", "2", "--out", "parts", "--resume", id.slice(-6));
    expect(last.code).toBe(0);
    expect(outcome(last.out, join(folder, "parts"))).toEqual(outcome(whole.out, join(folder, "whole")));
    const trials = events(last.out).at(-1)?.["trials"] as Trial[];
    expect(readdirSync(join(folder, "parts")).filter((one) => /^\d/.test(one))).toHaveLength(trials.length);
    const pruned = trials.filter(({ status }) => status === "pruned");
    expect(pruned.length > 0).toBe(name !== "random");
    for (const { runs, message } of pruned) {
      const text = readFileSync(join(folder, "parts", runs[0] ?? "", "run.json"), "utf8");
      const record = JSON.parse(text) as RunRecord;
      expect(message).toMatch(/^Pruned after \d+ epochs?: validation\.\w+ was [\d.]+, and [\d.]+ was needed/);
      expect([record.status, record.message?.split(":")[0]]).toEqual([
        "stopped",
        expect.stringMatching(/^(Pruned after \d+ epochs?|Stopped after \d+ epochs? to be judged with all trials)$/),
      ]);
    }
  },
  60_000,
);

test("a trial that cannot be trained is listed with its reason, and the sweep ends well", async () => {
  const file = write({ over: { features: [{ kind: "numeric" }, { kind: "tfidf" }] } });
  const { code, out } = await run(file);
  expect(code).toBe(0);
  expect(out).toMatch(/\ntrial 1 \(features \{"kind":"numeric"\}\): failed: .*features\.kind: The data has no columns/);
  const none = await run(write({ over: { model: [{ kind: "linearSvm" }] }, metric: "validation.logLoss" }));
  expect(none.code).toBe(1);
});

test.each<[string, readonly string[], string]>([
  ["no sweep", ["texts.experiment.json"], "sweep: The experiment has no sweep."],
  ["workers", ["FILE", "--workers", "0"], '--workers: "0" is no number of workers. Choose from 1 to 256.'],
  ["an unknown sweep", ["FILE", "--resume", "nobody"], "There is no sweep nobody. None is kept here."],
  ["a resumed one with --set", ["FILE", "--resume", "a", "--set", "a=1"], "--set: A sweep goes on as it was planned."],
  ["a bad value", ["FILE", "--set", 'sweep.over={"training.l2":[-1]}'], "sweep.over.training.l2: -1 cannot be used."],
])("wrong usage, exit 2, nothing written: %s", async (_, args, message) => {
  const file = write({ repeat: 2 });
  const { code, err } = await run(...args.map((arg) => (arg === "FILE" ? file : arg)));
  expect(err).toContain(message);
  expect(code).toBe(2);
  expect(existsSync(join(folder, ".benchtop"))).toBe(false);
});

test("resuming through another file is refused", async () => {
  const file = write({ repeat: 2 });
  const { out } = await run(file, "--json");
  const { code, err } = await run("texts.experiment.json", "--resume", sweepOf(out));
  expect(code).toBe(2);
  expect(err).toContain("is of another file");
});

test("a file that has changed since is resumed as it was planned, and that is said", async () => {
  const file = write({ repeat: 2 });
  const { out } = await run(file, "--json");
  write({ repeat: 3 });
  const again = await run(file, "--json", "--resume", sweepOf(out));
  expect(again.err).toContain("The file has changed since the sweep began");
  expect((events(again.out).at(-1)?.["trials"] as Trial[])[0]?.runs).toHaveLength(2);
});

test("train leaves the sweep of the file out, and says so", async () => {
  const file = write({ over: { "training.l2": [0.5] } });
  const command = begin(bundle.path, folder, ["train", file, "--json"]);
  commands.push(command);
  const { code, out, err } = await command.ended;
  expect(code).toBe(0);
  expect(err).toContain(`One run, without the file's sweep; for that: benchtop sweep ${file}`);
  const { run: id } = events(out).at(-1) as Event & { readonly run: string };
  const record = readFileSync(join(folder, ".benchtop", "runs", id, "run.json"), "utf8");
  expect(JSON.parse(record)).not.toHaveProperty("sweep");
  expect((JSON.parse(record) as RunRecord).experiment.training.l2).toBe(0);
});
