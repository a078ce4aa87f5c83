/** The states of a run; `stalled` is a flag beside it, not a status. */
export type RunStatus = "queued" | "running" | "paused" | "finished" | "stopped" | "failed" | "diverged";

const followers: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ["running", "stopped", "failed"],
  running: ["paused", "finished", "stopped", "failed", "diverged"],
  paused: ["running", "stopped", "failed"],
  finished: [],
  stopped: ["queued", "running"],
  failed: [],
  diverged: [],
};

export function canFollow(from: RunStatus, to: RunStatus): boolean {
  return followers[from].includes(to);
}

/** Whether a run in this status holds a lock and a worker. */
export function isActive(status: RunStatus): boolean {
  return status === "queued" || status === "running" || status === "paused";
}

/** Whether training can go on: it was stopped, or failed on the way, and is no sweep's, which trains such runs anew. */
export function canBeResumed(run: {
  readonly status: RunStatus;
  readonly sweep?: unknown;
  readonly progress: { readonly step: number };
}): boolean {
  if (run.sweep !== undefined) return false;
  return run.status === "stopped" || (run.status === "failed" && run.progress.step > 0);
}
