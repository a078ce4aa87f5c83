/** Training a run again to see whether the same comes out, in a worker of its own. */
import type { RunRecord } from "../experiment/record.ts";
import { isActive } from "../experiment/status.ts";

/**
 * What is not as it was when a run was trained; `data`: one of its files, null where it cannot be read; `resumed`: from
 * where on a part of it was computed otherwise than its beginning.
 */
export interface RunDifference {
  readonly what: "data" | "benchtop" | "node" | "icu" | "kernelFlavour" | "resumed";
  /** For data the file, as a person knows it. */
  readonly before: string;
  readonly now: string | null;
}

export interface VerifyQuery {
  readonly runFolder: string;
  /** What paths in its record are relative to. */
  readonly baseFolder: string;
  /** A folder for what is trained, which the asker takes away afterwards. */
  readonly workFolder: string;
}

/** What the last verification of a run came to, as it is kept beside the run. */
export interface ToldVerification {
  readonly outcome: "same" | "differs";
  /** ISO 8601, UTC. */
  readonly at: string;
  /** For a person, at least one; the first says whether it is the same and what differs first. */
  readonly words: readonly string[];
}

/** Whether a verification speaks of less than the run is by now, or will be when it has ended. */
export function isTrainedSince(
  { at }: Pick<ToldVerification, "at">,
  { status, ended, resumes = [] }: Pick<RunRecord, "status" | "ended" | "resumes">,
): boolean {
  // Both as `toISOString` writes them, which sorts as it reads.
  const isLater = (moment: string | null | undefined): boolean => moment != null && moment > at;
  return isActive(status) || isLater(ended) || isLater(resumes.at(-1)?.at);
}

/** A figure that came out otherwise: the first of its kind. */
export interface FigureDifference {
  readonly what: "experiment" | "features" | "step" | "epoch" | "result" | "weights" | "predictions";
  /** Where, in words: `step 12, loss`, `epoch 3, metrics.validation.loss`. */
  readonly place: string;
  /** As written in a record; null: it was not there. */
  readonly before: string | null;
  readonly now: string | null;
}

/** What was set side by side, bit for bit, and what of it differs, the earliest first. */
export interface ComparedFigures {
  readonly differences: readonly FigureDifference[];
  /** How many of each there were to compare. */
  readonly epochs: number;
  readonly steps: number;
  readonly weights: number;
  readonly predictions: number;
  /** Sentences on what there was nothing to compare with. */
  readonly left: readonly string[];
}

/** Where a run had ended that did not train to its end. */
interface VerifiedUntil {
  readonly step: number;
  /** Whether it was stopped, and evaluated its kept model; else its process ended. */
  readonly stopped: boolean;
  /** Why, as the record says. */
  readonly message: string | null;
}

export interface VerificationResult {
  /** What is not as it was when the run was trained: first its data, then versions, then kernels. */
  readonly circumstances: readonly RunDifference[];
  /** What changed in the data, in a sentence. */
  readonly dataChange: string | null;
  /** Null where the data are others: nothing was trained. */
  readonly figures: ComparedFigures | null;
  /** Null for a run that ended by itself. */
  readonly until: VerifiedUntil | null;
}
