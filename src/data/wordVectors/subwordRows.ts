import { eachSubword } from "../ngramHash.ts";
import { Uint32List } from "../uint32List.ts";

export interface SubwordOptions {
  /** Shortest and longest sequence of characters. */
  readonly lengths: readonly [number, number];
  readonly buckets: number;
}

/**
 * Rows of words and of their subwords: row w for word w, then one for each bucket that a subword of these words falls
 * into, in the order of its first use. Buckets are fastText's, but only those in use take room.
 */
export class SubwordRows {
  readonly offsets: Uint32Array;
  readonly rows: Uint32Array;
  readonly #options: SubwordOptions | undefined;
  readonly #rowOf = new Map<number, number>();
  readonly #words: number;

  constructor(words: readonly string[], options: SubwordOptions | undefined) {
    this.#options = options;
    this.#words = words.length;
    this.offsets = new Uint32Array(words.length + 1);
    const rows = new Uint32List();
    words.forEach((word, number) => {
      rows.push(number);
      if (options !== undefined)
        eachSubword(word, options.lengths, options.buckets, (bucket) => {
          let row = this.#rowOf.get(bucket);
          if (row === undefined) {
            row = words.length + this.#rowOf.size;
            this.#rowOf.set(bucket, row);
          }
          rows.push(row);
        });
      this.offsets[number + 1] = rows.length;
    });
    this.rows = rows.toArray();
  }

  get count(): number {
    return this.#words + this.#rowOf.size;
  }

  /** The rows of a word that is none of these: those of its subwords that one of these has too. */
  rowsOf(word: string): readonly number[] {
    const rows: number[] = [];
    const options = this.#options;
    if (options !== undefined)
      eachSubword(word, options.lengths, options.buckets, (bucket) => {
        const row = this.#rowOf.get(bucket);
        if (row !== undefined) rows.push(row);
      });
    return rows;
  }
}
