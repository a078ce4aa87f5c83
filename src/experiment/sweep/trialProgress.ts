import type { RunEnded } from "./events.ts";
import type { TrialSettings } from "./space.ts";

/** What is known of a trial. */
export interface TrialProgress {
  readonly trial: number;
  /** Null until they are chosen. */
  readonly settings: TrialSettings | null;
  /** The runs that have ended, in the order of their repeats. */
  readonly ended: readonly RunEnded[];
  readonly running: number;
  /** Whether nothing of it is left to train. */
  readonly over: boolean;
}
