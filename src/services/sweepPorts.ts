import type { TrialOfSweep } from "../experiment/record.ts";
import type { SweepEvent } from "../experiment/sweep/events.ts";
import type { SweepPlan } from "../experiment/sweep/plan.ts";

/** A sweep's folder, held by this process: nobody else writes to it until it is closed. */
export interface SweepLog {
  /** Settles when the event is on disk. */
  append(event: SweepEvent): Promise<void>;
  close(): Promise<void>;
}

/** A stored sweep, held by this process. */
export interface OpenedSweep {
  readonly folder: string;
  readonly plan: SweepPlan;
  readonly events: readonly SweepEvent[];
  readonly log: SweepLog;
}

/** A stored sweep that somebody, or nobody, holds. */
interface ReadSweep extends Omit<OpenedSweep, "log"> {
  readonly owner: "self" | "other" | "none";
}

/** The folders of sweeps, `sweeps/<id>` beside the runs folder's features and trash. */
export interface SweepFiles {
  /** A new sweep id, as a run's, its absolute folder (not yet made), and the time: ISO 8601, UTC. */
  newSweep(runsFolder: string): { readonly id: string; readonly folder: string; readonly created: string };
  /** Makes the folder with the plan and takes hold of it. */
  create(runsFolder: string, folder: string, plan: SweepPlan): Promise<SweepLog>;
  /** Takes hold of a stored sweep; a UserError when there is none, it is damaged or somebody else works on it. */
  open(runsFolder: string, id: string): Promise<OpenedSweep>;
  /** Reads a stored sweep without taking hold of it; a UserError when there is none or it is damaged. */
  read(runsFolder: string, id: string): Promise<ReadSweep>;
  /** The ids of the stored sweeps, the newest first. */
  ids(runsFolder: string): Promise<readonly string[]>;
  /** Takes away the folder of a run of a sweep that is to be trained anew; refuses one that is anything else. */
  clearRun(runFolder: string, run: TrialOfSweep): Promise<void>;
  /** Takes away the weights of a run of a sweep; leaves one alone that is anything else. */
  dropWeights(runFolder: string, run: TrialOfSweep): Promise<void>;
}
