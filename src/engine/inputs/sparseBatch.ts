import { invariant } from "../../base/assert.ts";
import type { CsrMatrix, Matrix } from "../../base/matrix.ts";
import type { Engine } from "../backend.ts";
import type { TouchedRows } from "../layers/layer.ts";
import type { Tensor } from "../tensor.ts";
import { inOrder } from "./sources.ts";

/** A batch of compressed sparse rows. Room for entries grows by doubling, so a fit allocates a few times at most. */
export class SparseBatch {
  readonly columns: number;
  readonly sparse = true;
  readonly order: Uint32Array;
  readonly tensor = undefined;
  readonly #engine: Engine;
  readonly #checked = new WeakSet<CsrMatrix>();
  readonly #offsets: number;
  readonly #heads: number;
  #capacity = 0;
  #indices = 0;
  #values = 0;
  #next = 0;
  #rowOf = 0;
  #list = 0;
  #listed = 0;
  /** Number of the last batch that read a feature; undefined while nobody asks. */
  #lastRead: Float64Array | undefined;
  #batch = 0;

  constructor(engine: Engine, like: CsrMatrix, batchSize: number) {
    this.#engine = engine;
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
    const lastRead = this.#lastRead;
    this.#batch++;
    this.#listed = 0;
    for (let row = 0; row < count; row++) {
      const id = rowIds[from + row] ?? 0;
      const end = offsets[id + 1] ?? 0;
      for (let entry = offsets[id] ?? 0; entry < end; entry++) {
        const feature = indices[entry] ?? 0;
        integers[this.#indices + into] = feature;
        if (lastRead !== undefined && lastRead[feature] !== this.#batch) {
          lastRead[feature] = this.#batch;
          integers[this.#list + this.#listed++] = feature;
        }
        floats[this.#values + into] = values[entry] ?? NaN;
        into++;
      }
      integers[this.#offsets + row + 1] = into;
    }
  }

  /** Where the batch's compressed rows lie. */
  get addresses(): { readonly offsets: number; readonly indices: number; readonly values: number } {
    return { offsets: this.#offsets, indices: this.#indices, values: this.#values };
  }

  /** The features that the batch holds, once each, in order of appearance. */
  get touched(): TouchedRows | undefined {
    return this.#lastRead === undefined ? undefined : { list: this.#list, count: this.#listed };
  }

  keepTouched(): void {
    this.#lastRead ??= new Float64Array(this.columns);
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
    return this.#engine.kernels.sparseUpdate(
      this.#offsets,
      this.#indices,
      this.#values,
      rows,
      gradient.start,
      gradient.stride,
      target.start,
      rate,
      this.#heads,
      this.#next,
      this.#rowOf,
    );
  }

  #reserveEntries(capacity: number): void {
    const { memory } = this.#engine;
    this.#capacity = capacity;
    this.#indices = memory.reserve(capacity);
    this.#values = memory.reserve(capacity);
    this.#next = memory.reserve(capacity);
    this.#rowOf = memory.reserve(capacity);
    this.#list = memory.reserve(capacity);
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
