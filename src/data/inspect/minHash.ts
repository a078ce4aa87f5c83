import { RandomStream } from "../../base/random.ts";
import { type Shingles, mixed } from "./shingles.ts";

/** Bands of a signature and minima in each. Two texts are candidates when all minima of a band agree. */
export const bands = 20;
const rows = 6;

/**
 * MinHash signatures (Broder, "On the resemblance and containment of documents", 1997) cut into bands for
 * locality-sensitive hashing (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section 3.4). Two texts of
 * Jaccard similarity s share a band with probability 1 − (1 − s^6)^20: .998 at s = .8, .027 at s = .33.
 * The 120 hash functions are odd multiples of a mixed 32-bit hash of the shingle plus an offset, from a fixed seed.
 */
export class MinHash {
  readonly #shingles: Shingles;
  // Signed, so that the engine stays with whole numbers of 32 bits; the order of hashes is as good as any.
  readonly #factors: Int32Array;
  readonly #offsets: Int32Array;
  readonly #keys = new Uint32Array(bands);
  #hashes = new Int32Array(1024);
  /** Where a hash of the text at hand was seen last, so that what it repeats is mostly not worked on again; 0 = free. */
  readonly #recent = new Int32Array(4096);

  constructor(shingles: Shingles) {
    this.#shingles = shingles;
    const stream = new RandomStream(1, "inspect/minHash");
    this.#factors = Int32Array.from({ length: bands * rows }, () => stream.uint32() | 1);
    this.#offsets = Int32Array.from({ length: bands * rows }, () => stream.uint32());
  }

  /** A hash of each band of an example's signature, valid until the next call; undefined for one without shingles. */
  bandsOf(example: number): Uint32Array | undefined {
    const most = this.#shingles.most(example);
    if (this.#hashes.length < most) this.#hashes = new Int32Array(2 * most);
    const count = this.#withoutRepeats(this.#shingles.hashes(example, this.#hashes));
    if (count === 0) return undefined;
    for (let band = 0; band < bands; band++) {
      const row = band * rows;
      this.#keys[band] = this.#lowest(row + 3, count, this.#lowest(row, count, band + 1));
    }
    return this.#keys;
  }

  /** Moves the first of most hashes that repeat to the front; how many these are. */
  #withoutRepeats(count: number): number {
    const hashes = this.#hashes;
    let slots = 64;
    while (slots < 2 * count && slots < this.#recent.length) slots *= 2;
    const recent = this.#recent.fill(0, 0, slots);
    let kept = 0;
    for (let at = 0; at < count; at++) {
      const hash = hashes[at] ?? 0;
      if (recent[hash & (slots - 1)] === hash && hash !== 0) continue;
      recent[hash & (slots - 1)] = hash;
      hashes[kept++] = hash;
    }
    return kept;
  }

  /** The minima of three functions of all hashes mixed into a key. The one hot loop: 120 multiplications a shingle. */
  #lowest(row: number, count: number, key: number): number {
    const hashes = this.#hashes;
    const factor0 = this.#factors[row] ?? 0;
    const factor1 = this.#factors[row + 1] ?? 0;
    const factor2 = this.#factors[row + 2] ?? 0;
    const offset0 = this.#offsets[row] ?? 0;
    const offset1 = this.#offsets[row + 1] ?? 0;
    const offset2 = this.#offsets[row + 2] ?? 0;
    let lowest0 = 0x7fffffff;
    let lowest1 = 0x7fffffff;
    let lowest2 = 0x7fffffff;
    // As many at a time as there are registers for; a branch is foreseen, since few hashes are the lowest yet.
    for (let at = 0; at < count; at++) {
      const hash = hashes[at] ?? 0;
      const value0 = (Math.imul(hash, factor0) + offset0) | 0;
      const value1 = (Math.imul(hash, factor1) + offset1) | 0;
      const value2 = (Math.imul(hash, factor2) + offset2) | 0;
      if (value0 < lowest0) lowest0 = value0;
      if (value1 < lowest1) lowest1 = value1;
      if (value2 < lowest2) lowest2 = value2;
    }
    return keyWith(keyWith(keyWith(key, lowest0), lowest1), lowest2);
  }
}

function keyWith(key: number, minimum: number): number {
  return mixed(Math.imul(key, 0x01000193) ^ minimum);
}
