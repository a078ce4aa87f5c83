import { Emitter } from "../../base/emitter.ts";
import { runTitle } from "../../experiment/describe.ts";
import type { EpochMetrics } from "../../experiment/metrics.ts";
import type { ToldCrossCheck } from "../../protocol/crossChecks.ts";
import type { CrossCheckRequest, CrossCheckOutcome, CrossChecks, Exports } from "../api.ts";
import { hasOwnWeights, peerNames, peerRefusal } from "../exports/scripts/refusals.ts";
import type { StoredRun } from "../ports.ts";
import type { ReportFile } from "./report.ts";

export interface CrossCheckPorts {
  readonly exports: Exports;
  /** Calls back with a folder of its own, which is gone afterwards. */
  readonly inTemporaryFolder: <T>(act: (folder: string) => Promise<T>) => Promise<T>;
  readonly scripts: ScriptRunner;
  readonly epochs: (folder: string) => Promise<readonly EpochMetrics[]>;
  /** The loss of every step that a run recorded. */
  readonly losses: (folder: string) => Promise<ArrayLike<number>>;
  readonly writeFiles: (folder: string, files: readonly ReportFile[]) => Promise<void>;
  /** The text of a file of that size at most; undefined where there is none. */
  readonly readText: (path: string, mostBytes: number) => Promise<string | undefined>;
  readonly join: (folder: string, ...names: readonly string[]) => string;
}

export interface ScriptRunner {
  /** A UserError where the program is no Python or lacks a module. */
  check(python: string, module: string): Promise<void>;
  /** Runs `train.py` of a folder to its end and returns the text of its result; a failure is a UserError with its last words. */
  run(python: string, folder: string, options: ScriptOptions): Promise<string>;
}

interface ScriptOptions {
  /** Starts from weights drawn there instead of the run's. */
  readonly ownWeights?: boolean;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

const modules = { pytorch: "torch", numpy: "numpy", "scikit-learn": "sklearn" } as const;
const reportName = "report.md";
const checkName = "check.json";
const largestCheck = 64 * 1024 * 1024;

/** Has another program train what a run trained, sets both beside each other, and keeps that beside the run. */
export class CrossCheckService implements CrossChecks {
  readonly #ports: CrossCheckPorts;
  readonly #changed = new Emitter<string>();
  readonly onChange = this.#changed.event;

  constructor(ports: CrossCheckPorts) {
    this.#ports = ports;
  }

  async check(run: StoredRun, request: CrossCheckRequest): Promise<CrossCheckOutcome> {
    const { exports, scripts, epochs, losses, writeFiles, join, inTemporaryFolder } = this.#ports;
    const { peer, python, signal, onLine } = request;
    const refusal = peerRefusal(peer, run.record);
    if (refusal !== null) throw refusal;
    await scripts.check(python, modules[peer]);
    const { crossCheck } = await import("./compare.ts");
    const { parsePeerResult } = await import("./peerResult.ts");
    const { crossCheckReport, crossCheckWords } = await import("./report.ts");
    const [equal, own] = await inTemporaryFolder(async (folder) => {
      const { path } = await exports.export(run, { to: peer, path: join(folder, "script") });
      const first = parsePeerResult(await scripts.run(python, path, { onLine, signal }));
      if (request.equalWeightsOnly === true || !hasOwnWeights(peer)) return [first, undefined] as const;
      const told = (line: string): void => {
        onLine(`own initial weights: ${line}`);
      };
      const second = await scripts.run(python, path, { ownWeights: true, onLine: told, signal });
      return [first, parsePeerResult(second)] as const;
    });
    const curves = { record: run.record, epochs: await epochs(run.folder), losses: await losses(run.folder) };
    const check = crossCheck(curves, equal, own);
    const folder = join(run.folder, "crosscheck", peer);
    await writeFiles(folder, [
      ...crossCheckReport(runTitle(run.record, run.annotations), check),
      { name: checkName, text: `${JSON.stringify(check)}\n` },
    ]);
    this.#changed.fire(run.record.id);
    return { check, words: crossCheckWords(check), report: join(folder, reportName) };
  }

  async stored(run: Pick<StoredRun, "folder">): Promise<readonly ToldCrossCheck[]> {
    const { readText, join } = this.#ports;
    const found: ToldCrossCheck[] = [];
    for (const peer of peerNames) {
      const text = await readText(join(run.folder, "crosscheck", peer, checkName), largestCheck);
      if (text === undefined) continue;
      const { parseCheck } = await import("./peerResult.ts");
      const { crossCheckWords } = await import("./report.ts");
      const check = parseCheck(text);
      if (check !== undefined) found.push({ check, words: crossCheckWords(check) });
    }
    return found;
  }
}
