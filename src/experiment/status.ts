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
