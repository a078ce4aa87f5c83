import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { promisify } from "node:util";
import type { RunRecord } from "../../../src/experiment/record.ts";
import { openIndex } from "../../../src/platform/openIndex.ts";
import type { ListedRun } from "../../../src/services/ports.ts";
import { sortRuns } from "../../../src/services/ranking.ts";
import { runFilter } from "../../../src/services/runFilter.ts";
import { runTable } from "../../../src/services/runTable.ts";
import { root } from "../harness/places.ts";
import type { Workload } from "../harness/workload.ts";

const execute = promisify(execFile);
const count = 10_000;
const repetitions = 5;

/** The list of runs at scale: no peer, so that its figures are remarks with the time we want beside them. */
export const runListWorkload: Workload = {
  id: "W11",
  title: `the list of ${count.toLocaleString("en")} runs: open, sort, filter`,
  async run({ say }) {
    const folder = await mkdtemp(join(tmpdir(), "benchtop-bench-"));
    try {
      const runsFolder = join(folder, "runs");
      await writeRuns(runsFolder);
      const storage = join(folder, "index");
      await rm(storage, { recursive: true, force: true });
      const cold = await open(runsFolder, storage);
      say(`open without a database: ${ms(cold.took)}; the host's event loop meanwhile: ${cold.delays}`);
      const opened = [];
      for (let repetition = 0; repetition < repetitions; repetition++) opened.push(await open(runsFolder, storage));
      const [warm] = opened.sort((a, b) => a.took - b.took).slice(repetitions >> 1);
      if (warm === undefined) throw new Error("nothing was opened");
      say(`open with a database: ${ms(warm.took)} (median of ${repetitions}, < 300 ms wanted); ${warm.delays}`);
      const { runs } = warm;
      say(`sort by key metric: ${ms(timed(() => sortRuns(runs, "validation.accuracy")))} (< 100 ms wanted)`);
      const filter = runFilter("penguins status:finished tag:paper");
      say(`filter by word, status and tag: ${ms(timed(() => runs.filter(filter)))} (< 100 ms wanted)`);
      say(`the Compare panel's table of all: ${ms(timed(() => runTable(runs)))}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return [];
  },
};

interface Opened {
  readonly took: number;
  readonly delays: string;
  readonly runs: readonly ListedRun[];
}

async function open(runsFolder: string, storage: string): Promise<Opened> {
  const log = { info: () => undefined, warn: console.error, error: console.error };
  const index = openIndex({
    folders: [{ runsFolder, baseFolder: runsFolder }],
    log,
    watch: false,
    index: { storage, worker: join(root, "dist", "index.mjs") },
  });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const began = performance.now();
  const runs = await index.list();
  const took = performance.now() - began;
  delay.disable();
  if (runs.length !== count) throw new Error(`${String(runs.length)} runs were listed`);
  index.dispose();
  const delays = `99th percentile ${ms(delay.percentile(99) / 1e6)}, longest ${ms(delay.max / 1e6)}`;
  return { took, delays, runs };
}

/** One real run, many times with other figures, names and learning rates; long ago, so that times can be trusted. */
async function writeRuns(runsFolder: string): Promise<void> {
  await execute(process.execPath, [join(root, "esbuild.mjs"), "--production"], { cwd: root });
  const experiment = join(root, "samples", "penguins", "penguins.experiment.json");
  const cli = join(root, "dist", "cli.mjs");
  await execute(process.execPath, [cli, "train", experiment, "--out", runsFolder, "--json"]);
  const [first = ""] = await readdir(runsFolder);
  const record = JSON.parse(await readFile(join(runsFolder, first, "run.json"), "utf8")) as RunRecord;
  await rm(join(runsFolder, first), { recursive: true });
  const then = new Date(Date.now() - 86_400_000);
  for (let at = 0; at < count; at++) {
    const folder = join(runsFolder, `20260101-000000-${String(at).padStart(6, "0")}`);
    await mkdir(folder);
    await writeFile(join(folder, "run.json"), `${JSON.stringify(varied(record, at), null, 2)}\n`);
    if (at % 10 === 0) {
      await writeFile(
        join(folder, "user.json"),
        JSON.stringify({ schemaVersion: 1, tags: ["paper"], star: at % 50 === 0 }),
      );
    }
    await utimes(folder, then, then);
    for (const name of await readdir(folder)) await utimes(join(folder, name), then, then);
  }
}

function varied(record: RunRecord, at: number): RunRecord {
  const { training } = record.experiment;
  const { validation } = record.metrics;
  return {
    ...record,
    seed: at,
    status: at % 20 === 0 ? "failed" : record.status,
    experiment: { ...record.experiment, training: { ...training, seed: at } },
    metrics: {
      ...record.metrics,
      ...(validation && { validation: { ...validation, accuracy: ((at * 7919) % count) / count } }),
    },
  };
}

/** Milliseconds of the median call. */
function timed(call: () => unknown): number {
  const times = Array.from({ length: repetitions }, () => {
    const began = performance.now();
    call();
    return performance.now() - began;
  }).sort((a, b) => a - b);
  return times[repetitions >> 1] ?? 0;
}

function ms(milliseconds: number): string {
  return `${milliseconds.toPrecision(3)} ms`;
}
