import { outlineOf } from "../../experiment/listedRecord.ts";
import type { RunView } from "./view.ts";

/** How the Runs view is grouped; `none` lists all runs in one. */
export const groupings = ["dataset", "experiment", "sweep", "status", "none"] as const;
export type Grouping = (typeof groupings)[number];

export function isGrouping(value: unknown): value is Grouping {
  return groupings.some((grouping) => grouping === value);
}

export interface RunGroup {
  /** Stays the same while runs come and go, so that an opened group stays open. */
  readonly id: string;
  readonly label: string;
  readonly runs: readonly RunView[];
}

/** Groups in the order of their latest run; the runs of a group keep the order of the list, best first. */
export function groupRuns(views: readonly RunView[], grouping: Grouping): RunGroup[] {
  const groups = new Map<string, RunView[]>();
  for (const view of views) {
    const label = groupLabel(view, grouping);
    const members = groups.get(label);
    if (members === undefined) groups.set(label, [view]);
    else members.push(view);
  }
  return [...groups]
    .map(([label, runs]) => ({ id: `${grouping}:${label}`, label, runs }))
    .sort((a, b) => (latest(a.runs) < latest(b.runs) ? 1 : -1));
}

/** Ids begin with the time, so that the greatest is the latest. */
function latest(views: readonly RunView[]): string {
  return views.reduce((found, { id }) => (id > found ? id : found), "");
}

function groupLabel(view: RunView, grouping: Grouping): string {
  const { record } = view;
  switch (grouping) {
    case "dataset":
      return outlineOf(record).dataPath;
    case "experiment":
      return record.experimentFile ?? "Without an experiment file";
    case "sweep":
      return sweepLabel(record);
    case "status":
      return view.status;
    case "none":
      return "Runs";
  }
}

/** Sweeps of one file are told apart by their ids. */
function sweepLabel(record: RunView["record"]): string {
  const { sweep, experimentFile } = record;
  if (sweep === undefined) return "Without a sweep";
  return `${experimentFile ?? outlineOf(record).dataPath}, ${sweep.id}`;
}
