import { runTitle } from "../../experiment/describe.ts";
import type { EpochMetrics } from "../../experiment/metrics.ts";
import type { CrossCheckRequest, CrossCheckOutcome, CrossChecks, Exports } from "../api.ts";
import { peerRefusal } from "../exports/scripts/refusals.ts";
import type { StoredRun } from "../ports.ts";
import { crossCheck, parsePeerResult } from "./compare.ts";
import { crossCheckReport, type ReportFile } from "./report.ts";

export interface CrossCheckPorts {
  readonly exports: Exports;
  /** Calls back with a folder of its own, which is gone afterwards. */
  readonly inTemporaryFolder: <T>(act: (folder: string) => Promise<T>) => Promise<T>;
  readonly scripts: ScriptRunner;
  readonly epochs: (folder: string) => Promise<readonly EpochMetrics[]>;
  /** The loss of every step that a run recorded. */
  readonly losses: (folder: string) => Promise<ArrayLike<number>>;
  readonly writeFiles: (folder: string, files: readonly ReportFile[]) => Promise<void>;
  readonly join: (folder: string, ...names: readonly string[]) => string;
}

export interface ScriptRunner {
  /** A UserError where the program is no Python or lacks a module. */
  check(python: string, module: string): Promise<void>;
  /** Runs `train.py` of a folder to its end and returns the text of its result; a failure is a UserError with its last words. */
  run(python: string, folder: string, options: ScriptOptions): Promise<string>;
}

interface ScriptOptions {
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

const modules = { pytorch: "torch", numpy: "numpy", "scikit-learn": "sklearn" } as const;

/** Has another program train what a run trained, and sets both beside each other. */
export class CrossCheckService implements CrossChecks {
  readonly #ports: CrossCheckPorts;

  constructor(ports: CrossCheckPorts) {
    this.#ports = ports;
  }

  async check(run: StoredRun, request: CrossCheckRequest): Promise<CrossCheckOutcome> {
    const { exports, scripts, epochs, losses, writeFiles, join, inTemporaryFolder } = this.#ports;
    const { peer, python, signal, onLine } = request;
    const refusal = peerRefusal(peer, run.record);
    if (refusal !== null) throw refusal;
    await scripts.check(python, modules[peer]);
    const text = await inTemporaryFolder(async (folder) => {
      const { path } = await exports.export(run, { to: peer, path: join(folder, "script") });
      return scripts.run(python, path, { onLine, signal });
    });
    const result = parsePeerResult(text);
    const check = crossCheck(run.record, await epochs(run.folder), await losses(run.folder), result);
    const folder = join(run.folder, "crosscheck", peer);
    await writeFiles(folder, crossCheckReport(runTitle(run.record, run.annotations), check));
    return { check, report: join(folder, "report.md") };
  }
}
