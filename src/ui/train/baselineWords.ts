import { isActive, type RunStatus } from "../../experiment/status.ts";
import type { RankedBaseline } from "../../services/baselines.ts";
import { duration } from "../format.ts";
import { progress, statusIcons } from "../runs/describe.ts";
import { keyFigure } from "../runs/keyMetric.ts";

/** The icon of a run's status in a label; a recipe that was refused has no run. */
export function baselineIcon(status: RunStatus | undefined): string {
  return `$(${status === undefined ? "circle-slash" : statusIcons[status].icon})`;
}

/** The line beside a baseline: its key metric and seconds once it has ended, progress before. */
export function baselineDescription({ run, record }: RankedBaseline, keyMetric: string): string {
  if (run === null || record === null) return "not started";
  const { ticker } = run;
  const shown = keyFigure(record, keyMetric);
  const parts = isActive(ticker.status)
    ? [progress({ status: ticker.status, ticker, record }), shown]
    : [ticker.status === "finished" ? null : ticker.status, shown, duration(record.seconds.total)];
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}

/** Why a recipe was not started, for a person. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
