import { join, resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import { studyNamed } from "../experiment/studies/studies.ts";
import type { LiveSweep } from "../services/api.ts";
import { openServices } from "./context.ts";
import { exit } from "./exit.ts";
import type { Interrupt } from "./interrupt.ts";
import { defaultRunsFolder, workspaceOf } from "./places.ts";
import { bestSoFar, tellRanking } from "./tellSweep.ts";
import type { Terminal } from "./terminal.ts";
import { cut, jsonLine } from "./text.ts";
import { readRequest } from "./train.ts";

export interface StudyOptions {
  /** `path=value`, in the order given. */
  readonly set: readonly string[];
  readonly seeds: string;
  readonly out?: string;
  readonly report?: string;
  readonly json?: boolean;
}

const mostSeeds = 100;

/** Runs a ready-made study on each file, one after the other, and writes its report; the result is the exit code. */
export async function study(
  name: string,
  files: readonly string[],
  options: StudyOptions,
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  const chosen = studyNamed(name);
  const seeds = seedsOf(options.seeds);
  const requests = await Promise.all(files.map((file) => readRequest(file, options.set)));
  const baseFolder = workspaceOf(requests[0]?.folder ?? ".");
  const runsFolder = options.out === undefined ? defaultRunsFolder(baseFolder) : resolve(options.out);
  const services = openServices({ runsFolder, baseFolder }, terminal);
  const json = options.json === true;
  const done: LiveSweep[] = [];
  const stopping = new AbortController();
  try {
    interrupt.onFirst(() => {
      stopping.abort();
      terminal.err("Stopping; the report will tell of what was trained. Press Ctrl+C again to end at once.");
      void done.at(-1)?.stop();
    });
    for (const [at, experiment] of requests.entries()) {
      if (stopping.signal.aborted) break;
      const live = await services.studies.start({ study: chosen, seeds, experiment, runsFolder, baseFolder });
      done.push(live);
      const { id, folder, trials } = live;
      if (json)
        terminal.out(jsonLine({ event: "start", file: files[at], sweep: id, path: folder, trials: trials.length }));
      else if (!terminal.live) terminal.err(visible(`${files[at] ?? ""}: sweep ${id} in ${folder}`));
      await followed(live, terminal);
      if (!json) tellRanking(live, terminal);
    }
    const [first] = done;
    if (first === undefined) return exit.interrupted;
    const folder = options.report === undefined ? join(first.folder, "report") : resolve(options.report);
    await services.studies.report(done, folder);
    const path = join(folder, "report.md");
    terminal.out(json ? jsonLine({ event: "result", study: chosen.id, report: path }) : visible(`report: ${path}`));
    if (stopping.signal.aborted) return exit.interrupted;
    return done.some(({ trials }) => trials.some(({ status }) => status === "finished")) ? exit.done : exit.failed;
  } finally {
    await services.shutdown();
  }
}

async function followed(live: LiveSweep, terminal: Terminal): Promise<void> {
  const show = (): void => terminal.progress(cut(visible(bestSoFar(live)), Math.max(0, terminal.width - 1)));
  show();
  const listening = live.onChange(show);
  await live.ended;
  listening.dispose();
  terminal.progress("");
}

function seedsOf(written: string): number {
  const seeds = Number(written);
  if (Number.isInteger(seeds) && seeds >= 1 && seeds <= mostSeeds) return seeds;
  throw new UserError(`"${written}" is no number of seeds.`, `Choose from 1 to ${String(mostSeeds)}.`, {
    field: "--seeds",
  });
}
