import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventsOf, killedAfter, resultIn, resultOf, trainKilled } from "../../kill/kills.ts";
import { temporaryFolder } from "../platform/temporaryFolder.ts";
import { begin, buildCommandLine, writeWorkspace } from "./bundle.ts";

let bundle: { readonly path: string; dispose(): void };
beforeAll(async () => {
  bundle = await buildCommandLine();
}, 60_000);
afterAll(() => bundle.dispose());

const experiment = {
  dataset: "data/texts.tsv",
  model: { kind: "network", hidden: [{ units: 12, norm: "batch", dropout: 0.2 }] },
  training: { epochs: 150, batchSize: 4, optimizer: { kind: "adam" }, evaluateEvery: { steps: 5 } },
};

function workspace(): string {
  const folder = temporaryFolder();
  writeWorkspace(folder);
  writeFileSync(join(folder, "net.experiment.json"), JSON.stringify(experiment));
  return folder;
}

/** One of the folds, held out in a run of its own. */
const fold = {
  ...experiment,
  split: { folds: 3, fold: 2 },
  training: { ...experiment.training, epochs: 300 },
};

const forever = Number.POSITIVE_INFINITY;

test("a run whose process is killed at any time, and again, ends with the bytes of one that was not", async () => {
  const folder = workspace();
  const place = { bundle: bundle.path, folder };
  const whole = await trainKilled(place, "net.experiment.json", "runs/whole", []);
  const wanted = resultIn(whole.folder ?? "");
  expect(Object.keys(wanted).filter((name) => name.includes("checkpoint"))).toEqual([]);
  const fates = [];
  for (const times of [[700], [1600, 1300, 1200]]) {
    const fate = await trainKilled(place, "net.experiment.json", "runs/killed", times);
    expect(resultOf(fate)).toEqual(wanted);
    fates.push(fate);
  }
  expect(fates.map(({ lost }) => lost)).toEqual([0, 0]);
}, 120_000);

test("so does a killed run of one fold whose folder lies outside of its workspace", async () => {
  const folder = workspace();
  writeFileSync(join(folder, "fold.experiment.json"), JSON.stringify(fold));
  const elsewhere = temporaryFolder();
  const train = (out: string) => ["train", "fold.experiment.json", "--out", join(elsewhere, out), "--json"];
  const whole = await begin(bundle.path, folder, train("whole")).ended;
  expect(whole.code).toBe(0);
  const training = begin(bundle.path, folder, [...train("killed"), "--checkpoint-seconds", "0.03"]);
  await training.output((text) => text.split("\n").length > 12);
  training.child.kill("SIGKILL");
  const [before, killed] = [whole, await training.ended].map(({ out }) => eventsOf(out)[0] as { path: string });
  const path = killed?.path ?? "";
  expect(JSON.parse(readFileSync(join(path, "run.json"), "utf8"))).not.toMatchObject({ status: "finished" });
  const resumed = await killedAfter({ bundle: bundle.path, folder: elsewhere }, ["resume", path], forever);
  expect(resumed).toMatchObject({ code: 0, err: expect.stringContaining("training in") as string });
  expect(resultIn(path)).toEqual(resultIn(before?.path ?? ""));
}, 60_000);

test("a run that is stopped by Ctrl+C can be resumed from where it stood, which says first what is not as it was", async () => {
  const folder = workspace();
  const training = begin(bundle.path, folder, ["train", "net.experiment.json", "--json"]);
  const out = await training.output((text) => text.split("\n").length > 12);
  training.child.kill("SIGINT");
  expect((await training.ended).code).toBe(130);
  const { path } = eventsOf(out)[0] as { path: string };
  const { step } = (JSON.parse(readFileSync(join(path, "run.json"), "utf8")) as { progress: { step: number } })
    .progress;
  const file = join(path, "run.json");
  writeFileSync(
    file,
    readFileSync(file, "utf8").replace('"kernelFlavour": "reference"', '"kernelFlavour": "wasm-simd"'),
  );
  const resumed = await killedAfter({ bundle: bundle.path, folder }, ["resume", path, "--json"], forever);
  expect(resumed.code).toBe(0);
  expect(resumed.err.split("\n")).toEqual([
    "It was computed by the kernels wasm-simd; this machine has reference.",
    "It goes on all the same; its numbers may differ from those of a run that was never stopped.",
    "",
  ]);
  // The whole curve is told: epoch 0 comes first.
  const events = eventsOf(resumed.out);
  expect(events.slice(0, 2)).toMatchObject([{ event: "start" }, { event: "epoch", epoch: 0 }]);
  expect(events.at(-1)).toMatchObject({ event: "result", status: "finished" });
  const record = JSON.parse(readFileSync(file, "utf8")) as { resumes: { step: number }[] };
  expect(record.resumes).toMatchObject([{ step }]);

  const again = await killedAfter({ bundle: bundle.path, folder }, ["resume", path], forever);
  expect(again.code).toBe(2);
  expect(again.err).toContain("there is nothing to go on from");
}, 60_000);

test("a run that trains elsewhere, or whose data were changed, is refused before anything is written", async () => {
  const folder = workspace();
  const training = begin(bundle.path, folder, ["train", "net.experiment.json", "--json"]);
  const out = await training.output((text) => text.split("\n").length > 6);
  const { path } = eventsOf(out)[0] as { path: string };
  const elsewhere = await killedAfter({ bundle: bundle.path, folder }, ["resume", path], forever);
  expect(elsewhere.code).toBe(2);
  expect(elsewhere.err).toContain("Another window or command line is training this run.");
  training.child.kill("SIGKILL");
  await training.ended;
  const data = join(folder, "data", "texts.tsv");
  const before = resultIn(path);
  writeFileSync(data, `${readFileSync(data, "utf8")}one more\tsea\n`);
  const { code, err } = await killedAfter({ bundle: bundle.path, folder }, ["resume", path], forever);
  expect(code).toBe(2);
  expect(err).toContain("The data (data/texts.tsv) are not what they were. The run cannot go on.");
  expect(resultIn(path)).toEqual(before);
}, 60_000);
