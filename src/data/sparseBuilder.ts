import type { CsrMatrix } from "../base/matrix.ts";
import { UserError } from "../base/errors.ts";
import type { SparseRow } from "./formats/svmlight.ts";
import { mostSparseNumbers } from "./limits.ts";
import { Uint32List } from "./uint32List.ts";

/** Collects rows of `index:value` pairs. */
export class SparseBuilder {
  readonly #offsets = new Uint32List();
  readonly #indices = new Uint32List();
  #values = new Float32Array(1024);
  #columns = 0;

  /** UserError: more numbers in all than memory is meant to hold. */
  push({ indices, values }: SparseRow, path: string, line: number): void {
    const before = this.#indices.length;
    if (before + indices.length > mostSparseNumbers)
      throw new UserError("The dataset has more than 200 million numbers.", "Cut it to the part to train on.", {
        file: path,
        line,
      });
    if (this.#offsets.length === 0) this.#offsets.push(0);
    if (before + values.length > this.#values.length) {
      const larger = new Float32Array(Math.max(before + values.length, this.#values.length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    for (const index of indices) this.#indices.push(index);
    this.#values.set(values, before);
    this.#offsets.push(this.#indices.length);
    this.#columns = Math.max(this.#columns, (indices.at(-1) ?? -1) + 1);
  }

  finish(): CsrMatrix {
    if (this.#offsets.length === 0) this.#offsets.push(0);
    return {
      kind: "csr",
      rows: this.#offsets.length - 1,
      columns: this.#columns,
      offsets: this.#offsets.toArray(),
      indices: this.#indices.toArray(),
      values: this.#values.slice(0, this.#indices.length),
    };
  }
}
