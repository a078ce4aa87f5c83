import { cellText, type CellKind } from "./cellText.ts";
import type { ParquetColumn } from "./schema.ts";

/** The cells of a page or of a dictionary by their places. */
export interface Cells {
  readonly length: number;
  at(index: number): string | undefined;
}

/** Numbers as they lie in their page. */
type Numbers = Int32Array | BigInt64Array | Float32Array | Float64Array;

/** The cells of values. Numbers become text only when a row asks for them: as text they take ten times the memory. */
export function cellsOf(values: ArrayLike<unknown>, { type, kind }: ParquetColumn): Cells {
  if (isNumbers(values)) return new NumberCells(values, kind);
  if (type === "BOOLEAN")
    return new EntryCells(
      Uint8Array.from(values, (value) => (value === true ? 1 : 0)),
      [cellText(false, kind), cellText(true, kind)],
    );
  return Array.from(values, (value) => cellText(value, kind));
}

class NumberCells implements Cells {
  readonly #values: Numbers;
  readonly #kind: CellKind;

  constructor(values: Numbers, kind: CellKind) {
    this.#values = values;
    this.#kind = kind;
  }

  get length(): number {
    return this.#values.length;
  }

  at(index: number): string {
    return cellText(this.#values[index], this.#kind);
  }
}

/** Cells that are entries of a dictionary, by their places in it. */
export class EntryCells implements Cells {
  readonly #places: Uint8Array | Uint32Array;
  readonly #entries: Cells;

  constructor(places: Uint8Array | Uint32Array, entries: Cells) {
    this.#places = places;
    this.#entries = entries;
  }

  get length(): number {
    return this.#places.length;
  }

  at(index: number): string | undefined {
    return this.#entries.at(this.#places[index] ?? this.#entries.length);
  }
}

function isNumbers(values: ArrayLike<unknown>): values is Numbers {
  return (
    values instanceof Float64Array ||
    values instanceof Float32Array ||
    values instanceof Int32Array ||
    values instanceof BigInt64Array
  );
}
