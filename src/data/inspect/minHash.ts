import { RandomStream } from "../../base/random.ts";
import type { Shingles } from "./shingles.ts";

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
  readonly #minima = new Int32Array(bands * rows);
  readonly #keys = new Uint32Array(bands);
  /** Hashes of the text at hand, so that what it repeats is mostly not worked on again; 0 = free. */
  readonly #recent = new Int32Array(4096);

  constructor(shingles: Shingles) {
    this.#shingles = shingles;
    const stream = new RandomStream(1, "inspect/minHash");
    this.#factors = Int32Array.from({ length: bands * rows }, () => stream.uint32() | 1);
    this.#offsets = Int32Array.from({ length: bands * rows }, () => stream.uint32());
  }

  /** A hash of each band of an example's signature, valid until the next call; undefined for one without shingles. */
  bandsOf(example: number): Uint32Array | undefined {
    const minima = this.#minima.fill(0x7fffffff);
    const recent = this.#recent.fill(0);
    let count = 0;
    this.#shingles.every(example, (shingle) => {
      count++;
      const before = Math.floor(shingle / 2 ** 26);
      const hash = mixed(Math.imul(before, 0x9e3779b1) ^ Math.imul(shingle % 2 ** 26, 0x85ebca6b) ^ before);
      if (recent[hash & 4095] === hash && hash !== 0) return true;
      recent[hash & 4095] = hash;
      this.#lower(hash);
      return true;
    });
    if (count === 0) return undefined;
    for (let band = 0; band < bands; band++) {
      let key = band + 1;
      for (let row = 0; row < rows; row++) key = mixed(Math.imul(key, 0x01000193) ^ (minima[band * rows + row] ?? 0));
      this.#keys[band] = key;
    }
    return this.#keys;
  }

  /** The one hot loop: 120 multiplications a shingle. */
  #lower(hash: number): void {
    const minima = this.#minima;
    const factors = this.#factors;
    const offsets = this.#offsets;
    for (let i = 0; i < minima.length; i++) {
      const value = (Math.imul(hash, factors[i] ?? 0) + (offsets[i] ?? 0)) | 0;
      if (value < (minima[i] ?? 0)) minima[i] = value;
    }
  }
}

/** The finaliser of MurmurHash3 (public domain): every bit of the input moves every bit of the result. */
function mixed(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
