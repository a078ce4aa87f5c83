import { dirname, resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import { readTextBounded, reasonOf } from "../platform/fileIo.ts";
import { runFiles } from "../platform/runFiles.ts";
import { checkGates, type GateReport } from "../services/gates.ts";
import { openServices, terminalLog } from "./context.ts";
import { exit } from "./exit.ts";
import { findRun } from "./findRuns.ts";
import type { Interrupt } from "./interrupt.ts";
import { runPlaces } from "./places.ts";
import { progressLine } from "./progressBar.ts";
import type { Terminal } from "./terminal.ts";
import { jsonLine } from "./text.ts";

export interface GatesOptions {
  readonly out?: string;
  readonly json?: boolean;
}

const fileLimit = 1024 * 1024;

/** Checks the gates of files one after the other; the result is the exit code, 1 where a gate does not hold. */
export async function testGates(
  files: readonly string[],
  options: GatesOptions,
  outside: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  let code: number = exit.done;
  for (const file of files) {
    const next = await testFile(resolve(file), options, outside);
    if (next === exit.interrupted) return next;
    code = Math.max(code, next);
  }
  return code;
}

async function testFile(
  file: string,
  options: GatesOptions,
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  const text = await readTextBounded(file, fileLimit).catch((error: unknown) => {
    if (error instanceof UserError) throw error;
    throw new UserError(`The file cannot be read: ${reasonOf(error)}.`, "Check the path for a slip.", { file });
  });
  const folder = dirname(file);
  const places = runPlaces(folder, options.out);
  const services = openServices(places, terminal);
  const stop = { asked: false };
  try {
    const report = await checkGates(
      {
        ...{ text, file, folder, places },
        // A run's folder is written from the file, not from where the command is called.
        findRun: (name) =>
          findRun(/[\\/]/.test(name) ? resolve(folder, name) : name, services.runs, places, terminalLog(terminal)),
        onTraining: (run) => {
          interrupt.onFirst(() => {
            stop.asked = true;
            void run.stop();
          });
          run.onTicker((ticker) => terminal.progress(progressLine(ticker, null, terminal.width)));
        },
      },
      { ...services, files: runFiles },
    );
    terminal.progress("");
    if (stop.asked) return exit.interrupted;
    tell(file, report, options, terminal);
    return report.results.every(({ passed }) => passed) ? exit.done : exit.failed;
  } finally {
    await services.shutdown();
  }
}

function tell(file: string, { run, results }: GateReport, options: GatesOptions, terminal: Terminal): void {
  if (options.json === true) {
    for (const { gate, passed, expected, actual } of results)
      terminal.out(jsonLine({ event: "gate", file, gate: gate.id, line: gate.line, passed, expected, actual }));
    terminal.out(
      jsonLine({
        event: "result",
        file,
        run: run.record.id,
        path: run.folder,
        passed: results.every(({ passed }) => passed),
      }),
    );
    return;
  }
  terminal.out(terminal.style("bold", visible(file)));
  for (const { passed, expected, actual } of results) {
    const mark = passed ? terminal.style("green", "✓") : terminal.style("red", "✗");
    const lines = (passed ? actual : `${actual}\n  expected ${expected}`).split("\n").map(visible);
    terminal.out(`${mark} ${lines.join("\n")}`);
  }
  terminal.out(run.folder);
}
