import { commands, type Event, EventEmitter, RelativePattern, type Uri, workspace } from "vscode";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { datasetFileOf } from "../../experiment/datasetFile.ts";
import type { Settings } from "../../platform/vscode/settings.ts";
import type { DatasetSummary } from "../../protocol/trainer.ts";
import type { Clock, Log } from "../../services/ports.ts";
import type { ServicesDoor } from "../services.ts";
import type { PathChanges } from "./changes.ts";
import { DatasetList } from "./datasetList.ts";
import type { FoundFile } from "./found.ts";
import { liesInTools, searchRoots } from "./search.ts";

const settleMilliseconds = 400;
const patienceMilliseconds = 3000;

/** The labelled files of the workspace and the folders that are datasets. Nothing happens before `start`. */
export class DatasetFinder implements Disposable {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #list: DatasetList;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new EventEmitter<string | null>());
  /** Hands the path of the dataset that changed, or null when the list or what is said of it did. */
  readonly onChange: Event<string | null> = this.#changed.event;
  #searching: Promise<void> | null = null;
  #changes = new Map<string, "created" | "changed" | "deleted">();
  #planned = false;
  #watchers: DisposableStore | undefined;

  constructor(services: ServicesDoor, settings: Settings, clock: Clock, log: Log) {
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
    this.#list = this.#store.add(new DatasetList({ datasets: () => services().datasets, clock, log }));
    this.#store.add(this.#list.onChange((path) => this.#changed.fire(path)));
  }

  get files(): readonly FoundFile[] {
    return this.#list.files;
  }

  get(path: string): FoundFile | undefined {
    return this.#list.get(path);
  }

  /** Hears when `note` may say something else. */
  onNote(listener: () => void): Disposable {
    return this.#list.onProgress(listener);
  }

  /** Said above the list when it is not all there is. */
  get note(): string {
    return this.#list.note;
  }

  /** The datasets, once every candidate of the search has been decided, or those known after a few seconds. */
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
      this.#store.add(workspace.onDidChangeWorkspaceFolders(() => this.refresh()));
      this.#store.add(workspace.onDidGrantWorkspaceTrust(() => this.refresh()));
      this.#store.add(this.#settings.onChange((has) => (has("datasets") ? this.refresh() : undefined)));
      this.#store.add(
        workspace.onDidChangeConfiguration((change) => {
          if (["files.exclude", "search.exclude"].some((key) => change.affectsConfiguration(key))) this.refresh();
        }),
      );
      this.#watch();
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
  inspect(path: string): Promise<DatasetSummary | null> {
    return this.#list.inspect(path);
  }

  /** Counts a dataset whose count was stopped. */
  count(path: string): Promise<unknown> {
    return this.#list.recount(path);
  }

  stopCounting(path: string): void {
    this.#list.stopCounting(path);
  }

  /** Looks at a dataset anew whose layout was settled otherwise, though the file itself did not change. */
  async renew(path: string): Promise<void> {
    await this.#list.change(new Map([[datasetFileOf(path), "changed"]]));
    await this.inspect(path);
  }

  dispose(): void {
    this.#watchers?.dispose();
    this.#store.dispose();
  }

  async #search(): Promise<void> {
    const set = (key: string, value: boolean): void =>
      void commands.executeCommand("setContext", `benchtop.${key}`, value);
    const found = this.#store.add(
      this.#list.onChange(() => {
        if (this.files.length > 0) set("datasetsFound", true);
        this.#store.delete(found);
      }),
    );
    try {
      await this.#list.search(searchRoots(this.#settings));
    } catch (error) {
      this.#log.error("looking for datasets", error);
    }
    if (this.#store.isDisposed) return;
    set("datasetsSearched", true);
    set("datasetsFound", this.files.length > 0);
  }

  /** Of everything in the workspace folders: a folder that goes or comes is told of alone, without its files. */
  #watch(): void {
    this.#watchers?.dispose();
    const store = new DisposableStore();
    this.#watchers = store;
    for (const folder of workspace.workspaceFolders ?? []) {
      if (folder.uri.scheme !== "file") continue;
      const watcher = store.add(workspace.createFileSystemWatcher(new RelativePattern(folder, "**/*")));
      const hear = (change: "created" | "changed" | "deleted") => (uri: Uri) => this.#plan(uri.fsPath, change);
      store.add(watcher.onDidCreate(hear("created")));
      store.add(watcher.onDidChange(hear("changed")));
      store.add(watcher.onDidDelete(hear("deleted")));
    }
  }

  /** A burst of changes is worked on at once. */
  #plan(path: string, change: "created" | "changed" | "deleted"): void {
    if (this.#store.isDisposed || liesInTools(path)) return;
    // A file that was made and then written to is a new one.
    const isNew = change === "changed" && this.#changes.get(path) === "created";
    this.#changes.set(path, isNew ? "created" : change);
    if (this.#planned) return;
    this.#planned = true;
    const timer = this.#store.add(
      this.#clock.after(settleMilliseconds, () => {
        this.#planned = false;
        this.#store.delete(timer);
        const changes: PathChanges = this.#changes;
        this.#changes = new Map();
        void this.#follow(changes);
      }),
    );
  }

  async #follow(changes: PathChanges): Promise<void> {
    try {
      await this.#list.change(changes);
    } catch (error) {
      this.#log.error("looking at datasets that changed", error);
    }
  }
}
