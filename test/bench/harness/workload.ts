import type { Backend } from "../../../src/engine/backend.ts";
import type { Comparison } from "./inTurn.ts";

/** What a workload is given. */
export interface Bench {
  readonly backend: Backend;
  /** The same with a second thread. */
  readonly together: Backend;
  /** Prints a remark below the workload and keeps it for the report. */
  readonly say: (remark: string) => void;
}

/** One line of the table. */
export interface Row extends Comparison {
  readonly what: string;
  /** Steps in one run, where times are told by the step. */
  readonly steps?: number;
  /** How many times as fast as the peer we want to be. */
  readonly target: number;
  /** What `check` is, where it is compared. */
  readonly checked?: string;
}

export interface Workload {
  readonly id: string;
  readonly title: string;
  run(bench: Bench): Promise<readonly Row[]>;
}
