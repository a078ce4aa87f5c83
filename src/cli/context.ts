import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { visible } from "../base/visible.ts";
import type { InspectionWatch, Log } from "../services/ports.ts";
import { type Composition, compose } from "../platform/composition.ts";
import type { RunsFolder } from "../platform/folderStamp.ts";
import { cacheFolder } from "./places.ts";
import type { Terminal } from "./terminal.ts";

/** What commands order a list of runs by; the editor's setting has the same default. */
export const keyMetric = "validation.accuracy";

/** So many runs take longer to read than a database takes to open. */
const manyRuns = 300;

/**
 * The services for one command, over one runs folder; the trainer lies beside the bundle that runs. Trains `workers`
 * runs at once, as many as the machine has cores unless said.
 */
export function openServices(
  folder: RunsFolder,
  terminal: Terminal,
  choices: { readonly workers?: number; readonly checkpointSeconds?: number; readonly oneCommand?: boolean } = {},
): Composition {
  const { workers = availableParallelism(), checkpointSeconds, oneCommand = true } = choices;
  return compose({
    folders: [folder],
    trainer: join(bundlesFolder(), "trainer.mjs"),
    concurrency: () => workers,
    ...(checkpointSeconds !== undefined && { checkpointSeconds: () => checkpointSeconds }),
    keyMetric: () => keyMetric,
    log: terminalLog(terminal),
    showCounting: (path, count) => countingLine(path, count, terminal),
    watch: false,
    oneCommand,
    index: { storage: join(cacheFolder(), "index"), atLeast: manyRuns },
  });
}

/** A line that tells how far a dataset is read; whoever interrupts the command stops it. */
async function countingLine<T>(
  path: string,
  count: (watch: InspectionWatch) => Promise<T>,
  terminal: Terminal,
): Promise<T> {
  const onProgress = (fraction: number): void =>
    terminal.progress(visible(`reading ${basename(path)} ${String(Math.floor(100 * fraction))} %`));
  try {
    return await count({ signal: new AbortController().signal, onProgress });
  } finally {
    terminal.progress("");
  }
}

/** The folder of the bundles; what several of them share lies in its folder `chunks`. */
function bundlesFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return basename(here) === "chunks" ? dirname(here) : here;
}

export function terminalLog(terminal: Terminal): Log {
  return {
    info: () => undefined,
    warn: (message) => terminal.err(visible(`warning: ${message}`)),
    error: (message, cause) => {
      const reason = cause instanceof Error ? `: ${cause.message}` : "";
      terminal.err(visible(`error: ${message}${reason}`));
    },
  };
}
