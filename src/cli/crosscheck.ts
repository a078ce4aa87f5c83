import process from "node:process";
import { visible } from "../base/visible.ts";
import { crossCheckTable } from "../services/crosscheck/report.ts";
import type { PeerName } from "../services/exports/scripts/refusals.ts";
import { tableFormats } from "../services/tableFormats.ts";
import { openServices, terminalLog } from "./context.ts";
import { exit } from "./exit.ts";
import { findRun, folderOf, type RunsFolderOption } from "./findRuns.ts";
import type { Interrupt } from "./interrupt.ts";
import type { Terminal } from "./terminal.ts";
import { cut, jsonLine } from "./text.ts";

export interface CrossCheckOptions extends RunsFolderOption {
  readonly with: PeerName;
  readonly python?: string;
  readonly equalWeightsOnly?: boolean;
  readonly json?: boolean;
}

/** Has another program train what a run trained; the result is the exit code. */
export async function crossCheck(
  name: string,
  options: CrossCheckOptions,
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<number> {
  const folder = folderOf(options);
  const services = openServices(folder, terminal);
  const stopping = new AbortController();
  try {
    const run = await findRun(name, services.runs, folder, terminalLog(terminal));
    interrupt.onFirst(() => {
      stopping.abort();
    });
    const { check, words, report } = await services.crossChecks.check(run, {
      peer: options.with,
      python: options.python ?? process.env["BENCHTOP_PYTHON"] ?? (process.platform === "win32" ? "python" : "python3"),
      ...(options.equalWeightsOnly === true && { equalWeightsOnly: true }),
      signal: stopping.signal,
      onLine: (line) => terminal.progress(cut(visible(line), Math.max(0, terminal.width - 1))),
    });
    terminal.progress("");
    if (options.json === true) {
      terminal.out(jsonLine({ event: "result", run: run.record.id, report, ...check }));
      return exit.done;
    }
    for (const sentence of words) terminal.out(visible(sentence));
    terminal.out("");
    terminal.out(tableFormats.markdown(crossCheckTable(check)).trimEnd());
    terminal.out("");
    terminal.out(visible(report));
    return exit.done;
  } finally {
    await services.shutdown();
  }
}
