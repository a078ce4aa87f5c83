import { listedRecord } from "../experiment/listedRecord.ts";
import { packRecord, unpackRecord } from "../experiment/packedRecord.ts";
import { isActive } from "../experiment/status.ts";
import type { IndexChanges } from "../protocol/runIndex.ts";
import type { ListedRun, StoredRun } from "../services/ports.ts";
import { type PackedRun, type RunToSend, type SharedParts, sentRuns } from "./packedRuns.ts";
import type { RowOfRuns } from "./rememberedRuns.ts";

/** A run folder as it was seen. */
export interface RunEntry {
  readonly stamp: string;
  readonly owner: StoredRun["owner"];
  readonly isActive: boolean;
  /** Undefined for a folder without a readable record, so that it is not read and warned about again. */
  readonly run: ListedRun | undefined;
  /** What is remembered and sent of the run; undefined where there is none. */
  readonly packed: PackedRun | undefined;
  /** What the run's record is relative to. */
  readonly baseFolder: string;
}

/** An entry that was just read from its folder. */
export class ReadEntry implements RunEntry {
  readonly stamp: string;
  readonly run: ListedRun | undefined;
  #packed: PackedRun | undefined;

  /** @param reproduced what the last verification of the run as it is came to. */
  constructor(stamp: string, run: StoredRun | undefined, reproduced: boolean | undefined) {
    this.stamp = stamp;
    this.run = run && { ...run, record: listedRecord(run.record, reproduced) };
  }

  get owner(): StoredRun["owner"] {
    return this.run?.owner ?? "none";
  }

  get isActive(): boolean {
    return this.run !== undefined && isActive(this.run.record.status);
  }

  get packed(): PackedRun | undefined {
    if (this.run === undefined) return undefined;
    const { record, annotations } = this.run;
    return (this.#packed ??= { ...packRecord(record), annotations: JSON.stringify(annotations) });
  }

  get baseFolder(): string {
    return this.run?.baseFolder ?? "";
  }
}

/** An entry out of the database, unpacked when someone wants to see it. */
export class RememberedEntry implements RunEntry {
  readonly owner = "none";
  readonly isActive = false;
  readonly #row: RowOfRuns;
  readonly #folder: string;
  readonly #runsBase: string;
  readonly #shared: SharedParts;
  #run: ListedRun | undefined;

  /** @param runsBase what paths are relative to in records that do not say. */
  constructor(row: RowOfRuns, folder: string, runsBase: string, shared: SharedParts) {
    this.#row = row;
    this.#folder = folder;
    this.#runsBase = runsBase;
    this.#shared = shared;
  }

  get stamp(): string {
    return this.#row.stamp;
  }

  get packed(): PackedRun {
    return this.#row.packed();
  }

  get baseFolder(): string {
    return this.#shared.baseFolder(this.packed, this.#folder, this.#runsBase);
  }

  get run(): ListedRun {
    return (this.#run ??= this.#unpacked());
  }

  #unpacked(): ListedRun {
    const { shape, figures, own, annotations } = this.packed;
    return {
      folder: this.#folder,
      baseFolder: this.baseFolder,
      record: unpackRecord(this.#row.name, own, this.#shared.shape(shape), figures),
      annotations: this.#shared.annotations(annotations),
      owner: this.owner,
    };
  }
}

interface Change {
  readonly folder: string;
  /** Counts the changes of the list from 1. */
  readonly number: number;
  /** Undefined of a folder that is gone. */
  readonly known?: { readonly entry: RunEntry; readonly baseFolder: string };
}

/** Entries by folder in the order in which they changed last, so that a reader can ask for what is new to it. */
export class RunEntries {
  readonly #entries = new Map<string, Change>();
  readonly #removed = new Map<string, Change>();
  #number = 0;

  get(folder: string): RunEntry | undefined {
    return this.#entries.get(folder)?.known?.entry;
  }

  set(folder: string, entry: RunEntry, baseFolder: string): void {
    this.#entries.delete(folder);
    this.#removed.delete(folder);
    this.#entries.set(folder, { folder, number: ++this.#number, known: { entry, baseFolder } });
  }

  delete(folder: string): RunEntry | undefined {
    const known = this.get(folder);
    if (known !== undefined) {
      this.#entries.delete(folder);
      this.#removed.set(folder, { folder, number: ++this.#number });
    }
    return known;
  }

  get folders(): readonly string[] {
    return [...this.#entries.keys()];
  }

  get runs(): readonly ListedRun[] {
    return [...this.#entries.values()].flatMap(({ known }) => known?.entry.run ?? []);
  }

  /** Folders of active runs that another process trains, with what their records are relative to. */
  get othersActive(): readonly (readonly [folder: string, baseFolder: string])[] {
    return [...this.#entries.values()].flatMap(({ folder, known }) =>
      known?.entry.owner === "other" ? [[folder, known.baseFolder] as const] : [],
    );
  }

  /** At most so many of the changes that came after one, the oldest first. */
  changes(after: number, most: number): IndexChanges {
    const moved = [
      ...later(this.#entries.values(), after, most + 1),
      ...later(this.#removed.values(), after, most + 1),
    ];
    const page = moved.sort((a, b) => a.number - b.number).slice(0, most);
    const runs: RunToSend[] = [];
    const removed: string[] = [];
    for (const { folder, known } of page) {
      const packed = known?.entry.packed;
      if (known === undefined || packed === undefined) removed.push(folder);
      else runs.push({ folder, baseFolder: known.entry.baseFolder, owner: known.entry.owner, packed });
    }
    return { ...sentRuns(runs), removed, upTo: page.at(-1)?.number ?? after, more: moved.length > page.length };
  }
}

/** Of changes in their order at most so many that came after one. */
function later(changes: Iterable<Change>, after: number, most: number): Change[] {
  const found: Change[] = [];
  for (const change of changes) {
    if (change.number <= after) continue;
    found.push(change);
    if (found.length === most) break;
  }
  return found;
}
