import { normaliseText } from "../text.ts";
import { WordIndex } from "../wordIndex.ts";
import type { WordVectors } from "./wordVectors.ts";

/** Keeps the rows of the words in use, and sums up all. */
export class KeptRows {
  readonly #dimension: number;
  readonly #rowOf: Int32Array;
  readonly #index: WordIndex;
  readonly #sum: Float64Array;
  #kept = 0;
  #values = new Float32Array(0);
  #rows = 0;
  #unk: Float64Array | undefined;
  #unkTag: Float64Array | undefined;

  constructor(words: readonly string[], dimension: number) {
    this.#dimension = dimension;
    this.#index = new WordIndex(words);
    this.#rowOf = new Int32Array(words.length).fill(-1);
    this.#sum = new Float64Array(dimension);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Takes a row for the word in bytes[from, to). Of two rows for one word the first counts. */
  add(bytes: Uint8Array, from: number, to: number, numbers: Float64Array): void {
    const sum = this.#sum;
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (numbers[i] ?? 0);
    this.#rows++;
    if (isNamed(bytes, from, to, "unk")) this.#unk ??= numbers.slice();
    if (isNamed(bytes, from, to, "<unk>")) this.#unkTag ??= numbers.slice();
    const word = findWord(this.#index, bytes, from, to);
    if (word < 0 || this.#rowOf[word] !== -1) return;
    if ((this.#kept + 1) * this.#dimension > this.#values.length) {
      const larger = new Float32Array(Math.max(1024, this.#kept * 2) * this.#dimension);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values.set(numbers, this.#kept * this.#dimension);
    this.#rowOf[word] = this.#kept++;
  }

  finish(): WordVectors {
    const unk = this.#unkTag ?? this.#unk;
    return {
      dimension: this.#dimension,
      rows: this.#rows,
      rowOf: this.#rowOf,
      values: this.#values.slice(0, this.#kept * this.#dimension),
      unknown: unk ?? this.#sum.map((sum) => sum / this.#rows),
      unknownIs: unk === undefined ? "mean" : "unk",
    };
  }
}

/** The number of the word in bytes[from, to), or -1. Words in use are in NFC; those of a file may not be. */
export function findWord(index: WordIndex, bytes: Uint8Array, from: number, to: number): number {
  const found = index.find(bytes, from, to);
  if (found >= 0) return found;
  for (let i = from; i < to; i++) {
    if ((bytes[i] ?? 0) < 128) continue;
    const word = new TextEncoder().encode(normaliseText(new TextDecoder().decode(bytes.subarray(from, to))));
    return index.find(word, 0, word.length);
  }
  return -1;
}

/** Whether bytes[from, to) spell an ASCII name. */
export function isNamed(bytes: Uint8Array, from: number, to: number, name: string): boolean {
  if (to - from !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name.charCodeAt(i)) return false;
  return true;
}
