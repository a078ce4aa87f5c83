import { Emitter, type Event } from "../../base/emitter.ts";
import { UserError } from "../../base/errors.ts";
import { type Disposable, DisposableStore } from "../../base/lifecycle.ts";
import { promiseOf } from "../../experiment/datasetNames.ts";
import { candidateOf, type DatasetSearch, type PlaceSeen, type PlaceStamp } from "../../protocol/datasetSearch.ts";
import type { DatasetSummary } from "../../protocol/trainer.ts";
import type { Datasets } from "../../services/api.ts";
import { StoppedCounting } from "../../services/stoppedCounting.ts";
import type { Clock, InspectionWatch, Log } from "../../services/ports.ts";
import { count } from "../format.ts";
import { type PathChanges, workOfChanges } from "./changes.ts";
import { Countings } from "./countings.ts";
import { byPlace, type FoundFile, type FoundPlace, type FoundState } from "./found.ts";
import { Root, type SearchRoot } from "./roots.ts";

/** Places that a worker looks at between two looks at what has become more urgent. */
const together = 16;
/** Files that promise to be tables are shown while they wait, so many at once. */
const mostWaiting = 200;
/** Datasets that the view lists. */
const mostListed = 2000;
/** More changes than this at once are a search. */
const mostChanges = 1000;
/** Datasets up to this weight are counted without being asked for, so many. */
const lightBytes = 4_000_000;
const mostCounted = 200;
const tellMilliseconds = 150;
/** How many handfuls it takes to say how many files wait. */
const tellHandfuls = 32;

export interface DatasetListParts {
  readonly datasets: () => Pick<Datasets, "findCandidates" | "lookAt" | "inspect">;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The datasets of the workspace: a worker walks the folders, what may be a dataset by its name waits in a line, and a
 * worker looks at one handful after the other. What changed later joins the line, alone.
 */
export class DatasetList implements Disposable {
  readonly #parts: DatasetListParts;
  readonly #store = new DisposableStore();
  readonly #changed: Emitter<string | null>;
  /** Hands the path of the dataset that changed, or null when the list did. */
  readonly onChange: Event<string | null>;
  readonly #progress: Emitter<void>;
  /** More places were looked at. */
  readonly onProgress: Event<void>;
  readonly #files = new Map<string, FoundFile>();
  readonly #countings = new Countings();
  /** What was looked at and is none. */
  readonly #none = new Map<string, PlaceStamp>();
  #line = new Map<string, FoundPlace>();
  #searched: readonly SearchRoot[] = [];
  #roots: readonly Root[] = [];
  #sorted: readonly FoundFile[] | null = null;
  #working: Promise<void> | null = null;
  #round = 0;
  #isPartial = false;
  #isTelling = false;

  constructor(parts: DatasetListParts) {
    this.#parts = parts;
    const failed = (error: unknown): void => parts.log.error("the list of datasets could not be told", error);
    this.#changed = this.#store.add(new Emitter<string | null>(failed));
    this.onChange = this.#changed.event;
    this.#progress = this.#store.add(new Emitter<void>(failed));
    this.onProgress = this.#progress.event;
  }

  /** In the order of the view. */
  get files(): readonly FoundFile[] {
    this.#sorted ??= [...this.#files.values()].sort(byPlace).slice(0, mostListed);
    return this.#sorted;
  }

  get(path: string): FoundFile | undefined {
    return this.#files.get(path);
  }

  /** How many places wait to be looked at. */
  get waiting(): number {
    return this.#line.size;
  }

  /** Said above the list while it is not all there is. */
  get note(): string {
    if (this.#line.size > mostWaiting) return `${count(this.#line.size)} files are still to be looked at.`;
    if (this.#files.size > mostListed)
      return `Only the first ${count(mostListed)} datasets are listed. Narrow the setting benchtop.datasets.include.`;
    return this.#isPartial
      ? "The workspace holds more files than are looked at. Narrow the setting benchtop.datasets.include."
      : "";
  }

  /** Looks through the roots; settles when all was looked at. What did not change since the last time stays known. */
  async search(roots: readonly SearchRoot[]): Promise<void> {
    const round = ++this.#round;
    this.#searched = roots;
    this.#roots = roots.map((root) => new Root(root));
    const found = new Map<string, FoundPlace>();
    let isPartial = false;
    for (const root of this.#roots) {
      const answer = await this.#parts.datasets().findCandidates(root.search());
      if (this.#isOver(round)) return;
      isPartial ||= answer.isPartial;
      for (const way of answer.ways) {
        const place = root.place(candidateOf(way));
        found.set(place.path, place);
      }
    }
    this.#isPartial = isPartial;
    for (const [path, file] of this.#files) {
      if (!found.has(path)) this.#files.delete(path);
      // That files in it changed does not show in its stamp.
      else if (file.kind === "folder") this.#files.set(path, { ...file, stamp: null });
    }
    for (const path of this.#none.keys()) if (!found.has(path)) this.#none.delete(path);
    this.#line = new Map();
    for (const place of found.values()) this.#enqueue(place);
    this.#listChanged();
    await this.#work();
    if (!this.#isOver(round)) await this.#countLightOnes(round);
  }

  /** Does the work that changed paths make, and no other; a flood of them is a search. */
  async change(changes: PathChanges): Promise<void> {
    if (changes.size > mostChanges) return this.search(this.#searched);
    const round = this.#round;
    const { look, renew, gone, searches } = workOfChanges(changes, this.#roots, this.#files);
    for (const folder of gone) this.#forget(folder);
    const touched = [...look];
    for (const { root, search } of searches) touched.push(...(await this.#found(root, search)));
    if (this.#isOver(round)) return;
    for (const path of renew) {
      const file = this.#files.get(path);
      if (file !== undefined) this.#files.set(path, { ...file, stamp: null });
      this.#none.delete(path);
      const place = file ?? this.#placeOf(path);
      if (place !== undefined) touched.push(place);
    }
    for (const place of touched) this.#enqueue(place);
    await this.#work();
    for (const { path } of touched) if (!this.#isOver(round)) await this.#countLight(path);
  }

  /** Reads the whole dataset for its classes and splits; null where it cannot be, or was stopped. */
  inspect(path: string): Promise<DatasetSummary | null> {
    const file = this.#files.get(path);
    if (file === undefined) return Promise.resolve(null);
    if (file.state.kind === "inspected") return Promise.resolve(file.state.summary);
    return this.#countings.count(file, (signal) => this.#count(file, signal));
  }

  /** Counts a dataset, also one whose count was stopped: its row says so at once. */
  recount(path: string): Promise<DatasetSummary | null> {
    const file = this.#files.get(path);
    if (file?.state.kind === "labelled") this.#settle(file, { kind: "labelled", counting: 0 });
    return this.inspect(path);
  }

  /** Stops the count of a dataset that is under way. */
  stopCounting(path: string): void {
    this.#countings.stop(path);
  }

  dispose(): void {
    this.#countings.dispose();
    this.#store.dispose();
  }

  #isOver(round: number): boolean {
    return round !== this.#round || this.#store.isDisposed;
  }

  #enqueue(place: FoundPlace): void {
    this.#line.set(place.path, place);
    if (this.#files.has(place.path) || this.#none.has(place.path)) return;
    const isShown = place.kind === "file" && promiseOf(place.name) === "table" && this.#line.size <= mostWaiting;
    if (isShown) this.#put({ ...place, stamp: null, weight: 0, state: { kind: "checking" } });
  }

  async #found(root: Root, search: DatasetSearch): Promise<readonly FoundPlace[]> {
    const { ways } = await this.#parts.datasets().findCandidates(search);
    const places = ways.map((way) => root.place(candidateOf(way)));
    // Where only the folders next to a new text are looked through, the texts in them are known.
    return search.depth === undefined ? places : places.filter(({ kind }) => kind === "folder");
  }

  #placeOf(path: string): FoundPlace | undefined {
    const root = this.#roots.find((each) => each.holds(path));
    return root?.wants(root.way(path)) === true ? root.place({ way: root.way(path), kind: "file" }) : undefined;
  }

  /** Works off the line; one worker's work at a time, whoever asks. */
  async #work(): Promise<void> {
    while (this.#line.size > 0 && !this.#store.isDisposed) {
      this.#working ??= this.#workOff().finally(() => (this.#working = null));
      await this.#working;
    }
    this.#progress.fire();
  }

  async #workOff(): Promise<void> {
    let handfuls = 0;
    while (this.#line.size > 0 && !this.#store.isDisposed) {
      const places = Array.from({ length: together }, this.#next, this).filter((place) => place !== undefined);
      await this.#look(places);
      if (++handfuls % tellHandfuls === 0) this.#progress.fire();
    }
  }

  #next(): FoundPlace | undefined {
    const [first] = this.#line;
    if (first === undefined) return undefined;
    this.#line.delete(first[0]);
    return first[1];
  }

  async #look(places: readonly FoundPlace[]): Promise<void> {
    const round = this.#round;
    const asked = places.map(({ path, kind }) => ({
      path,
      kind,
      within: this.#within(path),
      known: this.#stampOf(path),
    }));
    try {
      const seen = await this.#parts.datasets().lookAt(asked);
      if (this.#isOver(round)) return;
      for (const [at, place] of places.entries()) await this.#take(place, seen[at] ?? null);
    } catch (error) {
      // One file may have been too much for the worker: the others are looked at all the same.
      const [first, ...others] = places;
      if (first !== undefined && others.length > 0) for (const place of places) await this.#look([place]);
      else if (first !== undefined && !this.#isOver(round))
        this.#put({ ...first, stamp: null, weight: Infinity, state: this.#broken(first.path, error) });
    }
  }

  /** Where links are not followed, the root must hold what is looked at. */
  #within(path: string): string | null {
    const root = this.#roots.find((each) => each.holds(path));
    return root === undefined || root.links ? null : root.folder;
  }

  #stampOf(path: string): PlaceStamp | null {
    return this.#files.get(path)?.stamp ?? this.#none.get(path) ?? null;
  }

  async #take(place: FoundPlace, seen: PlaceSeen | null): Promise<void> {
    const { path, kind } = place;
    if (seen === null) {
      this.#none.delete(path);
      this.#drop(path);
      return;
    }
    const { bytes, modified, labelled, weight = 0 } = seen;
    if (labelled === undefined) return;
    const stamp = { bytes, modified };
    if (labelled) {
      this.#none.delete(path);
      this.#put({ ...place, stamp, weight, state: { kind: "labelled" } });
      return;
    }
    this.#none.set(path, stamp);
    this.#drop(path);
    const root = this.#roots.find((each) => each.holds(path));
    if (kind !== "folder" || root === undefined) return;
    const search = { ...root.search(false), under: root.way(path) };
    for (const inside of await this.#found(root, search)) if (!this.#none.has(inside.path)) this.#enqueue(inside);
  }

  #put(file: FoundFile): void {
    const isNew = !this.#files.has(file.path);
    this.#files.set(file.path, file);
    this.#sorted = null;
    if (isNew) this.#listChanged();
    else this.#changed.fire(file.path);
  }

  async #count(file: FoundFile, signal: InspectionWatch["signal"]): Promise<DatasetSummary | null> {
    const { path } = file;
    try {
      const onProgress = (fraction: number): void => this.#counted(file, fraction);
      const summary = await this.#parts.datasets().inspect(path, {}, { signal, onProgress });
      this.#settle(file, { kind: "inspected", summary });
      return summary;
    } catch (error) {
      const isStopped = error instanceof StoppedCounting;
      this.#settle(file, isStopped ? { kind: "labelled", counting: "stopped" } : this.#broken(path, error));
      return null;
    }
  }

  /** The view hears of each percent. */
  #counted(file: FoundFile, fraction: number): void {
    const state = this.#files.get(file.path)?.state;
    const known = state?.kind === "labelled" && typeof state.counting === "number" ? state.counting : -1;
    if (Math.floor(100 * known) !== Math.floor(100 * fraction))
      this.#settle(file, { kind: "labelled", counting: fraction });
  }

  /** Of the version that was read, if that is still the latest. */
  #settle(file: FoundFile, state: FoundState): void {
    const now = this.#files.get(file.path);
    if (now?.stamp === file.stamp) this.#put({ ...now, state });
  }

  #drop(path: string): void {
    if (!this.#files.delete(path)) return;
    this.#sorted = null;
    this.#listChanged();
  }

  #forget(folder: string): void {
    const inside = (path: string): boolean => path.startsWith(folder) && /^[\\/]/u.test(path.slice(folder.length));
    for (const path of this.#files.keys()) if (path === folder || inside(path)) this.#drop(path);
    for (const path of this.#none.keys()) if (inside(path)) this.#none.delete(path);
  }

  /** Counts beside a name are worth a moment of a worker's time, while there is little to read. */
  async #countLightOnes(round: number): Promise<void> {
    for (const { path } of this.files.slice(0, mostCounted)) {
      if (this.#isOver(round)) return;
      await this.#countLight(path);
    }
  }

  async #countLight(path: string): Promise<void> {
    const file = this.#files.get(path);
    if (file?.state.kind === "labelled" && file.weight <= lightBytes) await this.inspect(path);
  }

  /** Of hundreds of files the view hears a few times. */
  #listChanged(): void {
    this.#sorted = null;
    if (this.#isTelling || this.#store.isDisposed) return;
    this.#isTelling = true;
    const timer = this.#store.add(
      this.#parts.clock.after(tellMilliseconds, () => {
        this.#isTelling = false;
        this.#store.delete(timer);
        this.#changed.fire(null);
      }),
    );
  }

  #broken(path: string, error: unknown): FoundState {
    if (error instanceof UserError) return { kind: "broken", reason: error.message };
    this.#parts.log.error(`looking at ${path}`, error);
    return { kind: "broken", reason: error instanceof Error ? error.message : "This file cannot be read." };
  }
}
