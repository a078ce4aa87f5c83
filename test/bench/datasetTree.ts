/**
 * Measures how the Datasets view finds the datasets of 50,000 files, with the built trainer as its worker:
 * `npm run build && node test/bench/datasetTree.ts [FOLDER]`; a folder that is not there is written first.
 */
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { dataGlobs, otherGlobs } from "../../src/experiment/datasetNames.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { threadWorkers } from "../../src/platform/trainerWorkers.ts";
import { UtilityWorker } from "../../src/services/utilityWorker.ts";
import { DatasetList } from "../../src/ui/datasets/datasetList.ts";
import { writeManyFiles } from "./manyFiles.ts";

const log = { info: () => undefined, warn: console.warn, error: console.error };
const given = process.argv[2];
const folder = given ?? mkdtempSync(join(tmpdir(), "benchtop-many-"));
if (given === undefined || !existsSync(given)) {
  mkdirSync(folder, { recursive: true });
  writeManyFiles(folder);
}
const trainer = fileURLToPath(new URL("../../dist/trainer.mjs", import.meta.url));
const worker = new UtilityWorker(threadWorkers({ trainer, log }));
const asked = { searches: 0, looks: 0, counts: 0 };
const list = new DatasetList({
  datasets: () => ({
    findCandidates: (search) => (asked.searches++, worker.ask((one) => one.findCandidates(search))),
    lookAt: (places) => ((asked.looks += places.length), worker.ask((one) => one.lookAt(places))),
    inspect: async (path) => {
      asked.counts++;
      const summary = await worker.ask((one) => one.inspect(path, {}));
      if (summary === null) throw new Error("nobody stops the counting here");
      return summary;
    },
  }),
  clock: systemClock,
  log,
});

const delay = monitorEventLoopDelay({ resolution: 1 });

/** Wall and CPU seconds of all threads, and how late this thread's loop was meanwhile. */
async function measured(what: string, act: () => Promise<unknown>): Promise<void> {
  Object.assign(asked, { searches: 0, looks: 0, counts: 0 });
  delay.reset();
  delay.enable();
  const began = performance.now();
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  const wall = (performance.now() - began) / 1000;
  delay.disable();
  const late = `loop p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms, at most ${(delay.max / 1e6).toFixed(0)} ms`;
  const work = `${String(asked.searches)} searches, ${String(asked.looks)} looked at, ${String(asked.counts)} counted`;
  console.log(
    `${what}: ${wall.toFixed(2)} s, CPU ${((user + system) / 1e6).toFixed(2)} s; ${late}; ${work}; ${String(list.files.length)} listed`,
  );
}

await measured("the loop with nothing to do", () => new Promise((resolve) => setTimeout(resolve, 2000)));
await measured("a worker starts", () => worker.ask((one) => one.lookAt([])));
const search = () => list.search([{ folder, name: "", include: dataGlobs, exclude: otherGlobs, links: true }]);
let whole: Promise<void> = Promise.resolve();
await measured("first rows", async () => {
  const first = new Promise<void>((resolve) => list.onChange(() => (list.files.length > 0 ? resolve() : undefined)));
  whole = search();
  await first;
});
const looked = new Promise<void>((resolve) => list.onProgress(() => (list.waiting === 0 ? resolve() : undefined)));
await measured("all looked at", () => looked);
await measured("small ones counted", () => whole);
await measured("searched again", search);
const changed = join(folder, "data", "set0", "reviews0.tsv");
await measured("one file changed", () => {
  appendFileSync(changed, "one more room\tyes\n");
  return list.change(new Map([[changed, "changed"]]));
});
list.dispose();
worker.dispose();
if (given === undefined) rmSync(folder, { recursive: true });
