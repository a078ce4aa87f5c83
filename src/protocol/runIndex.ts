import type { RunAnnotations } from "../experiment/record.ts";

/** Host ⇄ the worker that keeps the list of runs. */

interface IndexedFolder {
  readonly runsFolder: string;
  readonly baseFolder: string;
}

/** A run as it travels: [folder, what paths are relative to, owner, head of the record, annotations]. */
export type IndexedRun = readonly [
  folder: string,
  baseFolder: string,
  owner: "self" | "other" | "none",
  head: object,
  annotations: RunAnnotations,
];

/** What became of the list since a number that counts its changes. */
export interface IndexChanges {
  /** JSON of a list of `IndexedRun`: one text crosses a thread, and parses, much faster than hundreds of objects. */
  readonly runs: string;
  /** What else there is of these records, JSON each, a line each. */
  readonly rests: string;
  /** Absolute folders of runs that are gone. */
  readonly removed: readonly string[];
  /** The number of the last change in here. */
  readonly upTo: number;
  /** Whether there are others after it. */
  readonly more: boolean;
}

/** Requests the host makes: name → [params, result]. */
export interface IndexRequests {
  /** Opens the database and answers when the list can be asked for. */
  open: [{ readonly folders: readonly IndexedFolder[]; readonly storage: string; readonly watch: boolean }, null];
  setFolders: [{ readonly folders: readonly IndexedFolder[] }, null];
  /** At most so many of the changes after one; the first is 1. */
  changes: [{ readonly after: number; readonly most: number }, IndexChanges];
  refresh: [{ readonly id: string }, null];
  /** Closes the database; the thread then ends. */
  close: [null, null];
}

/** Notifications the worker sends. */
export interface IndexNotifications {
  /** There are changes to ask for. */
  moved: null;
  warning: string;
}
