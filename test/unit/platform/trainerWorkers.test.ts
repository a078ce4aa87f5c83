import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { threadWorkers } from "../../../src/platform/trainerWorkers.ts";
import type { TrainerWorker } from "../../../src/services/ports.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const opened: TrainerWorker[] = [];

const trainer = new URL("./workers/trainer.ts", import.meta.url);
const oldTrainer = new URL("./workers/oldTrainer.ts", import.meta.url);

async function start(file: URL, heapMegabytes = 256): Promise<TrainerWorker> {
  const workers = threadWorkers({ trainer: fileURLToPath(file), log, heapMegabytes });
  const worker = await workers.start();
  opened.push(worker);
  return worker;
}

afterEach(() => {
  for (const worker of opened.splice(0)) worker.dispose();
});

function deathOf(worker: TrainerWorker): Promise<string> {
  return new Promise((resolve) => worker.onDeath(resolve));
}

function look(worker: TrainerWorker, path: string): Promise<unknown> {
  return worker.lookAt([{ path, kind: "file", within: null, known: null }]);
}

test("a worker answers after the handshake", async () => {
  const worker = await start(trainer);
  expect(worker.kernelFlavour).toBe("reference");
  expect(await look(worker, "reviews.tsv")).toEqual([{ bytes: 11, modified: 0, labelled: true }]);
});

test("a UserError in the worker is a UserError here, with its place", async () => {
  const worker = await start(trainer);
  const error: unknown = await look(worker, "refuse").catch((caught: unknown) => caught);
  expect(error).toEqual(
    new UserError("This is a folder.", "Name a file inside it.", { file: "/data", field: "dataset" }),
  );
  expect(error).toBeInstanceOf(UserError);
});

test("a worker that runs out of memory dies alone, with a reason a person understands", async () => {
  const worker = await start(trainer, 32);
  const death = deathOf(worker);
  await expect(look(worker, "exhaust memory")).rejects.toThrow("ran out of memory (its limit is 32 MB)");
  expect(await death).toContain("Use fewer examples or features, or a smaller model.");
});

test("a worker that crashes fails the question under way and every later one", async () => {
  const worker = await start(trainer);
  const death = deathOf(worker);
  await expect(look(worker, "crash")).rejects.toThrow("The training thread crashed: a defect of ours");
  expect(await death).toContain("a defect of ours");
  await expect(look(worker, "reviews.tsv")).rejects.toThrow("a defect of ours");
});

test("a worker that leaves tells its exit code", async () => {
  const worker = await start(trainer);
  await expect(look(worker, "exit")).rejects.toThrow("exit code 3");
});

test("a worker that is disposed is not reported dead, and its questions fail", async () => {
  const worker = await start(trainer);
  const deaths: string[] = [];
  worker.onDeath((reason) => deaths.push(reason));
  const question = look(worker, "crash").catch((error: unknown) => error);
  worker.dispose();
  expect(await question).toBeInstanceOf(Error);
  expect(deaths).toEqual([]);
});

test("a trainer of another version is refused", async () => {
  await expect(start(oldTrainer)).rejects.toThrow("version 0 of the protocol, not");
});

test("a trainer that is not there is refused", async () => {
  await expect(start(new URL("./workers/missing.ts", import.meta.url))).rejects.toThrow("missing.ts");
});
