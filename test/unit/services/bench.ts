import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disposable, toDisposable } from "../../../src/base/lifecycle.ts";
import { FolderRunIndex } from "../../../src/platform/folderRunIndex.ts";
import { runFiles } from "../../../src/platform/runFiles.ts";
import type { StartRequest } from "../../../src/services/api.ts";
import { DatasetService } from "../../../src/services/datasets.ts";
import { Inspections } from "../../../src/services/inspections.ts";
import type { Clock, ShowCounting } from "../../../src/services/ports.ts";
import { sweepFiles } from "../../../src/platform/sweepFiles.ts";
import { SweepService } from "../../../src/services/sweeps.ts";
import { RunsService } from "../../../src/services/runs.ts";
import { TrainingService } from "../../../src/services/training.ts";
import { UtilityWorker } from "../../../src/services/utilityWorker.ts";
import { temporaryFolder } from "../platform/temporaryFolder.ts";
import { HandTrainers } from "./trainers.ts";
import { closing } from "../closing.ts";

/** A clock that a test moves. */
class HandClock implements Clock {
  #now = 1_000_000;
  #waiting: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): Disposable {
    const entry = { at: this.#now + milliseconds, callback };
    this.#waiting.push(entry);
    return toDisposable(() => (this.#waiting = this.#waiting.filter((one) => one !== entry)));
  }

  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((one) => one !== next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }
}

/** The services over real folders, with trainers and a clock in the test's hands. */
export function openBench(concurrency = 1, showCounting?: ShowCounting) {
  const workspace = temporaryFolder();
  const runsFolder = join(workspace, ".benchtop", "runs");
  mkdirSync(join(workspace, "data"));
  writeFileSync(join(workspace, "data", "reviews.tsv"), "good\ta\nbad\tb\n");
  const messages: string[] = [];
  const log = {
    info: () => undefined,
    warn: (message: string) => void messages.push(message),
    error: (message: string) => void messages.push(message),
  };
  const clock = new HandClock();
  const workers = new HandTrainers();
  const utilityWorkers = new HandTrainers();
  const utility = new UtilityWorker(utilityWorkers);
  const inspections = new Inspections(runFiles, utility);
  const index = new FolderRunIndex({ folders: [{ runsFolder, baseFolder: workspace }], log, watch: false });
  const training = new TrainingService({
    workers,
    files: runFiles,
    index,
    inspections,
    showCounting,
    clock,
    log,
    concurrency: () => concurrency,
    checkpointSeconds: () => 10,
  });
  const runs = new RunsService({
    index,
    files: runFiles,
    training,
    worker: utility,
    log,
    keyMetric: () => "validation.accuracy",
  });
  const datasets = new DatasetService(inspections, utility);
  const sweeps = new SweepService({ training, files: runFiles, sweepFiles, log, concurrency: () => concurrency });
  closing.push(async () => {
    const swept = sweeps.shutdown();
    await training.shutdown();
    await swept;
    runs.dispose();
    index.dispose();
    utility.dispose();
  });
  const request = (text = '{"dataset": "data/reviews.tsv"}'): StartRequest => ({
    experiment: { text, file: null, folder: workspace },
    runsFolder,
    baseFolder: workspace,
  });
  return { workspace, runsFolder, messages, clock, workers, utilityWorkers, training, runs, sweeps, datasets, request };
}

/** Lets everything that is under way come to rest. */
export async function settled(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn > 1_000) throw new Error("what the test waits for does not come");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
