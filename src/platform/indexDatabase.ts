import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Log } from "../services/ports.ts";
import { reasonOf } from "./fileIo.ts";
import { type RememberedRun, type RowOfRuns, figuresText, loadRuns } from "./rememberedRuns.ts";

/** Remembers what was read of run folders. It may forget at any time, and never stands in the way. */
export interface RunMemory {
  /** `whole`: every run of the folder was in it once. */
  load(runsFolder: string): { readonly runs: readonly RowOfRuns[]; readonly whole: boolean };
  save(runsFolder: string, runs: readonly RememberedRun[], gone: readonly string[]): void;
  /** From now on the folder counts as whole. */
  markWhole(runsFolder: string): void;
  close(): void;
}

/** Raised whenever a remembered run holds other things than before. */
const schemaVersion = 4;
const busyMilliseconds = 2_000;
/** SQLITE_BUSY and SQLITE_LOCKED: another process is at it, and the database is sound. */
const busyCodes: readonly unknown[] = [5, 6];

/** The lock is taken at once: one taken late, after reading, could only fail. */
const beginWriting = "BEGIN IMMEDIATE";

const tables = `
  DROP TABLE IF EXISTS run;
  DROP TABLE IF EXISTS state;
  DROP TABLE IF EXISTS shape;
  CREATE TABLE shape (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE run (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL, shape INTEGER NOT NULL, figures TEXT NOT NULL,
    own TEXT NOT NULL, annotations TEXT NOT NULL
  );
  CREATE TABLE state (whole INTEGER NOT NULL);
  INSERT INTO state VALUES (0);
  PRAGMA user_version = ${String(schemaVersion)};
`;

/** A memory in SQLite, a database for each runs folder; undefined where this Node has no SQLite. */
export function openIndexDatabases(storage: string, log: Log): RunMemory | undefined {
  const Database = loadSqlite();
  return Database && new IndexDatabases(Database, storage, log);
}

/** Loaded when it is needed: an eager import has crashed extension hosts under the debugger. */
function loadSqlite(): typeof DatabaseSync | undefined {
  // Node calls it restal, in a warning that nobody who lists runs can do anything about.
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return (process.getBuiltinModule as typeof process.getBuiltinModule | undefined)?.("node:sqlite")?.DatabaseSync;
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

class IndexDatabases implements RunMemory {
  readonly #Database: typeof DatabaseSync;
  readonly #storage: string;
  readonly #log: Log;
  /** Null: it cannot be opened, so nothing is remembered of this folder. */
  readonly #open = new Map<string, DatabaseSync | null>();

  constructor(Database: typeof DatabaseSync, storage: string, log: Log) {
    this.#Database = Database;
    this.#storage = storage;
    this.#log = log;
  }

  load(runsFolder: string): { runs: readonly RowOfRuns[]; whole: boolean } {
    const load = (database: DatabaseSync): { runs: readonly RowOfRuns[]; whole: boolean } =>
      inTransaction(database, "BEGIN", () => ({
        runs: loadRuns(database),
        whole: database.prepare("SELECT whole FROM state").get()?.["whole"] === 1,
      }));
    return this.#try(runsFolder, load) ?? { runs: [], whole: false };
  }

  save(runsFolder: string, runs: readonly RememberedRun[], gone: readonly string[]): void {
    this.#try(runsFolder, (database) => {
      inTransaction(database, beginWriting, () => {
        const shapes = new ShapeTable(database);
        const put = database.prepare(
          "INSERT OR REPLACE INTO run (name, stamp, shape, figures, own, annotations) VALUES (?, ?, ?, ?, ?, ?)",
        );
        for (const { name, stamp, shape, figures, own, annotations } of runs)
          put.run(name, stamp, shapes.idOf(shape), figuresText(figures), own, annotations);
        const drop = database.prepare("DELETE FROM run WHERE name = ?");
        for (const name of gone) drop.run(name);
      });
    });
  }

  markWhole(runsFolder: string): void {
    this.#try(runsFolder, (database) => {
      database.exec("UPDATE state SET whole = 1 WHERE whole = 0");
      database.exec("DELETE FROM shape WHERE id NOT IN (SELECT shape FROM run)");
    });
  }

  close(): void {
    for (const database of this.#open.values()) database?.close();
    this.#open.clear();
  }

  /** Does something with a folder's database. One that is damaged is thrown away and begun anew. */
  #try<T>(runsFolder: string, action: (database: DatabaseSync) => T): T | undefined {
    for (let attempt = 1; attempt <= 2; attempt++) {
      try {
        const database = this.#databaseOf(runsFolder);
        return database === null ? undefined : action(database);
      } catch (error) {
        if (busyCodes.includes((error as { errcode?: unknown }).errcode)) return undefined;
        this.#log.info(`the index of ${runsFolder} is made anew: ${reasonOf(error)}`);
        if (!this.#throwAway(runsFolder) || attempt === 2) this.#open.set(runsFolder, null);
      }
    }
    return undefined;
  }

  #databaseOf(runsFolder: string): DatabaseSync | null {
    const known = this.#open.get(runsFolder);
    if (known !== undefined) return known;
    mkdirSync(this.#storage, { recursive: true });
    const database = new this.#Database(this.#fileOf(runsFolder));
    try {
      database.exec(`PRAGMA busy_timeout = ${String(busyMilliseconds)}`);
      // Of a new database: rows of a kilobyte are read a third faster than out of pages of four.
      database.exec("PRAGMA page_size = 16384");
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
      if (versionOf(database) !== schemaVersion) {
        inTransaction(database, beginWriting, () => {
          // Another process may have been first.
          if (versionOf(database) !== schemaVersion) database.exec(tables);
        });
      }
    } catch (error) {
      database.close();
      throw error;
    }
    this.#open.set(runsFolder, database);
    return database;
  }

  #throwAway(runsFolder: string): boolean {
    try {
      this.#open.get(runsFolder)?.close();
      this.#open.delete(runsFolder);
      for (const ending of ["", "-wal", "-shm"]) rmSync(`${this.#fileOf(runsFolder)}${ending}`, { force: true });
      return true;
    } catch (error) {
      this.#log.warn(`the index of ${runsFolder} cannot be made anew, so its runs are read: ${reasonOf(error)}`);
      return false;
    }
  }

  #fileOf(runsFolder: string): string {
    const name = createHash("sha256").update(runsFolder).digest("hex").slice(0, 24);
    return join(this.#storage, `runs-${name}.sqlite`);
  }
}

function versionOf(database: DatabaseSync): unknown {
  return database.prepare("PRAGMA user_version").get()?.["user_version"];
}

function inTransaction<T>(database: DatabaseSync, begin: string, action: () => T): T {
  database.exec(begin);
  try {
    const result = action();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // What broke the transaction may have ended it already.
  }
}

/** Gives the shapes of runs their numbers. For one transaction: another process may drop a shape that no run has. */
class ShapeTable {
  readonly #known = new Map<string, number>();
  readonly #add: StatementSync;
  readonly #find: StatementSync;

  constructor(database: DatabaseSync) {
    this.#add = database.prepare("INSERT OR IGNORE INTO shape (text) VALUES (?)");
    this.#find = database.prepare("SELECT id FROM shape WHERE text = ?");
  }

  idOf(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#add.run(text);
    const id = Number(this.#find.get(text)?.["id"]);
    this.#known.set(text, id);
    return id;
  }
}
