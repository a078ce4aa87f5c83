import { assertNever } from "../../src/base/assert.ts";
import { epochText } from "../../src/base/epochText.ts";
import type { RunStatus } from "../../src/experiment/status.ts";
import type { RunTicker } from "../../src/protocol/runPanel.ts";
import type { RunPhase } from "../../src/protocol/trainer.ts";
import { formatCount, formatShare } from "../format.ts";
import type { IconName } from "../icons.ts";
import { epochValue } from "./curvePoints.ts";
import type { RunState } from "./runState.ts";

const icons: Readonly<Record<RunStatus, IconName>> = {
  queued: "clock",
  running: "busy",
  paused: "pause",
  finished: "check",
  stopped: "stop",
  failed: "cross",
  diverged: "diverge",
};

export function statusIcon(status: RunStatus): IconName {
  return icons[status];
}

/** Whether a run in this status may still go on by itself. */
export function isActive(status: RunStatus): boolean {
  return status === "queued" || status === "running" || status === "paused";
}

/** What the run is doing now, such as "Reading the data" or "Training". */
export function activity(ticker: RunTicker): string {
  switch (ticker.status) {
    case "queued":
      return "Waiting for a free worker";
    case "running":
      return ticker.phase === null ? "Starting" : phaseWords(ticker.phase);
    case "paused":
      return "Paused; Resume goes on where it was";
    case "finished":
      return ticker.steps > 0 && ticker.step < ticker.steps
        ? "Stopped early; the best epoch is kept"
        : "All epochs are done";
    case "stopped":
      return "Stopped before the last epoch; what was trained is kept";
    case "failed":
      return "The run failed";
    case "diverged":
      return "Training diverged; the best model so far is kept";
    default:
      return assertNever(ticker.status, "status");
  }
}

/** Whether it has stopped and a click lets it go on; a snapshot may be a moment behind the ticker. */
export function canResume({ snapshot, ticker }: RunState): boolean {
  return snapshot.resumable && !isActive(ticker.status);
}

/** What the run does, and of one that has stopped where it stands. */
export function standing(state: RunState): string {
  if (!canResume(state)) return activity(state.ticker);
  const { status, epoch, epochs, step } = state.ticker;
  const place =
    epoch > 0
      ? `at epoch ${formatCount(epoch)} of ${formatCount(epochs)}`
      : `${step > 0 ? "in" : "before"} its first epoch`;
  return `${status === "failed" ? "Failed" : "Stopped"} ${place}; it can be resumed`;
}

function phaseWords(phase: RunPhase): string {
  switch (phase) {
    case "reading":
      return "Reading the data";
    case "features":
      return "Computing the features";
    case "training":
      return "Training";
    case "evaluation":
      return "Evaluating the kept model";
    case "saving":
      return "Saving";
    default:
      return assertNever(phase, "phase");
  }
}

/** Why a run counts as stalled, and what to try. */
export const stalledReason =
  "Stalled: for 3 epochs the train loss has been no better than that of always answering how common each class is. " +
  "Try another learning rate or initializer.";

/** One sentence for screen readers. */
export function spokenStatus(state: RunState): string {
  const { ticker } = state;
  const last = state.epochs.at(-1);
  const parts = [ticker.status === "running" ? activity(ticker) : `${ticker.status}: ${standing(state)}`];
  if (last !== undefined) {
    parts.push(`epoch ${epochText(last.epoch)} of ${String(ticker.epochs)}`);
    const validation = epochValue(last, "validation", "accuracy");
    const value = validation ?? epochValue(last, "train", "accuracy");
    parts.push(`${validation === null ? "train" : "validation"} accuracy ${formatShare(value)}`);
  }
  return `${parts.join(", ")}.`;
}
