import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import process from "node:process";
import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import type { Composition } from "../platform/composition.ts";
import type { Plan } from "../services/reproduction/reproductions.ts";
import { openServices } from "./context.ts";
import { exit } from "./exit.ts";
import type { Interrupt } from "./interrupt.ts";
import { runPlaces, workspaceOf } from "./places.ts";
import type { Terminal } from "./terminal.ts";
import { jsonLine } from "./text.ts";
import { readRequest } from "./train.ts";

export interface ImportOptions {
  readonly into?: string;
  readonly train?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

interface Outside {
  readonly terminal: Terminal;
  readonly interrupt: Interrupt;
}

/** Most files of a workspace that are looked at, and what is not looked into. */
const mostFiles = 50_000;
const unlooked = new Set(["node_modules", ".git", ".benchtop", ".venv", "venv"]);

/**
 * Shows what a bundle or link holds and, once that is confirmed, writes it, trains it if asked to, and compares. Exit
 * codes: 0 written (and the same), 1 not the same, 2 refused.
 */
export async function importRun(source: string, options: ImportOptions, outside: Outside): Promise<number> {
  const { terminal } = outside;
  const folder = resolve(options.into ?? workspaceOf(process.cwd()));
  const places = runPlaces(folder, undefined);
  const services = openServices(places, terminal, { oneCommand: false });
  try {
    const { planText, planWords, missingFiles } = await import("../services/reproduction/reproductions.ts");
    const plan = await planOf(source, folder, services);
    const tell = (line: string): void => (options.json === true ? terminal.err(line) : terminal.out(line));
    tell(terminal.style("bold", visible(plan.reproduction.title)));
    for (const line of planWords(plan)) tell(line);
    for (const line of planText(plan).trimEnd().split("\n")) tell(visible(line));
    if (missingFiles(plan).length === 0 && !(await mayGoOn(options, folder))) {
      terminal.err("Nothing was written.");
      return exit.usage;
    }
    const file = await (await services.reproductions()).write(plan, folder);
    terminal.out(options.json === true ? jsonLine({ event: "imported", file }) : visible(file));
    return options.train === true
      ? await trainAndCompare(file, plan, { ...outside, services, places, options })
      : exit.done;
  } finally {
    await services.shutdown();
  }
}

async function planOf(source: string, folder: string, services: Composition): Promise<Plan> {
  const reproductions = await services.reproductions();
  const candidates = await filesBelow(folder);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source)) {
    const { parseLink } = await import("../services/reproduction/link.ts");
    const { pathname, search } = new URL(source);
    const reproduction = parseLink({ path: pathname, query: search.slice(1) });
    return reproductions.plan({ reproduction, included: [] }, { bundle: null, folder, candidates });
  }
  const bundle = resolve(source);
  return reproductions.plan(await reproductions.openBundle(bundle), { bundle, folder, candidates });
}

/** Without a terminal to ask at, only `--yes` is an answer. */
async function mayGoOn({ yes, train }: ImportOptions, folder: string): Promise<boolean> {
  if (yes === true) return true;
  if (!process.stdin.isTTY)
    throw new UserError("Nobody was there to confirm.", "Look at the experiment above, then add --yes.");
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const what = train === true ? "Write it and train it" : "Write it";
  const answer = await asking.question(`${what} in ${visible(folder)}? [y/N] `);
  asking.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function trainAndCompare(
  file: string,
  plan: Plan,
  parts: Outside & {
    readonly services: Composition;
    readonly places: ReturnType<typeof runPlaces>;
    readonly options: ImportOptions;
  },
): Promise<number> {
  const { services, places, terminal, interrupt, options } = parts;
  const run = await services.training.start({ experiment: await readRequest(file, []), ...places });
  interrupt.onFirst(() => void run.stop());
  run.onTicker(({ phase, step, steps }) =>
    terminal.progress(`${phase ?? "waiting"} ${String(step)} of ${String(steps)}`),
  );
  const record = await run.ended;
  terminal.progress("");
  if (record.status === "stopped") return exit.interrupted;
  if (record.status === "failed") {
    terminal.err(visible(record.message ?? "The run failed."));
    return exit.failed;
  }
  const verification = await (await services.reproductions()).compare(run, plan.reproduction);
  if (options.json === true)
    terminal.out(jsonLine({ event: "result", run: run.id, path: run.folder, ...verification }));
  else for (const line of [...verification.words, run.folder]) terminal.out(visible(line));
  return verification.outcome === "same" ? exit.done : exit.failed;
}

/** The files of a folder that may be data. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  const visit = async (at: string): Promise<void> => {
    for (const entry of await readdir(at, { withFileTypes: true }).catch(() => [])) {
      if (files.length >= mostFiles) return;
      if (entry.isDirectory() && !unlooked.has(entry.name)) await visit(join(at, entry.name));
      else if (entry.isFile()) files.push(join(at, entry.name));
    }
  };
  await visit(folder);
  return files;
}
