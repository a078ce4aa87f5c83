import { basename, dirname, extname, resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import { runTitle } from "../experiment/describe.ts";
import { parseOverride } from "../experiment/overrides.ts";
import { checkExperiment } from "../experiment/parse.ts";
import { regularFileSize } from "../platform/dataFiles.ts";
import { readTextBounded } from "../platform/fileIo.ts";
import type { ExperimentRequest, LiveRun } from "../services/api.ts";
import { openServices } from "./context.ts";
import { epochEvent, resultEvent, startEvent } from "./events.ts";
import { exitOf } from "./exit.ts";
import { figure } from "./figures.ts";
import type { Interrupt } from "./interrupt.ts";
import { runPlaces } from "./places.ts";
import { progressLine } from "./progressBar.ts";
import { tellRun } from "./summary.ts";
import type { Terminal } from "./terminal.ts";
import { jsonLine } from "./text.ts";

export interface TrainOptions {
  /** `path=value`, in the order given. */
  readonly set: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
  readonly checkpointSeconds?: string;
}

const experimentLimit = 4 * 1024 * 1024;

/** Trains an experiment file, or a dataset file with the defaults, and tells how it went; the result is the exit code. */
export async function train(
  file: string,
  options: TrainOptions,
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  const experiment = await readRequest(file, options.set);
  const { baseFolder, runsFolder } = runPlaces(experiment.folder, options.out);
  const services = openServices({ runsFolder, baseFolder }, terminal, {
    checkpointSeconds: checkpointSecondsOf(options),
  });
  try {
    const run = await services.training.start({ experiment, runsFolder, baseFolder });
    if (checkExperiment(experiment.text).spec?.sweep !== undefined)
      terminal.err(visible(`One run, without the file's sweep; for that: benchtop sweep ${file}`));
    return await tellToEnd(run, options, { terminal, interrupt });
  } finally {
    await services.shutdown();
  }
}

/** Tells how a run goes, and at its end how it went; the result is the exit code. */
export async function tellToEnd(
  run: LiveRun,
  options: { readonly json?: boolean },
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  interrupt.onFirst(() => {
    terminal.err("Stopping; what was trained is kept. Press Ctrl+C again to end at once.");
    void run.stop();
  });
  if (options.json === true) tellEvents(run, terminal);
  else tellProgress(run, terminal);
  const record = await run.ended;
  terminal.progress("");
  if (options.json === true) terminal.out(jsonLine(resultEvent(record, run.folder)));
  else tellRun({ record, title: runTitle(record), path: run.folder, epochs: run.epochs }, terminal);
  return exitOf(record);
}

/** What `--checkpoint-seconds` says, 10 without it. */
export function checkpointSecondsOf({ checkpointSeconds = "10" }: { readonly checkpointSeconds?: string }): number {
  const seconds = checkpointSeconds.trim() === "" ? NaN : Number(checkpointSeconds);
  if (!(seconds >= 0 && seconds <= 86_400))
    throw new UserError(
      `--checkpoint-seconds is ${checkpointSeconds}.`,
      "Write a number of seconds from 0 (only when it is stopped) to 86400.",
    );
  return seconds;
}

/** The experiment that a file and `--set` stand for. */
export async function readRequest(file: string, set: readonly string[]): Promise<ExperimentRequest> {
  const path = resolve(file);
  const overrides = set.map(parseOverride);
  await regularFileSize(path);
  const folder = dirname(path);
  if (!/^\.jsonc?$/i.test(extname(path))) {
    // As an object, so that `--set dataset.label=…` finds its place.
    return { text: JSON.stringify({ dataset: { path: basename(path) } }), file: null, folder, overrides };
  }
  return { text: await readExperiment(path), file: path, folder, overrides };
}

async function readExperiment(path: string): Promise<string> {
  try {
    return await readTextBounded(path, experimentLimit);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The file cannot be read: ${reason}.`, "Check its permissions.", { file: path });
  }
}

function tellEvents(run: LiveRun, terminal: Terminal): void {
  terminal.out(jsonLine(startEvent(run.id, run.folder)));
  for (const epoch of run.epochs) terminal.out(jsonLine(epochEvent(epoch)));
  run.onEpoch(({ epoch }) => terminal.out(jsonLine(epochEvent(epoch))));
}

function tellProgress(run: LiveRun, terminal: Terminal): void {
  if (!terminal.live) terminal.err(visible(`training in ${run.folder}`));
  run.onTicker((ticker) => {
    const validation = run.epochs.at(-1)?.metrics.validation;
    const accuracy = validation === undefined ? null : figure(validation, "accuracy");
    terminal.progress(progressLine(ticker, accuracy, terminal.width));
  });
}
