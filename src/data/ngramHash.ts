/** The hashes of fastText (Bojanowski, Grave, Joulin and Mikolov, 2017; its Dictionary), so that buckets are the same. */

const encoder = new TextEncoder();

/** More buckets than this would make products that float64 cannot hold. */
export const mostBuckets = 2 ** 26;

/** 32-bit FNV-1a of the UTF-8 bytes, each sign-extended as fastText's are. */
function hashBytes(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let hash = 2166136261;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    hash = Math.imul(hash ^ (byte > 127 ? byte - 256 : byte), 16777619);
  }
  return hash >>> 0;
}

export function hashWord(word: string): number {
  return hashBytes(encoder.encode(word));
}

const factor = 116049371;

/** A 64-bit hash of a sequence of words, whose next word can be added. */
export class SequenceHash {
  #high = 0;
  #low = 0;

  /** Begins with the hash of a word, which fastText widens with its sign. */
  begin(hash: number): void {
    this.#low = hash >>> 0;
    this.#high = hash >>> 0 >= 2 ** 31 ? 0xffffffff : 0;
  }

  /** h ← h · 116049371 + hash, modulo 2^64. */
  add(hash: number): void {
    const low = (this.#low & 0xffff) * factor;
    const middle = (this.#low >>> 16) * factor + Math.floor(low / 0x10000);
    const product = ((middle % 0x10000) * 0x10000 + (low % 0x10000)) >>> 0;
    const carry = Math.floor(middle / 0x10000);
    const sum = product + (hash >>> 0);
    const sign = hash >>> 0 >= 2 ** 31 ? 0xffffffff : 0;
    const over = sum >= 2 ** 32 ? 1 : 0;
    this.#low = sum >>> 0;
    this.#high = (Math.imul(this.#high, factor) + carry + sign + over) >>> 0;
  }

  /** The hash modulo a number of buckets, at most 2^26. */
  bucket(buckets: number): number {
    return ((this.#high % buckets) * (2 ** 32 % buckets) + (this.#low % buckets)) % buckets;
  }
}

/** Calls back with the bucket of every sequence of `shortest` to `longest` characters of `<word>`, the word's ends marked. */
export function eachSubword(
  word: string,
  lengths: readonly [number, number],
  buckets: number,
  take: (bucket: number) => void,
): void {
  eachSubwordOfBytes(encoder.encode(`<${word}>`), lengths, buckets, take);
}

/** `eachSubword` of UTF-8 bytes that begin with `<` and end with `>`. */
export function eachSubwordOfBytes(
  bytes: Uint8Array,
  [shortest, longest]: readonly [number, number],
  buckets: number,
  take: (bucket: number) => void,
): void {
  const isStart = (at: number): boolean => ((bytes[at] ?? 0) & 0xc0) !== 0x80;
  for (let from = 0; from < bytes.length; from++) {
    if (!isStart(from)) continue;
    let to = from;
    for (let characters = 1; characters <= longest && to < bytes.length; characters++) {
      do to++;
      while (to < bytes.length && !isStart(to));
      // A mark of the word's end alone says nothing.
      const alone = characters === 1 && (from === 0 || to === bytes.length);
      if (characters >= shortest && !alone) take(hashBytes(bytes, from, to) % buckets);
    }
  }
}
