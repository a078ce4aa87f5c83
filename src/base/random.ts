import { log } from "./elementary.ts";
import { sipHash24 } from "./siphash.ts";

/** All that a stream remembers; plain numbers that survive JSON. */
export interface RandomState {
  /** Two unsigned 32-bit words. */
  readonly key: readonly [number, number];
  /** Position of the next word: number of 32-bit words drawn so far. */
  readonly drawn: number;
  /** The second value of the last pair of normals, not yet given out. */
  readonly spareNormal: number | null;
}

const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;
const two32 = 4294967296;

/**
 * Philox4x32-10: writes the four words of the counter c0 … c3 under the key k0, k1 to `into` (Salmon, Moraes, Dror, Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3", 2011). Plain numbers, since an array for every call is garbage.
 */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  into: Uint32Array,
): void {
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(multiplier0, c0);
    const low0 = Math.imul(multiplier0, c0);
    const high1 = multiplyHigh(multiplier1, c2);
    const low1 = Math.imul(multiplier1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + weyl0) | 0;
    k1 = (k1 + weyl1) | 0;
  }
  into[0] = c0;
  into[1] = c1;
  into[2] = c2;
  into[3] = c3;
}

/** The upper 32 bits of a 32 × 32-bit unsigned product. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (cross >>> 16)) | 0;
}

/**
 * One named stream of random numbers: Philox4x32-10 keyed by SipHash-2-4 of the name under the seed, so that
 * streams of different names or seeds are independent and drawing more from one never moves another.
 */
export class RandomStream {
  #key: readonly [number, number];
  readonly #block = new Uint32Array(4);
  #drawn = 0;
  #spareNormal: number | null = null;

  /** The stream of a name such as `order/3` under a seed, a whole number within ±2^53. */
  constructor(seed: number, name: string) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`a seed is a whole number within ±2^53, not ${String(seed)}`);
    const hash = sipHash24([seed >>> 0, Math.floor(seed / two32) >>> 0, 0, 0], new TextEncoder().encode(name));
    this.#key = [hash.low, hash.high];
  }

  /** The stream that `state()` described, at the same position. */
  static restore(state: RandomState): RandomStream {
    const stream = new RandomStream(0, "");
    stream.#key = [state.key[0], state.key[1]];
    stream.#drawn = state.drawn;
    stream.#spareNormal = state.spareNormal;
    if (state.drawn % 4 !== 0) stream.#fill();
    return stream;
  }

  /** Computes the block that holds word number `drawn`. */
  #fill(): void {
    const block = Math.floor(this.#drawn / 4);
    const [key0, key1] = this.#key;
    philox4x32(block >>> 0, Math.floor(block / two32) >>> 0, 0, 0, key0, key1, this.#block);
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    const lane = this.#drawn % 4;
    if (lane === 0) this.#fill();
    this.#drawn++;
    return this.#block[lane] ?? 0;
  }

  /** A multiple of 2^-53 in [0, 1). */
  float64(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** A whole number in [0, n), each equally likely; n is in 1 … 2^32. */
  below(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > two32) throw new RangeError(`below(${String(n)})`);
    const fair = two32 - (two32 % n);
    let value = this.uint32();
    while (value >= fair) value = this.uint32();
    return value % n;
  }

  /** A standard normal value, by Marsaglia's polar method (1964). */
  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    for (;;) {
      const x = 2 * this.float64() - 1;
      const y = 2 * this.float64() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * log(square)) / square);
      this.#spareNormal = y * factor;
      return x * factor;
    }
  }

  /** Permutes the values in place, every order equally likely (Fisher and Yates; Durstenfeld 1964). */
  shuffle(values: Uint32Array): void {
    for (let last = values.length - 1; last > 0; last--) {
      const pick = this.below(last + 1);
      const kept = values[last] ?? 0;
      values[last] = values[pick] ?? 0;
      values[pick] = kept;
    }
  }

  state(): RandomState {
    return { key: this.#key, drawn: this.#drawn, spareNormal: this.#spareNormal };
  }
}
