import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { Emitter } from "../base/emitter.ts";
import { DisposableStore, toDisposable } from "../base/lifecycle.ts";
import { isActive } from "../experiment/status.ts";
import type { Log, RunIndex, RunsChange, StoredRun } from "../services/ports.ts";
import { isMissing, reasonOf } from "./fileIo.ts";
import { watchFolder } from "./folderWatch.ts";
import { isRunId } from "./storage.ts";
import { type RunsFolder, folderStamp, readStoredRun } from "./storedRun.ts";

export interface FolderRunIndexOptions {
  readonly folders: readonly RunsFolder[];
  readonly log: Log;
  /** Whether to look for changes by others. The command line reads once. Default true. */
  readonly watch?: boolean;
}

/** Run folders read at a time: enough to keep the disk busy, few enough to let other work of the thread between. */
const slice = 32;
const othersMilliseconds = 1_000;
const sweepMilliseconds = 30_000;
const debounceMilliseconds = 100;

interface Entry {
  readonly stamp: string;
  /** Undefined for a folder without a readable record, so that it is not read and warned about again. */
  readonly run: StoredRun | undefined;
}

/**
 * The list of runs by reading run folders. Changes by others are seen through a watch of the runs folders, a look at
 * active runs of others every second, and a look at every folder's time every half minute where a watch tells nothing.
 */
export class FolderRunIndex implements RunIndex {
  readonly #options: FolderRunIndexOptions;
  readonly #store = new DisposableStore();
  readonly #change = this.#store.add(new Emitter<RunsChange>((error) => this.#options.log.error("a listener", error)));
  readonly #entries = new Map<string, Entry>();
  #folders: readonly RunsFolder[];
  #watches = new DisposableStore();
  #scanned: Promise<void> | undefined;
  #scanning: Promise<void> = Promise.resolve();

  readonly onChange = this.#change.event;

  constructor(options: FolderRunIndexOptions) {
    this.#options = options;
    this.#folders = options.folders;
    this.#store.add(toDisposable(() => this.#watches.dispose()));
  }

  /** Looks in other folders from now on, as when a workspace folder comes or goes. */
  async setFolders(folders: readonly RunsFolder[]): Promise<void> {
    this.#folders = folders;
    if (this.#scanned === undefined) return;
    this.#watches.dispose();
    this.#watches = new DisposableStore();
    this.#watchFolders();
    await this.#scan();
    this.#change.fire({ kind: "reset" });
  }

  async list(): Promise<readonly StoredRun[]> {
    await this.#firstScan();
    return [...this.#entries.values()].flatMap(({ run }) => (run === undefined ? [] : [run]));
  }

  async get(id: string): Promise<StoredRun | undefined> {
    if (this.#scanned === undefined) {
      // One run is asked for: no need to read them all.
      await this.#lookFor(id);
    } else {
      await this.#scanned;
    }
    return this.#find(id)?.[1].run;
  }

  async refresh(id: string): Promise<void> {
    const known = this.#find(id);
    if (known === undefined) await this.#lookFor(id);
    else await this.#look(known[0], this.#baseOf(known[0]));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #firstScan(): Promise<void> {
    this.#scanned ??= this.#scan().then(() => this.#watch());
    return this.#scanned;
  }

  #watchFolders(): void {
    if (this.#store.isDisposed || this.#options.watch === false) return;
    for (const { runsFolder } of this.#folders) {
      this.#watches.add(watchFolder(runsFolder, debounceMilliseconds, () => void this.#scan()));
    }
  }

  #watch(): void {
    if (this.#store.isDisposed || this.#options.watch === false) return;
    this.#watchFolders();
    const every = (milliseconds: number, look: () => Promise<void>): void => {
      let busy = false;
      const timer = setInterval(() => {
        if (busy) return;
        busy = true;
        void look().finally(() => (busy = false));
      }, milliseconds);
      timer.unref();
      this.#store.add(toDisposable(() => clearInterval(timer)));
    };
    every(othersMilliseconds, () => this.#lookAtOthers());
    every(sweepMilliseconds, () => this.#scan());
  }

  /** One scan after another: two at a time would tell of the same change twice. */
  #scan(): Promise<void> {
    this.#scanning = this.#scanning
      .then(() => this.#scanAll())
      .catch((error: unknown) => this.#options.log.error("the runs cannot be listed", error));
    return this.#scanning;
  }

  async #scanAll(): Promise<void> {
    const found = new Set<string>();
    for (const { runsFolder, baseFolder } of this.#folders) {
      const ids = (await this.#names(runsFolder)).filter(isRunId);
      for (let at = 0; at < ids.length && !this.#store.isDisposed; at += slice) {
        const folders = ids.slice(at, at + slice).map((id) => join(runsFolder, id));
        for (const folder of folders) found.add(folder);
        await Promise.all(folders.map((folder) => this.#look(folder, baseFolder)));
      }
    }
    if (this.#store.isDisposed) return;
    for (const folder of [...this.#entries.keys()]) if (!found.has(folder)) this.#forget(folder);
  }

  async #names(runsFolder: string): Promise<string[]> {
    try {
      return await readdir(runsFolder);
    } catch (error) {
      if (!isMissing(error)) this.#options.log.warn(`the runs in ${runsFolder} cannot be read: ${reasonOf(error)}`);
      return [];
    }
  }

  async #lookAtOthers(): Promise<void> {
    for (const [folder, { run }] of [...this.#entries]) {
      // Of its own runs this process knows more than the disk tells; it calls refresh when they have ended.
      if (run?.owner === "other") await this.#look(folder, run.baseFolder, true);
    }
  }

  async #lookFor(id: string): Promise<void> {
    if (!isRunId(id)) return;
    await Promise.all(this.#folders.map(({ runsFolder, baseFolder }) => this.#look(join(runsFolder, id), baseFolder)));
  }

  /** Reads a folder when its stamp changed, or in any case when asked: an owner's death leaves no trace on disk. */
  async #look(folder: string, baseFolder: string, always = false): Promise<void> {
    const stamp = await folderStamp(folder);
    if (stamp === undefined) {
      this.#forget(folder);
      return;
    }
    const known = this.#entries.get(folder);
    if (known?.stamp === stamp && !always && !mayLookLikeActive(known)) return;
    const run = await readStoredRun(folder, baseFolder, this.#options.log);
    if (this.#store.isDisposed) return;
    this.#entries.set(folder, { stamp, run });
    if (run === undefined) {
      if (known?.run !== undefined) this.#change.fire({ kind: "removed", id: basename(folder) });
    } else if (known?.stamp !== stamp || known.run?.owner !== run.owner) {
      this.#change.fire({ kind: "changed", run });
    }
  }

  #forget(folder: string): void {
    const known = this.#entries.get(folder);
    this.#entries.delete(folder);
    if (known?.run !== undefined) this.#change.fire({ kind: "removed", id: basename(folder) });
  }

  #find(id: string): readonly [string, Entry] | undefined {
    for (const { runsFolder } of this.#folders) {
      const folder = join(runsFolder, id);
      const entry = this.#entries.get(folder);
      if (entry !== undefined) return [folder, entry];
    }
    return undefined;
  }

  #baseOf(folder: string): string {
    return this.#folders.find(({ runsFolder }) => join(runsFolder, basename(folder)) === folder)?.baseFolder ?? "";
  }
}

function mayLookLikeActive({ run }: Entry): boolean {
  return run !== undefined && isActive(run.record.status);
}
