/** A 64-bit hash as two unsigned 32-bit halves. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

/** A 128-bit key as four unsigned 32-bit words, little-endian: word 0 holds key bytes 0 to 3. */
export type SipKey = readonly [number, number, number, number];

/** SipHash-2-4 of `bytes` under `key` (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012). */
export function sipHash24(key: SipKey, bytes: Uint8Array): Hash64 {
  let low0 = key[0] ^ 0x70736575;
  let high0 = key[1] ^ 0x736f6d65;
  let low1 = key[2] ^ 0x6e646f6d;
  let high1 = key[3] ^ 0x646f7261;
  let low2 = key[0] ^ 0x6e657261;
  let high2 = key[1] ^ 0x6c796765;
  let low3 = key[2] ^ 0x79746573;
  let high3 = key[3] ^ 0x74656462;
  const length = bytes.length;
  const whole = length >>> 3;

  // One loop over the words, the word of remaining bytes and the finish keeps a single copy of the round.
  for (let block = 0; block <= whole + 1; block++) {
    let low = 0;
    let high = 0;
    let rounds = 2;
    if (block < whole) {
      low = littleEndian(bytes, block * 8, 4);
      high = littleEndian(bytes, block * 8 + 4, 4);
    } else if (block === whole) {
      const left = length & 7;
      low = littleEndian(bytes, block * 8, Math.min(left, 4));
      high = littleEndian(bytes, block * 8 + 4, Math.max(left - 4, 0)) | (length << 24);
    } else {
      low2 ^= 0xff;
      rounds = 4;
    }
    low3 ^= low;
    high3 ^= high;
    for (let round = 0; round < rounds; round++) {
      let sum = (low0 + low1) | 0;
      high0 = (high0 + high1 + carry(sum, low1)) | 0;
      low0 = sum;
      let swap = (low1 << 13) | (high1 >>> 19);
      high1 = ((high1 << 13) | (low1 >>> 19)) ^ high0;
      low1 = swap ^ low0;
      swap = low0;
      low0 = high0;
      high0 = swap;

      sum = (low2 + low3) | 0;
      high2 = (high2 + high3 + carry(sum, low3)) | 0;
      low2 = sum;
      swap = (low3 << 16) | (high3 >>> 16);
      high3 = ((high3 << 16) | (low3 >>> 16)) ^ high2;
      low3 = swap ^ low2;

      sum = (low0 + low3) | 0;
      high0 = (high0 + high3 + carry(sum, low3)) | 0;
      low0 = sum;
      swap = (low3 << 21) | (high3 >>> 11);
      high3 = ((high3 << 21) | (low3 >>> 11)) ^ high0;
      low3 = swap ^ low0;

      sum = (low2 + low1) | 0;
      high2 = (high2 + high1 + carry(sum, low1)) | 0;
      low2 = sum;
      swap = (low1 << 17) | (high1 >>> 15);
      high1 = ((high1 << 17) | (low1 >>> 15)) ^ high2;
      low1 = swap ^ low2;
      swap = low2;
      low2 = high2;
      high2 = swap;
    }
    low0 ^= low;
    high0 ^= high;
  }
  return { high: (high0 ^ high1 ^ high2 ^ high3) >>> 0, low: (low0 ^ low1 ^ low2 ^ low3) >>> 0 };
}

/** 1 when a sum of two 32-bit words, one of them `addend`, overflowed to `sum`. */
function carry(sum: number, addend: number): number {
  return sum >>> 0 < addend >>> 0 ? 1 : 0;
}

function littleEndian(bytes: Uint8Array, from: number, count: number): number {
  let word = 0;
  for (let index = 0; index < count; index++) word |= (bytes[from + index] ?? 0) << (index * 8);
  return word;
}
