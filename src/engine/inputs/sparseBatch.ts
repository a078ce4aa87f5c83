import { invariant } from "../../base/assert.ts";
import type { CsrMatrix, Matrix } from "../../base/matrix.ts";
import type { Engine } from "../backend.ts";
import type { SparseGradient, TouchedRows } from "../layers/layer.ts";
import type { Tensor } from "../tensor.ts";
import { partialCells } from "../kernels/kernels.ts";
import { inOrder } from "./sources.ts";

/** From so many entries on a view of them costs less than it saves. */
const longRow = 64;

/** A batch of compressed sparse rows. Room for entries grows by doubling, so a fit allocates a few times at most. */
export class SparseBatch {
  readonly columns: number;
  readonly sparse = true;
  readonly order: Uint32Array;
  readonly tensor = undefined;
  readonly #engine: Engine;
  readonly #averaged: boolean;
  readonly #checked = new WeakSet<CsrMatrix>();
  readonly #offsets: number;
  readonly #heads: number;
  #capacity = 0;
  #indices = 0;
  #values = 0;
  #next = 0;
  #rowOf = 0;
  #list = 0;
  #partials = 0;
  /** Features that the latest update listed. */
  #listed = 0;
  #keepsTouched = false;

  /** Of `averaged` rows the values are divided by their sum. */
  constructor(engine: Engine, like: CsrMatrix, batchSize: number, averaged = false) {
    this.#engine = engine;
    this.#averaged = averaged;
    this.columns = like.columns;
    this.order = inOrder(batchSize);
    this.#offsets = engine.memory.reserve(batchSize + 1);
    this.#heads = engine.memory.reserve(like.columns);
    this.#reserveEntries(batchSize * 256);
  }

  fill(features: Matrix, rowIds: Uint32Array, from: number, count: number): void {
    invariant(features.kind === "csr" && features.columns === this.columns, "features of another kind or width");
    this.#check(features);
    const { offsets, indices, values } = features;
    let entries = 0;
    for (let row = 0; row < count; row++) {
      const id = rowIds[from + row] ?? 0;
      entries += (offsets[id + 1] ?? 0) - (offsets[id] ?? 0);
    }
    if (entries > this.#capacity) {
      this.#reserveEntries(Math.max(entries, this.#capacity * 2));
      this.#engine.memory.commit();
    }
    const { floats, integers } = this.#engine.memory;
    let into = 0;
    integers[this.#offsets] = 0;
    for (let row = 0; row < count; row++) {
      const id = rowIds[from + row] ?? 0;
      const first = offsets[id] ?? 0;
      const end = offsets[id + 1] ?? 0;
      if (end - first >= longRow) {
        integers.set(indices.subarray(first, end), this.#indices + into);
        floats.set(values.subarray(first, end), this.#values + into);
        into += end - first;
      } else {
        for (let entry = first; entry < end; entry++) {
          integers[this.#indices + into] = indices[entry] ?? 0;
          floats[this.#values + into] = values[entry] ?? NaN;
          into++;
        }
      }
      integers[this.#offsets + row + 1] = into;
      if (this.#averaged) divideBySum(floats, this.#values + into - (end - first), this.#values + into);
    }
  }

  /** Where the batch's compressed rows lie. */
  get addresses(): { readonly offsets: number; readonly indices: number; readonly values: number } {
    return { offsets: this.#offsets, indices: this.#indices, values: this.#values };
  }

  /** The features that the batch held at the latest update, once each, in order of appearance. */
  get touched(): TouchedRows | undefined {
    return this.#keepsTouched ? { list: this.#list, count: this.#listed } : undefined;
  }

  keepTouched(): void {
    this.#keepsTouched = true;
  }

  multiply(weights: Tensor, into: Tensor, rows: number): void {
    this.#engine.kernels.sparseMultiply(
      this.#offsets,
      this.#indices,
      this.#values,
      rows,
      weights.start,
      weights.stride,
      into.start,
    );
  }

  update(gradient: Tensor, target: Tensor, rows: number, rate: number): number {
    const { list, count, values, output, stride, ...room } = this.gradientAt(gradient, rows);
    const { heads, next, rowOf, partials } = room;
    return this.#engine.kernels.sparseUpdate(
      ...([list, count, values, output, stride, target.start, rate, heads, next, rowOf, partials] as const),
    );
  }

  /** To be followed by one update, which undoes the chains. */
  gradientAt(output: Tensor, rows: number): SparseGradient {
    const room = { heads: this.#heads, next: this.#next, rowOf: this.#rowOf };
    this.#listed = this.#engine.kernels.sparseChain(
      ...([this.#offsets, this.#indices, rows, room.heads, room.next, room.rowOf, this.#list] as const),
    );
    return {
      list: this.#list,
      count: this.#listed,
      values: this.#values,
      output: output.start,
      stride: output.stride,
      ...room,
      partials: this.#partials,
    };
  }

  #reserveEntries(capacity: number): void {
    const { memory } = this.#engine;
    this.#capacity = capacity;
    this.#indices = memory.reserve(capacity);
    this.#values = memory.reserve(capacity);
    this.#next = memory.reserve(capacity);
    this.#rowOf = memory.reserve(capacity);
    this.#list = memory.reserve(capacity);
    this.#partials = memory.reserve(partialCells(capacity));
  }

  /** Kernels trust the indices, so a matrix is looked through once. */
  #check(features: CsrMatrix): void {
    if (this.#checked.has(features)) return;
    const { rows, columns, offsets, indices } = features;
    for (let row = 0; row < rows; row++) {
      invariant((offsets[row] ?? 0) <= (offsets[row + 1] ?? -1), `offsets of row ${String(row)}`);
    }
    invariant((offsets[rows] ?? 0) <= indices.length, "offsets beyond the entries");
    for (let entry = 0; entry < indices.length; entry++) {
      if ((indices[entry] ?? columns) >= columns) invariant(false, `feature index at entry ${String(entry)}`);
    }
    this.#checked.add(features);
  }
}

/** Values of one row become shares of their sum, which float64 holds exactly enough; a row that sums to 0 stays as it is. */
function divideBySum(floats: Float32Array | Float64Array, from: number, to: number): void {
  let sum = 0;
  for (let at = from; at < to; at++) sum += floats[at] ?? NaN;
  if (sum === 0) return;
  for (let at = from; at < to; at++) floats[at] = (floats[at] ?? NaN) / sum;
}
