import { runTitle } from "../../experiment/describe.ts";
import type { ListedRecord } from "../../experiment/listedRecord.ts";
import type { RunAnnotations } from "../../experiment/record.ts";
import { isActive, type RunStatus } from "../../experiment/status.ts";
import type { RunTicker } from "../../protocol/runPanel.ts";
import type { LiveRun } from "../../services/api.ts";
import type { ListedRun, StoredRun } from "../../services/ports.ts";

/** A run as the tree and the status bar show it: what is stored, with what is live laid over it. */
export interface RunView {
  readonly id: string;
  readonly title: string;
  readonly status: RunStatus;
  readonly stalled: boolean;
  readonly owner: StoredRun["owner"];
  readonly record: ListedRecord;
  readonly annotations: RunAnnotations;
  /** Null for a run that this window does not train. */
  readonly ticker: RunTicker | null;
}

export function runView(run: ListedRun, live: Pick<LiveRun, "ticker"> | undefined): RunView {
  const { record, annotations } = run;
  const ticker = live?.ticker ?? null;
  return {
    id: record.id,
    title: runTitle(record, annotations),
    status: ticker?.status ?? record.status,
    stalled: ticker?.stalled ?? record.stalled,
    owner: live === undefined ? run.owner : "self",
    record,
    annotations,
    ticker,
  };
}

/** What the menus' `when` clauses match: `run.<status>.<owner>`, then `.starred` and `.baseline` of those that are. */
export function contextValue(view: RunView, isBaseline = false): string {
  const marks = `${view.annotations.star === true ? ".starred" : ""}${isBaseline ? ".baseline" : ""}`;
  return `run.${view.status}.${isActive(view.status) ? view.owner : "none"}${marks}`;
}
