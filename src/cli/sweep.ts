import { resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import type { Composition } from "../platform/composition.ts";
import type { RunsFolder } from "../platform/folderStamp.ts";
import type { ExperimentRequest, LiveSweep } from "../services/api.ts";
import { openServices } from "./context.ts";
import { exit } from "./exit.ts";
import type { Interrupt } from "./interrupt.ts";
import { defaultRunsFolder, workspaceOf } from "./places.ts";
import { bestSoFar, rankedEvent, tellRanking, trialLine } from "./tellSweep.ts";
import type { Terminal } from "./terminal.ts";
import { cut, jsonLine } from "./text.ts";
import { readRequest } from "./train.ts";

export interface SweepOptions {
  /** `path=value`, in the order given. */
  readonly set: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
  readonly workers?: string;
  /** The id of a sweep to go on with. */
  readonly resume?: string;
}

const mostWorkers = 256;

/** Trains the sweep of an experiment file, or goes on with it, and ranks its trials; the result is the exit code. */
export async function sweep(
  file: string,
  options: SweepOptions,
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  const workers = workersOf(options.workers);
  if (options.resume !== undefined && options.set.length > 0)
    throw new UserError("A sweep goes on as it was planned.", "Leave --set out, or start a new sweep.", {
      field: "--set",
    });
  const experiment = await readRequest(file, options.set);
  const baseFolder = workspaceOf(experiment.folder);
  const runsFolder = options.out === undefined ? defaultRunsFolder(baseFolder) : resolve(options.out);
  const services = openServices({ runsFolder, baseFolder }, terminal, workers === undefined ? {} : { workers });
  try {
    const live =
      options.resume === undefined
        ? await services.sweeps.start({ experiment, runsFolder, baseFolder })
        : await resumed(services, options.resume, experiment, { runsFolder, baseFolder });
    if (live.plan.text !== experiment.text)
      terminal.err("The file has changed since the sweep began; the sweep goes on as it was planned.");
    interrupt.onFirst(() => {
      terminal.err("Stopping; what was trained is kept. Press Ctrl+C again to end at once.");
      void live.stop();
    });
    return await followed(live, file, options, terminal);
  } finally {
    await services.shutdown();
  }
}

async function resumed(
  { sweeps }: Composition,
  name: string,
  { file }: ExperimentRequest,
  { runsFolder, baseFolder }: RunsFolder,
): Promise<LiveSweep> {
  const ids = await sweeps.ids(runsFolder);
  const [id, ...others] = ids.filter((one) => one.startsWith(name) || one.endsWith(name));
  if (id === undefined || others.length > 0)
    throw new UserError(
      id === undefined ? `There is no sweep ${name}.` : `${String(others.length + 1)} sweeps fit ${name}.`,
      ids.length === 0 ? "None is kept here." : `Those here: ${ids.slice(0, 5).join(", ")}.`,
      { file: runsFolder },
    );
  return sweeps.resume({ id, ...(file !== null && { file }), runsFolder, baseFolder });
}

async function followed(live: LiveSweep, file: string, options: SweepOptions, terminal: Terminal): Promise<number> {
  const json = options.json === true;
  const { id, folder } = live;
  if (json) terminal.out(jsonLine({ event: "start", sweep: id, path: folder, trials: live.trials.length }));
  else if (!terminal.live) terminal.err(visible(`sweep ${id} in ${folder}`));
  const show = (): void => terminal.progress(cut(visible(bestSoFar(live)), Math.max(0, terminal.width - 1)));
  show();
  live.onChange(show);
  live.onTrial((trial) => {
    if (json) terminal.out(jsonLine({ event: "trial", ...rankedEvent(trial) }));
    else if (!terminal.live) terminal.err(visible(trialLine(trial, live)));
  });
  const end = await live.ended;
  terminal.progress("");
  const again = `benchtop sweep ${file}${options.out === undefined ? "" : ` --out ${options.out}`} --resume ${id}`;
  if (json) {
    const { metric, method } = live.sweep;
    const trials = live.trials.map(rankedEvent);
    terminal.out(jsonLine({ event: "result", sweep: id, path: folder, status: end, method, metric, trials }));
  } else tellRanking(live, terminal);
  if (end === "stopped") {
    terminal.err(visible(`Go on with: ${again}`));
    return exit.interrupted;
  }
  return live.trials.some(({ status }) => status === "finished") ? exit.done : exit.failed;
}

function workersOf(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const workers = Number(written);
  if (Number.isInteger(workers) && workers >= 1 && workers <= mostWorkers) return workers;
  throw new UserError(`"${written}" is no number of workers.`, `Choose from 1 to ${String(mostWorkers)}.`, {
    field: "--workers",
  });
}
