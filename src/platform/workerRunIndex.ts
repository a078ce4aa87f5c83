import { basename } from "node:path";
import { Worker } from "node:worker_threads";
import { Emitter } from "../base/emitter.ts";
import { DisposableStore, toDisposable } from "../base/lifecycle.ts";
import { type TypedConnection, typed } from "../protocol/connection.ts";
import type { IndexChanges, IndexNotifications, IndexRequests } from "../protocol/runIndex.ts";
import type { ListedRun, Log, RunIndex, RunsChange, StoredRun } from "../services/ports.ts";
import { FolderRunIndex } from "./folderRunIndex.ts";
import { SharedParts, receivedRuns } from "./packedRuns.ts";
import type { RunsFolder } from "./folderStamp.ts";
import { findStoredRun } from "./storedRun.ts";
import { connectPort } from "./workerTransport.ts";

export interface WorkerRunIndexOptions {
  readonly folders: readonly RunsFolder[];
  readonly log: Log;
  readonly watch?: boolean;
  /** Absolute path of the bundled worker. */
  readonly worker: string;
  /** The folder for databases; made when it is missing, and anyone may delete it. */
  readonly storage: string;
}

/** Runs that are taken in at a time: some milliseconds of the host's thread, then others have it. */
const page = 500;
const patienceMilliseconds = 1_000;

type Connection = TypedConnection<IndexRequests, object, object, IndexNotifications>;

/**
 * The list of runs as a worker keeps it, read from run folders and remembered in a database. This end holds a copy,
 * brought up to date a page at a time. When the worker dies, the folders are read here.
 */
export class WorkerRunIndex implements RunIndex {
  readonly #options: WorkerRunIndexOptions;
  readonly #store = new DisposableStore();
  readonly #change = this.#store.add(new Emitter<RunsChange>((error) => this.#options.log.error("a listener", error)));
  readonly #runs = new Map<string, ListedRun>();
  readonly #shared = new SharedParts();
  #folders: readonly RunsFolder[];
  #opened: Promise<Connection> | undefined;
  #pulling: Promise<void> = Promise.resolve();
  #upTo = 0;
  #isListed = false;
  #fallback: FolderRunIndex | undefined;

  readonly onChange = this.#change.event;

  constructor(options: WorkerRunIndexOptions) {
    this.#options = options;
    this.#folders = options.folders;
  }

  list(): Promise<readonly ListedRun[]> {
    return this.#ask(
      () => Promise.resolve([...this.#runs.values()]),
      (index) => index.list(),
    );
  }

  get(id: string): Promise<StoredRun | undefined> {
    return findStoredRun(id, this.#folders, this.#options.log);
  }

  async refresh(id: string): Promise<void> {
    // What nobody listed yet is read when somebody does.
    if (this.#opened === undefined) return;
    await this.#ask(
      async (connection) => {
        await connection.request("refresh", { id });
        await this.#pull(connection);
      },
      (index) => index.refresh(id),
    );
  }

  /** Looks in other folders from now on, as when a workspace folder comes or goes. */
  async setFolders(folders: readonly RunsFolder[]): Promise<void> {
    this.#folders = folders;
    if (this.#opened === undefined) return;
    await this.#ask(
      async (connection) => {
        await connection.request("setFolders", { folders });
        await this.#pull(connection);
        this.#change.fire({ kind: "reset" });
      },
      (index) => index.setFolders(folders),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Asks the worker, or the folders when there is none or it dies over the question. */
  async #ask<T>(
    worker: (connection: Connection) => Promise<T>,
    folders: (index: FolderRunIndex) => Promise<T>,
  ): Promise<T> {
    if (this.#fallback === undefined) {
      try {
        return await worker(await (this.#opened ??= this.#open()));
      } catch (error) {
        if (this.#store.isDisposed) throw error;
        this.#fallBack(error);
      }
    }
    return folders(this.#fallback ?? this.#fallBack(undefined));
  }

  async #open(): Promise<Connection> {
    const { worker: file, log, storage, watch = true } = this.#options;
    const worker = new Worker(file, { name: "benchtop-index" });
    // Nothing is lost with it: it must not keep a process from ending.
    worker.unref();
    const wire = connectPort(worker, (error) => log.error("the wire to the index failed", error));
    const died = new Promise<never>((_, reject) => {
      worker.on("error", reject);
      worker.on("exit", (code) => reject(new Error(`The index ended unexpectedly (exit code ${String(code)}).`)));
    });
    died.catch((error: unknown) => {
      wire.dispose();
      if (!this.#store.isDisposed) this.#fallBack(error);
    });
    const plain: Connection = typed<IndexRequests, object, object, IndexNotifications>(wire);
    const connection: Connection = {
      ...plain,
      // A request to a thread that dies is never answered.
      request: (name, params) => Promise.race([died, plain.request(name, params)]),
    };
    connection.onNotification("warning", (message) => log.warn(message));
    connection.onNotification("moved", () => void this.#pull(connection).catch(() => undefined));
    wire.listen();
    this.#store.add(
      toDisposable(() => {
        const end = setTimeout(() => void worker.terminate(), patienceMilliseconds).unref();
        worker.on("exit", () => clearTimeout(end));
        connection.request("close", null).catch(() => undefined);
      }),
    );
    await connection.request("open", { folders: this.#folders, storage, watch });
    await this.#pull(connection);
    return connection;
  }

  /** One after another, so that a change is told once. */
  #pull(connection: Connection): Promise<void> {
    const pull = this.#pulling.then(() => this.#pullAll(connection));
    this.#pulling = pull.catch(() => undefined);
    return pull;
  }

  async #pullAll(connection: Connection): Promise<void> {
    const ask = (after: number): Promise<IndexChanges> => connection.request("changes", { after, most: page });
    for (let next: Promise<IndexChanges> | null = ask(this.#upTo); next !== null && !this.#store.isDisposed;) {
      const changes: IndexChanges = await next;
      // The worker writes the next page while this one is read here.
      next = changes.more ? ask(changes.upTo) : null;
      // Should this end before it is answered, nobody is left to hear of its failure.
      next?.catch(() => undefined);
      for (const run of receivedRuns(changes, this.#shared)) {
        this.#runs.set(run.folder, run);
        if (this.#isListed) this.#change.fire({ kind: "changed", run });
      }
      for (const folder of changes.removed) {
        if (this.#runs.delete(folder) && this.#isListed) this.#change.fire({ kind: "removed", id: basename(folder) });
      }
      this.#upTo = changes.upTo;
    }
    this.#isListed = true;
  }

  #fallBack(error: unknown): FolderRunIndex {
    if (this.#fallback !== undefined) return this.#fallback;
    const { log, watch } = this.#options;
    log.error("the index of runs failed, so that run folders are read without it", error);
    const index = new FolderRunIndex({ folders: this.#folders, log, ...(watch !== undefined && { watch }) });
    this.#fallback = this.#store.add(index);
    this.#store.add(index.onChange((change) => this.#change.fire(change)));
    this.#change.fire({ kind: "reset" });
    return index;
  }
}
