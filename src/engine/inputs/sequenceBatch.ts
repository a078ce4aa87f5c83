import { invariant } from "../../base/assert.ts";
import type { DenseMatrix, Matrix, SequenceMatrix } from "../../base/matrix.ts";
import type { Engine } from "../backend.ts";
import { Tensor } from "../tensor.ts";
import { inOrder } from "./sources.ts";

/**
 * A batch of sequences of table rows, longest first: the examples with a token at a position are then the first ones,
 * and padding is never touched.
 */
export class SequenceBatch {
  readonly columns: number;
  readonly sparse = true;
  readonly order: Uint32Array;
  readonly tensor = undefined;
  readonly #engine: Engine;
  readonly #checked = new WeakSet<SequenceMatrix>();
  readonly #positions: number;
  readonly #counts: number;
  readonly #partials: number;
  /** Where each row's ids begin, in the batch's order. */
  readonly #starts: Uint32Array;
  /** Room for so many tokens, which grows by doubling: their ids, and their vectors one behind the other. */
  #capacity = 0;
  #ids = 0;
  #tokens = 0;
  /** By length: how many rows; then where the next row of that length goes. */
  readonly #places: Uint32Array;
  #table: Tensor;
  #loaded: DenseMatrix | undefined;

  constructor(engine: Engine, like: SequenceMatrix, batchSize: number) {
    const { memory } = engine;
    const dimension = like.table.columns;
    this.#engine = engine;
    this.columns = like.columns;
    this.order = inOrder(batchSize);
    this.#positions = like.positions;
    this.#counts = memory.reserve(like.positions);
    this.#partials = memory.reserve(2 * like.positions);
    this.#starts = new Uint32Array(batchSize);
    this.#places = new Uint32Array(like.positions + 1);
    this.#table = new Tensor(memory, like.table.rows, dimension);
    this.#reserveTokens(batchSize * Math.min(like.positions, 128));
  }

  fill(features: Matrix, rowIds: Uint32Array, from: number, count: number): void {
    invariant(
      features.kind === "sequence" && features.columns === this.columns && features.positions === this.#positions,
      "features of another kind or width",
    );
    this.#check(features);
    if (features.table !== this.#loaded) this.#loadTable(features.table);
    const { offsets, ids } = features;
    const places = this.#places.fill(0);
    let tokens = 0;
    for (let row = 0; row < count; row++) {
      const id = rowIds[from + row] ?? 0;
      const length = (offsets[id + 1] ?? 0) - (offsets[id] ?? 0);
      places[length] = (places[length] ?? 0) + 1;
      tokens += length;
    }
    if (tokens > this.#capacity) {
      this.#reserveTokens(Math.max(tokens, this.#capacity * 2));
      this.#engine.memory.commit();
    }
    const { kernels, memory } = this.#engine;
    const { integers } = memory;
    const starts = this.#starts;
    let placed = 0;
    for (let length = this.#positions; length >= 0; length--) {
      const rows = places[length] ?? 0;
      places[length] = placed;
      placed += rows;
      // Rows of at least this length are those with a token at the position before it.
      if (length > 0) integers[this.#counts + length - 1] = placed;
    }
    for (let place = 0; place < count; place++) {
      const id = rowIds[from + place] ?? 0;
      const start = offsets[id] ?? 0;
      const length = (offsets[id + 1] ?? 0) - start;
      const row = places[length] ?? 0;
      places[length] = row + 1;
      this.order[row] = place;
      starts[row] = start;
    }
    let into = this.#ids;
    for (let position = 0; position < this.#positions; position++) {
      const rows = integers[this.#counts + position] ?? 0;
      if (rows === 0) break;
      for (let row = 0; row < rows; row++) integers[into++] = ids[(starts[row] ?? 0) + position] ?? 0;
    }
    kernels.gatherRows(this.#ids, tokens, this.#table.start, this.#table.stride, this.#tokens);
  }

  multiply(weights: Tensor, into: Tensor, rows: number): void {
    const { columns, stride } = this.#table;
    this.#engine.kernels.sequenceMultiply(
      ...([this.#tokens, this.#counts, this.#positions, columns, stride] as const),
      ...([weights.start, weights.stride, into.start, rows] as const),
    );
  }

  update(gradient: Tensor, target: Tensor, _rows: number, rate: number): number {
    const { columns, stride } = this.#table;
    return this.#engine.kernels.sequenceUpdate(
      ...([this.#tokens, this.#counts, this.#positions, columns, stride] as const),
      ...([gradient.start, gradient.stride, target.start, rate, this.#partials] as const),
    );
  }

  #reserveTokens(capacity: number): void {
    const { memory } = this.#engine;
    this.#capacity = capacity;
    this.#ids = memory.reserve(capacity);
    this.#tokens = memory.reserve(capacity * this.#table.stride);
  }

  /** Other texts may bring a table of their own; a longer one gets new room. */
  #loadTable(table: DenseMatrix): void {
    if (table.rows > this.#table.rows) {
      this.#table = new Tensor(this.#engine.memory, table.rows, table.columns);
      this.#engine.memory.commit();
    }
    this.#table.load(table.values, table.rows);
    this.#loaded = table;
  }

  /** Kernels trust the ids, so a matrix is looked through once. */
  #check(features: SequenceMatrix): void {
    if (this.#checked.has(features)) return;
    const { rows, positions, offsets, ids, table } = features;
    invariant(table.columns === this.#table.columns && positions * table.columns === this.columns, "table width");
    for (let row = 0; row < rows; row++) {
      const length = (offsets[row + 1] ?? -1) - (offsets[row] ?? 0);
      invariant(length >= 0 && length <= positions, `length of row ${String(row)}`);
    }
    invariant((offsets[rows] ?? 0) <= ids.length, "offsets beyond the ids");
    for (let at = 0; at < ids.length; at++) {
      if ((ids[at] ?? table.rows) >= table.rows) invariant(false, `table id at ${String(at)}`);
    }
    this.#checked.add(features);
  }
}
