import { invariant } from "../base/assert.ts";
import type { EngineMemory } from "./memory.ts";

/** Numbers in one SIMD vector: rows of tensors are padded to whole vectors, and the padding stays zero or unread. */
const lanes = 4;

/** A matrix of rows × columns numbers in engine memory; row r starts at cell start + r × stride. */
export class Tensor {
  readonly start: number;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  readonly #memory: EngineMemory;

  /** Reserves the cells; they may be used once the memory is committed. */
  constructor(memory: EngineMemory, rows: number, columns: number) {
    this.#memory = memory;
    this.rows = rows;
    this.columns = columns;
    this.stride = Math.ceil(columns / lanes) * lanes;
    this.start = memory.reserve(rows * this.stride);
  }

  /** Cells of the first rows, padding included. */
  cells(rows = this.rows): number {
    return rows * this.stride;
  }

  get(row: number, column: number): number {
    return this.#memory.floats[this.start + row * this.stride + column] ?? NaN;
  }

  set(row: number, column: number, value: number): void {
    this.#memory.floats[this.start + row * this.stride + column] = value;
  }

  /** The first rows, row-major and without padding. */
  copy(rows = this.rows): Float32Array {
    return this.#write(rows, 1, new Float32Array(rows * this.columns));
  }

  /** All rows, row-major and without padding, each value times `factor`; to `over` where that is given. */
  copyAll(factor: number, over?: Float32Array): Float32Array {
    const length = this.rows * this.columns;
    invariant(over === undefined || over.length === length, `${String(length)} values to write over`);
    return this.#write(this.rows, factor, over ?? new Float32Array(length));
  }

  #write(rows: number, factor: number, values: Float32Array): Float32Array {
    const { floats } = this.#memory;
    if (this.columns === this.stride && factor === 1) {
      values.set(floats.subarray(this.start, this.start + values.length));
      return values;
    }
    let to = 0;
    for (let row = 0; row < rows; row++) {
      const from = this.start + row * this.stride;
      for (let column = 0; column < this.columns; column++) values[to++] = (floats[from + column] ?? NaN) * factor;
    }
    return values;
  }

  /** Overwrites the first rows (all unless said) with row-major values without padding. */
  load(values: Float32Array | Float64Array, rows = this.rows): void {
    invariant(
      values.length === rows * this.columns && rows <= this.rows,
      `${String(values.length)} values for ${String(rows)} rows`,
    );
    const { floats } = this.#memory;
    if (this.columns === this.stride) {
      floats.set(values, this.start);
      return;
    }
    let from = 0;
    for (let row = 0; row < rows; row++) {
      const to = this.start + row * this.stride;
      for (let column = 0; column < this.columns; column++) floats[to + column] = values[from++] ?? NaN;
    }
  }
}
