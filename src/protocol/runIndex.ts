/** Host ⇄ the worker that keeps the list of runs. */

interface IndexedFolder {
  readonly runsFolder: string;
  readonly baseFolder: string;
}

/** Who works on a run; sent as its place in here. */
export const runOwners = ["none", "self", "other"] as const;

/** What became of the list since a number that counts its changes. Runs are sent as columns: thousands cross at once. */
export interface IndexChanges {
  /** Absolute folders of runs that came or changed, once each. */
  readonly folders: readonly string[];
  /** JSON of records without their numbers, as `packRecord` makes it, once each. */
  readonly shapes: readonly string[];
  /** Absolute folders that paths in records are relative to, once each. */
  readonly baseFolders: readonly string[];
  /** Of each run: the places of its shape, base folder and owner, and where its numbers begin. */
  readonly places: Uint32Array;
  /** Float64: the numbers of all records, one after another. */
  readonly figures: ArrayBuffer;
  /** JSON of the texts that are each record's own. */
  readonly ownTexts: readonly string[];
  /** JSON of each run's annotations. */
  readonly annotations: readonly string[];
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
