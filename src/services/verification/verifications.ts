import { UserError } from "../../base/errors.ts";
import { isActive } from "../../experiment/status.ts";
import type { RunPhase } from "../../protocol/trainer.ts";
import type { ToldVerification, VerificationResult } from "../../protocol/verification.ts";
import type { Log, RunFiles, StoredRun, TrainerWorker, TrainerWorkers } from "../ports.ts";
import { isSame, verificationWords } from "./words.ts";

export interface VerifyRequest {
  readonly signal: AbortSignal;
  /** Hears, at most ten times a second, where the repetition is; `fraction` of the phase, null where unknown. */
  readonly onProgress: (phase: RunPhase, fraction: number | null) => void;
}

/** What a run came to when it was trained again. */
export interface Verification extends VerificationResult, ToldVerification {}

export interface VerificationPorts {
  readonly workers: TrainerWorkers;
  readonly files: Pick<RunFiles, "resolvePath" | "writeText">;
  /** Calls back with a folder of its own, which is gone afterwards. */
  readonly inTemporaryFolder: <T>(act: (folder: string) => Promise<T>) => Promise<T>;
  /** How many threads the repetition may compute with; it changes no bit. */
  readonly threads: () => number;
  readonly now: () => Date;
  readonly log: Log;
  /** Hears of a run's folder that it has another verification. */
  readonly kept: (runFolder: string) => void;
}

/** The file in a run's folder that tells of its last verification. */
const verificationFile = "verification.json";

/**
 * Trains a run again, in a thread and a folder of their own, which both end with it, and compares. What came of it is kept
 * in a file beside the record, not in it: the record is the run's own. Undefined where it was stopped; a UserError where
 * the run cannot be verified.
 */
export async function verify(
  run: StoredRun,
  { signal, onProgress }: VerifyRequest,
  ports: VerificationPorts,
): Promise<Verification | undefined> {
  if (isActive(run.record.status) || run.owner !== "none")
    throw new UserError("The run is being trained.", "Wait for it to end, or stop it.", { file: run.folder });
  const { folder: runFolder, baseFolder } = run;
  const result = await ports.inTemporaryFolder(async (workFolder) => {
    const worker = await ports.workers.start();
    const stop = (): void => worker.dispose();
    signal.addEventListener("abort", stop);
    try {
      if (signal.aborted) return undefined;
      worker.useThreads(Math.max(1, ports.threads()));
      follow(worker, onProgress);
      return await worker.verify({ runFolder, baseFolder, workFolder });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
      stop();
    }
  });
  if (result === undefined) return undefined;
  const { outcome, words } = {
    outcome: isSame(result) ? "same" : "differs",
    words: verificationWords(result),
  } as const;
  const verification = { outcome, at: ports.now().toISOString(), words, ...result };
  await keepVerification(runFolder, verification, ports);
  return verification;
}

/** Keeps it beside the run; a folder that cannot be written to keeps nothing. */
export async function keepVerification(
  runFolder: string,
  verification: Verification,
  { files, log, kept }: Pick<VerificationPorts, "files" | "log" | "kept">,
): Promise<void> {
  try {
    const text = `${JSON.stringify({ schemaVersion: 1, ...verification }, null, 2)}\n`;
    await files.writeText(files.resolvePath(runFolder, verificationFile), text);
    kept(runFolder);
  } catch (error) {
    log.warn(`what was verified is not kept: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function follow(worker: TrainerWorker, onProgress: VerifyRequest["onProgress"]): void {
  worker.onPhase(({ phase, fraction }) => onProgress(phase, fraction));
  worker.onProgress(({ step, steps }) => onProgress("training", steps > 0 ? Math.min(1, step / steps) : null));
}
