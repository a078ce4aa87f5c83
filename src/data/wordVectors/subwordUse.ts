import { eachSubwordOfBytes } from "../ngramHash.ts";
import { Uint32List } from "../uint32List.ts";

/** Which rows of a fastText model's input matrix make the vectors of which words: a list of words per row. */
export class SubwordUse {
  readonly #words: number;
  readonly #buckets: number;
  readonly #lengths: readonly [number, number];
  /** First entry of each row + 1, and the next entry of the same row + 1; 0 for none. */
  readonly #first: Uint32Array;
  readonly #next = new Uint32List();
  readonly #targets = new Uint32List();
  /** What each row weighs in the sum of all words' vectors. */
  readonly weights: Float64Array;

  /** Rows: one for each of the model's words, then one for each bucket. */
  constructor(words: number, buckets: number, lengths: readonly [number, number]) {
    this.#words = words;
    this.#buckets = buckets;
    this.#lengths = lengths;
    this.#first = new Uint32Array(words + buckets);
    this.weights = new Float64Array(words + buckets);
  }

  /** Rows of a word, given as `<word>`: its own first where it has one, then those of its subwords, each as often as it occurs. */
  rowsOf(marked: Uint8Array, own: number): readonly number[] {
    const rows = own < 0 ? [] : [own];
    // fastText's mark of a line's end has no subwords.
    if (this.#lengths[1] > 0 && !isEndOfLine(marked))
      eachSubwordOfBytes(marked, this.#lengths, this.#buckets, (bucket) => rows.push(this.#words + bucket));
    return rows;
  }

  /** Lets each of these rows weigh alike in the sum of all words' vectors. */
  weigh(rows: readonly number[]): void {
    for (const row of rows) this.weights[row] = (this.weights[row] ?? 0) + 1 / rows.length;
  }

  /** Adds a target to the lists of these rows. */
  use(rows: readonly number[], target: number): void {
    for (const row of rows) {
      this.#targets.push(target);
      this.#next.push(this.#first[row] ?? 0);
      this.#first[row] = this.#targets.length;
    }
  }

  /** Calls back with each target of a row. */
  eachTarget(row: number, take: (target: number) => void): void {
    for (let at = this.#first[row] ?? 0; at > 0; at = this.#next.get(at - 1)) take(this.#targets.get(at - 1));
  }
}

function isEndOfLine(marked: Uint8Array): boolean {
  return marked.length === 6 && new TextDecoder("latin1").decode(marked) === "<</s>>";
}
