import { join, resolve } from "node:path";
import process from "node:process";
import { UserError } from "../base/errors.ts";
import { visible } from "../base/visible.ts";
import { type ExportId, exportFormat, exportName } from "../services/exports/formats.ts";
import { openServices, terminalLog } from "./context.ts";
import { exit } from "./exit.ts";
import { findRun, folderOf, type RunsFolderOption } from "./findRuns.ts";
import type { Terminal } from "./terminal.ts";
import { jsonLine } from "./text.ts";

export interface ExportOptions extends RunsFolderOption {
  readonly to: ExportId;
  readonly out?: string;
  readonly withData?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Writes a run in another format; the result is the exit code. */
export async function exportRun(name: string, options: ExportOptions, terminal: Terminal): Promise<number> {
  const folder = folderOf(options);
  const services = openServices(folder, terminal);
  try {
    const run = await findRun(name, services.runs, folder, terminalLog(terminal));
    const path =
      options.out === undefined
        ? join(process.cwd(), exportName(exportFormat(options.to), run.record, run.annotations))
        : resolve(options.out);
    const { to } = options;
    if (options.withData === true && to !== "bundle")
      throw new UserError("Only a bundle holds data.", "Add --to bundle, or leave --with-data out.");
    const outcome = await services.exports.export(run, {
      ...{ to, path },
      ...(options.force === true && { replace: true }),
      ...(options.withData === true && { withData: true }),
    });
    terminal.out(
      options.json === true
        ? jsonLine({ event: "result", run: run.record.id, to, path, files: outcome.files })
        : visible(outcome.path),
    );
    return exit.done;
  } finally {
    await services.shutdown();
  }
}
