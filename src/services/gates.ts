import { filePlace } from "../base/filePlace.ts";
import { visible } from "../base/visible.ts";
import { refusalSentence } from "../experiment/comparison/words.ts";
import { failAll, gatedSplit, type GateResult, judgeGates, type Regressions } from "../experiment/gates/judge.ts";
import { type ParsedGates, parseGates } from "../experiment/gates/parse.ts";
import type { SplitName } from "../data/table.ts";
import type { Comparisons, LiveRun, Runs, StartRequest, Training } from "./api.ts";
import type { RunFiles, StoredRun } from "./ports.ts";

/** Flipped examples that a failed gate lists. */
const mostListed = 20;

export interface GateRequest {
  /** The text of the gates file. */
  readonly text: string;
  /** Its absolute path. */
  readonly file: string;
  /** Its folder. */
  readonly folder: string;
  readonly places: Pick<StartRequest, "runsFolder" | "baseFolder">;
  /** The run that a name in the file stands for; a UserError where there is none. */
  readonly findRun: (name: string) => Promise<StoredRun>;
  /** Hears of the run that is trained, before it is measured. */
  readonly onTraining?: (run: LiveRun) => void;
  /** Returns when an experiment's files may be read. */
  readonly admit?: (experiment: { readonly text: string; readonly file: string }) => Promise<void>;
}

export interface GateReport {
  /** The run that was measured. */
  readonly run: StoredRun;
  readonly results: readonly GateResult[];
}

export interface GatePorts {
  readonly training: Training;
  readonly runs: Pick<Runs, "get">;
  readonly comparisons: Comparisons;
  readonly files: Pick<RunFiles, "readText" | "resolvePath" | "relativePath">;
}

/** Trains or finds the model of a gates file, and judges its gates. What is wrong with the file is a UserError. */
export async function checkGates(request: GateRequest, ports: GatePorts): Promise<GateReport> {
  const parsed = parseGates(request.text, request.file);
  const baseline =
    parsed.spec.regressions === undefined ? null : await request.findRun(parsed.spec.regressions.baseline);
  const run = await runOf(parsed, request, ports);
  const { status, message } = run.record;
  if (status !== "finished")
    return { run, results: failAll(parsed, `a run that is ${status}${message === null ? "" : `: ${message}`}`) };
  const split = gatedSplit(parsed, run.record);
  const regressions = baseline === null ? null : await regressionsOf(baseline, run, split, ports);
  return { run, results: judgeGates(parsed, { record: run.record, split, regressions }) };
}

async function runOf(
  { spec }: ParsedGates,
  request: GateRequest,
  { training, runs, files }: GatePorts,
): Promise<StoredRun> {
  if (spec.experiment === undefined) return request.findRun(spec.run ?? "");
  const file = files.resolvePath(request.folder, spec.experiment);
  const text = await files.readText(file);
  await request.admit?.({ text, file });
  const folder = files.resolvePath(file, "..");
  const live = await training.start({ experiment: { text, file, folder }, ...request.places });
  request.onTraining?.(live);
  const record = await live.ended;
  const stored = await runs.get(live.id);
  return (
    stored ?? {
      folder: live.folder,
      baseFolder: live.baseFolder,
      record,
      annotations: { schemaVersion: 1 },
      owner: "none",
    }
  );
}

async function regressionsOf(
  baseline: StoredRun,
  run: StoredRun,
  split: SplitName,
  { comparisons, files }: Pick<GatePorts, "comparisons" | "files">,
): Promise<Regressions> {
  const part = { split, kind: "rightToWrong", cell: null, offset: 0, limit: mostListed } as const;
  const page = await comparisons.flips(baseline, run, part);
  if (page.kind === "refused") return refusalSentence(page.why, split, { first: "the baseline", second: "the run" });
  const classes = baseline.record.data?.classes ?? [];
  const examples = page.flips.map(({ file, line, before, after, excerpt }) =>
    visible(
      `${filePlace(files.relativePath(baseline.baseFolder, file), line)} ${classes[before] ?? ""} → ${classes[after] ?? ""}: ${excerpt.slice(0, 100)}`,
    ),
  );
  return { count: page.total, examples };
}
