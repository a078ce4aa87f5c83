import { readdirSync } from "node:fs";
import type { Log, RunIndex } from "../services/ports.ts";
import { FolderRunIndex } from "./folderRunIndex.ts";
import { folderStampAtOnce, type RunsFolder } from "./folderStamp.ts";
import { WorkerRunIndex } from "./workerRunIndex.ts";

/** Where the list of runs is remembered. */
export interface IndexPlace {
  /** The folder for databases; made when it is missing, and anyone may delete it. */
  readonly storage: string;
  /** The bundled worker that keeps the list; without one it is kept here, as for a command that waits for it anyway. */
  readonly worker?: string;
  /** Fewer runs than these are read where there is no worker: that is as quick, and leaves no file. */
  readonly atLeast?: number;
}

export interface OpenIndexOptions {
  readonly folders: readonly RunsFolder[];
  readonly log: Log;
  readonly watch?: boolean;
  readonly index?: IndexPlace;
}

export interface FollowingIndex extends RunIndex {
  /** Looks in other folders from now on, as when a workspace folder comes or goes. */
  setFolders(folders: readonly RunsFolder[]): Promise<void>;
}

/** The list of runs; nothing is read and no thread started before it is asked for. */
export function openIndex({ folders, log, watch = true, index }: OpenIndexOptions): FollowingIndex {
  if (index === undefined) return new FolderRunIndex({ folders, log, watch });
  const { storage, worker, atLeast = 0 } = index;
  if (worker !== undefined) return new WorkerRunIndex({ folders, log, watch, worker, storage });
  return new FolderRunIndex({
    folders,
    log,
    watch,
    stampOf: folderStampAtOnce,
    memory: async () => {
      if (countEntries(folders) < atLeast) return undefined;
      const { openIndexDatabases } = await import("./indexDatabase.ts");
      return openIndexDatabases(storage, log);
    },
  });
}

function countEntries(folders: readonly RunsFolder[]): number {
  return folders.reduce((sum, { runsFolder }) => {
    try {
      return sum + readdirSync(runsFolder).length;
    } catch {
      return sum;
    }
  }, 0);
}
