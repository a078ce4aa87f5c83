import type { RunRecord } from "../experiment/record.ts";

/** Exit codes of the command line. */
export const exit = {
  done: 0,
  /** The run failed or diverged. */
  failed: 1,
  /** Wrong usage or bad input; nothing was written. */
  usage: 2,
  /** Interrupted; what was trained is kept. */
  interrupted: 130,
} as const;

export function exitOf({ status }: RunRecord): number {
  switch (status) {
    case "finished":
      return exit.done;
    case "stopped":
      return exit.interrupted;
    case "queued":
    case "running":
    case "paused":
    case "failed":
    case "diverged":
      return exit.failed;
  }
}
