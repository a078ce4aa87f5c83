import { Buffer } from "node:buffer";
import type { DatabaseSync } from "node:sqlite";
import { RecordShape } from "../experiment/packedRecord.ts";
import type { PackedRun } from "./packedRuns.ts";

/** What is remembered of a run folder. */
export interface RememberedRun extends PackedRun {
  /** The folder's name. */
  readonly name: string;
  /** What the folder's files looked like when it was read. */
  readonly stamp: string;
}

/** Runs out of a database as columns: an object and a buffer for each of thousands would take most of the time. */
interface Columns {
  readonly names: readonly string[];
  readonly stamps: readonly string[];
  readonly shapes: readonly Shape[];
  readonly ownTexts: readonly string[];
  readonly annotations: readonly string[];
  readonly figures: Float64Array;
}

interface Shape {
  readonly text: string;
  readonly figures: number;
}

/** A run that is remembered, made when someone looks. */
export interface RowOfRuns {
  readonly name: string;
  readonly stamp: string;
  packed(): PackedRun;
}

/** Runs that are read at a time, so that no text grows beyond what SQLite holds. */
const most = 5_000;

/** Every run of a database. Throws for one that is damaged, so far as that shows. */
export function loadRuns(database: DatabaseSync): readonly RowOfRuns[] {
  const shapes = loadShapes(database);
  const page = database.prepare(`
    SELECT json_group_array(name), json_group_array(stamp), json_group_array(shape), json_group_array(own),
      json_group_array(annotations), group_concat(figures, ''), max(id)
    FROM (SELECT * FROM run WHERE id > ? ORDER BY id LIMIT ${String(most)})`);
  const runs: Row[] = [];
  for (let after = 0, isMore = true; isMore;) {
    const [names, stamps, ids, ownTexts, annotations, figures, last] = Object.values(page.get(after) ?? {});
    const list = (json: unknown): string[] => JSON.parse(String(json)) as string[];
    const found = list(ids).map((id) => shapes.get(Number(id)) ?? damaged());
    const columns = { names: list(names), stamps: list(stamps), shapes: found, ownTexts: list(ownTexts) };
    const numbers = figuresIn(String(figures ?? ""), found);
    addRows(runs, { ...columns, annotations: list(annotations), figures: numbers });
    isMore = found.length === most;
    after = Number(last);
  }
  return runs;
}

function damaged(): never {
  throw new Error("what it holds is damaged");
}

function loadShapes(database: DatabaseSync): ReadonlyMap<number, Shape> {
  const rows = database.prepare("SELECT id, text FROM shape").all() as { id: number; text: string }[];
  return new Map(rows.map(({ id, text }) => [id, { text, figures: new RecordShape(text).figures }] as const));
}

function figuresIn(text: string, shapes: readonly Shape[]): Float64Array {
  const figures = new Float64Array(shapes.reduce((sum, shape) => sum + padded(shape.figures), 0));
  // Characters that are none of base64 would be passed over, and all numbers after them shifted.
  if (text.length * 3 !== figures.byteLength * 4) damaged();
  if (Buffer.from(figures.buffer).write(text, "base64") !== figures.byteLength) damaged();
  return figures;
}

function addRows(runs: Row[], columns: Columns): void {
  let from = 0;
  for (const [row, shape] of columns.shapes.entries()) {
    for (const json of [columns.ownTexts[row] ?? "", columns.annotations[row] ?? ""])
      if (json !== noAnnotations) JSON.parse(json);
    runs.push(new Row(columns, row, from));
    from += padded(shape.figures);
  }
}

const noAnnotations = '{"schemaVersion":1}';

/** Numbers as text that can be read in one go with those of other runs: whole groups of three, 24 bytes, need no filling. */
export function figuresText(figures: Float64Array): string {
  const whole = new Float64Array(padded(figures.length));
  whole.set(figures);
  return Buffer.from(whole.buffer).toString("base64");
}

function padded(figures: number): number {
  return Math.ceil(figures / 3) * 3;
}

class Row implements RowOfRuns {
  readonly #columns: Columns;
  readonly #row: number;
  /** Where its numbers begin. */
  readonly #from: number;

  constructor(columns: Columns, row: number, from: number) {
    this.#columns = columns;
    this.#row = row;
    this.#from = from;
  }

  get name(): string {
    return this.#columns.names[this.#row] ?? "";
  }

  get stamp(): string {
    return this.#columns.stamps[this.#row] ?? "";
  }

  packed(): PackedRun {
    const { shapes, figures, ownTexts, annotations } = this.#columns;
    const shape = shapes[this.#row];
    return {
      shape: shape?.text ?? "",
      figures: figures.subarray(this.#from, this.#from + (shape?.figures ?? 0)),
      own: ownTexts[this.#row] ?? "",
      annotations: annotations[this.#row] ?? "",
    };
  }
}
