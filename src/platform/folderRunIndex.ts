import { readdir } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { Emitter } from "../base/emitter.ts";
import { DisposableStore, toDisposable } from "../base/lifecycle.ts";
import type { IndexChanges } from "../protocol/runIndex.ts";
import type { ListedRun, Log, RunIndex, RunsChange, StoredRun } from "../services/ports.ts";
import { isMissing, reasonOf } from "./fileIo.ts";
import { watchFolder } from "./folderWatch.ts";
import { type FolderStamp, type RunsFolder, folderStamp } from "./folderStamp.ts";
import type { RunMemory } from "./indexDatabase.ts";
import { SharedParts, samePacked } from "./packedRuns.ts";
import type { RememberedRun } from "./rememberedRuns.ts";
import { ReadEntry, RememberedEntry, type RunEntry, RunEntries } from "./runEntries.ts";
import { isRunId } from "./storage.ts";
import type * as StoredRuns from "./storedRun.ts";

export interface FolderRunIndexOptions {
  readonly folders: readonly RunsFolder[];
  readonly log: Log;
  /** Whether to look for changes by others. The command line reads once. Default true. */
  readonly watch?: boolean;
  /** Remembers runs from one process to the next; without it every run.json is read. */
  readonly memory?: () => Promise<RunMemory | undefined> | RunMemory | undefined;
  /** Whether the first list is what is remembered, looked over right after. Default false: it is looked over first. */
  readonly answerAtOnce?: boolean;
  /** By default one that leaves the thread free. */
  readonly stampOf?: (folder: string) => Promise<FolderStamp | undefined> | FolderStamp | undefined;
}

/** Run folders read at a time: enough to keep the disk busy, few enough to let other work of the thread between. */
const slice = 32;
const othersMilliseconds = 1_000;
const sweepMilliseconds = 30_000;
const debounceMilliseconds = 100;
const lookOverMilliseconds = 300;
/** A file written so shortly before it was read could be written again without its time showing it. */
const youngMilliseconds = 2_000;
const youngStamp = "young";

/**
 * The list of runs by reading run folders, or by remembering what was read of those that look as they did. Changes by
 * others are seen through a watch of the runs folders, a look at active runs of others every second, and a look at
 * every folder's time every half minute where a watch tells nothing.
 */
export class FolderRunIndex implements RunIndex {
  readonly #options: FolderRunIndexOptions;
  readonly #store = new DisposableStore();
  readonly #change = this.#store.add(new Emitter<RunsChange>((error) => this.#options.log.error("a listener", error)));
  readonly #entries = new RunEntries();
  readonly #shared = new SharedParts();
  /** By runs folder: what the memory is to be told. */
  readonly #unsaved = new Map<string, { readonly runs: RememberedRun[]; readonly gone: string[] }>();
  #folders: readonly RunsFolder[];
  #watches = new DisposableStore();
  #memory: RunMemory | undefined;
  #reader: Promise<typeof StoredRuns> | undefined;
  #scanned: Promise<void> | undefined;
  /** Until all folders are looked at that were remembered. */
  #lookingOver: NodeJS.Timeout | undefined;
  #scanning: Promise<void> = Promise.resolve();

  readonly onChange = this.#change.event;

  constructor(options: FolderRunIndexOptions) {
    this.#options = options;
    this.#folders = options.folders;
    this.#store.add(toDisposable(() => this.#watches.dispose()));
  }

  /** Looks in other folders from now on, as when a workspace folder comes or goes. */
  async setFolders(folders: readonly RunsFolder[]): Promise<void> {
    const before = new Set(this.#folders.map(({ runsFolder }) => runsFolder));
    this.#folders = folders;
    if (this.#scanned === undefined) return;
    this.#watches.dispose();
    this.#watches = new DisposableStore();
    this.#watchFolders();
    this.#remember(folders.filter(({ runsFolder }) => !before.has(runsFolder)));
    await this.#scan();
    this.#change.fire({ kind: "reset" });
  }

  async list(): Promise<readonly ListedRun[]> {
    await this.#firstScan();
    return this.#entries.runs;
  }

  async get(id: string): Promise<StoredRun | undefined> {
    const { findStoredRun } = await this.#reading;
    return findStoredRun(id, this.#folders, this.#options.log);
  }

  async refresh(id: string): Promise<void> {
    if (!isRunId(id)) return;
    await Promise.all(this.#folders.map(({ runsFolder, baseFolder }) => this.#look(join(runsFolder, id), baseFolder)));
    this.#save();
  }

  /** Of the changes of the list since one (0: all that is listed), at most so many. */
  async changes(after: number, most: number): Promise<IndexChanges> {
    await this.#firstScan();
    // Whoever fetches the list page by page has the thread to itself.
    this.#lookingOver?.refresh();
    return this.#entries.changes(after, most);
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** What reads records is as much code as all else here, which a list that is remembered does without. */
  get #reading(): Promise<typeof StoredRuns> {
    return (this.#reader ??= import("./storedRun.ts"));
  }

  #firstScan(): Promise<void> {
    this.#scanned ??= this.#begin();
    return this.#scanned;
  }

  async #begin(): Promise<void> {
    this.#memory = await this.#options.memory?.();
    this.#store.add(toDisposable(() => this.#memory?.close()));
    const isWhole = this.#remember(this.#folders);
    if (isWhole && this.#options.answerAtOnce === true) {
      await this.#lookAtYoung();
      this.#watch();
      // Not at once: whoever opened the list is still fetching it.
      this.#lookingOver = setTimeout(() => {
        this.#lookingOver = undefined;
        void this.#scan();
      }, lookOverMilliseconds);
      this.#store.add(toDisposable(() => clearTimeout(this.#lookingOver)));
    } else {
      await this.#scan();
      this.#watch();
    }
  }

  /** Takes what is remembered of runs folders for what is in them; true when all of that is remembered. */
  #remember(folders: readonly RunsFolder[]): boolean {
    const memory = this.#memory;
    if (memory === undefined) return false;
    let isWhole = true;
    for (const { runsFolder, baseFolder } of folders) {
      const { runs, whole } = memory.load(runsFolder);
      isWhole &&= whole;
      const within = join(runsFolder, sep);
      for (const run of runs) {
        const folder = `${within}${run.name}`;
        if (this.#entries.get(folder) !== undefined) continue;
        this.#entries.set(folder, new RememberedEntry(run, folder, baseFolder, this.#shared), baseFolder);
      }
    }
    return isWhole;
  }

  async #lookAtYoung(): Promise<void> {
    const young = this.#entries.folders.filter((folder) => this.#entries.get(folder)?.stamp === youngStamp);
    await Promise.all(young.map((folder) => this.#look(folder, this.#baseOf(folder))));
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
        if (at % (8 * slice) === 0) this.#save();
      }
    }
    if (this.#store.isDisposed) return;
    for (const folder of this.#entries.folders) if (!found.has(folder)) this.#forget(folder);
    this.#save();
    for (const { runsFolder } of this.#folders) this.#memory?.markWhole(runsFolder);
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
    // Of its own runs this process knows more than the disk tells; it calls refresh when they have ended.
    for (const [folder, baseFolder] of this.#entries.othersActive) await this.#look(folder, baseFolder, true);
    this.#save();
  }

  /** Reads a folder when its stamp changed, or in any case when asked: an owner's death leaves no trace on disk. */
  async #look(folder: string, baseFolder: string, always = false): Promise<void> {
    const stamp = await (this.#options.stampOf ?? folderStamp)(folder);
    if (stamp === undefined) {
      this.#forget(folder);
      return;
    }
    const known = this.#entries.get(folder);
    if (known?.stamp === stamp.text && !always && !known.isActive) return;
    const { isReproduced, readStoredRun } = await this.#reading;
    const { log } = this.#options;
    const run = await readStoredRun(folder, baseFolder, log);
    const reproduced = run !== undefined && stamp.hasVerification ? await isReproduced(run, log) : undefined;
    const entry = new ReadEntry(stamp.text, run, reproduced);
    if (this.#store.isDisposed) return;
    if (known?.stamp === entry.stamp && samePacked(known.packed, entry.packed) && known.owner === entry.owner) return;
    this.#entries.set(folder, entry, baseFolder);
    this.#note(folder, entry, stamp.written);
    if (entry.run !== undefined) this.#change.fire({ kind: "changed", run: entry.run });
    else if (known?.packed !== undefined) this.#change.fire({ kind: "removed", id: basename(folder) });
  }

  #forget(folder: string): void {
    const known = this.#entries.delete(folder);
    if (known === undefined) return;
    this.#unsavedOf(folder)?.gone.push(basename(folder));
    if (known.packed !== undefined) this.#change.fire({ kind: "removed", id: basename(folder) });
  }

  /** What is to be remembered of a folder: one that may change unseen is to be read again by the next process. */
  #note(folder: string, { packed, stamp, isActive }: RunEntry, written: number): void {
    const unsaved = this.#unsavedOf(folder);
    const name = basename(folder);
    if (packed === undefined) unsaved?.gone.push(name);
    else {
      const isYoung = isActive || Date.now() - written < youngMilliseconds;
      unsaved?.runs.push({ name, ...packed, stamp: isYoung ? youngStamp : stamp });
    }
  }

  #unsavedOf(folder: string): { readonly runs: RememberedRun[]; readonly gone: string[] } | undefined {
    if (this.#memory === undefined) return undefined;
    const runsFolder = dirname(folder);
    const unsaved = this.#unsaved.get(runsFolder) ?? { runs: [], gone: [] };
    this.#unsaved.set(runsFolder, unsaved);
    return unsaved;
  }

  #save(): void {
    if (this.#store.isDisposed) return;
    for (const [runsFolder, { runs, gone }] of this.#unsaved) {
      // A runs folder that is no longer looked in loses no run by that.
      if (this.#folders.some((one) => one.runsFolder === runsFolder)) this.#memory?.save(runsFolder, runs, gone);
    }
    this.#unsaved.clear();
  }

  #baseOf(folder: string): string {
    return this.#folders.find(({ runsFolder }) => runsFolder === dirname(folder))?.baseFolder ?? "";
  }
}
