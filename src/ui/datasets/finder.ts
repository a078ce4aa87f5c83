import { commands, type Event, EventEmitter, RelativePattern, type Uri, workspace } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { UserError } from "../../base/errors.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import { datasetFileOf } from "../../experiment/datasetFile.ts";
import type { DatasetSummary } from "../../protocol/trainer.ts";
import type { Clock, Log } from "../../services/ports.ts";
import { count } from "../format.ts";
import type { ServicesDoor } from "../services.ts";
import { byPlace, type FoundFile, type FoundState } from "./found.ts";
import { findCandidates, mostCandidates } from "./search.ts";

/** Files up to this size are read to the end for their counts without being asked. */
const eagerBytes = 4_000_000;
const settleMilliseconds = 400;
const shrinkMilliseconds = 150;
const patienceMilliseconds = 3000;

/**
 * The labelled files of the workspace. Nothing happens before `start`; then the globs are searched, the candidates are
 * listed as "checking", and one after the other is looked at in a worker.
 */
export class DatasetFinder implements Disposable {
  readonly #services: ServicesDoor;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #store = new DisposableStore();
  readonly #watchers = this.#store.add(new DisposableStore());
  readonly #changed = this.#store.add(new EventEmitter<string | null>());
  /** Hands the path of the file that changed, or null when the list did. */
  readonly onChange: Event<string | null> = this.#changed.event;
  #files = new Map<string, FoundFile>();
  #searching: Promise<void> | null = null;
  #candidates = 0;
  #planned = false;
  #shrinking = false;
  readonly #watching: Disposable[] = [];
  #round = 0;

  constructor(services: ServicesDoor, settings: Settings, clock: Clock, log: Log) {
    this.#services = services;
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
  }

  get files(): readonly FoundFile[] {
    return [...this.#files.values()].sort(byPlace);
  }

  get(path: string): FoundFile | undefined {
    return this.#files.get(path);
  }

  /** Said above the list when it is not all there is. */
  get note(): string {
    if (this.#candidates < mostCandidates) return "";
    return `Only the first ${count(mostCandidates)} files were looked at. Narrow the setting benchtop.datasets.include.`;
  }

  /** The labelled files, once every candidate of the search has been decided, or those known after a few seconds. */
  async labelled(): Promise<readonly FoundFile[]> {
    const timer = this.#store.add(new DisposableStore());
    const patience = new Promise<void>((resolve) => timer.add(this.#clock.after(patienceMilliseconds, resolve)));
    await Promise.race([this.start(), patience]);
    this.#store.delete(timer);
    return this.files.filter(({ state }) => state.kind === "labelled" || state.kind === "inspected");
  }

  /** Searches, at the first call; later ones wait for the search under way. */
  start(): Promise<void> {
    if (this.#searching === null) {
      this.#watch();
      this.#store.add(workspace.onDidChangeWorkspaceFolders(() => this.refresh()));
      this.#store.add(this.#settings.onChange((has) => (has("datasets") ? this.refresh() : undefined)));
      this.#searching = this.#search();
    }
    return this.#searching;
  }

  /** Searches anew; files that did not change keep what is known of them. */
  refresh(): void {
    if (this.#searching === null) return;
    this.#watch();
    this.#searching = this.#search();
  }

  /** Reads the whole file for its classes and splits. */
  async inspect(path: string): Promise<DatasetSummary | null> {
    const file = this.#files.get(path);
    if (file === undefined) return null;
    if (file.state.kind === "inspected") return file.state.summary;
    try {
      const summary = await this.#services().datasets.inspect(path);
      this.#put(file, { kind: "inspected", summary });
      return summary;
    } catch (error) {
      this.#put(file, this.#broken(path, error));
      return null;
    }
  }

  /** Looks at a file anew whose layout was settled otherwise, though the file itself did not change. */
  async renew(path: string): Promise<void> {
    const file = this.#files.get(path);
    if (file === undefined) return;
    this.#files.set(path, { ...file, state: { kind: "checking" } });
    this.#changed.fire(path);
    await this.#check(path);
    await this.inspect(path);
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #search(): Promise<void> {
    const round = ++this.#round;
    const isOver = (): boolean => round !== this.#round || this.#store.isDisposed;
    const candidates = await findCandidates(this.#settings);
    if (isOver()) return;
    const before = this.#files;
    this.#candidates = candidates.length;
    this.#files = new Map(candidates.map((file) => [file.path, unchanged(file, before.get(file.path)) ?? file]));
    this.#changed.fire(null);
    void commands.executeCommand("setContext", "benchtop.datasetsSearched", this.#files.size === 0);
    for (const { path } of this.files) {
      if (isOver()) return;
      await this.#check(path);
    }
    if (isOver()) return;
    void commands.executeCommand("setContext", "benchtop.datasetsSearched", true);
    void commands.executeCommand("setContext", "benchtop.datasetsFound", this.#files.size > 0);
    void this.#countSmallOnes(isOver);
  }

  async #check(path: string): Promise<void> {
    const file = this.#files.get(path);
    if (file?.state.kind !== "checking") return;
    try {
      if (await this.#services().datasets.isLabelled(path)) this.#put(file, { kind: "labelled" });
      else if (this.#files.get(path) === file) {
        this.#files.delete(path);
        this.#listShrank();
      }
    } catch (error) {
      this.#put(file, this.#broken(path, error));
    }
  }

  /** Counts beside a name are worth a moment of a worker's time, while the files are small. */
  async #countSmallOnes(isOver: () => boolean): Promise<void> {
    for (const { path, bytes, state } of this.files) {
      if (isOver()) return;
      if (state.kind === "labelled" && bytes <= eagerBytes) await this.inspect(path);
    }
  }

  /** Of hundreds of files that are none, the view hears a few times. */
  #listShrank(): void {
    if (this.#shrinking) return;
    this.#shrinking = true;
    const timer = this.#store.add(
      this.#clock.after(shrinkMilliseconds, () => {
        this.#shrinking = false;
        this.#store.delete(timer);
        this.#changed.fire(null);
      }),
    );
  }

  #put(file: FoundFile, state: FoundState): void {
    // A newer search may know a newer version of the file.
    const now = this.#files.get(file.path);
    if (now?.modified !== file.modified || now.bytes !== file.bytes) return;
    this.#files.set(file.path, { ...file, state });
    this.#changed.fire(file.path);
  }

  #broken(path: string, error: unknown): FoundState {
    if (error instanceof UserError) return { kind: "broken", reason: error.message };
    this.#log.error(`looking at ${path}`, error);
    return { kind: "broken", reason: error instanceof Error ? error.message : "This file cannot be read." };
  }

  #watch(): void {
    for (const watcher of this.#watching.splice(0)) this.#watchers.delete(watcher);
    for (const folder of workspace.workspaceFolders ?? []) {
      if (folder.uri.scheme !== "file") continue;
      const beside = workspace.createFileSystemWatcher(new RelativePattern(folder, datasetFileOf("**/*")));
      const renew = ({ fsPath }: Uri): void => void this.renew(fsPath.slice(0, -datasetFileOf("").length));
      beside.onDidCreate(renew);
      beside.onDidChange(renew);
      beside.onDidDelete(renew);
      this.#watching.push(this.#watchers.add(beside));
      for (const include of this.#settings.datasetsInclude(folder.uri)) {
        const watcher = workspace.createFileSystemWatcher(new RelativePattern(folder, include));
        watcher.onDidCreate(() => this.#plan());
        watcher.onDidChange(() => this.#plan());
        watcher.onDidDelete(() => this.#plan());
        this.#watching.push(this.#watchers.add(watcher));
      }
    }
  }

  /** A burst of changes leads to one search. */
  #plan(): void {
    if (this.#planned || this.#store.isDisposed) return;
    this.#planned = true;
    const timer = this.#store.add(
      this.#clock.after(settleMilliseconds, () => {
        this.#planned = false;
        this.#store.delete(timer);
        this.#searching = this.#search();
      }),
    );
  }
}

function unchanged(file: FoundFile, before: FoundFile | undefined): FoundFile | undefined {
  const same = before?.modified === file.modified && before.bytes === file.bytes && before.location === file.location;
  return same ? before : undefined;
}
