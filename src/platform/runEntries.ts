import type { IndexChanges, IndexedRun } from "../protocol/runIndex.ts";
import { listedRecord } from "../experiment/listedRecord.ts";
import { packRecord, unpackRecord } from "../experiment/packedRecord.ts";
import type { RunAnnotations } from "../experiment/record.ts";
import { isActive } from "../experiment/status.ts";
import type { ListedRun, StoredRun } from "../services/ports.ts";

/** A run folder as it was seen. */
export interface RunEntry {
  readonly stamp: string;
  readonly owner: StoredRun["owner"];
  readonly isActive: boolean;
  /** Undefined for a folder without a readable record, so that it is not read and warned about again. */
  readonly run: ListedRun | undefined;
  /** What is remembered and sent of the run; undefined where there is none. */
  readonly text: EntryText | undefined;
}

/** A run as JSON. */
export interface EntryText {
  readonly head: string;
  readonly rest: string;
  readonly annotations: string;
}

export function sameText(a: EntryText | undefined, b: EntryText | undefined): boolean {
  return a?.head === b?.head && a?.rest === b?.rest && a?.annotations === b?.annotations;
}

/** An entry that was just read from its folder. */
export class ReadEntry implements RunEntry {
  readonly stamp: string;
  readonly run: ListedRun | undefined;
  #text: EntryText | undefined;

  constructor(stamp: string, run: StoredRun | undefined) {
    this.stamp = stamp;
    this.run = run && { ...run, record: listedRecord(run.record) };
  }

  get owner(): StoredRun["owner"] {
    return this.run?.owner ?? "none";
  }

  get isActive(): boolean {
    return this.run !== undefined && isActive(this.run.record.status);
  }

  get text(): EntryText | undefined {
    if (this.run === undefined) return undefined;
    const { record, annotations } = this.run;
    return (this.#text ??= { ...packRecord(record), annotations: JSON.stringify(annotations) });
  }
}

/** An entry out of the database, parsed when someone wants to see it. */
export class RememberedEntry implements RunEntry {
  readonly stamp: string;
  readonly owner = "none";
  readonly isActive = false;
  readonly text: EntryText;
  readonly #folder: string;
  readonly #baseFolder: string;
  #run: ListedRun | undefined;

  constructor(row: EntryText & { readonly stamp: string }, folder: string, baseFolder: string) {
    this.stamp = row.stamp;
    this.text = row;
    this.#folder = folder;
    this.#baseFolder = baseFolder;
  }

  get run(): ListedRun {
    return (this.#run ??= this.#parsed());
  }

  #parsed(): ListedRun {
    const { head, rest } = this.text;
    return {
      folder: this.#folder,
      baseFolder: this.#baseFolder,
      record: unpackRecord(JSON.parse(head) as object, rest),
      annotations: JSON.parse(this.text.annotations) as RunAnnotations,
      owner: this.owner,
    };
  }
}

/** The runs of changes as they were sent. */
export function runsOf({ runs, rests }: Pick<IndexChanges, "runs" | "rests">): readonly ListedRun[] {
  const lines = rests.split("\n");
  return (JSON.parse(runs) as IndexedRun[]).map(([folder, baseFolder, owner, head, annotations], at) => ({
    folder,
    baseFolder,
    record: unpackRecord(head, lines[at] ?? ""),
    annotations,
    owner,
  }));
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
    const runs: string[] = [];
    const rests: string[] = [];
    const removed: string[] = [];
    for (const change of page) {
      const { folder, known } = change;
      const text = known?.entry.text;
      if (known === undefined || text === undefined) {
        removed.push(folder);
        continue;
      }
      const place = [folder, known.baseFolder, known.entry.owner].map((part) => JSON.stringify(part));
      runs.push(`[${place.join()},${text.head},${text.annotations}]`);
      rests.push(text.rest);
    }
    const whole = { runs: `[${runs.join()}]`, rests: rests.join("\n") };
    return { ...whole, removed, upTo: page.at(-1)?.number ?? after, more: moved.length > page.length };
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
