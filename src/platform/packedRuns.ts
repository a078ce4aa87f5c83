import { basename, resolve, sep } from "node:path";
import type { ListedRecord } from "../experiment/listedRecord.ts";
import { type PackedRecord, RecordShape, unpackRecord } from "../experiment/packedRecord.ts";
import type { RunAnnotations } from "../experiment/record.ts";
import { type IndexChanges, runOwners } from "../protocol/runIndex.ts";
import type { ListedRun, StoredRun } from "../services/ports.ts";

/** What a list shows of a run, packed. */
export interface PackedRun extends PackedRecord {
  /** JSON. */
  readonly annotations: string;
}

export function samePacked(a: PackedRun | undefined, b: PackedRun | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const sameTexts = a.shape === b.shape && a.own === b.own && a.annotations === b.annotations;
  return (
    sameTexts && a.figures.length === b.figures.length && a.figures.every((figure, at) => figure === b.figures[at])
  );
}

/** The folder that paths in a record start from: that of the runs folder, unless the record says another. */
export function baseFolderOf(record: Pick<ListedRecord, "baseFolder">, folder: string, baseFolder: string): string {
  return record.baseFolder === undefined ? baseFolder : resolve(folder, record.baseFolder);
}

/** What packed runs share, made once. */
export class SharedParts {
  readonly #shapes = new Map<string, RecordShape>();
  readonly #annotations = new Map<string, RunAnnotations>();
  #last = { parent: "", relative: "", baseFolder: "" };

  shape(text: string): RecordShape {
    const known = this.#shapes.get(text);
    if (known !== undefined) return known;
    const shape = new RecordShape(text);
    this.#shapes.set(text, shape);
    return shape;
  }

  annotations(json: string): RunAnnotations {
    const known = this.#annotations.get(json);
    if (known !== undefined) return known;
    const annotations = JSON.parse(json) as RunAnnotations;
    this.#annotations.set(json, annotations);
    return annotations;
  }

  /** As `baseFolderOf`; for runs that lie side by side, as thousands do, it is found out once. */
  baseFolder({ shape, figures }: PackedRun, folder: string, baseFolder: string): string {
    const relative = this.shape(shape).part("baseFolder", figures, 0);
    if (typeof relative !== "string") return baseFolder;
    if (!relative.startsWith("../")) return resolve(folder, relative);
    const parent = folder.slice(0, folder.lastIndexOf(sep));
    if (parent !== this.#last.parent || relative !== this.#last.relative)
      this.#last = { parent, relative, baseFolder: resolve(folder, relative) };
    return this.#last.baseFolder;
  }
}

/** A run that is to be sent. */
export interface RunToSend {
  readonly folder: string;
  /** What its record is relative to. */
  readonly baseFolder: string;
  readonly owner: StoredRun["owner"];
  readonly packed: PackedRun;
}

type SentRuns = Omit<IndexChanges, "removed" | "upTo" | "more">;

export function sentRuns(runs: readonly RunToSend[]): SentRuns {
  const shapes = new Map<string, number>();
  const baseFolders = new Map<string, number>();
  const figures = new Float64Array(runs.reduce((sum, { packed }) => sum + packed.figures.length, 0));
  const places = new Uint32Array(runs.length * placesOfRun);
  let at = 0;
  let from = 0;
  for (const { baseFolder, owner, packed } of runs) {
    places[at] = placeIn(shapes, packed.shape);
    places[at + 1] = placeIn(baseFolders, baseFolder);
    places[at + 2] = runOwners.indexOf(owner);
    places[at + 3] = from;
    figures.set(packed.figures, from);
    at += placesOfRun;
    from += packed.figures.length;
  }
  return {
    folders: runs.map(({ folder }) => folder),
    shapes: [...shapes.keys()],
    baseFolders: [...baseFolders.keys()],
    places,
    figures: figures.buffer,
    ownTexts: runs.map(({ packed }) => packed.own),
    annotations: runs.map(({ packed }) => packed.annotations),
  };
}

const placesOfRun = 4;

function placeIn(known: Map<string, number>, text: string): number {
  const place = known.get(text);
  if (place !== undefined) return place;
  known.set(text, known.size);
  return known.size - 1;
}

/** The runs as they were sent. */
export function receivedRuns(sent: SentRuns, shared: SharedParts): readonly ListedRun[] {
  const { places, ownTexts, annotations } = sent;
  const shapes = sent.shapes.map((text) => shared.shape(text));
  const figures = new Float64Array(sent.figures);
  return sent.folders.map((folder, run) => {
    const at = run * placesOfRun;
    const shape = shapes[places[at] ?? 0] ?? shared.shape("{}");
    return {
      folder,
      baseFolder: sent.baseFolders[places[at + 1] ?? 0] ?? "",
      record: unpackRecord(basename(folder), ownTexts[run] ?? "{}", shape, figures, places[at + 3]),
      annotations: shared.annotations(annotations[run] ?? "{}"),
      owner: runOwners[places[at + 2] ?? 0] ?? "none",
    };
  });
}
