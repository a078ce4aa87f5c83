import { UserError } from "../base/errors.ts";

/** One linear memory seen as numbers and as unsigned integers; a cell is one element of either. */
export interface Cells {
  /** Float32Array for training; Float64Array where the reference kernels check gradients. */
  readonly floats: Float32Array | Float64Array;
  readonly integers: Uint32Array;
}

/** Cells of a cache line: every reservation starts on one. */
const line = 16;
/** WebAssembly's 4 GiB in cells of four bytes. */
const mostCells = 2 ** 30;

/**
 * The memory of one network, planned before it is used: `reserve` counts, `commit` makes room, and nothing is allocated
 * in the step loop. Addresses are cell numbers. Views are replaced when memory grows, so read them anew after `commit`.
 */
export class EngineMemory {
  readonly #grow: (cells: number) => Cells;
  #cells: Cells;
  #used = line;

  /** `grow` makes room for that many cells, keeps what is there and zeroes what is new. */
  constructor(grow: (cells: number) => Cells) {
    this.#grow = grow;
    this.#cells = grow(line);
  }

  get floats(): Float32Array | Float64Array {
    return this.#cells.floats;
  }

  get integers(): Uint32Array {
    return this.#cells.integers;
  }

  /** Bytes reserved so far, at four a cell. */
  get bytes(): number {
    return this.#used * 4;
  }

  /** The address of `count` new cells, zero once committed; throws UserError beyond 4 GiB. */
  reserve(count: number): number {
    const start = this.#used;
    const next = start + Math.ceil(count / line) * line;
    if (!(next <= mostCells)) {
      throw new UserError(
        `The model and one batch need ${(next / 2 ** 28).toFixed(1)} GiB; at most 4 GiB can be used.`,
        "Choose fewer hidden units, fewer features or a smaller batch.",
      );
    }
    this.#used = next;
    return start;
  }

  /** Makes room for all that was reserved; throws UserError where the machine has not enough. */
  commit(): void {
    if (this.#used <= this.#cells.floats.length) return;
    try {
      this.#cells = this.#grow(this.#used);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UserError(
        `There is not enough memory for the model: ${(this.bytes / 2 ** 20).toFixed(0)} MiB are needed.`,
        "Choose fewer hidden units or features, or close other programs.",
      );
    }
  }
}
